// Expressions that stand for a formula, texts whose braces hold one, and the names in both.
#include "compiler/formula/formula.hpp"
#include "compiler/formula/operators.hpp"
#include "corpus/constrain/narrow.hpp"
#include "corpus/constrain/roles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace dork::constrain::parts {
namespace {

const CharacterSet blanks{{' ', ' '}, {'\t', '\r'}};
const CharacterSet digits{{'0', '9'}};
const CharacterSet word_characters{{'0', '9'}, {'A', 'Z'}, {'a', 'z'}, {'_', '_'}, {0x80, last_character}};

Node words(const std::vector<std::string>& all) {
  std::vector<Node> nodes;
  for (const std::string& each : all) nodes.push_back(literal(each));
  return choice(std::move(nodes));
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return result;
}

// --- Functions --------------------------------------------------------------------------------------------------------

/// Which arguments of a function may be left empty, by its signature: `[format]`.
std::vector<bool> optional_arguments(const FormulaFunction& function) {
  std::vector<bool> optional;
  std::string_view rest = function.signature.substr(std::min(function.signature.find('(') + 1, function.signature.size()));
  while (!rest.empty() && optional.size() < function.max_arguments) {
    optional.push_back(rest.substr(std::min(rest.find_first_not_of(' '), rest.size())).starts_with('['));
    const std::size_t comma = rest.find(',');
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
  }
  return optional;
}

/// Whether canonical scripts write a function as a call: those that have an operator they do not.
bool is_written_as_call(const FormulaFunction& function) {
  std::string formula = "{" + std::string(function.name) + ": 1";
  for (std::uint8_t i = 1; i < function.min_arguments; ++i) formula += ", 1";
  const auto expression = lift_expression(formula + "}");
  return !expression || expression->kind != ExprKind::arithmetic;
}

/// Functions that take arguments alike, so that one rule serves them.
struct Shape {
  std::size_t least;
  std::vector<bool> optional;
  friend auto operator<=>(const Shape&, const Shape&) = default;
};

std::map<Shape, std::vector<std::string>> shapes(bool in_script) {
  std::map<Shape, std::vector<std::string>> result;
  for (const FormulaFunction& function : formula_functions()) {
    if (function.max_arguments == 0 || function.name == "if" || (in_script && !is_written_as_call(function))) continue;
    result[{function.min_arguments, optional_arguments(function)}].emplace_back(function.name);
  }
  return result;
}

/// The arguments of a shape, with commas between. Those past the least may be missing from the end; what is optional leaves its
/// place empty where another follows.
Node arguments(const Shape& shape, const Node& argument, const Node& comma) {
  Node tail = literal("");
  for (std::size_t i = shape.optional.size(); i-- > shape.least;) {
    Node here = tail.is_empty() ? argument : choice({sequence({argument, optional(tail)}), tail});
    tail = sequence({comma, std::move(here)});
  }
  std::vector<Node> parts;
  for (std::size_t i = 0; i < shape.least; ++i) {
    if (i > 0) parts.push_back(comma);
    const bool may_miss = shape.optional[i] && i > 0 && i + 1 < shape.least;
    parts.push_back(may_miss ? optional(argument) : argument);
  }
  parts.push_back(optional(std::move(tail)));
  return sequence(std::move(parts));
}

// --- Texts ------------------------------------------------------------------------------------------------------------

/// How a text is quoted in the script; what its formulas may hold depends on it.
enum class Quotes : std::uint8_t { single, triple, argument };  // `argument`: in three quotes, of a function, without "

std::string suffix(Quotes quotes) { return quotes == Quotes::single ? "-in-text" : "-in-long-text"; }

class Texts {
 public:
  explicit Texts(Layout& layout) : layout_(layout) {}

  Node text(Quotes quotes) {
    static constexpr std::string_view names[] = {"template", "long-template", "long-given"};
    return layout_.named(std::string(names[static_cast<std::size_t>(quotes)]), [&] {
      CharacterSet plain = CharacterSet::of("'{");
      if (quotes == Quotes::argument) plain.add('"', '"');
      Node piece = choice({one_of(plain.complement()), sequence({reference("brace"), formula(quotes)}), sequence({reference("brace"), other(quotes)})});
      Node end = optional(sequence({reference("brace"), optional(reference("other-word"))}));
      if (quotes == Quotes::single) return sequence({literal("'"), repeat(std::move(piece), 0), std::move(end), literal("'")});
      const Node quote = optional(literal("'"));
      return sequence({literal("'''"), optional(literal("\n")), repeat(sequence({quote, quote, std::move(piece)}), 0), std::move(end),
                       literal("'''"), quote, quote});
    });
  }

  void add_shared() {
    // Braces, one after another, with words between that begin no formula.
    layout_.named("brace", [&] {
      const Node open = sequence({literal("{"), repeat(one_of(blanks), 0)});
      return sequence({open, repeat(sequence({optional(reference("other-word")), open}), 0)});
    }, true);
    layout_.named("other-word", [] {
      std::vector<std::string> functions;
      for (const FormulaFunction& function : formula_functions()) functions.push_back(upper(function.name));
      return word_except(word_characters, word_characters, functions);
    }, true);
    layout_.named("step", [] {
      return choice({sequence({literal("."), repeat(one_of(word_characters), 1)}), literal("[*]"), sequence({literal("["), reference("index"), literal("]")})});
    }, true);
    layout_.named("first-step", [] {
      return choice({sequence({literal("."), word_except(word_characters, word_characters, {"ITEM", "INDEX"})}), literal("[*]"),
                     sequence({literal("["), reference("index"), literal("]")})});
    }, true);
  }

 private:
  /// What follows a brace that begins no formula.
  Node other(Quotes quotes) {
    CharacterSet none = CharacterSet::of("'{");
    if (quotes == Quotes::argument) none.add('"', '"');
    CharacterSet words = none;
    words.add(word_characters);
    CharacterSet others = words;
    others.add(blanks);
    others.add('$', '$');
    return choice({one_of(others.complement()), sequence({reference("other-word"), one_of(words.complement())})});
  }

  /// What follows the brace of a formula, its closing brace too.
  Node formula(Quotes quotes) {
    const std::string in = suffix(quotes);
    return layout_.named("formula" + in, [&] {
      const Node blank = optional(literal(" "));
      const Node comma = sequence({literal(","), blank});
      const Node argument = layout_.named("given" + in, [&] { return formula_argument(quotes); });
      std::vector<Node> ways;
      ways.push_back(sequence({literal("$."), path_in_text()}));
      for (const auto& [shape, names] : shapes(false))
        ways.push_back(sequence({words(names), literal(":"), blank, arguments(shape, argument, comma)}));
      std::vector<Node> unary, binary;
      for (const ConditionOperator& op : condition_operators()) (op.unary ? unary : binary).push_back(literal(fmt::format(" {}", op.json)));
      ways.push_back(sequence({literal("if:"), blank, argument,
                               choice({sequence({choice(std::move(binary)), literal(" "), argument}), choice(std::move(unary))}), comma,
                               argument, comma, argument}));
      for (const FormulaFunction& function : formula_functions())
        if (function.max_arguments == 0) ways.push_back(literal(function.name));
      return sequence({choice(std::move(ways)), blank, literal("}")});
    });
  }

  Node formula_argument(Quotes quotes) {
    const Node inner = sequence({literal("{"), optional(literal(" ")), reference("formula" + suffix(quotes))});
    const auto quoted = [&](std::string_view mark) {
      return sequence({literal(mark), repeat(choice({one_of(CharacterSet::of("'\"{}").complement()), inner}), 0), literal(mark)});
    };
    std::vector<Node> ways{inner, layout_.alternative("numberPrimary"), quoted("\"")};
    if (quotes != Quotes::single) ways.push_back(quoted("'"));
    return choice(std::move(ways));
  }

  Node path_in_text() {
    return layout_.named("path-in-text", [&] {
      const Node steps = repeat(reference("step"), 0);
      return choice({sequence({reference("known-loop-in-text"), choice({literal(".item"), literal(".index")}), steps}),
                     sequence({reference("known-value-in-text"), optional(sequence({reference("first-step"), steps}))}),
                     sequence({literal("state."), reference("known-block-in-text"), literal(".error"), steps}),
                     sequence({reference("this-item-in-text"), steps})});
    });
  }

  Layout& layout_;
};

/// A script's path: an item, a value, an error; with its accessors.
Node script_reference(Layout& layout) {
  const Node accessors = repeat(layout.refer("accessor"), 0);
  const Node first = layout.named("first-accessor", [&] {
    CharacterSet first_letters = word_characters.without(digits);
    return choice({sequence({literal("."), choice({word_except(first_letters, word_characters, {"ITEM", "INDEX", "REM"}), layout.refer("QUOTED_NAME")})}),
                   sequence({literal("["), choice({reference("index"), literal("*")}), literal("]")})});
  });
  return choice({sequence({reference("known-loop"), choice({literal(".item"), literal(".index")}), accessors}),
                 sequence({reference("known-value"), optional(sequence({first, accessors}))}),
                 sequence({literal("state."), reference("known-block"), literal(".error"), accessors}),
                 sequence({reference("this-item"), accessors})});
}

/// A list or an object of constants, as functions take them.
Node constant_literal(Layout& layout, bool templates) {
  const Node item = reference("constant");
  layout.named("constant", [&] {
    Node piece = one_of(CharacterSet::of("'{").complement());
    if (templates) piece = choice({std::move(piece), sequence({literal("{$."), reference("path-in-text"), literal("}")})});
    const Node text = sequence({literal("'"), repeat(std::move(piece), 0), literal("'")});
    return choice({literal("NULL"), literal("TRUE"), literal("FALSE"), reference("json-number-or-negative"), text, reference("literal")});
  });
  layout.named("json-number-or-negative", [] { return sequence({optional(literal("-")), reference("json-number")}); }, true);
  const Node entry = sequence({layout.refer("pathKey"), literal(": "), item});
  const auto list = [](const Node& each) { return optional(sequence({each, repeat(sequence({literal(", "), each}), 0)})); };
  return choice({sequence({literal("["), list(item), literal("]")}), sequence({literal("{"), list(entry), literal("}")})});
}

Node operators(std::string_view signs, const Node& operand, std::uint32_t min) {
  std::vector<Node> ways;
  for (const char sign : signs) ways.push_back(literal(fmt::format(" {} ", sign)));
  return sequence({operand, repeat(sequence({choice(std::move(ways)), operand}), min)});
}

}  // namespace

void add_names(Layout& layout) {
  const Node name = layout.refer("name");
  for (const NameRule& rule : name_rules()) {
    if (rule.space != NameSpace::block && rule.space != NameSpace::variable) continue;
    layout.named(std::string(rule.rule), [&]() -> Node {
      if (rule.in_text) return repeat(one_of(word_characters), 1);
      if (rule.space == NameSpace::block) return name;
      return layout.named("variable-word", [&] {
        const CharacterSet letters{{'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
        return word_except(letters, {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}, layout.reserved());
      }, true);
    }, rule.in_text);
  }
  const Node text = layout.named("short-text", [] { return sequence({literal("'"), repeat(one_of(CharacterSet::of("'{\n\r").complement()), 1), literal("'")}); }, true);
  layout.named("new-jump", [&] { return text; });
  layout.named("known-jump", [&] { return text; });
  layout.named("this-item", [] { return literal("thisBlock.item"); });
  layout.named("this-item-in-text", [] { return literal("thisBlock.item"); });
}

void add_values(Narrowing& narrowing, Layout& layout, bool templates) {
  // A name in quotes that a formula can hold, too.
  narrowing.replace["QUOTED_NAME"] = reference("quoted-name");
  layout.named("quoted-name", [] {
    return sequence({literal("\""), repeat(one_of(CharacterSet{{0, 0x1F}, {'"', '"'}, {'\'', '\''}, {'\\', '\\'}, {'{', '{'}}.complement()), 1), literal("\"")});
  }, true);
  add_names(layout);

  Node text = layout.refer("text"), argument_text = text;
  Texts texts(layout);
  texts.add_shared();
  if (templates) {
    text = choice({texts.text(Quotes::single), texts.text(Quotes::triple)});
    argument_text = choice({texts.text(Quotes::single), texts.text(Quotes::argument)});
  } else {
    argument_text = layout.named("given-text", [] {
      const Node quote = optional(literal("'"));
      return choice({sequence({literal("'"), repeat(one_of(CharacterSet::of("'").complement()), 0), literal("'")}),
                     sequence({literal("'''"), repeat(sequence({quote, quote, one_of(CharacterSet::of("'\"").complement())}), 0), literal("'''"), quote, quote})});
    }, true);
  }
  const Node number = layout.alternative("numberPrimary");
  const Node argument = reference("given"), product = reference("term"), operand = reference("operand");
  const Node computed = reference("computed"), operation = reference("arithmetic");

  layout.named("reference", [&] { return script_reference(layout); });
  layout.named("call", [&] {
    std::vector<Node> ways;
    for (const auto& [shape, names] : shapes(true))
      ways.push_back(sequence({words(names), literal("("), arguments(shape, argument, literal(", ")), literal(")")}));
    ways.push_back(sequence({literal("if("), reference("given-test"), literal(", "), argument, literal(", "), argument, literal(")")}));
    return choice(std::move(ways));
  });
  layout.named("operand", [&] {
    return choice({number, argument_text, reference("reference"), reference("call"), sequence({literal("("), operation, literal(")")})});
  });
  layout.named("term", [&] { return operators("*/", operand, 0); });
  layout.named("arithmetic", [&] { return choice({operators("+-", product, 1), operators("*/", operand, 1)}); });
  layout.named("computed", [&] { return choice({reference("reference"), reference("call"), operation}); });
  layout.named("literal", [&] { return constant_literal(layout, templates); });
  layout.named("given", [&] { return choice({computed, number, argument_text, reference("literal")}); });
  layout.named("filled", [&] {
    return choice({literal("TRUE"), literal("FALSE"), text, number, computed, layout.alternative("listPrimary"), reference("object")});
  });
  layout.named("object", [&] { return layout.alternative("objectPrimary"); });
  layout.named("expression", [&] { return choice({literal("NULL"), reference("filled")}); });
  layout.named("test", [&] { return tests_of_table(reference("expression"), reference("expression")); });
  layout.named("given-test", [&] { return tests_of_table(argument, argument); });
  layout.named("item-test", [&] {
    const Node field = choice({sequence({layout.refer("name"), repeat(sequence({literal("."), layout.refer("pathKey")}), 0)}), layout.refer("text"), reference("call")});
    return tests_of_table(field, reference("expression"));
  });
}

}  // namespace dork::constrain::parts
