// Lines: statements with what stands before and after them, bodies, the parts of a script and the empty lines between.
#include "corpus/constrain/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace dork::constrain {
namespace {

using Kind = AntlrElement::Kind;
using Suffix = AntlrElement::Suffix;

std::string described(const std::vector<AntlrAlternative>& alternatives) {
  std::string out;
  for (const AntlrAlternative& alternative : alternatives) {
    if (&alternative != &alternatives.front()) out += " | ";
    for (const AntlrElement& each : alternative.elements) {
      if (&each != &alternative.elements.front()) out += ' ';
      if (!each.label.empty()) out += each.label + "=";
      out += each.kind == Kind::group ? "(" + described(each.alternatives) + ")" : each.text;
      constexpr std::string_view suffixes[] = {"", "?", "*", "+"};
      out += suffixes[static_cast<std::size_t>(each.suffix)];
    }
  }
  return out;
}

/// The rules that are laid out here by hand, as they are in the grammar.
struct Shape {
  std::string_view rule;
  std::string_view alternatives;
};
constexpr Shape shapes[] = {
    {"script", "item* EOF"},
    {"item", "attributes? (declaration SEMICOLON | statement)"},
    {"attributes", "ATTRIBUTES jsonObject"},
    {"statement", "DISABLED? (label=name COLON)? (compound SEMICOLON? | simple clause* SEMICOLON)"},
    {"nested", "attributes? statement"},
    {"body", "nested*"},
    {"joiner", "AND | OR"},
};

/// The statements of the script's head, which stand nowhere else.
bool is_start(std::string_view alternative) { return alternative.starts_with("start"); }

Node one_or_more_lines(std::vector<Node> line) { return repeat(sequence(std::move(line)), 1); }

}  // namespace

std::string layout_fault(const AntlrGrammar& parser) {
  for (const Shape& each : shapes) {
    const AntlrRule* rule = parser.find(each.rule);
    const std::string found = rule ? described(rule->alternatives) : "nothing";
    if (found != each.alternatives) return fmt::format("rule `{}` is `{}`, and laid out as `{}`", each.rule, found, each.alternatives);
  }
  return {};
}

/// Whether a statement may stand at its level: the deepest has no bodies, and detached chains are no one's body.
bool Layout::fits(std::string_view place, Context context) const {
  if (place == "detachedStatement") return context.level == 0 && !context.in_loop;
  if (place == "switchStatement") return context.level + 2 <= options_.depth;
  return true;
}

/// Whether a place was taken out.
bool Layout::is_out(std::string_view place) const {
  const auto other = narrowing_.replace.find(place);
  return other != narrowing_.replace.end() && other->second.is_empty();
}

Node Layout::indentation(unsigned level) const { return literal(std::string(2 * level, ' ')); }

/// The end of a line, with the comments that stand there.
Node Layout::line_end() {
  if (!options_.comments) return literal("\n");
  return named("line-end", [&] {
    return sequence({repeat(sequence({literal(" "), named("comment", [&] {
                       std::vector<Node> kinds;
                       for (const AntlrRule& rule : lexer_.rules)
                         if (rule.command == "channel(COMMENTS)") kinds.push_back(token(rule.name));
                       return choice(std::move(kinds));
                     }, true)}), 0), literal("\n")});
  });
}

/// Comments on lines of their own, those of blocks among them.
Node Layout::comment_lines(unsigned level, std::uint32_t min) {
  if (!options_.comments) return literal("");
  line_end();
  std::vector<Node> kinds{reference("comment")};
  for (const AntlrRule& rule : lexer_.rules)
    if (rule.command == "channel(DOCS)") kinds.push_back(token(rule.name));
  const Node any = named("own-line", [&] { return sequence({choice(std::move(kinds)), literal("\n")}); });
  return repeat(sequence({indentation(level), any}), min);
}

Node Layout::attribute_line(unsigned level) {
  if (!options_.attributes) return literal("");
  const Node attributes = named("attributes", [&] { return sequence({literal(word("ATTRIBUTES")), refer("jsonObject"), literal("\n")}); });
  return optional(sequence({indentation(level), attributes}));
}

/// All statements of one line, with their labels and clauses.
Node Layout::simple(bool in_loop) {
  if (narrowing_.simple) return narrowing_.simple(in_loop);
  return named("simple", [&] {
    std::vector<Node> kinds;
    for (const AntlrAlternative& each : parser_.find("simple")->alternatives)
      if (!is_start(each.label)) kinds.push_back(named(dashed(each.label), [&] { return alternative(each.label); }));
    return sequence({optional(sequence({refer("name"), literal(": ")})), choice(std::move(kinds)), clauses("clause")});
  });
}

/// A statement of one line to the end of its line.
Node Layout::simple_statement(Node what) { return sequence({std::move(what), literal(word("SEMICOLON")), line_end()}); }

/// What stands before a statement in its line and in the line above.
Node Layout::before_statement(unsigned level) {
  return sequence({attribute_line(level), indentation(level), optional(literal(word("DISABLED") + " "))});
}

/// The name before a block that has a body, or before START.
Node Layout::label() { return narrowing_.label.empty() ? refer("name") : reference(narrowing_.label); }

Node Layout::compound(Context context) {
  const Node before = optional(sequence({label(), literal(": ")}));
  std::vector<Node> with_label, bare;
  for (const AntlrAlternative& each : parser_.find("compound")->alternatives) {
    if (!fits(each.label, context)) continue;
    // The name of a loop is its label.
    const bool has_label = each.label != "forStatement" && each.label != "detachedStatement";
    (has_label ? with_label : bare).push_back(named(fmt::format("{}{}-{}", context.in_loop ? "loop-" : "", dashed(each.label), context.level), [&] {
      Cursor cursor{each.label, context};
      return sequence({elements(each.elements, 0, cursor), literal("\n")});
    }));
  }
  std::vector<Node> all = std::move(bare);
  if (!with_label.empty()) all.push_back(sequence({before, choice(std::move(with_label))}));
  return choice(std::move(all));
}

/// Statements a level deeper in than what they belong to.
Node Layout::body(Context context) {
  std::vector<Node> statements{simple_statement(simple(context.in_loop))};
  if (context.level < options_.depth) statements.push_back(compound(context));
  Node line = sequence({before_statement(context.level), choice(std::move(statements))});
  if (options_.comments) line = choice({std::move(line), comment_lines(context.level, 1).children.front()});
  std::vector<Node> parts{repeat(std::move(line), 0)};
  if (narrowing_.last) parts.push_back(optional(sequence({before_statement(context.level), simple_statement(narrowing_.last()), comment_lines(context.level)})));
  return sequence(std::move(parts));
}

Node Layout::declaration(std::string_view place) {
  return sequence({alternative(place), literal(word("SEMICOLON")), line_end()});
}

Node Layout::start() {
  std::vector<Node> kinds;
  for (const AntlrAlternative& each : parser_.find("simple")->alternatives)
    if (is_start(each.label) && !is_out(each.label)) kinds.push_back(named(dashed(each.label), [&] { return alternative(each.label); }));
  const Node before = optional(sequence({label(), literal(": ")}));
  return sequence({comment_lines(0), before_statement(0), simple_statement(sequence({before, choice(std::move(kinds))}))});
}

/// The statements at the top level: an empty line before and after what has a body, and before what has a comment.
Node Layout::main_part() {
  const Node plain = named("statement", [&] { return sequence({before_statement(0), simple_statement(simple(false))}); });
  const Node block = named("block", [&] { return sequence({comment_lines(0), before_statement(0), compound({})}); });
  Node run = options_.comments ? sequence({comment_lines(0), plain, repeat(choice({plain, sequence({literal("\n"), comment_lines(0, 1), plain})}), 0)})
                               : repeat(plain, 1);
  const Node simples = named("statements", [&] { return std::move(run); });
  const Node group = sequence({block, optional(sequence({literal("\n"), simples}))});
  const Node groups = repeat(sequence({literal("\n"), group}), 0);
  Node all = choice({sequence({simples, groups}), sequence({group, groups})});
  if (!narrowing_.last) return all;
  // What nothing can follow, but for chains that no edge leads to.
  const Node last = sequence({comment_lines(0), before_statement(0), simple_statement(narrowing_.last())});
  const Node chains = repeat(sequence({literal("\n"), comment_lines(0), attribute_line(0), reference("detached-statement-0")}), 0);
  return choice({sequence({all, optional(sequence({optional(literal("\n")), last, chains}))}), sequence({last, chains})});
}

Node Layout::script() {
  const auto header = [&] {
    std::vector<Node> kinds;
    for (const std::string_view place : {"automationHeader", "fragmentHeader"})
      if (!is_out(place)) kinds.push_back(declaration(place));
    return sequence({comment_lines(0), attribute_line(0), choice(std::move(kinds))});
  };
  const auto lines = [&](std::string_view place) { return one_or_more_lines({comment_lines(0), declaration(place)}); };
  const auto bare = [&] {
    Node name = refer("name");
    if (const auto other = narrowing_.replace.find("bareDeclaration"); other != narrowing_.replace.end()) return one_or_more_lines({comment_lines(0), other->second, literal(word("SEMICOLON")), line_end()});
    return one_or_more_lines({comment_lines(0), literal(word("LET") + " "), std::move(name), literal(" " + word("AS") + " "),
                              refer("variableType"), literal(word("SEMICOLON")), line_end()});
  };
  std::vector<Node> sections;
  sections.push_back(named("header", header));
  if (!is_out("connect")) sections.push_back(named("connections", [&] { return lines("connect"); }));
  if (!is_out("actionDeclaration")) sections.push_back(named("actions", [&] { return lines("actionDeclaration"); }));
  sections.push_back(named("how-it-starts", [&] { return start(); }));
  sections.push_back(named("declarations", bare));
  sections.push_back(named("main", [&] { return main_part(); }));
  if (options_.comments) sections.push_back(named("end", [&] { return comment_lines(0, 1); }));
  // Each part may be missing, but not all; an empty line stands between two.
  Node rest = sections.back();
  for (std::size_t i = sections.size() - 1; i-- > 0;) {
    const Node from_here = named(fmt::format("from-{}", sections[i + 1].text), [&] { return rest; });
    rest = choice({sequence({sections[i], optional(sequence({literal("\n"), from_here}))}), from_here});
  }
  return rest;
}

}  // namespace dork::constrain
