// Calls of actions, and webhooks: required parameters, options, checkboxes.
#include "compiler/sema/checks.hpp"

#include <algorithm>
#include <vector>

namespace dork::sema {
namespace {

/// Whether an argument that the catalog does not know was probably meant to be this parameter.
bool is_misspelt(const Statement& statement, const Parameter& parameter) {
  const std::string_view names[] = {parameter.name};
  return std::any_of(statement.arguments.begin(), statement.arguments.end(), [&](const Argument& argument) {
    return !argument.parameter && nearest(argument.name.text, names);
  });
}

void check_required(const Statement& statement, std::span<const Parameter> parameters, Context& context) {
  // A disabled block does not run, and so may wait for what it needs.
  if (statement.disabled) return;
  for (const Parameter& parameter : parameters) {
    const bool given = std::any_of(statement.arguments.begin(), statement.arguments.end(),
                                   [&](const Argument& argument) { return argument.parameter == &parameter && argument.value.expr.kind != ExprKind::null; });
    if (!parameter.required || given || is_misspelt(statement, parameter)) continue;
    Diagnostic& report = context.diagnostics.report(Code::missing_argument, head_range(statement),
                                                    statement_words(statement), parameter.name);
    report.help = parameter.description.empty() ? fmt::format("add {} = …", parameter.name)
                                                : fmt::format("add {} = …: {}", parameter.name, parameter.description);
  }
}

void check_option(const Statement& statement, const Argument& argument, Context& context) {
  const std::vector<Option>& options = argument.parameter->options;
  const auto text = constant_text(argument.value.expr);
  if (options.empty() || !text || text->empty()) return;
  const bool known = std::any_of(options.begin(), options.end(), [&](const Option& option) {
    return same_word(option.value, *text) || same_word(option.label, *text);
  });
  if (known) return;
  const Range range = place_of(argument.value.expr, statement);
  Diagnostic& report = context.diagnostics.report(Code::unknown_option, range, argument.parameter->name, *text);
  std::vector<std::string_view> names;
  for (const Option& option : options) names.push_back(option.label.empty() ? option.value : option.label);
  if (const auto near = nearest(*text, names)) {
    report.help = fmt::format("did you mean '{}'?", *near);
    report.fix = Fix{range, quoted_text(*near)};
  } else {
    report.help = fmt::format("known are {}", one_of(names));
  }
}

}  // namespace

void check_call(const Statement& statement, Context& context) {
  if (!statement.action && !statement.webhook) return;
  check_required(statement, statement.action ? statement.action->parameters : statement.webhook->parameters, context);
  for (const Argument& argument : statement.arguments) {
    if (!argument.parameter) continue;
    check_option(statement, argument, context);
    if (argument.parameter->type == "checkbox")
      check_flag(argument.value, argument.parameter->name, statement, context);
  }
}

}  // namespace dork::sema
