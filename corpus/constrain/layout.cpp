// Blanks between words, and what of the grammar stands where.
#include "corpus/constrain/layout.hpp"

#include "compiler/formula/operators.hpp"
#include "corpus/letters.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>

namespace dork::constrain {
namespace {

using Kind = AntlrElement::Kind;
using Suffix = AntlrElement::Suffix;

/// A word, or a sign, at a place where it stands otherwise than everywhere else.
struct Exception {
  std::string_view place;
  std::string_view token;
};

/// No blank before: the brackets of calls and of indices.
constexpr Exception glued_before[] = {{"actionCall", "LEFT_PAREN"},
                                      {"startWebhook", "LEFT_PAREN"},
                                      {"callPrimary", "LEFT_PAREN"},
                                      {"ifPrimary", "LEFT_PAREN"},
                                      {"accessor", "LEFT_BRACKET"}};

/// No blank after: the sign of a number.
constexpr Exception glued_after[] = {{"numberPrimary", "MINUS"}, {"json", "MINUS"}};

/// Signs without a blank before them, and without one after them, wherever they stand.
constexpr std::string_view closing[] = {"COMMA", "SEMICOLON", "COLON", "DOT", "RIGHT_PAREN", "RIGHT_BRACKET", "RIGHT_BRACE"};
constexpr std::string_view opening[] = {"LEFT_PAREN", "LEFT_BRACKET", "LEFT_BRACE", "DOT", "ATTRIBUTES", "COMMA"};

/// Places whose words are written in small letters: JSON's constants, and functions.
constexpr std::string_view small[] = {"json", "ifPrimary"};

/// Lists that stand one item a line where the statement is too wide for one.
constexpr std::string_view breakable[] = {"actionCall",   "startWebhook", "inputsStatement",   "codeStatement", "fileLocation",
                                          "fileFormat",   "listPrimary",  "objectPrimary",     "actionDeclaration"};

/// Rules of lines, which stand deeper in than what they belong to; and words that begin such a line.
constexpr Exception deeper[] = {{"switchStatement", "switchCase"}, {"switchStatement", "DEFAULT"}};

/// Lists that are never empty where the program checks.
constexpr Exception at_least_one[] = {{"switchStatement", "switchCase"}};

/// What canonical scripts never leave out though the grammar lets them: by what it is, or begins with.
constexpr Exception required[] = {{"letStatement", "operation"}, {"startTriggered", "how"}};

/// Clauses that stand in the order of the grammar's alternatives, each at most once.
constexpr std::string_view ordered[] = {"clause", "webClause"};

template <typename Table>
bool is_in(const Table& table, std::string_view word) {
  return std::find(std::begin(table), std::end(table), word) != std::end(table);
}

bool is_in(std::span<const Exception> table, std::string_view place, std::string_view token) {
  return std::any_of(table.begin(), table.end(), [&](const Exception& each) { return each.place == place && each.token == token; });
}

}  // namespace

std::string dashed(std::string_view camel) {
  const auto capital = [&](std::size_t i) { return i < camel.size() && camel[i] >= 'A' && camel[i] <= 'Z'; };
  std::string result;
  for (std::size_t i = 0; i < camel.size(); ++i) {
    if (!capital(i)) {
      result += camel[i] == '_' ? '-' : camel[i];
      continue;
    }
    // `rawAPIRequest` has three words.
    const bool begins = i > 0 && (!capital(i - 1) || (i + 1 < camel.size() && !capital(i + 1)));
    if (begins && !result.ends_with('-')) result += '-';
    result += static_cast<char>(camel[i] + 32);
  }
  return result;
}

Layout::Layout(const AntlrGrammar& lexer, const AntlrGrammar& parser, LayoutOptions options, Narrowing& narrowing)
    : lexer_(lexer), parser_(parser), options_(options), narrowing_(narrowing) {
  out_.add("root", literal(""));
}

Grammar Layout::finish() {
  Node root = script();
  out_.rules().front().body = std::move(root);
  out_.keep_reachable();
  return std::move(out_);
}

Node Layout::named(const std::string& name, const std::function<Node()>& body, bool lexical) {
  if (!out_.contains(name)) {
    const std::size_t at = out_.rules().size();
    out_.add(name, literal(""), lexical);
    Node made = body();
    out_.rules()[at].body = std::move(made);
  }
  return reference(name);
}

// --- What a place needs -----------------------------------------------------------------------------------------------

const Node* Layout::replaced(const std::string& place, const AntlrElement& element) const {
  const std::string& what = element.label.empty() ? element.text : element.label;
  const auto found = narrowing_.replace.find(place + "." + what);
  return what.empty() || found == narrowing_.replace.end() ? nullptr : &found->second;
}

bool Layout::has_body(std::string_view name) const {
  static constexpr std::string_view bodies[] = {"compound", "body", "nested", "statement", "switchCase"};
  return is_in(bodies, name);
}

bool Layout::is_nullable(const AntlrElement& element) const {
  if (element.suffix == Suffix::optional || element.suffix == Suffix::many) return true;
  const std::vector<AntlrAlternative>* inside = &element.alternatives;
  if (element.kind == Kind::rule) {
    const AntlrRule* rule = parser_.find(element.text);
    if (element.is_token() || !rule) return false;
    inside = &rule->alternatives;
  } else if (element.kind != Kind::group) {
    return false;
  }
  return std::any_of(inside->begin(), inside->end(), [&](const AntlrAlternative& alternative) {
    return std::all_of(alternative.elements.begin(), alternative.elements.end(), [&](const AntlrElement& each) { return is_nullable(each); });
  });
}

bool Layout::glues_left(const AntlrElement& element, const std::string& place) const {
  if (element.is_token()) return is_in(closing, element.text) || is_in(std::span(glued_before), place, element.text);
  const auto first_glues = [&](const AntlrAlternative& alternative, const std::string& inside) {
    return !alternative.elements.empty() && glues_left(alternative.elements.front(), inside);
  };
  if (element.kind == Kind::group)
    return std::all_of(element.alternatives.begin(), element.alternatives.end(), [&](const AntlrAlternative& each) { return first_glues(each, place); });
  const AntlrRule* rule = parser_.find(element.text);
  return rule && std::all_of(rule->alternatives.begin(), rule->alternatives.end(), [&](const AntlrAlternative& each) {
           return first_glues(each, each.label.empty() ? rule->name : each.label);
         });
}

/// The item of `a ( COMMA a )*`, of a group or of a rule that is just that; null where it is something else.
const AntlrElement* Layout::list_item(const AntlrElement& element) const {
  const std::vector<AntlrAlternative>* inside = &element.alternatives;
  if (element.kind == Kind::rule) {
    const AntlrRule* rule = element.is_token() ? nullptr : parser_.find(element.text);
    if (!rule) return nullptr;
    inside = &rule->alternatives;
  }
  if (inside->size() != 1 || inside->front().elements.size() != 2) return nullptr;
  const AntlrElement& first = inside->front().elements[0];
  const AntlrElement& rest = inside->front().elements[1];
  if (first.kind != Kind::rule || rest.kind != Kind::group || rest.suffix != Suffix::many || rest.alternatives.size() != 1) return nullptr;
  const auto& more = rest.alternatives.front().elements;
  return more.size() == 2 && more[0].text == "COMMA" && more[1].text == first.text ? &first : nullptr;
}

Node Layout::line_break() {
  return named("break", [&] { return sequence({literal("\n"), repeat(literal("  "), 1, options_.depth + 6)}); }, true);
}

Node Layout::list_of(const Node& item) {
  return choice({sequence({item, repeat(sequence({literal(", "), item}), 0)}),
                 sequence({line_break(), item, repeat(sequence({literal(","), line_break(), item}), 0)})});
}

// --- Elements ---------------------------------------------------------------------------------------------------------

Node Layout::separator(bool glued, Cursor& cursor) const {
  switch (cursor.before) {
    case Before::nothing: return literal("");
    case Before::word: return literal(glued ? "" : " ");
    case Before::line: return indentation(cursor.context.level);
  }
  return literal("");
}

/// An element without its suffix, and without what parts it from the word before.
Node Layout::leaf(const AntlrElement& element, Cursor& cursor) {
  if (const Node* other = replaced(cursor.place, element)) {
    cursor.before = Before::word;
    return *other;
  }
  if (element.is_token()) {
    if (const auto other = narrowing_.replace.find(element.text); other != narrowing_.replace.end()) {
      cursor.before = Before::word;
      return other->second;
    }
    const bool glues = is_in(opening, element.text) || is_in(std::span(glued_after), cursor.place, element.text);
    cursor.before = glues ? Before::nothing : Before::word;
    if (element.text == "COMMA") return literal(", ");
    Node node = token(element.text);
    if (node.kind == Node::Kind::literal && is_in(small, cursor.place)) node.text = corpus::lowered(node.text);
    return node;
  }
  cursor.before = Before::word;
  return refer(element.text, cursor.context);
}

/// An element with what parts it from the word before, its suffix apart.
Node Layout::element(const AntlrElement& element, Cursor& cursor) {
  if (element.kind == Kind::group) return alternatives_of(element.alternatives, cursor);
  if (element.kind == Kind::rule && (element.text == "body" || element.text == "switchCase")) {
    std::vector<Node> parts;
    if (cursor.before != Before::line) parts.push_back(cursor.head ? line_end() : literal("\n"));
    cursor.head = false;
    cursor.before = Before::line;
    Context inner = cursor.context;
    inner.in_loop = inner.in_loop || (narrowing_.simple && (cursor.place == "forStatement" || cursor.place == "detachedStatement"));
    if (element.text == "body") {
      ++inner.level;
      parts.push_back(refer("body", inner));
    } else {
      ++inner.level;
      parts.push_back(indentation(inner.level));
      parts.push_back(refer("switchCase", inner));
    }
    return sequence(std::move(parts));
  }
  // A line that stands deeper in keeps its body there too.
  if (cursor.before == Before::line && is_in(std::span(deeper), cursor.place, element.text)) ++cursor.context.level;
  Node before = separator(glues_left(element, cursor.place), cursor);
  Node node = leaf(element, cursor);
  return sequence({std::move(before), std::move(node)});
}

/// The clauses of a rule in their order, each with the blank before it.
Node Layout::clauses(std::string_view rule) {
  return named(dashed(rule) + "s", [&] {
    std::vector<Node> parts;
    for (const AntlrAlternative& clause : parser_.find(rule)->alternatives) {
      // Of words that stand for one another (`kind=( PARAMS | HEADERS … )`) each is a clause of its own.
      const AntlrElement& first = clause.elements.front();
      std::vector<std::vector<AntlrElement>> ways;
      if (first.kind != Kind::group) ways.push_back(clause.elements);
      else
        for (const AntlrAlternative& word : first.alternatives) {
          ways.push_back(word.elements);
          ways.back().insert(ways.back().end(), clause.elements.begin() + 1, clause.elements.end());
        }
      for (const std::vector<AntlrElement>& way : ways) {
        Cursor cursor{clause.label.empty() ? std::string(rule) : clause.label, {}};
        if (ways.size() > 1) cursor.place += "." + way.front().text;
        parts.push_back(optional(sequence({literal(" "), elements(way, 0, cursor)})));
      }
    }
    return sequence(std::move(parts));
  });
}

/// Elements from one on, with the blanks between them.
Node Layout::elements(const std::vector<AntlrElement>& all, std::size_t from, Cursor& cursor) {
  std::vector<Node> parts;
  for (std::size_t i = from; i < all.size(); ++i) {
    const AntlrElement& each = all[i];
    if (const Node* other = replaced(cursor.place, each); other && other->is_empty()) continue;

    // A bracketed list, on one line or one item a line.
    if (is_in(breakable, cursor.place) && each.text.starts_with("LEFT_") && i + 2 < all.size() && all[i + 2].text.starts_with("RIGHT_")) {
      if (const AntlrElement* item = list_item(all[i + 1])) {
        parts.push_back(element(each, cursor));
        Cursor inside = cursor;
        const Node* other = replaced(cursor.place, *item);
        Node list = list_of(other ? *other : leaf(*item, inside));
        const bool may_miss = all[i + 1].suffix == Suffix::optional && !narrowing_.at_least_one.contains(cursor.place);
        parts.push_back(may_miss ? optional(std::move(list)) : std::move(list));
        ++i;
        continue;
      }
    }
    if (each.suffix == Suffix::one) {
      parts.push_back(element(each, cursor));
      continue;
    }
    if (each.kind == Kind::rule && is_in(ordered, each.text)) {
      parts.push_back(clauses(each.text));
      continue;
    }

    const Cursor before = cursor;
    AntlrElement once = each;
    once.suffix = Suffix::one;
    const AntlrElement& begins = each.kind == Kind::group ? each.alternatives.front().elements.front() : each;
    if (each.suffix == Suffix::optional && (is_in(std::span(required), cursor.place, each.label) || is_in(std::span(required), cursor.place, begins.text))) {
      parts.push_back(element(once, cursor));
      continue;
    }
    Node first = element(once, cursor);
    if (each.suffix == Suffix::optional) {
      if (before.before != Before::word && cursor.before == Before::word) {
        // The blank belongs to what may be left out.
        if (i + 1 < all.size() && !glues_left(all[i + 1], cursor.place)) first = sequence({std::move(first), literal(" ")});
        cursor.before = before.before;
      }
      parts.push_back(optional(std::move(first)));
      continue;
    }
    Cursor next = cursor;
    Node again = element(once, next);
    const bool must = each.suffix == Suffix::some || is_in(std::span(at_least_one), cursor.place, each.text);
    if (before.before == next.before) {
      parts.push_back(repeat(std::move(again), must ? 1 : 0));
    } else {
      Node run = sequence({std::move(first), repeat(std::move(again), 0)});
      if (!must && next.before == Before::line) throw std::logic_error("lines that may be missing cannot be laid out in " + cursor.place);
      parts.push_back(must ? std::move(run) : optional(std::move(run)));
    }
    cursor = next;
  }
  return sequence(std::move(parts));
}

Node Layout::alternatives_of(const std::vector<AntlrAlternative>& alternatives, Cursor& cursor) {
  std::vector<Node> nodes;
  const Cursor before = cursor;
  for (const AntlrAlternative& each : alternatives) {
    Cursor inside = before;
    if (!each.label.empty()) inside.place = each.label;
    if (const Node* other = each.elements.size() == 1 ? replaced(inside.place, each.elements.front()) : nullptr; other && other->is_empty()) continue;
    nodes.push_back(elements(each.elements, 0, inside));
    cursor.before = inside.before;
    cursor.head = inside.head;
  }
  return choice(std::move(nodes));
}

// --- Rules ------------------------------------------------------------------------------------------------------------

/// Tests that are all joined by the same word.
Node Layout::tests(const Node& test) {
  const AntlrRule& joiner = *parser_.find("joiner");
  std::vector<Node> ways;
  for (const AntlrAlternative& each : joiner.alternatives) {
    Node next = sequence({choice({literal(" "), line_break()}), literal(word(each.elements.front().text) + " "), test});
    ways.push_back(repeat(std::move(next), 1));
  }
  return sequence({test, optional(choice(std::move(ways)))});
}

Node tests_of_table(const Node& left, const Node& right) {
  std::vector<Node> unary, binary;
  for (const ConditionOperator& op : condition_operators()) (op.unary ? unary : binary).push_back(literal(fmt::format(" {}", op.script)));
  return sequence({left, choice({sequence({choice(std::move(binary)), literal(" "), right}), choice(std::move(unary))})});
}

Node Layout::rule_body(const AntlrRule& rule, Context context) {
  if (rule.name == "tests") return tests(refer("test"));
  if (rule.name == "test") return tests_of_table(refer("expression"), refer("expression"));
  std::vector<Node> nodes;
  for (const AntlrAlternative& each : rule.alternatives) {
    const std::string place = each.label.empty() ? rule.name : each.label;
    const auto other = narrowing_.replace.find(place);
    if (other != narrowing_.replace.end()) {
      if (!other->second.is_empty()) nodes.push_back(other->second);
      continue;
    }
    if (!fits(place, context)) continue;
    Cursor cursor{place, context};
    cursor.head = rule.name != "switchCase";
    nodes.push_back(elements(each.elements, 0, cursor));
  }
  return choice(std::move(nodes));
}

Node Layout::refer(std::string_view rule) { return refer(rule, {}); }

Node Layout::refer(std::string_view name, Context context) {
  if (name.front() >= 'A' && name.front() <= 'Z') return token(name);
  const auto other = narrowing_.replace.find(name);
  if (other != narrowing_.replace.end()) return other->second;
  const AntlrRule* rule = parser_.find(name);
  if (!rule) throw std::logic_error("the parser's grammar has no rule " + std::string(name));
  if (Node words = words_of(*rule); !words.is_empty()) return named(dashed(name), [&] { return words; });
  std::string called = dashed(name);
  if (from_parser_.insert(called).second && out_.contains(called)) throw std::logic_error("two rules are called " + called);
  if (!has_body(name)) return named(called, [&] { return rule_body(*rule, {}); });
  called = fmt::format("{}{}-{}", context.in_loop ? "loop-" : "", called, context.level);
  return named(called, [&] { return name == "body" ? body(context) : rule_body(*rule, context); });
}

Node Layout::alternative(std::string_view place) {
  for (const AntlrRule& rule : parser_.rules)
    for (const AntlrAlternative& each : rule.alternatives)
      if (each.label == place || (each.label.empty() && rule.name == place)) {
        const auto other = narrowing_.replace.find(place);
        if (other != narrowing_.replace.end()) return other->second;
        Cursor cursor{std::string(place), {}};
        return elements(each.elements, 0, cursor);
      }
  throw std::logic_error("the parser's grammar has no alternative " + std::string(place));
}

}  // namespace dork::constrain
