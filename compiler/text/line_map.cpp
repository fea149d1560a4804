#include "compiler/text/line_map.hpp"

#include <algorithm>
#include <cstddef>

#if __has_include(<utf8.h>)
#include <utf8.h>
#else
#include <utf8cpp/utf8.h>
#endif

namespace dork {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

constexpr std::uint32_t points_per_mark = 4096;

}  // namespace

CodePoint decode(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return {lead, 1, true};
  const std::uint32_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  const auto bytes = text.substr(0, size);
  if (bytes.size() < size || !utf8::is_valid(bytes.begin(), bytes.end())) return {0xFFFD, 1, false};
  auto start = bytes.begin();
  return {static_cast<char32_t>(utf8::unchecked::next(start)), size, true};
}

LineMap::LineMap(std::string_view text, std::uint32_t first_line)
    : text_(text), first_line_(first_line), starts_{text.starts_with(byte_order_mark) ? static_cast<std::uint32_t>(byte_order_mark.size()) : 0} {
  std::uint32_t count = 0;
  for (std::uint32_t at = 0; at < text.size(); ++count) {
    if (count % points_per_mark == 0) point_offsets_.push_back(at);
    if (text[at] == '\n') starts_.push_back(at + 1);
    at += decode(text.substr(at)).size;
  }
}

std::string_view LineMap::line(std::uint32_t line) const {
  const auto start = line_start(line);
  const auto after = line - first_line_ + 1;
  if (after == line_count()) return text_.substr(start);
  auto result = text_.substr(start, starts_[after] - 1 - start);
  if (result.ends_with('\r')) result.remove_suffix(1);
  return result;
}

std::uint32_t LineMap::points_before(std::uint32_t offset) const {
  const auto after = std::upper_bound(point_offsets_.begin(), point_offsets_.end(), offset);
  if (after == point_offsets_.begin()) return 0;
  auto count = static_cast<std::uint32_t>(after - point_offsets_.begin() - 1) * points_per_mark;
  for (auto at = *(after - 1); at < offset; ++count) {
    at += decode(text_.substr(at)).size;
    if (at > offset) break;
  }
  return count;
}

LineColumn LineMap::position(std::uint32_t offset) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  // Within a byte order mark no line has begun yet.
  const auto number = first_line_ - 1 + static_cast<std::uint32_t>(std::max<std::ptrdiff_t>(after - starts_.begin(), 1));
  const auto start = line_start(number);
  const auto end = start + static_cast<std::uint32_t>(line(number).size());
  return {number, points_before(std::clamp(offset, start, end)) - points_before(start) + 1};
}

}  // namespace dork
