#include "runtime/interpret/coerce.hpp"

#include "runtime/value/json.hpp"
#include "runtime/value/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace dork::runtime {
namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// The list or object that a text is as JSON; null where it is none.
Value from_text(const std::string& text) {
  const auto first = std::find_if_not(text.begin(), text.end(), is_space);
  if (first == text.end() || (*first != '[' && *first != '{')) return {};
  std::string error;
  return parse_json(text, error).value_or(Value());
}

Value values_of(const Object& object) {
  List list;
  list.reserve(object.size());
  for (const Member& member : object) list.push_back(member.value);
  return list;
}

Value numbered(const List& list) {
  Object object;
  for (std::size_t i = 0; i < list.size(); ++i) object[std::to_string(i)] = list[i];
  return object;
}

/// The member or item that one step of a path names.
const Value* step_into(const Value& value, std::string_view key) {
  if (value.is_object()) return value.find(key);
  if (!value.is_list()) return nullptr;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
  if (error != std::errc() || end != key.data() + key.size() || index >= value.list().size()) return nullptr;
  return &value.list()[index];
}

}  // namespace

bool is_blank(const Value& value) {
  return value.is_null() || (value.is_text() && std::all_of(value.text().begin(), value.text().end(), is_space));
}

std::string described(const Value& value) {
  switch (value.kind()) {
    case Kind::null: return "nothing";
    case Kind::boolean: return value.boolean() ? "true" : "false";
    case Kind::integer:
    case Kind::number: return fmt::format("the number {}", to_text(value));
    case Kind::list: return fmt::format("a list of {}", value.list().size());
    case Kind::object: return fmt::format("an object with {} keys", value.object().size());
    case Kind::text: break;
  }
  constexpr std::size_t most = 60;
  std::string_view text = value.text();
  if (text.size() <= most) return fmt::format("the text '{}'", text);
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return fmt::format("the text '{}…'", text.substr(0, end));
}

std::optional<Value> as_list(const Value& value, std::string& problem) {
  if (value.is_list()) return value;
  if (value.is_object()) return values_of(value.object());
  if (is_blank(value)) return List{};
  if (value.is_text())
    if (const Value parsed = from_text(value.text()); parsed.is_list()) return parsed;
  problem = described(value);
  return std::nullopt;
}

std::optional<Value> as_object(const Value& value, std::string& problem) {
  if (value.is_object()) return value;
  if (value.is_list()) return numbered(value.list());
  if (is_blank(value)) return Object{};
  if (value.is_text())
    if (const Value parsed = from_text(value.text()); parsed.is_object()) return parsed;
  problem = described(value);
  return std::nullopt;
}

std::optional<Value> as_number(const Value& value, std::string& problem) {
  if (value.is_number()) return value;
  if (value.kind() == Kind::boolean) return Value(value.boolean() ? 1 : 0);
  if (is_blank(value)) return Value(0);
  if (value.is_text())
    if (auto number = number_from_text(value.text())) return number;
  problem = described(value);
  return std::nullopt;
}

std::optional<std::int64_t> as_count(const Value& value, std::string& problem) {
  if (is_blank(value)) return std::nullopt;
  const auto number = as_number(value, problem);
  if (!number) return std::nullopt;
  const double count = number->number();
  if (count >= 0 && count < 9e15 && std::floor(count) == count) return static_cast<std::int64_t>(count);
  problem = described(value);
  return std::nullopt;
}

Value at_path(const Value& item, std::string_view path) {
  if (const Value* whole = item.find(path)) return *whole;
  const Value* at = &item;
  while (!path.empty()) {
    const std::size_t end = path.find_first_of(".[]");
    if (end != 0) {
      at = step_into(*at, path.substr(0, end));
      if (!at) return {};
    }
    if (end == std::string_view::npos) break;
    path.remove_prefix(end + 1);
  }
  return *at;
}

}  // namespace dork::runtime
