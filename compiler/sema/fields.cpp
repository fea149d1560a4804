// The fields of a statement's block: which it has, which it needs, and what they take.
#include "compiler/formula/formula.hpp"
#include "compiler/sema/checks.hpp"

#include <algorithm>
#include <vector>

namespace dork::sema {
namespace {

constexpr std::string_view clauses[] = {"LIMIT", "ON ERROR", "CENSOR", "USING"};

bool is_clause(std::string_view name) {
  return std::find(std::begin(clauses), std::end(clauses), name) != std::end(clauses);
}

bool is_action(const Statement& statement) {
  return statement.spec->kind == StatementKind::action;
}

bool has_setting(const Action& action, std::string_view id) {
  return std::find(action.settings.begin(), action.settings.end(), id) != action.settings.end();
}

/// Whether the statement's block has this field. What an unknown action has nobody knows.
bool block_has(const Statement& statement, const Field& field) {
  if (!is_action(statement)) return field.spec && statement.spec->kind != StatementKind::block;
  if (!statement.action) return field.spec || !is_clause(field.name.text);
  return field.spec && has_setting(*statement.action, field.spec->id);
}

std::vector<std::string_view> settings_of(const Statement& statement) {
  std::vector<std::string_view> names;
  if (statement.action) names.assign(statement.action->settings.begin(), statement.action->settings.end());
  if (is_action(statement)) return names;
  const bool formatted = statement.spec->kind == StatementKind::read || statement.spec->kind == StatementKind::write;
  for (const FieldSpec& field : block_spec(statement.spec->block).fields)
    if (field.place == FieldPlace::setting || (formatted && field.kind != FieldKind::block && field.id != "data"))
      names.push_back(field.id);
  return names;
}

void check_known(const Statement& statement, const Field& field, Context& context) {
  if (block_has(statement, field)) return;
  const Range range = place_of(field.name.range, statement);
  const std::string words = statement_words(statement);
  if (is_clause(field.name.text)) {
    context.diagnostics.report(Code::misplaced_clause, range, words, field.name.text);
    return;
  }
  Diagnostic& report = context.diagnostics.report(Code::unknown_setting, range, words, id_of(field));
  const std::vector<std::string_view> names = settings_of(statement);
  if (!suggest(report, id_of(field), range, names))
    report.help = names.empty() ? "its block has no settings" : fmt::format("it has {}", one_of(names));
}

void check_connection(const Statement& statement, const Field& field, Context& context) {
  if (id_of(field) != "datasource" || field.value.expr.kind == ExprKind::null) return;
  const Field* storage = field_of(statement, "datasourcetype");
  const AdapterSpec* adapter = storage ? find_adapter(storage->value.expr.text) : nullptr;
  if (!adapter || adapter->needs_connection) return;
  context.diagnostics.report(Code::misplaced_clause, place_of(field.name.range, statement), adapter->name, "USING")
      .help = "this adapter works without a connection";
}

std::string joined(std::span<const std::string_view> values) {
  std::string result;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) result += i + 1 < values.size() ? ", " : " or ";
    result += fmt::format("'{}'", values[i]);
  }
  return result;
}

void check_choice(const Statement& statement, const Field& field, Context& context) {
  const Expr& expr = field.value.expr;
  const std::span<const std::string_view> words = choice_words(block_type(statement), field.spec->id);
  if (words.empty() || expr.kind == ExprKind::null || !is_constant(expr)) return;
  const auto text = constant_text(expr);
  if (text && std::find(words.begin(), words.end(), *text) != words.end()) return;
  const std::string said = text ? fmt::format("'{}'", *text) : print_expression(expr);
  const Range range = place_of(expr, statement);
  Diagnostic& report = context.diagnostics.report(
      Code::wrong_value, range, fmt::format("`{}` is {}, not {}", field.spec->id, joined(words), said));
  if (const auto near = text ? nearest(*text, words) : std::nullopt) {
    report.help = fmt::format("did you mean '{}'?", *near);
    report.fix = Fix{range, quoted_text(*near)};
  }
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

bool is_number(std::string_view text, const NumberSpec& numeric) {
  const std::size_t point = text.find('.');
  const auto digits = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (point != std::string_view::npos)
    return !numeric.whole && digits(text.substr(0, point)) && digits(text.substr(point + 1));
  return digits(text) && !(numeric.positive && text.find_first_not_of('0') == std::string_view::npos);
}

void check_number(const Statement& statement, const Field& field, Context& context) {
  const Expr& expr = field.value.expr;
  const auto numerics = field_numbers();
  const auto numeric = std::find_if(numerics.begin(), numerics.end(),
                                    [&](const NumberSpec& each) { return each.field == field.spec->id; });
  if (numeric == numerics.end() || expr.kind == ExprKind::null) return;
  const bool structure = expr.kind == ExprKind::list || expr.kind == ExprKind::object;
  if (!structure && !is_constant(expr)) return;
  const auto text = constant_text(expr);
  // An empty text is how the editor keeps a number that was taken out.
  if (text && (trimmed(*text).empty() || is_number(trimmed(*text), *numeric))) return;
  const std::string_view kind = numeric->positive ? "a whole number from 1"
                                : numeric->whole  ? "a whole number"
                                                  : "a number of seconds";
  context.diagnostics.report(Code::wrong_value, place_of(expr, statement),
                             fmt::format("{} takes {}{}", numeric->place, kind,
                                         text ? fmt::format(", not {}", quoted_text(*text)) : std::string()));
}

void check_required(const Statement& statement, Context& context) {
  // A disabled block does not run, and so may wait for what it needs.
  if (statement.disabled || statement.spec->block == BlockType::unknown) return;
  for (const FieldSpec& spec : block_spec(statement.spec->block).fields)
    if (spec.required && !field_of(statement, spec.id))
      context.diagnostics.report(Code::missing_argument, statement.range, statement_words(statement), spec.id);
}

void check_repeated(const Statement& statement, Context& context) {
  for (std::size_t i = 1; i < statement.fields.size(); ++i) {
    const Field& field = statement.fields[i];
    const std::string_view id = id_of(field);
    const bool again = std::any_of(statement.fields.begin(), statement.fields.begin() + static_cast<std::ptrdiff_t>(i),
                                   [&](const Field& before) { return id_of(before) == id; });
    if (again)
      context.diagnostics.report(Code::duplicate_argument, place_of(field.name.range, statement),
                                 field.name.text.empty() ? id : std::string_view(field.name.text));
  }
}

}  // namespace

void check_flag(const Value& value, std::string_view name, const Statement& statement, Context& context) {
  const Expr& expr = value.expr;
  const bool structure = expr.kind == ExprKind::list || expr.kind == ExprKind::object;
  if (!structure && !constant_text(expr)) return;
  Diagnostic& report = context.diagnostics.report(Code::wrong_value, place_of(expr, statement),
                                                  fmt::format("`{}` is TRUE, FALSE or NULL, or a reference", name));
  const auto text = constant_text(expr);
  for (const std::string_view word : {"TRUE", "FALSE"}) {
    if (!text || !same_word(*text, word)) continue;
    report.help = fmt::format("without quotes: {}", word);
    report.fix = Fix{place_of(expr, statement), std::string(word)};
  }
}

void check_fields(const Statement& statement, Context& context) {
  for (const Field& field : statement.fields) {
    check_known(statement, field, context);
    if (!field.spec) continue;
    check_connection(statement, field, context);
    check_number(statement, field, context);
    if (field.spec->kind == FieldKind::choice) check_choice(statement, field, context);
    if (field.spec->kind == FieldKind::flag) check_flag(field.value, field.spec->id, statement, context);
  }
  check_repeated(statement, context);
  check_required(statement, context);
}

}  // namespace dork::sema
