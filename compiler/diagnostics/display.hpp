// Source text made fit for a terminal: nothing that moves the cursor, changes colours or hides, and known widths.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace dork {

/// `error`, `warning` or `info`.
std::string_view severity_name(Severity severity);

/// The text with invalid bytes as U+FFFD, control and invisible characters as `·`, and tabs as four spaces.
std::string printable(std::string_view text);

/// How many columns a terminal gives to `printable(text)`.
std::size_t display_width(std::string_view text);

/// The path as given, but bytes that are invalid, invisible or control the terminal as `\xNN`.
std::string printable_path(std::string_view path);

/// What to show of a source line.
struct Excerpt {
  std::string text;       ///< the printable line, or a window of it between `…`
  std::size_t caret = 0;  ///< columns before the range
  std::size_t width = 1;  ///< columns of the range within the window, at least one
};

/// The most columns an excerpt has.
constexpr std::size_t excerpt_columns = 120;

/// The part of a line around the bytes from `begin` to `end`, which may be past the line's end.
Excerpt excerpt(std::string_view line, std::size_t begin, std::size_t end);

}  // namespace dork
