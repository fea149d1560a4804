// Diagnostics as text with the source line and a caret, as JSON lines, or as SARIF 2.1.0.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dork {

/// One source with what was found in it.
struct FileDiagnostics {
  std::string path;                 ///< as the user gave it; `-` is standard input
  std::string_view source;          ///< the whole text; must outlive the call
  std::vector<Diagnostic> found;    ///< as `Diagnostics::sorted` gives them
  std::size_t dropped = 0;          ///< how many more there were
  std::uint32_t first_line = 1;     ///< where the source begins in its file, when it is an excerpt of it
};

/// `path:line:column: error[DORK2001]: message`, the source line, a caret, help and notes; lines and columns from 1,
/// columns in code points. `color` adds ANSI colours.
std::string render_text(const FileDiagnostics& file, bool color);

/// One JSON object a diagnostic and line: path, code, name, severity, message, help, range (line and column from 1, offset), notes, fix.
std::string render_json_lines(const FileDiagnostics& file);

/// One SARIF 2.1.0 log over all files, rules from the diagnostics table (only those that occur), fixes included.
std::string render_sarif(std::span<const FileDiagnostics> files, std::string_view version);

}  // namespace dork
