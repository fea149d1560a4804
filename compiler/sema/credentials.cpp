// Which texts of a statement are looked at for credentials, and under what name each stands.
#include "compiler/sema/checks.hpp"

namespace dork::sema {
namespace {

class Credentials {
 public:
  Credentials(const Statement& statement, Context& context) : statement_(statement), context_(context) {}

  void look(std::string_view key, const Expr& expr) {
    if (expr.kind == ExprKind::text) {
      const std::string_view what = credential_in(key, expr.text);
      if (!what.empty()) context_.diagnostics.report(Code::credential, place_of(expr, statement_), what);
      return;
    }
    // What is put together under a name is no longer the literal that the name speaks of.
    const bool structure = expr.kind == ExprKind::object || expr.kind == ExprKind::list;
    for (std::size_t i = 0; i < expr.children.size(); ++i) {
      const bool named = expr.kind == ExprKind::object && i < expr.keys.size();
      look(named ? std::string_view(expr.keys[i]) : structure ? key : std::string_view(), expr.children[i]);
    }
  }

 private:
  const Statement& statement_;
  Context& context_;
};

}  // namespace

void check_credentials(const Statement& statement, Context& context) {
  Credentials credentials(statement, context);
  for (const Field& field : statement.fields) {
    if (field.spec && (field.spec->kind != FieldKind::value || field.spec->id == "datasource")) continue;
    // The name of a field of a block says nothing about what a person put there.
    credentials.look({}, field.value.expr);
  }
  for (const Argument& argument : statement.arguments) credentials.look(argument.name.text, argument.value.expr);
  for (const Operation& operation : statement.operations)
    credentials.look(statement.variable.text, operation.value.expr);
  for (const Branch& branch : statement.branches)
    for (const Test& test : branch.tests.tests) {
      credentials.look({}, test.left);
      credentials.look({}, test.right);
    }
}

}  // namespace dork::sema
