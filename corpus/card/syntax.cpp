#include "corpus/card/syntax.hpp"

#include "corpus/constrain/sources.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>

namespace dork::card {
namespace {

using constrain::AntlrAlternative;
using constrain::AntlrElement;
using constrain::AntlrRule;
using Kind = AntlrElement::Kind;
using Suffix = AntlrElement::Suffix;

/// What a rule is called where it is not taken apart. A label of the grammar says it better where there is one, in the
/// `quotes` of its kind.
struct Word {
  std::string_view rule;
  std::string_view word;
  std::string_view quotes = "";
  bool labelled = true;
  std::string_view within = "";  ///< the rule or alternative where it is called so; empty: anywhere
};

constexpr Word words[] = {
    {"text", "connection", "''", true, "usingClause"}, {"text", "adapter", "''", true, "fileLocation"},
    {"text", "text", "''"},     {"name", "name"},       {"pathKey", "name"},       {"value", "value"},
    {"expression", "value"},    {"blockName", "block"}, {"fieldName", "field"},    {"jsonObject", "{json}", "", false},
    {"tests", "tests"},         {"body", "…"},          {"argumentList", "name = value, …"}, {"source", "source"},
    {"clause", "", "", false},
};

const Word* find_word(std::string_view rule, std::string_view within) {
  const auto found = std::find_if(std::begin(words), std::end(words), [&](const Word& each) { return each.rule == rule && (each.within.empty() || each.within == within); });
  return found == std::end(words) ? nullptr : found;
}

const AntlrRule& rule_of(std::string_view name) {
  const AntlrRule* rule = constrain::parser_grammar().find(name);
  if (!rule) throw std::logic_error("the parser's grammar has no rule " + std::string(name));
  return *rule;
}

/// What stands between two parts: nothing beside a dot or inside brackets, and between a name and its arguments.
void join(std::string& text, std::string_view part) {
  const bool call = part == "(" && !text.empty() && text.back() >= 'a' && text.back() <= 'z';
  const bool close = text.empty() || text.ends_with('(') || text.ends_with('.') || part == ")" || part == "." || part == "," || call;
  if (!close) text += ' ';
  text += part;
}

std::string show(const AntlrAlternative& alternative, std::string_view within);

std::string show(const std::vector<AntlrAlternative>& alternatives, std::string_view within) {
  std::vector<std::string> shown;
  bool wide = false;
  for (const AntlrAlternative& each : alternatives) {
    std::string text = show(each, within);
    if (text.empty() || std::find(shown.begin(), shown.end(), text) != shown.end()) continue;
    wide |= text.find(' ') != text.npos;
    shown.push_back(std::move(text));
  }
  return fmt::format("{}", fmt::join(shown, wide ? " | " : "|"));
}

/// An element without what says how often it stands.
std::string show_once(const AntlrElement& element, std::string_view within) {
  if (element.kind == Kind::group) return show(element.alternatives, within);
  if (element.is_token()) return constrain::spelling(element.text);
  if (const Word* word = find_word(element.text, within)) {
    const std::string_view said = word->labelled && !element.label.empty() ? std::string_view(element.label) : word->word;
    return word->quotes.empty() ? std::string(said) : fmt::format("'{}'", said);
  }
  return show(rule_of(element.text).alternatives, element.text);
}

/// Whether an element is `( COMMA x )*` behind an x.
bool goes_on(const AntlrElement& element) {
  return element.kind == Kind::group && element.suffix == Suffix::many && element.alternatives.size() == 1 &&
         element.alternatives.front().elements.front().text == "COMMA";
}

std::string show(const AntlrAlternative& alternative, std::string_view within) {
  if (!alternative.label.empty()) within = alternative.label;
  std::string text;
  for (const AntlrElement& element : alternative.elements) {
    if (goes_on(element)) {
      text += ", …";
      continue;
    }
    std::string once = show_once(element, within);
    if (once.empty()) continue;
    const bool several = once.find('|') != once.npos;
    switch (element.suffix) {
      case Suffix::optional: join(text, fmt::format("[{}]", once)); break;
      // Statements may always be none; of anything else there can be several.
      case Suffix::many: join(text, once == "…" ? once : fmt::format("[{}] …", once)); break;
      default:
        join(text, element.kind == Kind::group && several && once.find(' ') != once.npos ? fmt::format("( {} )", once) : once);
    }
  }
  return text;
}

/// What the elements from `at` on can begin with, as far as they are keywords.
std::vector<std::string> beginnings(const AntlrAlternative& alternative) {
  std::vector<std::string> result;
  for (const AntlrElement& element : alternative.elements) {
    if (element.suffix != Suffix::one) break;
    std::vector<std::string> next;
    if (element.is_token()) next.push_back(constrain::spelling(element.text));
    else if (element.kind == Kind::group)
      for (const AntlrAlternative& each : element.alternatives)
        if (each.elements.size() == 1 && each.elements.front().is_token()) next.push_back(constrain::spelling(each.elements.front().text));
    std::erase_if(next, [](const std::string& each) { return each.empty() || each.front() < 'A' || each.front() > 'Z'; });
    if (next.empty()) break;
    if (result.empty()) {
      result = std::move(next);
      continue;
    }
    if (next.size() > 1) break;
    for (std::string& each : result) each += ' ' + next.front();
  }
  return result;
}

}  // namespace

std::vector<Form> forms(std::string_view rule) {
  std::vector<Form> result;
  for (const AntlrAlternative& each : rule_of(rule).alternatives) {
    // A rule that only points at others stands for what they are.
    if (each.elements.size() == 1 && each.elements.front().kind == Kind::rule && !each.elements.front().is_token() && !find_word(each.elements.front().text, rule)) {
      for (Form& inner : forms(each.elements.front().text)) result.push_back(std::move(inner));
      continue;
    }
    result.push_back({show(each, rule), beginnings(each)});
  }
  return result;
}

}  // namespace dork::card
