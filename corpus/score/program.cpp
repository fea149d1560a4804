#include "corpus/score/program.hpp"

#include "compiler/decompile.hpp"
#include "compiler/diagnostics/allow.hpp"
#include "compiler/diff/diff.hpp"
#include "compiler/formula/formula.hpp"
#include "compiler/lift/check.hpp"
#include "compiler/lift/lift.hpp"
#include "compiler/model/walk.hpp"
#include "compiler/syntax/parse.hpp"
#include "compiler/syntax/recognize.hpp"
#include "compiler/unparse/unparse.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <xxhash.h>

namespace dork::score {
namespace {

bool is_syntax(Code code) { return rule(code).number < 2000; }

void clear_comments(Automation& automation) {
  const auto clear = [](auto& item) {
    item.leading.clear();
    item.line_end.clear();
  };
  automation.leading.clear();
  automation.header_line_end.clear();
  automation.main.trailing.clear();
  for (Connection& connection : automation.connections) clear(connection);
  for (ActionDeclaration& action : automation.actions) clear(action);
  if (automation.start) clear(*automation.start);
  for_each_statement(automation.main, [&](Statement& statement) {
    clear(statement);
    for_each_body(statement, [](Body& body) { body.trailing.clear(); });
  });
}

bool has_attributes(const Automation& automation) {
  bool found = !automation.attributes.text.empty();
  for_each_statement(automation.main, [&](const Statement& statement) { found |= !statement.attributes.text.empty(); });
  return found;
}

/// Whether two scripts differ in blanks, line breaks and comments alone. Where that is not plain, false.
bool same_but_for_layout(std::string_view a, std::string_view b) {
  if (without_end(a) == without_end(b)) return true;
  const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80); };
  // Moves over what means nothing and says whether there was any.
  const auto skip = [](std::string_view text, std::size_t& at) {
    const std::size_t begin = at;
    for (;;) {
      const std::string_view rest = text.substr(at);
      if (!rest.empty() && (rest.front() == ' ' || rest.front() == '\n' || rest.front() == '\t' || rest.front() == '\r')) ++at;
      else if (rest.starts_with("//") && !rest.starts_with("///")) at = std::min(text.find('\n', at), text.size());
      else if (rest.starts_with("/*")) at = text.find("*/", at) == text.npos ? text.size() : text.find("*/", at) + 2;
      else return at > begin;
    }
  };
  std::size_t i = 0, j = 0;
  char before = 0;
  for (;;) {
    const bool parted_a = skip(a, i), parted_b = skip(b, j);
    if (i == a.size() || j == b.size()) return i == a.size() && j == b.size();
    if (a[i] != b[j] || (is_word(before) && is_word(a[i]) && parted_a != parted_b)) return false;
    before = a[i];
    if (before == '/' || before == '@') return false;   // a comment of a block, attributes, a quotient: not worth telling apart
    if (before != '\'' && before != '"') {
      ++i, ++j;
      continue;
    }
    // Texts and names in quotes, byte for byte; a quote that is doubled begins another one, which comes to the same.
    const std::size_t end = a.find(before, i + 1);
    if (end == a.npos || b.substr(j, end - i + 1) != a.substr(i, end - i + 1)) return false;
    j += end - i + 1;
    i = end + 1;
  }
}

void note_head(Program& program, const Automation& automation) {
  const auto add = [&](std::string_view text) { program.declared.append(text).push_back('\x1f'); };
  for (const Connection& connection : automation.connections) {
    add(connection.connector.text);
    for (const std::optional<Name>* part : {&connection.guid, &connection.alias, &connection.connection}) add(*part ? (*part)->text : std::string());
  }
  for (const ActionDeclaration& action : automation.actions) {
    for (const Name* part : {&action.alias, &action.name, &action.guid}) add(part->text);
    for (const DeclaredParameter& parameter : action.parameters) add(parameter.name.text), add(parameter.id.text), add(parameter.type.text);
    for (const Name& setting : action.settings) add(setting.text);
    add(action.role ? action.role->text : std::string());
  }
  program.attributes = has_attributes(automation);
}

void read_script(Program& program, const Catalog& catalog, std::optional<Automation>* kept) {
  Diagnostics diagnostics;
  std::optional<Automation> automation;
  if (check_utf8(program.text, diagnostics)) automation = analyze(program.text, catalog, diagnostics);
  program.diagnostics = diagnostics.sorted();
  program.errors = diagnostics.error_codes();
  program.parses = std::none_of(program.errors.begin(), program.errors.end(), is_syntax);
  program.checks = program.errors.empty() || are_allowed(program.text, program.errors);
  if (!program.parses || !automation) return;
  clear_comments(*automation);
  note_head(program, *automation);
  program.canonical = unparse(*automation);
  // What differs in layout alone is the same automation, but for its places.
  if (kept && same_but_for_layout(program.text, program.canonical)) *kept = std::move(*automation);
}

void read_json(Program& program, const Catalog& catalog) {
  const Workspaces workspaces = read_workspaces(program.text);
  program.parses = workspaces.error.empty() && workspaces.found.size() == 1;
  CompileResult result = check_workspace(program.text, {.catalog = &catalog});
  program.diagnostics = std::move(result.diagnostics);
  program.errors = std::move(result.errors);
  program.checks = program.parses && result.ok;
  if (!program.parses) return;
  const Automation automation = lift(workspaces.found.front(), catalog, {});
  program.nameless = !workspaces.found.front().name;
  note_head(program, automation);
  program.canonical = unparse(automation);
}

/// Whether the text after these words names something of the program rather than being data.
bool names_something(std::string_view before, std::string_view last) {
  constexpr std::array<std::string_view, 4> words = {"FILE", "LABEL", "GOTO", "BLOCK"};
  return std::find(words.begin(), words.end(), last) != words.end() || (before == "FILES" && last == "IN") ||
         (before == "CONNECT" && last == "TO");
}

/// Whether a `-` after this token subtracts.
bool ends_operand(std::string_view word) {
  const char last = word.back();
  return last == ')' || last == ']' || last == '\'' || last == '"' || last == '_' || std::isalnum(static_cast<unsigned char>(last)) || (last & 0x80);
}

/// The formulas of a text, in quotes.
std::string formulas_of(std::string_view token) {
  const std::string text = unquoted_text(token);
  std::string kept = "'";
  if (has_formula(text))
    for (const Piece& piece : parse_template(text).pieces)
      if (piece.formula) kept.append(text, piece.begin, piece.end - piece.begin);
  kept += '\'';
  return kept;
}

}  // namespace

Symbol hash_of(std::string_view text, Symbol seed) { return XXH3_64bits_withSeed(text.data(), text.size(), seed); }

Program read_program(std::string text, Form form, const Catalog& catalog, std::optional<Automation>* automation) {
  Program program;
  program.form = form;
  program.text = std::move(text);
  if (form == Form::script) read_script(program, catalog, automation);
  else if (form == Form::json) read_json(program, catalog);
  return program;
}

Automation canonical_automation(const Program& program, const Catalog& catalog) {
  Diagnostics ignored;
  return analyze(program.canonical, catalog, ignored);
}

void share_header(Program& program, const Program& other, const Catalog& catalog) {
  if (!program.parses || !other.parses || program.nameless == other.nameless) return;
  Automation automation = canonical_automation(program, catalog);
  const Automation named = canonical_automation(other, catalog);
  automation.name = named.name;
  automation.description = named.description;
  program.canonical = unparse(automation);
}

bool same_program(const Program& a, const Program& b, const Catalog& catalog) {
  if (!a.parses || !b.parses) return false;
  if (a.canonical == b.canonical) return true;
  // The canonical scripts of equivalent programs are equal but for what only the head of a script says.
  if (a.declared == b.declared && !a.attributes && !b.attributes) return false;
  if (!a.checks || !b.checks) return false;
  const Loaded left = load(a.text, catalog);
  const Loaded right = load(b.text, catalog);
  return left.automation && right.automation && compare(*left.automation, *right.automation).empty();
}

std::string without_references(std::string_view script) {
  std::string result;
  bool path = false;   // within a path
  const std::vector<Token> tokens = tokenize(script);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string_view kind = tokens[i].kind;
    const std::string_view text = script.substr(tokens[i].range.begin, tokens[i].range.end - tokens[i].range.begin);
    const bool name = kind == "IDENTIFIER" || kind == "QUOTED_NAME";
    const auto next = i + 1 < tokens.size() ? tokens[i + 1].kind : std::string_view();
    if (path && kind == "DOT") {
      ++i;   // and the key behind it
      continue;
    }
    if (path && kind == "LEFT_BRACKET") {
      while (i + 1 < tokens.size() && tokens[i].kind != "RIGHT_BRACKET") ++i;
      continue;
    }
    path = false;
    if (!result.empty()) result += ' ';
    if (name && next != "LEFT_PAREN" && next != "COLON") {
      result += '?';
      path = true;
    } else if (kind == "QUOTED_TEXT" || kind == "TRIPLE_TEXT") {
      for (std::size_t at = 0; at < text.size(); ++at) {
        result += text[at];
        if (text[at] != '$' || at + 1 >= text.size() || text[at + 1] != '.') continue;
        result += '?';
        while (at + 1 < text.size() && std::string_view("},: ").find(text[at + 1]) == std::string_view::npos) ++at;
      }
    } else {
      result += text;
    }
  }
  return result;
}

std::vector<Symbol> token_symbols(std::string_view script, std::span<const Token> tokens) {
  std::vector<Symbol> symbols;
  for (const Token& token : tokens) {
    if (is_comment(token)) continue;
    const std::string_view text = script.substr(token.range.begin, token.range.end - token.range.begin);
    symbols.push_back(token_spelling(token.number).empty() ? hash_of(text, token.number) : token.number);
  }
  return symbols;
}

bool is_comment(const Token& token) { return token.kind.ends_with("_COMMENT") && !token.kind.starts_with("UNCLOSED"); }

std::string without_literals(std::string_view script, std::span<const Token> tokens) {
  struct Open { std::size_t at; bool literals; };
  std::vector<std::string> kept;
  std::vector<Open> lists;
  std::string_view before, last;
  const auto is_literal = [](std::string_view word) { return word == "0" || word == "''"; };
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string_view kind = tokens[i].kind;
    const std::string_view text = script.substr(tokens[i].range.begin, tokens[i].range.end - tokens[i].range.begin);
    const bool is_text = kind == "QUOTED_TEXT" || kind == "TRIPLE_TEXT";
    std::string word;
    if (is_text && last == "AS") {
      kept.pop_back();   // `AS 'label'`
      before = last = {};
      continue;
    }
    if (is_text) word = names_something(before, last) ? std::string(text) : formulas_of(text);
    else if (kind == "NUMERAL") word = "0";
    else if ((kind == "TRUE" || kind == "FALSE") && last != "IS") word = "0";
    else word = text;
    if (word == "[") {
      lists.push_back({kept.size(), true});
    } else if (word == "]" && !lists.empty()) {
      const Open list = lists.back();
      lists.pop_back();
      if (list.literals) kept.resize(list.at), word = "''";
      else if (!lists.empty()) lists.back().literals = false;
    } else if (!lists.empty() && word != "," && !is_literal(word)) {
      lists.back().literals = false;
    }
    // A negative number is a number.
    if (word == "0" && !kept.empty() && kept.back() == "-" && (kept.size() < 2 || !ends_operand(kept[kept.size() - 2]))) kept.pop_back();
    kept.push_back(std::move(word));
    before = last;
    last = text;
  }
  std::string result;
  for (const std::string& word : kept) {
    if (!result.empty()) result += ' ';
    result += is_literal(word) ? "?" : word;
  }
  return result;
}

}  // namespace dork::score
