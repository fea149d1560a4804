// Where in a text a script or a workspace stands.
#include "corpus/score/peel.hpp"

#include "compiler/syntax/parse.hpp"
#include "compiler/syntax/recognize.hpp"
#include "corpus/letters.hpp"

#include <algorithm>
#include <array>

namespace dork::score {
namespace {

/// So much of a text decides whether a statement begins there.
constexpr std::size_t looked_at = 2000;

/// So much of a text shows that it is prose.
constexpr std::size_t enough_bytes = 100;

/// So many tokens that could go on to be a script are no accident.
constexpr std::size_t enough_tokens = 6;

using corpus::lower;

bool contains(std::string_view text, std::string_view word) { return text.find(word) != std::string_view::npos; }

/// Whether the first word is a keyword as scripts print it.
bool begins_with_keyword(std::string_view line) {
  std::size_t end = 0;
  while (end < line.size() && line[end] >= 'A' && line[end] <= 'Z') ++end;
  if (end < 2 || (end < line.size() && line[end] != ' ')) return false;
  const std::vector<Token> word = tokenize(line.substr(0, end));
  return word.size() == 1 && word.front().number < token_kinds().quoted_text && word.front().kind != "IDENTIFIER";
}

/// Whether a text, its last token perhaps unfinished, can go on to be a script.
bool can_go_on(std::string_view text) {
  Recognizer& machine = recognizer();
  Recognizer::State state = machine.start();
  const std::vector<Token> tokens = tokenize(text);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (is_comment(tokens[i])) continue;
    TokenKind kind = tokens[i].number;
    if (i + 1 == tokens.size() && kind == token_kinds().unclosed_text) kind = token_kinds().quoted_text;
    if (i + 1 == tokens.size() && kind == token_kinds().unclosed_name) kind = token_kinds().quoted_name;
    state = machine.next(state, kind);
    if (state == Recognizer::dead) return false;
  }
  return true;
}

/// Whether a text that goes on cannot be the beginning of a script. Its last token may be cut, so that nothing follows from it.
bool is_no_beginning(std::string_view text) {
  if (contains(text, "'''")) return false;   // whose end may be missing
  Recognizer& machine = recognizer();
  Recognizer::State state = machine.start();
  const std::vector<Token> tokens = tokenize(text);
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (is_comment(tokens[i])) continue;
    state = machine.next(state, tokens[i].number);
    if (state == Recognizer::dead) return true;
  }
  return false;
}

/// Lines of prose and Markdown: sentences, headings, lists.
bool is_prose(std::string_view line) {
  line = trimmed(line);
  if (line.empty()) return false;
  if (line.starts_with("//") || line.starts_with("/*") || line.ends_with("*/")) return false;
  if (line.starts_with("#") || line.starts_with("**") || line.starts_with("- ") || line.starts_with("* ") || line.starts_with("---") || line.starts_with("```") || line.starts_with("|") ||
      line.starts_with("Note:") || line.starts_with("•"))
    return true;
  const char last = line.back();
  if (begins_with_keyword(line) && last != '.' && last != ':') return false;
  if (last == ';' || last == '(' || last == ',' || last == '{' || last == '[') return false;
  if (line.ends_with("THEN") || line.ends_with("ELSE") || line.ends_with("NEXT")) return false;
  // Words in a row without anything that scripts are full of.
  std::size_t words = 0, marks = 0;
  bool in_word = false;
  for (const char c : line) {
    const bool letter = (lower(c) >= 'a' && lower(c) <= 'z') || static_cast<unsigned char>(c) >= 0x80 || c == '\'';
    if (letter && !in_word) ++words;
    in_word = letter;
    marks += c == '=' || c == '(' || c == ')' || c == '{' || c == '}' || c == ';';
  }
  const bool sentence = last == '.' || last == ':' || last == '!' || last == '?';
  return words >= 2 && marks * 4 < words && (sentence || words >= 4);
}

/// A line can begin a statement by its first word alone: a cheap question before the dear one.
bool may_begin_statement(std::string_view line) {
  line = trimmed(line);
  if (line.empty()) return false;
  const char c = line.front();
  return (lower(c) >= 'a' && lower(c) <= 'z') || c == '_' || c == '"' || c == '@' || c == '/' || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool is_code(std::string_view line) {
  line = trimmed(line);
  if (line.empty() || is_prose(line)) return false;
  const char last = line.back();
  return begins_with_keyword(line) || last == ';' || last == '(' || last == ')' || last == ',' || last == '{' || last == '}' || line.starts_with("//") || line.starts_with("/*") || line.ends_with("THEN") ||
         line.ends_with("ELSE") || line.starts_with("END") || line == "NEXT" || contains(line, " = ") || begins_statement(line);
}

bool is_script(std::string_view text) {
  // Prose gives itself away by its first words; then the rest need not be taken apart.
  if (text.size() > 2 * enough_bytes && is_no_beginning(text.substr(0, enough_bytes))) return false;
  Recognizer& machine = recognizer();
  Recognizer::State state = machine.start();
  bool any = false;
  for (const Token& token : tokenize(text)) {
    if (is_comment(token)) continue;
    any = true;
    state = machine.next(state, token.number);
    if (state == Recognizer::dead) return false;
  }
  return any && machine.accepts(state);
}

bool begins_statement(std::string_view text) {
  Recognizer& machine = recognizer();
  Recognizer::State state = machine.start();
  std::size_t tokens = 0, end = 0;
  for (const Token& token : tokenize(text.substr(0, looked_at))) {
    if (is_comment(token)) continue;
    state = machine.next(state, token.number);
    // A keyword and what belongs to it up to the end of the line is a statement whose end was forgotten.
    if (state == Recognizer::dead) return tokens > 1 && text.substr(end, token.range.begin - end).find('\n') != text.npos && begins_with_keyword(text);
    if (++tokens >= enough_tokens || (tokens > 1 && machine.accepts(state))) return true;
    end = token.range.end;
  }
  return tokens > 1 && end <= text.size() && trimmed(text.substr(end)).empty() && begins_with_keyword(text);
}

std::string_view script_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  const auto rest_from = [&](std::size_t line) { return text.substr(static_cast<std::size_t>(lines[line].data() - text.data())); };
  std::size_t first = lines.size();
  std::size_t questions = 0;
  for (std::size_t i = 0; i < lines.size() && questions < 400; ++i) {
    if (!may_begin_statement(lines[i])) continue;
    ++questions;
    if (!begins_statement(rest_from(i))) continue;
    // A sentence can begin as a comment does, not as a statement.
    first = i;
    break;
  }
  if (first == lines.size()) return {};
  // What stands before it and is no prose belongs to it, right or wrong.
  for (std::size_t before = first; before-- > 0;) {
    if (trimmed(lines[before]).empty()) continue;
    if (!is_code(lines[before]) && (is_prose(lines[before]) || !begins_with_keyword(trimmed(lines[before])))) break;
    first = before;
  }
  std::size_t last = lines.size() - 1;
  // What could go on to be a script is one that was cut off, not a script with something behind it.
  const bool cut = can_go_on(rest_from(first));
  while (!cut && last > first && !is_code(lines[last]) && !begins_with_keyword(trimmed(lines[last]))) --last;
  return text.substr(static_cast<std::size_t>(lines[first].data() - text.data()),
                     static_cast<std::size_t>(lines[last].data() + lines[last].size() - lines[first].data()));
}

bool is_workspace_like(std::string_view text) {
  text = trimmed(text);
  return !text.empty() && (text.front() == '{' || text.front() == '[') && (contains(text, "\"blocks\"") || contains(text, "'blocks'") || contains(text, "blocks:"));
}

std::string_view workspace_json(std::string_view text, bool& closed) {
  closed = true;
  const std::size_t blocks = text.find("\"blocks\"");
  if (blocks == std::string_view::npos) return {};
  std::size_t begin = text.find_first_of("{[");
  // Of several brackets the one that `blocks` stands in.
  while (begin != std::string_view::npos && begin < blocks) {
    std::size_t depth = 0;
    bool quoted = false;
    std::size_t at = begin;
    for (; at < text.size(); ++at) {
      const char c = text[at];
      if (quoted) {
        if (c == '\\') ++at;
        else if (c == '"') quoted = false;
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if ((c == '}' || c == ']') && --depth == 0) {
        break;
      }
    }
    if (at >= text.size()) {
      closed = false;
      return text.substr(begin);
    }
    if (at > blocks) return text.substr(begin, at - begin + 1);
    begin = text.find_first_of("{[", at + 1);
  }
  return {};
}

bool looks_like_other_language(std::string_view text) {
  constexpr std::array<std::string_view, 22> signs = {"import ", "from ",   "def ",      "print(",   "class ",   "const ",  "function ", "=> {",     "var ",   "public ", "#include",
                                                      "SELECT ", "UPDATE ", "INSERT ",   "#!/",      "require(", "async ",  "await ",    "console.", "<?php", "curl ",   "fn "};
  std::size_t hits = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view line = trimmed(text.substr(at, text.find('\n', at) - at));
    at = std::min(text.find('\n', at), text.size() - 1) + 1;
    for (const std::string_view sign : signs) hits += line.starts_with(sign) || (sign.ends_with("(") && contains(line, sign));
  }
  return hits > 0;
}

std::vector<JsonFault> faults_of_json(std::string_view text) {
  std::array<bool, 6> found{};
  const auto note = [&](JsonFault fault) { found[static_cast<std::size_t>(fault)] = true; };
  std::size_t depth = 0;
  char quote = 0;
  char before = 0;   // the last character that is no blank
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != 0) {
      if (c == '\\') ++at;
      else if (c == quote) quote = 0;
      continue;
    }
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    if (c == '/' && at + 1 < text.size() && (text[at + 1] == '/' || text[at + 1] == '*')) {
      note(JsonFault::comment);
      const std::size_t end = text[at + 1] == '/' ? text.find('\n', at) : text.find("*/", at + 2);
      if (end == std::string_view::npos) break;
      at = text[at + 1] == '/' ? end : end + 1;
      continue;
    }
    if (c == '"' || c == '\'') {
      quote = c;
      if (c == '\'') note(JsonFault::single_quotes);
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (before == ',') note(JsonFault::trailing_comma);
      if (depth > 0) --depth;
    } else if ((lower(c) >= 'a' && lower(c) <= 'z') || c == '_') {
      std::size_t end = at;
      while (end < text.size() && ((lower(text[end]) >= 'a' && lower(text[end]) <= 'z') || text[end] == '_' || (text[end] >= '0' && text[end] <= '9'))) ++end;
      const std::string_view word = text.substr(at, end - at);
      const std::string_view rest = trimmed(text.substr(end, 20));
      if ((before == '{' || before == ',') && rest.starts_with(":")) note(JsonFault::bare_key);
      else if (word == "None" || word == "True" || word == "False" || word == "undefined" || word == "NaN") note(JsonFault::foreign_constant);
      at = end - 1;
    }
    before = c;
  }
  // Brackets that were forgotten in the middle leave the last one where it belongs: at the edge, and at the end.
  const std::string_view last = text.substr(text.rfind('\n') + 1);
  const bool finished = !last.empty() && (last.front() == '}' || last.front() == ']' || (last.size() == text.size() && (last.back() == '}' || last.back() == ']')));
  if ((depth > 0 || quote != 0) && !finished) note(JsonFault::cut_off);
  std::vector<JsonFault> faults;
  for (std::size_t i = 0; i < found.size(); ++i)
    if (found[i]) faults.push_back(static_cast<JsonFault>(i));
  return faults;
}

}  // namespace dork::score
