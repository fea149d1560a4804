#include "compiler/unparse/let.hpp"

#include "compiler/unparse/values.hpp"

namespace dork {
namespace {

bool clears(const Operation& operation) { return operation.op == "CLEAR"; }

/// How many operations from `at` on one literal stands for, with the literal; zero where none does.
std::size_t literal_from(const std::vector<Operation>& operations, std::size_t at, Expr& literal) {
  const Operation& first = operations[at];
  if (!clears(first) || !first.spec) return 0;
  const VariableType type = first.spec->type;
  if (type == VariableType::object) {
    literal.kind = ExprKind::object;
    if (at + 1 < operations.size()) {
      const Operation& next = operations[at + 1];
      if (next.op == "+=" && next.value.expr.kind == ExprKind::object && !next.value.expr.children.empty() && !next.value.label) {
        literal = next.value.expr;
        return 2;
      }
    }
    return 1;
  }
  if (type != VariableType::list && type != VariableType::table) return 0;
  literal.kind = ExprKind::list;
  std::size_t count = 1;
  for (; at + count < operations.size(); ++count) {
    const Operation& next = operations[at + count];
    if (next.op != "+=" || next.value.label) break;
    literal.children.push_back(next.value.expr);
  }
  return count;
}

std::string type_word(VariableType type) {
  std::string word(variable_types()[static_cast<std::size_t>(type)]);
  for (char& c : word) c = static_cast<char>(c - 32);
  return word;
}

}  // namespace

std::string let_head(const Statement& statement, bool broken, std::size_t indent) {
  const std::vector<Operation>& operations = statement.operations;
  const std::string name = script_name(statement.variable.text);
  if (operations.size() == 1 && clears(operations.front()) && !statement.declares) return "CLEAR " + name;
  std::string out = "LET " + name;
  if (statement.declares) out += " AS " + type_word(*statement.declares);
  for (std::size_t i = 0; i < operations.size();) {
    if (i > 0) out += ",";
    out += " ";
    Expr literal;
    if (const std::size_t count = literal_from(operations, i, literal)) {
      out += "= " + script_value({std::move(literal), {}}, broken, indent);
      i += count;
      continue;
    }
    out += operations[i].op;
    if (!clears(operations[i])) out += " " + script_value(operations[i].value, broken, indent);
    ++i;
  }
  return out;
}

}  // namespace dork
