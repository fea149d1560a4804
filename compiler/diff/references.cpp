#include "compiler/diff/references.hpp"

#include "compiler/formula/formula.hpp"
#include "compiler/model/walk.hpp"

namespace dork {
namespace {

/// Everything of a statement but its bodies.
Statement own_block(const Statement& s) {
  Statement own;
  own.spec = s.spec;
  own.label = s.label;
  own.name = s.name;
  own.label_is_default = s.label_is_default;
  own.disabled = s.disabled;
  own.loops = s.loops;
  own.comment = s.comment;
  own.attributes = s.attributes;
  own.fields = s.fields;
  own.arguments = s.arguments;
  own.tests = s.tests;
  for (const Branch& branch : s.branches) {
    Branch head;
    head.tests = branch.tests;
    head.match = branch.match;
    head.name = branch.name;
    own.branches.push_back(std::move(head));
  }
  own.alias = s.alias;
  own.member = s.member;
  own.connector = s.connector;
  own.action = s.action;
  own.webhook = s.webhook;
  own.variable = s.variable;
  own.declares = s.declares;
  own.operations = s.operations;
  own.form = s.form;
  own.json = s.json;
  return own;
}

bool rename(Expr& expression, const NewName& name);

/// The text with its formulas renamed; says whether there was anything to rename. Formulas that stay are not touched.
bool rename_text(std::string& text, const NewName& name) {
  if (!has_formula(text)) return false;
  std::string made;
  bool any = false;
  for (Piece& piece : parse_template(text).pieces) {
    const std::string_view as_it_stands = std::string_view(text).substr(piece.begin, piece.end - piece.begin);
    LowerError error;
    std::optional<std::string> lowered;
    if (piece.formula && rename(*piece.formula, name)) lowered = lower_expression(*piece.formula, error);
    any |= lowered.has_value();
    made += lowered ? *lowered : as_it_stands;
  }
  if (any) text = std::move(made);
  return any;
}

bool rename(Expr& expression, const NewName& name) {
  bool any = false;
  if (expression.kind == ExprKind::text) any = rename_text(expression.text, name);
  if (expression.kind == ExprKind::path) {
    // What went wrong in a block stands under state.<block>.
    const bool state = expression.text == "state" && !expression.steps.empty() && expression.steps.front().kind == PathStep::Kind::key;
    std::string& said = state ? expression.steps.front().key : expression.text;
    if (auto other = name(said)) {
      any = *other != said;
      said = std::move(*other);
    }
  }
  for (std::string& key : expression.keys) any |= rename_text(key, name);
  for (Expr& child : expression.children) any |= rename(child, name);
  return any;
}

}  // namespace

Statement renamed(const Statement& statement, const NewName& name) {
  Statement own = own_block(statement);
  for_each_expression(own, [&](Expr& expression) { rename(expression, name); });
  // The name of a block is no reference there, but a word.
  for (Field& field : own.fields)
    if (field.spec && field.spec->kind == FieldKind::block && field.value.expr.kind == ExprKind::text)
      if (auto other = name(field.value.expr.text)) field.value.expr.text = std::move(*other);
  return own;
}

}  // namespace dork
