// Words: keywords, names that are none, texts, numbers, comments; from the lexer's grammar.
#include "corpus/constrain/layout.hpp"
#include "corpus/constrain/sources.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>

namespace dork::constrain {
namespace {

using Kind = AntlrElement::Kind;
using Suffix = AntlrElement::Suffix;

/// The letters of a keyword by its fragments: `E`, `N`, `D`; empty where a rule is something else.
std::string spelled(const std::vector<AntlrElement>& elements, const AntlrGrammar& lexer) {
  std::string letters;
  for (const AntlrElement& each : elements) {
    const AntlrRule* fragment = each.kind == Kind::rule && each.suffix == Suffix::one ? lexer.find(each.text) : nullptr;
    if (!fragment || !fragment->fragment || fragment->name.size() != 1) break;
    letters += fragment->name;
  }
  return letters;
}

bool is_keyword(const AntlrRule& rule, const AntlrGrammar& lexer) {
  return !rule.fragment && rule.alternatives.size() == 1 &&
         spelled(rule.alternatives.front().elements, lexer).size() == rule.alternatives.front().elements.size();
}

Node with_suffix(Node node, Suffix suffix) {
  switch (suffix) {
    case Suffix::one: return node;
    case Suffix::optional: return optional(std::move(node));
    case Suffix::many: return repeat(std::move(node), 0);
    case Suffix::some: return repeat(std::move(node), 1);
  }
  return node;
}

/// All texts up to the first `end`, and it; `end` is two different characters.
Node up_to(std::string_view end) {
  const CharacterSet first = CharacterSet::of(end.substr(0, 1));
  const CharacterSet both = CharacterSet::of(end.substr(0, 2));
  return sequence({repeat(choice({one_of(first.complement()), sequence({repeat(one_of(first), 1), one_of(both.complement())})}), 0),
                   repeat(one_of(first), 1), literal(end.substr(1))});
}

/// Tokens that canonical scripts spell more narrowly than the lexer reads them.
struct Spelling {
  std::string_view token;
  Node (*node)();
};
const Spelling spellings[] = {
    // A text that holds a quote stands in three.
    {"QUOTED_TEXT", [] { return sequence({literal("'"), repeat(one_of(CharacterSet::of("'").complement()), 0), literal("'")}); }},
    {"QUOTED_NAME", json_text},
};

}  // namespace

std::string spelling(std::string_view token, const AntlrGrammar& lexer) {
  const AntlrRule* rule = lexer.find(token);
  if (!rule) throw std::logic_error("the lexer's grammar has no token " + std::string(token));
  if (is_keyword(*rule, lexer)) return spelled(rule->alternatives.front().elements, lexer);
  const auto& first = rule->alternatives.front().elements;
  if (first.size() == 1 && first.front().kind == Kind::literal) return first.front().text;
  return {};
}

Node json_text() {
  CharacterSet plain = CharacterSet{{0, 0x1F}, {'"', '"'}, {'\\', '\\'}}.complement();
  Node escape = sequence({literal("\\"), choice({one_of(CharacterSet::of("\"\\bfnrt")),
                                                  sequence({literal("u00"), one_of({{'0', '1'}}), one_of({{'0', '9'}, {'a', 'f'}})})})});
  return sequence({literal("\""), repeat(choice({one_of(std::move(plain)), std::move(escape)}), 0), literal("\"")});
}

Node word_except(const CharacterSet& first, const CharacterSet& rest, const std::vector<std::string>& words) {
  // What may follow a beginning of one of the words, so that the whole is none of them.
  const std::function<Node(const std::string&)> tail = [&](const std::string& begun) {
    CharacterSet next;
    std::vector<Node> ways;
    for (const std::string& each : words) {
      if (each.size() <= begun.size() || !each.starts_with(begun)) continue;
      const char letter = each[begun.size()];
      const auto upper = static_cast<char32_t>(letter);
      if (next.contains(upper)) continue;
      const CharacterSet both{{upper, upper}, {upper + 32, upper + 32}};
      next.add(both);
      ways.push_back(sequence({one_of(both), tail(begun + letter)}));
    }
    CharacterSet other = (begun.empty() ? first : rest).without(next);
    // `[a-z]+` where the first letter is as the others.
    if (other == rest) ways.push_back(repeat(one_of(rest), 1));
    else ways.push_back(sequence({one_of(std::move(other)), repeat(one_of(rest), 0)}));
    const bool whole = std::find(words.begin(), words.end(), begun) != words.end();
    Node node = choice(std::move(ways));
    return begun.empty() || whole ? node : optional(std::move(node));
  };
  return tail("");
}

std::string Layout::word(std::string_view name) const { return spelling(name, lexer_); }

Node Layout::token(std::string_view name) {
  const auto other = narrowing_.replace.find(name);
  if (other != narrowing_.replace.end()) return other->second;
  if (std::string text = word(name); !text.empty()) return literal(text);
  std::string called(name);
  for (char& c : called) c = c == '_' ? '-' : static_cast<char>(c | 0x20);
  return named(called, [&] { return lexer_rule(name); }, true);
}

Node Layout::lexer_rule(std::string_view name) {
  for (const Spelling& each : spellings)
    if (each.token == name) return each.node();
  const AntlrRule* rule = lexer_.find(name);
  if (!rule) throw std::logic_error("the lexer's grammar has no rule " + std::string(name));
  std::vector<Node> nodes;
  for (const AntlrAlternative& each : rule->alternatives) nodes.push_back(lexer_elements(each.elements));
  return choice(std::move(nodes));
}

Node Layout::lexer_elements(const std::vector<AntlrElement>& elements) {
  std::vector<Node> parts;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const AntlrElement& each = elements[i];
    if (each.lazy) {
      const bool known = each.kind == Kind::set && i + 1 < elements.size() && elements[i + 1].kind == Kind::literal &&
                         elements[i + 1].text.size() == 2 && elements[i + 1].text[0] != elements[i + 1].text[1];
      if (!known) throw std::logic_error("`*?` is read before a literal of two different characters only");
      parts.push_back(up_to(elements[++i].text));
      continue;
    }
    Node node;
    switch (each.kind) {
      case Kind::literal: node = literal(each.text); break;
      case Kind::set: node = one_of(each.set); break;
      case Kind::rule: node = lexer_rule(each.text); break;
      case Kind::group: {
        std::vector<Node> ways;
        for (const AntlrAlternative& way : each.alternatives) ways.push_back(lexer_elements(way.elements));
        node = choice(std::move(ways));
      }
    }
    parts.push_back(with_suffix(std::move(node), each.suffix));
  }
  return sequence(std::move(parts));
}

/// The tokens of a rule that is a choice of words and of nothing else; false for others.
bool Layout::collect_words(const AntlrRule& rule, std::vector<std::string>& tokens) const {
  return std::all_of(rule.alternatives.begin(), rule.alternatives.end(), [&](const AntlrAlternative& each) {
    if (each.elements.size() != 1 || each.elements.front().kind != Kind::rule || each.elements.front().suffix != Suffix::one) return false;
    const AntlrElement& only = each.elements.front();
    if (!only.is_token()) {
      const AntlrRule* inner = parser_.find(only.text);
      return inner && collect_words(*inner, tokens);
    }
    tokens.push_back(only.text);
    return only.text == "IDENTIFIER" || only.text == "QUOTED_NAME" || is_keyword(*lexer_.find(only.text), lexer_);
  });
}

/// The keywords that are not among the tokens, as they are spelled, and a word that may begin a comment.
std::vector<std::string> Layout::left_out(const std::vector<std::string>& tokens) const {
  std::vector<std::string> words;
  for (const AntlrRule& token : lexer_.rules) {
    if (is_keyword(token, lexer_)) {
      if (std::find(tokens.begin(), tokens.end(), token.name) == tokens.end()) words.push_back(word(token.name));
    } else if (!token.command.empty()) {
      std::string begins = spelled(token.alternatives.front().elements, lexer_);
      if (!begins.empty()) words.push_back(std::move(begins));
    }
  }
  return words;
}

std::vector<std::string> Layout::reserved() const {
  std::vector<std::string> tokens;
  collect_words(*parser_.find("name"), tokens);
  return left_out(tokens);
}

/// A rule that is a choice of words, the identifier among them: every word but those that it leaves out. Empty for others.
Node Layout::words_of(const AntlrRule& rule) {
  std::vector<std::string> tokens;
  const auto has = [&](std::string_view token) { return std::find(tokens.begin(), tokens.end(), token) != tokens.end(); };
  if (!collect_words(rule, tokens) || !has("IDENTIFIER")) return literal("");
  const auto& identifier = lexer_.find("IDENTIFIER")->alternatives.front().elements;
  const Node first = lexer_elements({identifier[0]});
  AntlrElement inside = identifier[1];
  inside.suffix = Suffix::one;
  CharacterSet rest;
  const Node more = lexer_elements({inside});
  for (const Node& each : more.kind == Node::Kind::choice ? more.children : std::vector<Node>{more}) rest.add(each.set);
  Node plain = named(dashed(rule.name) + "-word", [&] { return word_except(first.set, rest, left_out(tokens)); }, true);
  return has("QUOTED_NAME") ? choice({std::move(plain), token("QUOTED_NAME")}) : plain;
}

}  // namespace dork::constrain
