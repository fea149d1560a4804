// Walking an automation's statements in the order of the text.
#pragma once

#include "compiler/model/automation.hpp"

namespace dork {

/// `LET x AS STRING;`: it declares a variable and stands for no block.
inline bool is_bare_declaration(const Statement& statement) {
  return statement.spec->kind == StatementKind::let && statement.operations.empty();
}

/// Whether a statement is written as FOR EACH: an empty loop over what stands alone as well is the same as that.
inline bool is_written_as_loop(const Statement& statement) {
  const StatementKind kind = statement.spec->kind;
  const bool only_loops = kind == StatementKind::for_value || kind == StatementKind::for_batches;
  return statement.loops && (only_loops || !statement.body.statements.empty() || !statement.body.trailing.empty());
}

/// Calls `visit(body)` for every body directly below a statement, in order.
template <typename AnyStatement, typename Visit>
void for_each_body(AnyStatement& statement, Visit&& visit) {
  for (auto& branch : statement.branches) visit(branch.body);
  if (statement.otherwise) visit(statement.otherwise->body);
  visit(statement.body);
}

/// Calls `visit(statement)` for every statement, parents before children.
template <typename AnyBody, typename Visit>
void for_each_statement(AnyBody& body, Visit&& visit) {
  for (auto& statement : body.statements) {
    visit(statement);
    for_each_body(statement, [&](auto& below) { for_each_statement(below, visit); });
  }
}

/// Calls `visit(expression)` for every value that a statement says, in order; not for what is nested in its bodies.
template <typename AnyStatement, typename Visit>
void for_each_expression(AnyStatement& statement, Visit&& visit) {
  const auto tests = [&](auto& all) {
    for (auto& test : all.tests) {
      visit(test.left);
      visit(test.right);
    }
  };
  for (auto& field : statement.fields) visit(field.value.expr);
  for (auto& argument : statement.arguments) visit(argument.value.expr);
  tests(statement.tests);
  for (auto& branch : statement.branches) {
    tests(branch.tests);
    if (branch.match) visit(*branch.match);
  }
  for (auto& operation : statement.operations) visit(operation.value.expr);
  for (auto& item : statement.form)
    if (item.values) visit(item.values->expr);
}

}  // namespace dork
