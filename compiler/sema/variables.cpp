#include "compiler/model/walk.hpp"
#include "compiler/sema/sema.hpp"

#include <algorithm>

namespace dork::sema {
namespace {

bool is_variable_name(std::string_view name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !name.empty() && letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

const OperationSpec* find_operation(VariableType type, std::string_view op) {
  for (const OperationSpec& spec : variable_operations())
    if (spec.type == type && spec.op == op) return &spec;
  return nullptr;
}

std::string upper(std::string_view word) {
  std::string result(word);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return result;
}

/// `= [a, b]` empties and adds each, `= {k: v}` empties and sets the keys: the operations that a literal stands for.
void spread_literals(Statement& statement, VariableType type) {
  std::vector<Operation> spread;
  for (Operation& operation : statement.operations) {
    const ExprKind kind = operation.value.expr.kind;
    const bool list = kind == ExprKind::list && (type == VariableType::list || type == VariableType::table);
    const bool object = kind == ExprKind::object && type == VariableType::object;
    if (operation.op != "=" || (!list && !object)) {
      spread.push_back(std::move(operation));
      continue;
    }
    Operation clear;
    clear.op = "CLEAR";
    clear.range = operation.range;
    spread.push_back(std::move(clear));
    if (object && operation.value.expr.children.empty()) continue;
    if (object) {
      operation.op = "+=";
      spread.push_back(std::move(operation));
      continue;
    }
    for (Expr& item : operation.value.expr.children) {
      Operation add;
      add.op = "+=";
      add.range = item.range;
      add.value.expr = std::move(item);
      spread.push_back(std::move(add));
    }
  }
  statement.operations = std::move(spread);
}

}  // namespace

void resolve_variables(Automation& automation, Context& context) {
  std::unordered_map<std::string, std::size_t> known;
  for_each_statement(automation.main, [&](Statement& statement) {
    if (statement.spec->kind != StatementKind::let || !statement.declares) return;
    const Name& name = statement.variable;
    if (!is_variable_name(name.text))
      context.diagnostics.report(Code::invalid_variable_name, name.range, name.text).help =
          "begin with a letter or `_`, then letters, digits and `_`";
    const auto [at, fresh] = known.try_emplace(name.text, automation.variables.size());
    if (!fresh) {
      Diagnostic& report = context.diagnostics.report(Code::duplicate_variable, name.range, name.text);
      report.help = fmt::format("leave out AS {} to set it", upper(variable_types()[static_cast<std::size_t>(*statement.declares)]));
      report.notes.push_back({"it is declared here", automation.variables[at->second].name.range});
      return;
    }
    automation.variables.push_back({name, *statement.declares, statement.operations.empty()});
  });
  // Those without a value come first: canonical scripts declare them at the head.
  std::stable_partition(automation.variables.begin(), automation.variables.end(), [](const Variable& v) { return v.bare; });
  for (std::size_t i = 0; i < automation.variables.size(); ++i) known[automation.variables[i].name.text] = i;
  for_each_statement(automation.main, [&](Statement& statement) {
    if (statement.spec->kind != StatementKind::let) return;
    const auto found = known.find(statement.variable.text);
    if (found == known.end()) {
      if (!context.names_are_sure) return;
      Diagnostic& report = context.diagnostics.report(Code::unknown_variable, statement.variable.range, statement.variable.text);
      std::vector<std::string_view> names;
      for (const Variable& variable : automation.variables) names.push_back(variable.name.text);
      if (!suggest(report, statement.variable.text, statement.variable.range, names))
        report.help = fmt::format("declare it with its type: LET {} AS STRING = …;", statement.variable.text);
      return;
    }
    const VariableType type = automation.variables[found->second].type;
    spread_literals(statement, type);
    for (Operation& operation : statement.operations) {
      operation.spec = find_operation(type, operation.op);
      if (operation.spec) continue;
      std::vector<std::string_view> words;
      for (const OperationSpec& spec : variable_operations())
        if (spec.type == type) words.push_back(spec.op);
      context.diagnostics
          .report(Code::wrong_operation, operation.range, upper(variable_types()[static_cast<std::size_t>(type)]), operation.op)
          .help = type == VariableType::list && operation.op == "="
                      ? "set a list with = [a, b], add an item with +=, another list with &="
                      : fmt::format("it has {}", one_of(words));
    }
  });
}

}  // namespace dork::sema
