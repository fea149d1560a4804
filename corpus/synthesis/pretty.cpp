#include "corpus/synthesis/pretty.hpp"

#include "compiler/unparse/head.hpp"

#include <algorithm>
#include <vector>

namespace dork::corpus {
namespace {

bool starts_body(std::string_view line) {
  return line.starts_with("IF ") || line.starts_with("FOR EACH ") || line.starts_with("SWITCH ") || line == "DETACHED";
}

bool ends_body(std::string_view line) { return line == "END IF" || line == "NEXT" || line == "END SWITCH" || line == "END DETACHED"; }

bool is_branch(std::string_view line) { return line == "ELSE" || line.starts_with("ELSEIF "); }
bool is_case(std::string_view line) { return line.starts_with("CASE ") || line == "DEFAULT"; }

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (!line.empty()) lines.push_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

/// Where the body that begins at `at` ends.
std::size_t end_of_body(const std::vector<std::string>& lines, std::size_t at) {
  std::size_t depth = 0;
  for (std::size_t i = at; i < lines.size(); ++i) {
    if (starts_body(lines[i])) ++depth;
    if (ends_body(lines[i]) && --depth == 0) return i;
  }
  return lines.size();
}

/// An IF that is all there is in an ELSE is an ELSEIF.
void join_else(std::vector<std::string>& lines) {
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    if (lines[i] != "ELSE" || !lines[i + 1].starts_with("IF ")) continue;
    const std::size_t end = end_of_body(lines, i + 1);
    if (end + 1 >= lines.size() || lines[end + 1] != "END IF") continue;
    lines[i] = "ELSE" + lines[i + 1];
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(end));
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    --i;
  }
}

/// The arguments of the first bracket, one a line.
std::string broken(std::string_view line, std::size_t indent) {
  // The bracket of a call, of a file's place, of a form; not that of a function in an expression.
  std::size_t open = std::string_view::npos;
  for (std::size_t i = 0, quoted = 0; i < line.size(); ++i) {
    if (line[i] == '\'') quoted ^= 1;
    if (line[i] == '(' && quoted == 0) {
      open = i;
      break;
    }
    if (line[i] == '{' && quoted == 0) return std::string(line);
  }
  if (open == std::string_view::npos || line.starts_with("LET ")) return std::string(line);
  const std::string break_text = '\n' + std::string(indent + 2, ' ');
  std::string out(line.substr(0, open + 1));
  out += break_text;
  std::size_t depth = 1;
  bool quoted = false;
  for (std::size_t i = open + 1; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '\'') quoted = !quoted;
    if (!quoted) {
      if (c == '(' || c == '{' || c == '[') ++depth;
      if ((c == ')' || c == '}' || c == ']') && --depth == 0) return out + std::string(line.substr(i));
      if (c == ',' && depth == 1 && i + 1 < line.size() && line[i + 1] == ' ') {
        out += ',';
        out += break_text;
        ++i;
        continue;
      }
    }
    out += c;
  }
  return std::string(line);
}

/// '{$.x.y}' alone is the expression x.y.
void plain_references(std::string& line) {
  for (std::size_t at = line.find("'{$."); at != std::string::npos; at = line.find("'{$.", at + 1)) {
    const std::size_t end = line.find_first_of("{}'", at + 4);
    const bool alone = (at == 0 || line[at - 1] != '\'') && end != std::string::npos && line[end] == '}' && end + 1 < line.size() && line[end + 1] == '\'' &&
                       (end + 2 >= line.size() || line[end + 2] != '\'');
    if (!alone) continue;
    line = line.substr(0, at) + line.substr(at + 4, end - at - 4) + line.substr(end + 2);
  }
}

enum class Section { header, connection, action, start, main };

Section section_of(std::string_view line) {
  if (line.starts_with("AUTOMATION ")) return Section::header;
  if (line.starts_with("CONNECT TO ")) return Section::connection;
  if (line.starts_with("ACTION ")) return Section::action;
  if (line.starts_with("START ")) return Section::start;
  return Section::main;
}

}  // namespace

std::string pretty(std::string_view program) {
  std::vector<std::string> lines;
  for (const std::string_view line : lines_of(program)) lines.emplace_back(line);
  for (std::string& line : lines) plain_references(line);
  join_else(lines);
  std::string out;
  std::vector<bool> switches;   // of the bodies around: whether each is a SWITCH
  const auto indent_now = [&] {
    std::size_t indent = 0;
    for (const bool is_switch : switches) indent += is_switch ? 4 : 2;
    return indent;
  };
  Section before = Section::header;
  bool after_compound = false;
  for (const std::string& line : lines) {
    if (ends_body(line) && !switches.empty()) switches.pop_back();
    std::size_t indent = indent_now();
    if (is_branch(line)) indent -= 2;
    if (is_case(line)) indent -= 2;
    const bool top = switches.empty() && !ends_body(line);
    const bool compound = starts_body(line);
    if (top && !out.empty()) {
      const Section section = section_of(line);
      if (section != before || after_compound || (section == Section::main && compound)) out += '\n';
      before = section;
      after_compound = false;
    } else if (out.empty()) {
      before = section_of(line);
    }
    if (ends_body(line) && switches.empty()) after_compound = true;
    out.append(indent, ' ');
    const std::size_t width = line.size() + indent + (line.ends_with(';') ? 0 : 1);
    out += width > line_width && !line.starts_with("IF ") ? broken(line, indent) : line;
    out += '\n';
    if (compound) switches.push_back(line.starts_with("SWITCH "));
  }
  return out;
}

}  // namespace dork::corpus
