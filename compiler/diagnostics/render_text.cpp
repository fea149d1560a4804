#include "compiler/diagnostics/display.hpp"
#include "compiler/diagnostics/render.hpp"
#include "compiler/text/line_map.hpp"

#include <iterator>
#include <utility>

namespace dork {
namespace {

// ANSI attributes, by what they are for.
constexpr std::string_view strong = "1";
constexpr std::string_view gutter = "1;34";
constexpr std::string_view advice = "1;36";

std::string_view severity_color(Severity severity) {
  switch (severity) {
    case Severity::error: return "1;31";
    case Severity::warning: return "1;33";
    case Severity::info: break;
  }
  return "1;36";
}

/// What the rendering of one file shares.
struct Page {
  std::string path;
  LineMap lines;
  bool color;
  std::string out = {};

  template <typename... Arguments>
  void print(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(out), format, std::forward<Arguments>(arguments)...);
  }

  std::string paint(std::string_view attributes, std::string_view text) const {
    return color ? fmt::format("\033[{}m{}\033[0m", attributes, text) : std::string(text);
  }

  std::string place(Range range) const {
    const auto [line, column] = lines.position(range.begin);
    return fmt::format("{}:{}:{}", path, line, column);
  }
};

/// An indented line, `   help: text`; the further lines of a text that has several stand below its first.
void print_remark(Page& page, std::string_view attributes, std::string_view label, std::string_view text) {
  page.print("   {} ", page.paint(attributes, fmt::format("{}:", label)));
  const std::string indent(label.size() + 5, ' ');
  for (bool more = true; more;) {
    const auto end = text.find('\n');
    more = end != text.npos;
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    page.print("{}\n", printable(line));
    if (more) page.out += indent;
    text.remove_prefix(more ? end + 1 : text.size());
  }
}

/// The help of a diagnostic; without one, its fix in words.
std::string advice_for(const Page& page, const Diagnostic& diagnostic) {
  if (!diagnostic.help.empty() || !diagnostic.fix) return diagnostic.help;
  const auto& fix = *diagnostic.fix;
  const auto what = fix.range.begin == fix.range.end ? fmt::format("insert `{}`", fix.text)
                    : fix.text.empty()               ? std::string("remove this")
                                                     : fmt::format("replace this by `{}`", fix.text);
  return fix.range.begin == diagnostic.range.begin ? what : fmt::format("{}: {}", page.place(fix.range), what);
}

/// The source line with the range underlined and the advice beside it; false where the advice found no room there.
bool print_excerpt(Page& page, const Diagnostic& diagnostic, const std::string& advised) {
  const auto [begin, end] = diagnostic.range;
  const auto number = page.lines.position(begin).line;
  const auto line = page.lines.line(number);
  if (line.empty()) return false;

  const auto start = page.lines.line_start(number);
  auto in_line = [&](std::uint32_t offset) { return offset > start ? offset - start : 0; };
  const auto shown = excerpt(line, in_line(begin), in_line(end));

  // `^^^^` is the whole range; `^~~~` goes on in the lines below.
  const bool goes_on = end > begin && page.lines.position(end - 1).line > number;
  auto marks = goes_on ? "^" + std::string(shown.width - 1, '~') : std::string(shown.width, '^');
  const bool beside = !advised.empty() && advised.find('\n') == advised.npos &&
                      shown.caret + shown.width + 1 + display_width(advised) <= excerpt_columns;
  if (beside) marks += " " + printable(advised);

  const auto margin = fmt::format("{:>5} |", number);
  const std::string empty_margin = std::string(margin.size() - 1, ' ') + "|";
  page.print("{} {}\n", page.paint(gutter, margin), shown.text);
  page.print("{} {}{}\n", page.paint(gutter, empty_margin), std::string(shown.caret, ' '),
             page.paint(severity_color(diagnostic.severity), marks));
  return beside;
}

void print_diagnostic(Page& page, const Diagnostic& diagnostic) {
  const auto label = fmt::format("{}[{}]", severity_name(diagnostic.severity), code_name(diagnostic.code));
  page.print("{} {} {}\n", page.paint(strong, page.place(diagnostic.range) + ":"),
             page.paint(severity_color(diagnostic.severity), label + ":"),
             page.paint(strong, printable(diagnostic.message)));

  const auto advised = advice_for(page, diagnostic);
  if (!print_excerpt(page, diagnostic, advised) && !advised.empty()) print_remark(page, advice, "help", advised);
  for (const auto& note : diagnostic.notes) {
    const auto text = note.range ? fmt::format("{}: {}", page.place(*note.range), note.text) : note.text;
    print_remark(page, strong, "note", text);
  }
}

}  // namespace

std::string render_text(const FileDiagnostics& file, bool color) {
  Page page{printable_path(file.path), LineMap(file.source, file.first_line), color};
  for (const auto& diagnostic : file.found) print_diagnostic(page, diagnostic);
  if (file.dropped > 0) {
    page.print("{} {} more problem{} found\n", page.paint(strong, page.path + ":"), file.dropped,
               file.dropped == 1 ? " was" : "s were");
  }
  return std::move(page.out);
}

}  // namespace dork
