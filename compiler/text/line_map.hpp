// From byte offsets to lines and columns.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace dork {

/// A place as people and editors count: both from 1, columns in code points.
struct LineColumn {
  std::uint32_t line = 1;
  std::uint32_t column = 1;

  friend bool operator==(const LineColumn&, const LineColumn&) = default;
};

/// One decoded code point. A byte that no valid UTF-8 sequence explains is an invalid code point of size 1.
struct CodePoint {
  char32_t value = 0;
  std::uint32_t size = 1;  ///< in bytes
  bool valid = true;
};

/// Decodes the code point at the start of a text that is not empty.
CodePoint decode(std::string_view text);

/// The lines of a text. Lines end with LF or CRLF; a byte order mark at the start belongs to no line. Offsets are
/// those of the whole text. Borrows the text, which must outlive the map. The lines of an excerpt are counted from
/// `first_line` on.
class LineMap {
 public:
  explicit LineMap(std::string_view text, std::uint32_t first_line = 1);

  /// Where an offset is. One in a line's ending counts as the line's end, one past the text as the text's end,
  /// one inside a code point as that code point.
  LineColumn position(std::uint32_t offset) const;

  /// How many lines there are; a text that ends with a line ending has an empty last line.
  std::uint32_t line_count() const { return static_cast<std::uint32_t>(starts_.size()); }

  /// The text of a line, from 1, without its ending.
  std::string_view line(std::uint32_t line) const;

  /// The offset of a line's first byte.
  std::uint32_t line_start(std::uint32_t line) const { return starts_.at(line - first_line_); }

 private:
  /// How many code points of the text end at an offset or before it.
  std::uint32_t points_before(std::uint32_t offset) const;

  std::string_view text_;
  std::uint32_t first_line_;
  std::vector<std::uint32_t> starts_;
  std::vector<std::uint32_t> point_offsets_;  ///< of every 4096th code point, so that long lines are not counted anew
};

}  // namespace dork
