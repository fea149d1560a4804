// Texts. Positions and lengths count characters, so that no result is half a character.
#include "runtime/formula/implementations.hpp"
#include "runtime/formula/text_case.hpp"
#include "runtime/value/base64.hpp"
#include "runtime/value/text.hpp"
#include "runtime/value/utf8.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace dork::runtime::functions {
namespace {

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/// Characters that trim takes away: as PHP's, with `a..z` for a range.
class CharacterSet {
 public:
  explicit CharacterSet(std::string_view text) {
    std::vector<std::uint32_t> codes;
    for (std::size_t at = 0; at < text.size();) codes.push_back(next_code(text, at));
    for (std::size_t i = 0; i < codes.size(); ++i) {
      const bool range = i + 3 < codes.size() && codes[i + 1] == '.' && codes[i + 2] == '.' && codes[i + 3] >= codes[i];
      ranges_.emplace_back(codes[i], range ? codes[i + 3] : codes[i]);
      if (range) i += 3;
    }
    // In order and apart from each other, so that looking one up is quick whatever the template says.
    std::sort(ranges_.begin(), ranges_.end());
    std::vector<std::pair<std::uint32_t, std::uint32_t>> merged;
    for (const auto& range : ranges_) {
      if (!merged.empty() && range.first <= merged.back().second)
        merged.back().second = std::max(merged.back().second, range.second);
      else
        merged.push_back(range);
    }
    ranges_ = std::move(merged);
  }

  bool has(std::uint32_t code) const {
    const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), code,
                                        [](std::uint32_t each, const auto& range) { return each < range.first; });
    return after != ranges_.begin() && code <= std::prev(after)->second;
  }

 private:
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges_;
};

// Where the character begins that ends at `end`.
std::size_t character_before(std::string_view text, std::size_t end) {
  std::size_t begin = end - 1;
  while (begin > 0 && end - begin < 4 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
  std::size_t after = begin;
  next_code(text, after);
  return after == end ? begin : end - 1;
}

Value trimmed(Arguments& arguments, bool left, bool right) {
  const TextArgument argument = arguments.text(0);
  const TextArgument characters = arguments.text(1);
  std::string_view text = argument.view();
  const CharacterSet set(arguments.has(1) ? characters.view() : std::string_view(" \t\n\r\0\x0B", 6));
  while (left && !text.empty()) {
    std::size_t at = 0;
    if (!set.has(next_code(text, at))) break;
    text.remove_prefix(at);
  }
  while (right && !text.empty()) {
    const std::size_t begin = character_before(text, text.size());
    std::size_t at = begin;
    if (!set.has(next_code(text, at))) break;
    text = text.substr(0, begin);
  }
  return text;
}

// Where in a text a number of characters ends; its own end where it has fewer.
std::size_t skip_characters(std::string_view text, std::size_t at, std::uint64_t count) {
  for (; count > 0 && at < text.size(); --count) next_code(text, at);
  return at;
}

std::string replaced(Arguments& arguments, std::string_view text, std::string_view search, std::string_view replacement) {
  std::string out;
  if (search.empty()) return std::string(text);
  std::size_t done = 0;
  for (std::size_t at = text.find(search); at != text.npos; at = text.find(search, done)) {
    out.append(text.substr(done, at - done)).append(replacement);
    done = at + search.size();
    if (!arguments.text_fits(out.size())) return {};
  }
  out.append(text.substr(done));
  return arguments.text_fits(out.size()) ? out : std::string();
}

}  // namespace

Value uppercase(Arguments& arguments) {
  return to_upper(arguments.text(0).view());
}

Value lowercase(Arguments& arguments) {
  return to_lower(arguments.text(0).view());
}

// Names of mixed case are left alone: "jan van den Broeck" knows better.
Value capitalizename(Arguments& arguments) {
  const TextArgument argument = arguments.text(0);
  const std::string_view text = argument.view();
  const std::string lower = to_lower(text);
  if (text != lower && text != to_upper(text)) return text;
  std::string out;
  bool begins = true;
  for (std::size_t at = 0; at < lower.size();) {
    const std::size_t begin = at;
    const std::uint32_t code = next_code(lower, at);
    if (begins && code != replacement_character)
      append_upper(out, code);
    else
      out.append(lower, begin, at - begin);
    begins = is_blank(lower[begin]);
  }
  return out;
}

Value trim(Arguments& arguments) {
  return trimmed(arguments, true, true);
}

Value ltrim(Arguments& arguments) {
  return trimmed(arguments, true, false);
}

Value rtrim(Arguments& arguments) {
  return trimmed(arguments, false, true);
}

// As PHP's mb_substr: a negative start counts from the end, a negative length leaves so many out.
Value substr(Arguments& arguments) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  const TextArgument argument = arguments.text(0);
  const std::string_view text = argument.view();
  std::int64_t start = arguments.whole(1, -most, most);
  std::int64_t length = arguments.has(2) ? arguments.whole(2, -most, most) : most;
  if (start < 0 || length < 0) {
    const auto size = static_cast<std::int64_t>(code_count(text));
    if (start < 0) start = std::max<std::int64_t>(0, size + start);
    if (length < 0) length = std::max<std::int64_t>(0, size - start + length);
  }
  const std::size_t begin = skip_characters(text, 0, static_cast<std::uint64_t>(start));
  return text.substr(begin, skip_characters(text, begin, static_cast<std::uint64_t>(length)) - begin);
}

Value strpos(Arguments& arguments) {
  const TextArgument text = arguments.text(0);
  const TextArgument search = arguments.text(1);
  const std::size_t at = text.view().find(search.view());
  if (at == text.view().npos) return false;
  return code_count(text.view().substr(0, at));
}

Value replace(Arguments& arguments) {
  const TextArgument text = arguments.text(0);
  const TextArgument search = arguments.text(1);
  const TextArgument replacement = arguments.text(2);
  return replaced(arguments, text.view(), search.view(), replacement.view());
}

Value explode(Arguments& arguments) {
  const TextArgument argument = arguments.text(0);
  const TextArgument delimiter = arguments.text(1);
  const std::string_view by = arguments.has(1) ? delimiter.view() : std::string_view(",");
  if (by.empty()) return arguments.fail("the delimiter is empty");
  std::string_view rest = argument.view();
  List items;
  for (std::size_t at = rest.find(by); at != rest.npos; at = rest.find(by)) {
    items.emplace_back(rest.substr(0, at));
    rest.remove_prefix(at + by.size());
    if (!arguments.items_fit(items.size() + 1)) return {};
  }
  items.emplace_back(rest);
  return items;
}

Value text(Arguments& arguments) {
  return to_text(arguments[0], arguments.limits().value_bytes);
}

Value base64encode(Arguments& arguments) {
  const TextArgument argument = arguments.text(0);
  const std::string_view text = argument.view();
  if (!arguments.text_fits((text.size() + 2) / 3 * 4)) return {};
  return base64_encode(text);
}

// As PHP's base64_decode: characters that are none of the alphabet are skipped, padding may be missing.
Value base64decode(Arguments& arguments) {
  const TextArgument argument = arguments.text(0);
  std::string kept;
  for (const char c : argument.view()) {
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    if (letter) kept += c;
  }
  if (kept.size() % 4 == 1) kept.pop_back();  // six bits left over say nothing
  return *base64_decode(kept);
}

Value randomtext(Arguments& arguments) {
  constexpr std::string_view letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const std::int64_t length = arguments.whole(0, 0, 1'000'000);
  if (!arguments.text_fits(static_cast<std::uint64_t>(length))) return {};
  std::string out;
  while (out.size() < static_cast<std::size_t>(length)) {
    // Ten letters of 6 bits each; the two values of 64 that are no letter are passed over.
    std::uint64_t bits = arguments.environment().random.next();
    for (int i = 0; i < 10 && out.size() < static_cast<std::size_t>(length); ++i, bits >>= 6)
      if ((bits & 63) < letters.size()) out += letters[bits & 63];
  }
  return out;
}

Value linebreak(Arguments&) {
  return "\n";
}

Value jobguid(Arguments& arguments) {
  return arguments.environment().job_id;
}

}  // namespace dork::runtime::functions
