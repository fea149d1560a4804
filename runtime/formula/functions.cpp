#include "runtime/formula/functions.hpp"

#include "runtime/formula/implementations.hpp"
#include "runtime/value/reader.hpp"
#include "runtime/value/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace dork::runtime {
namespace {

constexpr std::array implementations = {
    Function{"add", functions::add},
    Function{"base64decode", functions::base64decode},
    Function{"base64encode", functions::base64encode},
    Function{"capitalizename", functions::capitalizename},
    Function{"converttimezone", functions::converttimezone},
    Function{"count", functions::count},
    Function{"csv", functions::csv},
    Function{"date", functions::date},
    Function{"divide", functions::divide},
    Function{"explode", functions::explode},
    Function{"getkeys", functions::getkeys},
    Function{"if", nullptr},
    Function{"implode", functions::implode},
    Function{"jobguid", functions::jobguid},
    Function{"json", functions::json},
    Function{"linebreak", functions::linebreak},
    Function{"lowercase", functions::lowercase},
    Function{"ltrim", functions::ltrim},
    Function{"map", functions::map},
    Function{"max", functions::max},
    Function{"min", functions::min},
    Function{"mod", functions::mod},
    Function{"modelevendigit", functions::modelevendigit},
    Function{"modtendigit", functions::modtendigit},
    Function{"multiply", functions::multiply},
    Function{"object", functions::object},
    Function{"randomnumber", functions::randomnumber},
    Function{"randomtext", functions::randomtext},
    Function{"regexparse", functions::regexparse},
    Function{"regexparseall", functions::regexparseall},
    Function{"regexreplace", functions::regexreplace},
    Function{"removeEmptyProperties", functions::remove_empty_properties},
    Function{"replace", functions::replace},
    Function{"round", functions::round},
    Function{"rtrim", functions::rtrim},
    Function{"sort", functions::sort},
    Function{"sortdesc", functions::sortdesc},
    Function{"strpos", functions::strpos},
    Function{"substr", functions::substr},
    Function{"subtract", functions::subtract},
    Function{"text", functions::text},
    Function{"trim", functions::trim},
    Function{"uppercase", functions::uppercase},
};

const Value null;

constexpr std::array<std::string_view, 5> ordinals = {"first", "second", "third", "fourth", "fifth"};

constexpr std::size_t shown = 40;  // bytes of a text in a message

std::string in_quotes(std::string_view text) {
  return text.size() > shown ? fmt::format("'{}…'", text.substr(0, shown)) : fmt::format("'{}'", text);
}

}  // namespace

const Function* find_implementation(std::string_view name) {
  const auto found = std::find_if(implementations.begin(), implementations.end(), [&](const Function& each) { return each.name == name; });
  return found == implementations.end() ? nullptr : &*found;
}

const Value& Arguments::operator[](std::size_t at) const {
  return at < values_.size() ? values_[at] : null;
}

TextArgument Arguments::text(std::size_t at) {
  const Value& value = (*this)[at];
  if (value.is_text()) return TextArgument(&value.text());
  if (value.is_list() || value.is_object()) {
    fail(fmt::format("the {} argument must be a text, and is {}", ordinals[at], kind_name(value.kind())));
    return TextArgument(std::string());
  }
  return TextArgument(to_text(value));
}

Value Arguments::number(std::size_t at) {
  const Value& value = (*this)[at];
  if (value.is_null()) return 0;
  if (auto number = to_number(value)) return *std::move(number);
  fail(value.is_text() ? fmt::format("the {} argument must be a number, and is the text {}", ordinals[at], in_quotes(value.text()))
                       : fmt::format("the {} argument must be a number, and is {}", ordinals[at], kind_name(value.kind())));
  return 0;
}

std::int64_t Arguments::whole(std::size_t at, std::int64_t least, std::int64_t most) {
  const Value value = number(at);
  const double approximate = value.number();
  const bool within = approximate >= static_cast<double>(least) && approximate <= static_cast<double>(most);
  if (within) {
    const std::int64_t whole = value.kind() == Kind::integer ? value.integer() : static_cast<std::int64_t>(approximate);
    return std::clamp(whole, least, most);
  }
  fail(fmt::format("the {} argument must be from {} to {}, and is {}", ordinals[at], least, most, to_text(value)));
  return std::clamp<std::int64_t>(0, least, most);
}

List Arguments::items(std::size_t at) {
  const Value& value = (*this)[at];
  if (value.is_list()) return value.list();
  List items;
  if (value.is_object()) {
    items.reserve(value.object().size());
    for (const Member& member : value.object()) items.push_back(member.value);
  } else if (!value.is_null()) {
    fail(fmt::format("the {} argument must be a list, and is {}", ordinals[at], kind_name(value.kind())));
  }
  return items;
}

Value Arguments::fail(std::string message) {
  if (!error_) error_ = std::move(message);
  return {};
}

bool Arguments::text_fits(std::uint64_t bytes) {
  if (bytes <= limits().value_bytes) return true;
  fail(fmt::format("the text would be longer than {} bytes", limits().value_bytes));
  return false;
}

bool Arguments::items_fit(std::uint64_t items) {
  if (items <= limits().list_items) return true;
  fail(fmt::format("the list would have more than {} items", limits().list_items));
  return false;
}

}  // namespace dork::runtime
