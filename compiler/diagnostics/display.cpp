#include "compiler/diagnostics/display.hpp"

#include "compiler/text/line_map.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>

namespace dork {
namespace {

struct Stretch {
  char32_t first, last;
};

// General categories Cc, Cf, Zl and Zp where they occur in practice: what nobody sees, or what reorders its line.
constexpr std::array hidden_characters{
    Stretch{0x0000, 0x001F}, Stretch{0x007F, 0x009F}, Stretch{0x00AD, 0x00AD},   Stretch{0x061C, 0x061C},
    Stretch{0x180E, 0x180E}, Stretch{0x200B, 0x200F}, Stretch{0x2028, 0x202E},   Stretch{0x2060, 0x206F},
    Stretch{0xFEFF, 0xFEFF}, Stretch{0xFFF9, 0xFFFB}, Stretch{0xE0000, 0xE007F},
};

// General categories Mn and Me of the scripts that terminals combine.
constexpr std::array combining_characters{
    Stretch{0x0300, 0x036F},   Stretch{0x0483, 0x0489}, Stretch{0x0591, 0x05BD}, Stretch{0x05BF, 0x05BF},
    Stretch{0x05C1, 0x05C2},   Stretch{0x05C4, 0x05C5}, Stretch{0x05C7, 0x05C7}, Stretch{0x0610, 0x061A},
    Stretch{0x064B, 0x065F},   Stretch{0x0670, 0x0670}, Stretch{0x06D6, 0x06DC}, Stretch{0x06DF, 0x06E4},
    Stretch{0x06E7, 0x06E8},   Stretch{0x06EA, 0x06ED}, Stretch{0x08CA, 0x08E1}, Stretch{0x08E3, 0x0902},
    Stretch{0x093C, 0x093C},   Stretch{0x0941, 0x0948}, Stretch{0x094D, 0x094D}, Stretch{0x0E31, 0x0E31},
    Stretch{0x0E34, 0x0E3A},   Stretch{0x0E47, 0x0E4E}, Stretch{0x1AB0, 0x1AFF}, Stretch{0x1DC0, 0x1DFF},
    Stretch{0x20D0, 0x20FF},   Stretch{0x3099, 0x309A}, Stretch{0xFE00, 0xFE0F}, Stretch{0xFE20, 0xFE2F},
    Stretch{0xE0100, 0xE01EF},
};

// East Asian Width W and F; the few unassigned code points between the blocks count with them.
constexpr std::array wide_characters{
    Stretch{0x1100, 0x115F},   Stretch{0x231A, 0x231B},   Stretch{0x2329, 0x232A},   Stretch{0x23E9, 0x23EC},
    Stretch{0x23F0, 0x23F0},   Stretch{0x23F3, 0x23F3},   Stretch{0x25FD, 0x25FE},   Stretch{0x2614, 0x2615},
    Stretch{0x2648, 0x2653},   Stretch{0x267F, 0x267F},   Stretch{0x2693, 0x2693},   Stretch{0x26A1, 0x26A1},
    Stretch{0x26AA, 0x26AB},   Stretch{0x26BD, 0x26BE},   Stretch{0x26C4, 0x26C5},   Stretch{0x26CE, 0x26CE},
    Stretch{0x26D4, 0x26D4},   Stretch{0x26EA, 0x26EA},   Stretch{0x26F2, 0x26F3},   Stretch{0x26F5, 0x26F5},
    Stretch{0x26FA, 0x26FA},   Stretch{0x26FD, 0x26FD},   Stretch{0x2705, 0x2705},   Stretch{0x270A, 0x270B},
    Stretch{0x2728, 0x2728},   Stretch{0x274C, 0x274C},   Stretch{0x274E, 0x274E},   Stretch{0x2753, 0x2755},
    Stretch{0x2757, 0x2757},   Stretch{0x2795, 0x2797},   Stretch{0x27B0, 0x27B0},   Stretch{0x27BF, 0x27BF},
    Stretch{0x2B1B, 0x2B1C},   Stretch{0x2B50, 0x2B50},   Stretch{0x2B55, 0x2B55},   Stretch{0x2E80, 0x303E},
    Stretch{0x3041, 0x3247},   Stretch{0x3250, 0x4DBF},   Stretch{0x4E00, 0xA4CF},   Stretch{0xA960, 0xA97F},
    Stretch{0xAC00, 0xD7A3},   Stretch{0xF900, 0xFAFF},   Stretch{0xFE10, 0xFE19},   Stretch{0xFE30, 0xFE6F},
    Stretch{0xFF01, 0xFF60},   Stretch{0xFFE0, 0xFFE6},   Stretch{0x16FE0, 0x18CFF}, Stretch{0x1AFF0, 0x1B2FF},
    Stretch{0x1F004, 0x1F004}, Stretch{0x1F0CF, 0x1F0CF}, Stretch{0x1F18E, 0x1F18E}, Stretch{0x1F191, 0x1F19A},
    Stretch{0x1F200, 0x1F320}, Stretch{0x1F32D, 0x1F335}, Stretch{0x1F337, 0x1F37C}, Stretch{0x1F37E, 0x1F393},
    Stretch{0x1F3A0, 0x1F3CA}, Stretch{0x1F3CF, 0x1F3D3}, Stretch{0x1F3E0, 0x1F3F0}, Stretch{0x1F3F4, 0x1F3F4},
    Stretch{0x1F3F8, 0x1F43E}, Stretch{0x1F440, 0x1F440}, Stretch{0x1F442, 0x1F4FC}, Stretch{0x1F4FF, 0x1F53D},
    Stretch{0x1F54B, 0x1F54E}, Stretch{0x1F550, 0x1F567}, Stretch{0x1F57A, 0x1F57A}, Stretch{0x1F595, 0x1F596},
    Stretch{0x1F5A4, 0x1F5A4}, Stretch{0x1F5FB, 0x1F64F}, Stretch{0x1F680, 0x1F6C5}, Stretch{0x1F6CC, 0x1F6CC},
    Stretch{0x1F6D0, 0x1F6D2}, Stretch{0x1F6D5, 0x1F6DF}, Stretch{0x1F6EB, 0x1F6EC}, Stretch{0x1F6F4, 0x1F6FC},
    Stretch{0x1F7E0, 0x1F7EB}, Stretch{0x1F7F0, 0x1F7F0}, Stretch{0x1F90C, 0x1F93A}, Stretch{0x1F93C, 0x1F945},
    Stretch{0x1F947, 0x1F9FF}, Stretch{0x1FA70, 0x1FAFF}, Stretch{0x20000, 0x2FFFD}, Stretch{0x30000, 0x3FFFD},
};

constexpr bool contains(std::span<const Stretch> sorted, char32_t value) {
  const auto found = std::ranges::lower_bound(sorted, value, {}, &Stretch::last);
  return found != sorted.end() && found->first <= value;
}

/// A code point on the screen: what is written for it and how many columns that takes.
struct Cell {
  std::string_view shown;
  std::size_t width;
  std::size_t offset;  ///< of the code point in its line
  std::size_t size;    ///< of the code point, in bytes
};

Cell cell_at(std::string_view text, std::size_t offset) {
  const auto point = decode(text.substr(offset));
  auto cell = [&](std::string_view shown, std::size_t width) { return Cell{shown, width, offset, point.size}; };
  if (!point.valid) return cell("\uFFFD", 1);
  if (point.value == '\t') return cell("    ", 4);
  if (contains(hidden_characters, point.value)) return cell("·", 1);
  const auto shown = text.substr(offset, point.size);
  if (contains(combining_characters, point.value)) return cell(shown, 0);
  return cell(shown, contains(wide_characters, point.value) ? 2 : 1);
}

/// The cells of a line near a place, with their columns on either side of it.
struct Neighbourhood {
  std::vector<Cell> cells;
  std::size_t before = 0;
  std::size_t after = 0;
  bool from_start = false;
  bool to_end = false;
};

/// Decodes only as much as a window can show, since a line may be megabytes long.
Neighbourhood neighbourhood(std::string_view line, std::size_t place) {
  constexpr std::size_t reach = 4 * excerpt_columns;
  std::size_t at = place > reach ? place - reach : 0;
  while (at > 0 && at < place && (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80) ++at;

  Neighbourhood result;
  result.from_start = at == 0;
  const auto last = std::min(line.size(), place + reach);
  while (at < last && result.after <= excerpt_columns) {
    const auto cell = result.cells.emplace_back(cell_at(line, at));
    at += cell.size;
    (at <= place ? result.before : result.after) += cell.width;
  }
  result.to_end = at >= line.size();
  return result;
}

}  // namespace

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::info: break;
  }
  return "info";
}

std::string printable(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto cell = cell_at(text, at);
    result += cell.shown;
    at += cell.size;
  }
  return result;
}

std::size_t display_width(std::string_view text) {
  std::size_t result = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto cell = cell_at(text, at);
    result += cell.width;
    at += cell.size;
  }
  return result;
}

std::string printable_path(std::string_view path) {
  std::string result;
  for (std::size_t at = 0; at < path.size();) {
    const auto point = decode(path.substr(at));
    const auto bytes = path.substr(at, point.size);
    if (point.valid && !contains(hidden_characters, point.value)) {
      result += bytes;
    } else {
      for (const char byte : bytes) fmt::format_to(std::back_inserter(result), "\\x{:02x}", byte & 0xFF);
    }
    at += point.size;
  }
  return result;
}

Excerpt excerpt(std::string_view line, std::size_t begin, std::size_t end) {
  begin = std::min(begin, line.size());
  end = std::clamp(end, begin, line.size());
  const auto near = neighbourhood(line, begin);
  auto first = near.cells.begin();
  auto last = near.cells.end();

  // In a line that is cut, the part from the range on gets what it needs, up to two thirds; the part before, the rest.
  auto before = near.before;
  const bool fits = near.from_start && near.to_end && near.before + near.after <= excerpt_columns;
  const auto room_before = excerpt_columns - std::min(near.after, excerpt_columns * 2 / 3);
  const bool cut_before = !fits && (!near.from_start || before > room_before);
  if (cut_before) {
    while (before + 1 > room_before) before -= (first++)->width;
    ++before;
  }

  auto after = near.after;
  const auto room_after = excerpt_columns - before;
  const bool cut_after = !near.to_end || after > room_after;
  if (cut_after) {
    while (after + 1 > room_after) after -= (--last)->width;
  }

  Excerpt result;
  result.caret = before;
  std::size_t width = 0;
  if (cut_before) result.text += "…";
  for (const auto& cell : std::span(first, last)) {
    result.text += cell.shown;
    if (cell.offset + cell.size > begin && cell.offset < end) width += cell.width;
  }
  if (cut_after) result.text += "…";
  result.width = std::max<std::size_t>(width, 1);
  return result;
}

}  // namespace dork
