// Templates: texts with formulas in braces, as Qlik evaluates them at run time. Parsing, lowering and printing.
#pragma once

#include "compiler/syntax/expression.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dork {

/// One function of the formula language; facts from Qlik's help and from exports.
struct FormulaFunction {
  std::string_view name;        ///< as templates spell it
  std::uint8_t min_arguments;
  std::uint8_t max_arguments;   ///< 255: any number
  std::string_view signature;   ///< for people: `replace(text, search, replacement)`
  std::string_view result;      ///< the kinds of its results, joined by ` or `: text, number, boolean, null, list, object; any
  std::string_view description; ///< one line
  bool documented;              ///< in Qlik's help; otherwise seen in exports alone
};

/// All functions, ordered by name without case. Constants (`linebreak`, `jobguid`) have max_arguments 0.
std::span<const FormulaFunction> formula_functions();

/// A function by name without case; null where there is none.
const FormulaFunction* find_function(std::string_view name);

/// One stretch of a template: literal text, or a formula.
struct Piece {
  std::uint32_t begin = 0;      ///< offsets in the template's text
  std::uint32_t end = 0;
  std::optional<Expr> formula;  ///< ranges inside are offsets in the template's text too
};

/// A template in pieces that cover it without gaps. Braces that are no formula belong to literal pieces.
struct Template {
  std::vector<Piece> pieces;
  /// Braces that look like a formula and are none: `{cuont: {$.x}}` (an unknown function around a reference), an
  /// unclosed `{$.x`. Range in the template's text; `word` is the unknown function's name, empty otherwise.
  struct Suspect { Range range; std::string word; };
  std::vector<Suspect> suspects;
  /// Whether some formula is text only because it nests too deep.
  bool too_deep = false;
};

/// Takes a template apart. Never fails: what is no formula is text. Formulas in quoted arguments are parsed too
/// (an argument that is a text keeps its verbatim text; `parse_template` on it gives its pieces).
Template parse_template(std::string_view text);

/// Whether `text` holds any formula; quick.
bool has_formula(std::string_view text);

/// Why an expression cannot be said as a template.
struct LowerError {
  Range range;
  std::string message;
};

/// The template that an expression stands for: `apps.item.id` is `{$.apps.item.id}`, `n * 60` is `{multiply: {$.n}, 60}`,
/// `a & '-' & b` is `{$.a}-{$.b}`, a text is itself, a number its digits. Constants, lists and objects stand for no
/// template except as arguments (a list or object of plain texts as compact JSON).
/// On failure `error` says why and the result is empty.
std::optional<std::string> lower_expression(const Expr& expression, LowerError& error);

/// The expression that says exactly `text`, where there is one: `text` is one formula (white space inside its braces
/// aside) or a number in its shortest form, and lowering the expression gives the same formula.
/// `exact` demands that lowering gives the same bytes.
std::optional<Expr> lift_expression(std::string_view text, bool exact = false);

/// An expression in canonical spelling, with the fewest parentheses: `n * (a + 1)`, `if(a = 'x', b, 'no')`.
std::string print_expression(const Expr& expression);

/// The template without white space that means nothing inside the braces of its formulas: two templates are the same
/// exactly when these are.
std::string normalize_template(std::string_view text);

/// A reference in an expression or a formula: the name it begins with, its path and where it stands.
struct Reference {
  std::string_view name;
  std::span<const PathStep> steps;
  Range range;
  bool whole = false;   ///< it is the entire value, so that its type is kept
  bool in_function = false;  ///< it is an argument of a function (or deeper)
};

/// Calls `visit` for every path in an expression, the ones in quoted arguments included (their ranges are then those of the
/// argument's text, shifted to where it stands).
template <typename Visit>
void for_each_path(const Expr& expression, Visit&& visit) {
  if (expression.kind == ExprKind::path) visit(expression);
  for (const Expr& child : expression.children) for_each_path(child, visit);
}

}  // namespace dork
