// Regular expressions.
#include "runtime/formula/implementations.hpp"
#include "runtime/formula/regex.hpp"
#include "runtime/value/utf8.hpp"

#include <algorithm>

namespace dork::runtime::functions {
namespace {

std::optional<Regex> compiled(Arguments& arguments, std::string_view text) {
  const TextArgument pattern = arguments.text(1);
  if (arguments.failed()) return std::nullopt;
  if (pattern.view().empty()) {
    arguments.fail("the regular expression is empty");
    return std::nullopt;
  }
  std::string error;
  auto regex = Regex::compile(pattern.view(), !is_utf8(text), error);
  if (!regex) arguments.fail(std::move(error));
  return regex;
}

// What is asked for: the first group, the whole where there is none.
std::string_view captured(std::string_view text, const std::vector<MatchRange>& match) {
  return match[match.size() > 1 ? 1 : 0].of(text);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// A replacement with its references, as preg_replace has them: $1, ${1}, \1; at most two digits.
void append_replacement(std::string& out, std::string_view replacement, std::string_view text, const std::vector<MatchRange>& match) {
  for (std::size_t at = 0; at < replacement.size();) {
    const char c = replacement[at];
    std::size_t digit = at + 1;
    const bool braced = c == '$' && digit < replacement.size() && replacement[digit] == '{';
    if (braced) ++digit;
    std::size_t end = digit;
    std::size_t group = 0;
    while (end < replacement.size() && end < digit + 2 && is_digit(replacement[end])) group = group * 10 + static_cast<std::size_t>(replacement[end++] - '0');
    const bool closed = !braced || (end < replacement.size() && replacement[end] == '}');
    if ((c == '$' || c == '\\') && end > digit && closed) {
      if (group < match.size()) out += match[group].of(text);
      at = end + (braced ? 1 : 0);
    } else {
      const bool escaped = c == '\\' && at + 1 < replacement.size() && replacement[at + 1] == '\\';
      out += c;
      at += escaped ? 2 : 1;
    }
  }
}

}  // namespace

Value regexparse(Arguments& arguments) {
  const TextArgument text = arguments.text(0);
  auto regex = compiled(arguments, text.view());
  if (!regex) return {};
  std::string error;
  const auto match = regex->match(text.view(), 0, false, error);
  if (!error.empty()) return arguments.fail(std::move(error));
  return match ? Value(captured(text.view(), *match)) : Value();
}

Value regexparseall(Arguments& arguments) {
  const TextArgument text = arguments.text(0);
  auto regex = compiled(arguments, text.view());
  if (!regex) return {};
  if (regex->group_count() > 1) return arguments.fail("the regular expression may have only one group");
  List found;
  std::string error;
  for_each_match(*regex, text.view(), error, [&](const std::vector<MatchRange>& match) {
    found.emplace_back(captured(text.view(), match));
    return arguments.items_fit(found.size());
  });
  if (!error.empty()) return arguments.fail(std::move(error));
  return found;
}

Value regexreplace(Arguments& arguments) {
  const TextArgument argument = arguments.text(0);
  const std::string_view text = argument.view();
  const TextArgument replacement = arguments.text(2);
  auto regex = compiled(arguments, text);
  if (!regex) return {};
  std::string out;
  std::string error;
  std::size_t done = 0;
  for_each_match(*regex, text, error, [&](const std::vector<MatchRange>& match) {
    const std::size_t begin = std::max(match[0].begin, done);
    out.append(text.substr(done, begin - done));
    append_replacement(out, replacement.view(), text, match);
    done = std::max(match[0].end, begin);
    return arguments.text_fits(out.size());
  });
  if (!error.empty()) return arguments.fail(std::move(error));
  if (arguments.failed()) return {};
  out.append(text.substr(done));
  return arguments.text_fits(out.size()) ? Value(std::move(out)) : Value();
}

}  // namespace dork::runtime::functions
