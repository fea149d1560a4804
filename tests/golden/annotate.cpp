#include "tests/golden/annotate.hpp"

#include "compiler/text/line_map.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace dork::golden {
namespace {

std::string_view severity_word(Severity severity) {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    default: return "info";
  }
}

/// The columns of a range; with its line where that is not `line`.
std::string columns(const LineMap& map, Range range, std::uint32_t line) {
  const LineColumn begin = map.position(range.begin);
  std::string text = begin.line == line ? fmt::format("{}", begin.column) : fmt::format("{}:{}", begin.line, begin.column);
  if (range.begin == range.end) return text;
  const LineColumn last = map.position(range.end - 1);
  return text + (last.line == begin.line ? fmt::format("..{}", last.column) : fmt::format("..{}:{}", last.line, last.column));
}

std::string describe(const LineMap& map, const Diagnostic& diagnostic) {
  const std::uint32_t line = map.position(diagnostic.range.begin).line;
  std::string text = fmt::format("//@ {} {} {} {}", columns(map, diagnostic.range, line),
                                 severity_word(diagnostic.severity), code_name(diagnostic.code), diagnostic.message);
  if (!diagnostic.help.empty()) text += fmt::format(" | help: {}", diagnostic.help);
  text += '\n';
  for (const Note& note : diagnostic.notes)
    text += note.range ? fmt::format("//@   note {}: {}\n", columns(map, *note.range, line), note.text)
                       : fmt::format("//@   note: {}\n", note.text);
  if (diagnostic.fix)
    text += fmt::format("//@   fix {}: `{}`\n", columns(map, diagnostic.fix->range, line), diagnostic.fix->text);
  return text;
}

}  // namespace

std::string annotate(std::string_view source, std::span<const Diagnostic> diagnostics) {
  const LineMap map(source);
  std::string result;
  auto next = diagnostics.begin();
  for (std::uint32_t line = 1; line <= map.line_count(); ++line) {
    const bool last = line == map.line_count();
    if (!last || !map.line(line).empty()) result.append(map.line(line)).append("\n");
    for (; next != diagnostics.end() && (last || map.position(next->range.begin).line <= line); ++next)
      result += describe(map, *next);
  }
  return result;
}

std::string apply_fixes(std::string_view source, std::span<const Diagnostic> diagnostics) {
  std::vector<Fix> fixes;
  for (const Diagnostic& diagnostic : diagnostics)
    if (diagnostic.fix) fixes.push_back(*diagnostic.fix);
  std::stable_sort(fixes.begin(), fixes.end(), [](const Fix& a, const Fix& b) { return a.range.begin > b.range.begin; });
  std::string result(source);
  for (const Fix& fix : fixes) result.replace(fix.range.begin, fix.range.end - fix.range.begin, fix.text);
  return result;
}

}  // namespace dork::golden
