#include "compiler/emit/values.hpp"

#include "compiler/formula/formula.hpp"
#include "compiler/formula/operators.hpp"

namespace dork {

std::string template_of(const Expr& expression) {
  if (expression.kind == ExprKind::text) return expression.text;
  if (is_json_literal(expression) || expression.kind == ExprKind::missing) return {};
  LowerError error;
  return lower_expression(expression, error).value_or(std::string());
}

bool is_json_literal(const Expr& expression) {
  switch (expression.kind) {
    case ExprKind::null:
    case ExprKind::boolean:
    case ExprKind::list:
    case ExprKind::object: return true;
    default: return false;
  }
}

void write_value(JsonWriter& json, const Expr& expression) {
  switch (expression.kind) {
    case ExprKind::missing:
    case ExprKind::null: json.null(); return;
    case ExprKind::boolean: json.boolean(expression.flag); return;
    case ExprKind::text: json.text(expression.text); return;
    case ExprKind::list:
      json.begin_array();
      for (const Expr& item : expression.children) write_value(json, item);
      json.end_array();
      return;
    case ExprKind::object:
      json.begin_object();
      for (std::size_t i = 0; i < expression.keys.size(); ++i) {
        json.key(expression.keys[i]);
        write_value(json, expression.children[i]);
      }
      json.end_object();
      return;
    default: json.text(template_of(expression));
  }
}

void write_key_values(JsonWriter& json, const Expr& expression) {
  if (expression.kind != ExprKind::object) return write_value(json, expression);
  json.begin_array();
  for (std::size_t i = 0; i < expression.keys.size(); ++i) {
    json.begin_object();
    json.field("key", expression.keys[i]);
    json.key("value");
    write_value(json, expression.children[i]);
    json.end_object();
  }
  json.end_array();
}

std::string field_path(const Expr& expression) {
  constexpr std::string_view open = "{$.";
  std::string text = template_of(expression);
  if (expression.kind != ExprKind::path || !text.starts_with(open)) return text;
  return text.substr(open.size(), text.size() - open.size() - 1);
}

void write_conditions(JsonWriter& json, const Tests& tests, bool of_items) {
  json.begin_object();
  json.field("mode", tests.any ? "some" : "all");
  json.key("conditions");
  json.begin_array();
  for (const Test& test : tests.tests) {
    json.begin_object();
    json.key("input1");
    if (of_items && test.left.kind == ExprKind::path) json.text(field_path(test.left));
    else write_value(json, test.left);
    json.field("operator", condition_operators()[test.op].json);
    json.key("input2");
    write_value(json, test.right);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace dork
