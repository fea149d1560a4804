// File blocks: the adapter, the inputs that it adds, and the format of what is read and written.
#include "compiler/sema/checks.hpp"

#include <algorithm>
#include <vector>

namespace dork::sema {
namespace {

const AdapterSpec* adapter_of(const Statement& statement, Context& context) {
  const Field* field = field_of(statement, "datasourcetype");
  if (!field || field->value.expr.kind != ExprKind::text) return nullptr;
  const Expr& expr = field->value.expr;
  const Range range = place_of(expr, statement);
  const AdapterSpec* adapter = find_adapter(expr.text);
  if (!adapter) {
    Diagnostic& report = context.diagnostics.report(Code::unknown_adapter, range, expr.text);
    std::vector<std::string_view> names;
    for (const AdapterSpec& known : file_adapters()) names.push_back(known.name);
    if (const auto near = nearest(expr.text, names)) {
      report.help = fmt::format("did you mean '{}'?", *near);
      report.fix = Fix{range, quoted_text(*near)};
    } else {
      report.help = fmt::format("there are {}", one_of(names));
    }
    return nullptr;
  }
  if (!is_offered(*adapter, statement.spec->kind))
    context.diagnostics.report(Code::adapter_not_offered, range, adapter->name, statement_words(statement));
  return adapter;
}

void check_inputs(const Statement& statement, const AdapterSpec& adapter, Context& context) {
  const std::vector<FileInput> inputs = file_inputs(adapter, statement.spec->kind);
  std::vector<std::string_view> names;
  for (const FileInput& input : inputs) names.push_back(input.name);
  for (const Argument& argument : statement.arguments) {
    if (std::find(names.begin(), names.end(), argument.name.text) != names.end()) continue;
    const Range range = place_of(argument.name.range, statement);
    Diagnostic& report = context.diagnostics.report(Code::unknown_file_input, range, adapter.name, argument.name.text);
    if (!suggest(report, argument.name.text, range, names)) report.help = fmt::format("known are {}", one_of(names));
  }
  if (statement.disabled) return;
  for (const FileInput& input : inputs) {
    const bool given = std::any_of(statement.arguments.begin(), statement.arguments.end(),
                                   [&](const Argument& argument) { return argument.name.text == input.name && argument.value.expr.kind != ExprKind::null; });
    if (input.required && !given)
      context.diagnostics.report(Code::missing_argument, statement.range, statement_words(statement), input.name).help =
          fmt::format("add ({} = …) behind the adapter", input.name);
  }
}

void check_repeated(const Statement& statement, Context& context) {
  for (std::size_t i = 1; i < statement.arguments.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (statement.arguments[i].name.text == statement.arguments[j].name.text) {
        context.diagnostics.report(Code::duplicate_argument, place_of(statement.arguments[i].name.range, statement),
                                   statement.arguments[i].name.text);
        break;
      }
}

void check_delimiter(const Statement& statement, Context& context) {
  const Field* field = field_of(statement, "delimiter");
  const auto text = field ? constant_text(field->value.expr) : std::nullopt;
  if (!text || text->empty() || *text == "\\t") return;
  const auto characters =
      std::count_if(text->begin(), text->end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  if (characters != 1)
    context.diagnostics.report(Code::wrong_value, place_of(field->value.expr, statement),
                               fmt::format("the delimiter is one character, not '{}'", *text));
}

}  // namespace

void check_file(const Statement& statement, Context& context) {
  const StatementKind kind = statement.spec->kind;
  if (kind == StatementKind::code) check_repeated(statement, context);
  if (kind == StatementKind::read || kind == StatementKind::write) check_delimiter(statement, context);
  if (!find_field(block_spec(statement.spec->block), "datasourcetype")) return;
  check_repeated(statement, context);
  if (const AdapterSpec* adapter = adapter_of(statement, context)) check_inputs(statement, *adapter, context);
}

}  // namespace dork::sema
