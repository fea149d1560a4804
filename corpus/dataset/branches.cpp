#include "corpus/dataset/branches.hpp"

#include "compiler/compile.hpp"
#include "compiler/model/walk.hpp"
#include "compiler/sema/words.hpp"
#include "corpus/dataset/literals.hpp"
#include "corpus/letters.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <vector>

namespace dork::corpus {
namespace {

// --- What a branch is told by -------------------------------------------------------------------------------------------

/// How people speak of a statement.
struct Spoken {
  std::string_view statement;
  std::array<std::string_view, 5> words;
};

constexpr Spoken spoken[] = {
    {"OUTPUT", {"output", "show", "put out", "display", "merge"}},
    {"TITLE", {"title"}},
    {"WARNING", {"warn with", "the warning"}},
    {"ERROR", {"fail with", "the error"}},
    {"EXIT SCRIPT", {"stop", "end the"}},
    {"EXIT FOR", {"leave the loop", "stop the loop"}},
    {"SLEEP", {"wait", "pause"}},
    {"RUN AUTOMATION", {"run", "start", "call"}},
    {"LET", {"add", "collect", "note", "raise", "key"}},
    {"DELETE FILE", {"delete"}},
    {"MOVE FILE", {"move", "go to"}},
    {"COPY FILE", {"copy"}},
    {"SendMail", {"mail", "write to"}},
};

/// `createUser`: create, user.
std::vector<std::string> words_of_name(std::string_view name) {
  std::vector<std::string> words;
  for (const char c : name) {
    if (words.empty() || (c >= 'A' && c <= 'Z')) words.emplace_back();
    words.back() += lower(c);
  }
  return words;
}

/// Words and texts, and how much each says: a text of one's own more than a verb.
using Cues = std::map<std::string, std::size_t>;
constexpr std::size_t verb = 1, own_text = 2, enough = 3;

Cues cues_of(const Body& body, std::string_view script) {
  Cues cues;
  for_each_statement(body, [&](const Statement& statement) {
    const std::string name = sema::statement_words(statement);
    const auto found = std::find_if(std::begin(spoken), std::end(spoken), [&](const Spoken& each) { return each.statement == name; });
    if (found != std::end(spoken)) {
      for (const std::string_view word : found->words)
        if (!word.empty()) cues.emplace(word, verb);
    } else {
      for (std::string& word : words_of_name(name))
        if (word.size() > 3) cues.emplace(std::move(word), verb);
    }
  });
  for (const Literal& literal : literals_of(script.substr(body.range.begin, body.range.end - body.range.begin))) {
    // What a condition inside tests for may be what the one around it tests for.
    if (literal.statement == "IF" || literal.statement == "ELSEIF" || literal.statement == "CASE") continue;
    // What stands before and between formulas is said as it is; "/archive/{$.file.name}" is said as "/archive".
    std::string_view rest = literal.value;
    while (!rest.empty()) {
      const std::size_t open = std::min(rest.find('{'), rest.size());
      std::string part = lowered(rest.substr(0, open));
      while (!part.empty() && (part.back() == '/' || part.back() == ' ')) part.pop_back();
      if (part.size() > 3) cues.insert_or_assign(std::move(part), own_text);
      const std::size_t close = open == rest.size() ? open : std::min(rest.find('}', open), rest.size() - 1) + 1;
      rest.remove_prefix(close);
    }
  }
  return cues;
}

// --- The sides of "otherwise" -------------------------------------------------------------------------------------------

struct Side {
  std::size_t begin = 0, end = 0;
};

struct Otherwise {
  Side before, after;
};

bool is_word_at(std::string_view text, std::size_t at, std::string_view word) {
  return text.substr(at).starts_with(word) && (at == 0 || !is_letter(text[at - 1]));
}

/// The end of what is said from a place on: a full stop or semicolon, a line that stands further out, or how a condition is left.
std::size_t end_of_saying(std::string_view text, std::size_t from) {
  const auto column = [&](std::size_t at) {
    const std::size_t line = text.rfind('\n', at == 0 ? 0 : at - 1);
    const std::size_t begin = line == std::string_view::npos ? 0 : line + 1;
    return text.find_first_not_of(' ', begin) - begin;
  };
  const std::size_t own = column(from);
  bool quoted = false;
  for (std::size_t i = from; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (quoted) continue;
    if (text[i] == ';' || (text[i] == '.' && i + 1 < text.size() && text[i + 1] == ' ')) return i;
    if (text[i] == '\n' && i + 1 < text.size() && column(i + 1) <= own) return i;
    for (const std::string_view left : {"in any case", "in either case", "either way", "whatever the outcome", "after the loop", "when that"})
      if (is_word_at(text, i, left)) return i;
  }
  return text.size();
}

/// Each "otherwise" of a request (in small letters), with what is said before it from its condition on, and after it.
std::vector<Otherwise> otherwises(std::string_view text) {
  constexpr std::string_view markers[] = {"otherwise", "if not", "in all other cases", "for anything else", "everything else", "all others"};
  constexpr std::string_view no_conditions[] = {"if that fails", "if so", "if this fails", "if it fails", "if not"};
  std::vector<Otherwise> found;
  std::size_t condition = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (quoted || (i > 0 && is_letter(text[i - 1]))) continue;
    const auto at = [&](std::string_view word) { return is_word_at(text, i, word); };
    const auto marker = std::find_if(std::begin(markers), std::end(markers), at);
    if (marker != std::end(markers) && !text.substr(i).starts_with("if not, but")) {
      const std::size_t after = i + marker->size();
      found.push_back({{condition, i}, {after, end_of_saying(text, after)}});
      condition = after;
    } else if (at("if ") && std::none_of(std::begin(no_conditions), std::end(no_conditions), at)) {
      condition = i;
    }
  }
  return found;
}

/// How much of what only one branch is told by stands on a side.
std::size_t hits(const Cues& cues, const Cues& others, std::string_view text, Side side) {
  const std::string_view said = text.substr(side.begin, side.end - side.begin);
  std::size_t sum = 0;
  for (const auto& [cue, weight] : cues) {
    if (others.contains(cue)) continue;
    for (std::size_t at = said.find(cue); at != std::string_view::npos; at = said.find(cue, at + 1)) {
      if (!is_word_at(said, at, cue)) continue;
      sum += weight;
      break;
    }
  }
  return sum;
}

/// Conditions with an ELSE, in the order of their ELSE; those that have other ways as well, and DEFAULTs, as nulls.
void collect(const Body& body, std::vector<const Statement*>& found) {
  for (const Statement& statement : body.statements) {
    for (const Branch& branch : statement.branches) collect(branch.body, found);
    if (statement.otherwise) {
      const bool plain = statement.spec->kind == StatementKind::if_ && statement.branches.size() == 1;
      found.push_back(plain ? &statement : nullptr);
      collect(statement.otherwise->body, found);
    }
    collect(statement.body, found);
  }
}

}  // namespace

std::string exchanged_branches(std::string_view request, std::string_view script, const Catalog& catalog) {
  if (script.find("ELSE") == std::string_view::npos) return {};
  const std::string small = lowered(request);
  const std::vector<Otherwise> said = otherwises(small);
  if (said.empty()) return {};
  Diagnostics diagnostics;
  const Automation automation = analyze(script, catalog, diagnostics);
  std::vector<const Statement*> written;
  collect(automation.main, written);
  if (written.size() != said.size()) return {};
  for (std::size_t i = 0; i < said.size(); ++i) {
    if (!written[i]) continue;
    const Cues then = cues_of(written[i]->branches.front().body, script), other = cues_of(written[i]->otherwise->body, script);
    const auto& [before, after] = said[i];
    const std::size_t right = hits(then, other, small, before) + hits(other, then, small, after);
    const std::size_t wrong = hits(then, other, small, after) + hits(other, then, small, before);
    if (right == 0 && wrong >= enough)
      return fmt::format("what the request wants before \"otherwise\" (number {} in it) the program does under ELSE, and the other way round", i + 1);
  }
  return {};
}

}  // namespace dork::corpus
