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

/// One script for each automation: the first block that sets a variable declares it, wherever a script says the type;
/// variables that no block sets are declared at the head. The workspace lists them in this order.
void declare_where_set(Automation& automation) {
  std::unordered_map<std::string_view, std::size_t> first_block;   // the place of a variable's first block among all LETs
  std::unordered_map<std::string_view, Statement*> setters;
  for_each_statement(automation.main, [&](Statement& statement) {
    if (statement.spec->kind != StatementKind::let || statement.operations.empty()) return;
    if (setters.try_emplace(statement.variable.text, &statement).second) first_block.emplace(statement.variable.text, first_block.size() + 1);
  });
  for_each_statement(automation.main, [&](Statement& statement) {
    if (statement.spec->kind != StatementKind::let || !statement.declares) return;
    const auto setter = setters.find(statement.variable.text);
    if (setter == setters.end() || setter->second == &statement || setter->second->declares) return;
    Statement& target = *setter->second;
    target.declares = statement.declares;
    statement.declares.reset();
    if (!statement.operations.empty()) return;
    for (auto* comments : {&statement.line_end, &statement.leading}) {
      target.leading.insert(target.leading.begin(), comments->begin(), comments->end());
      comments->clear();
    }
  });
  for (Variable& variable : automation.variables) variable.bare = !first_block.contains(variable.name.text);
  const auto place = [&](const Variable& variable) { return variable.bare ? 0 : first_block.at(variable.name.text); };
  std::stable_sort(automation.variables.begin(), automation.variables.end(),
                   [&](const Variable& a, const Variable& b) { return place(a) < place(b); });
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
    automation.variables.push_back({name, *statement.declares, false});
  });
  declare_where_set(automation);
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
