#include "compiler/unparse/values.hpp"

#include "compiler/formula/formula.hpp"
#include "compiler/formula/operators.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace dork {
namespace {

std::string script_text(std::string_view text) {
  // Exactly: canonical spelling must not change a byte of what a script compiles to.
  if (const auto expression = lift_expression(text, true)) return print_expression(*expression);
  return quoted_text(text);
}

std::string key_of(const Expr& object, std::size_t i) { return script_key(object.keys[i]) + ": "; }

bool is_container(const Expr& expression) {
  return expression.kind == ExprKind::list || expression.kind == ExprKind::object;
}

std::string flat_container(const Expr& expression) {
  const bool object = expression.kind == ExprKind::object;
  std::string out = object ? "{" : "[";
  for (std::size_t i = 0; i < expression.children.size(); ++i) {
    if (i > 0) out += ", ";
    if (object) out += key_of(expression, i);
    out += script_expression(expression.children[i]);
  }
  return out += object ? "}" : "]";
}

std::string broken_container(const Expr& expression, std::size_t indent) {
  const bool object = expression.kind == ExprKind::object;
  std::string out = object ? "{" : "[";
  for (std::size_t i = 0; i < expression.children.size(); ++i) {
    out += i > 0 ? ",\n" : "\n";
    out.append(indent + 2, ' ');
    if (object) out += key_of(expression, i);
    const Expr& child = expression.children[i];
    std::string flat = script_expression(child);
    out += is_container(child) && !child.children.empty() && flat.size() + indent > 90 ? broken_container(child, indent + 2)
                                                                                      : std::move(flat);
  }
  return out += object ? "}" : "]";
}

/// `a.b.c` of names that need no quotes, as the name of a field.
bool is_field_path(std::string_view text) {
  bool first = true;
  for (;;) {
    const std::size_t dot = text.find('.');
    const std::string_view part = text.substr(0, dot);
    if (!(first ? is_plain_name(part) : is_plain_key(part))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
    first = false;
  }
}

void append_json(std::string& out, const nlohmann::ordered_json& json) {
  if (json.is_object() || json.is_array()) {
    out += json.is_object() ? '{' : '[';
    bool first = true;
    for (const auto& [key, value] : json.items()) {
      if (!first) out += ", ";
      first = false;
      if (json.is_object()) out += nlohmann::json(key).dump() + ": ";
      append_json(out, value);
    }
    out += json.is_object() ? '}' : ']';
  } else {
    out += json.dump();
  }
}

}  // namespace

std::string script_name(std::string_view name) { return is_plain_name(name) ? std::string(name) : quoted_name(name); }
std::string script_key(std::string_view name) { return is_plain_key(name) ? std::string(name) : quoted_name(name); }

std::string script_expression(const Expr& expression) {
  switch (expression.kind) {
    case ExprKind::missing: return {};
    case ExprKind::null: return "NULL";
    case ExprKind::boolean: return expression.flag ? "TRUE" : "FALSE";
    case ExprKind::text: return script_text(expression.text);
    case ExprKind::list:
    case ExprKind::object: return flat_container(expression);
    default: break;
  }
  LowerError error;
  if (const auto text = lower_expression(expression, error)) return script_text(*text);
  return print_expression(expression);
}

std::string script_value(const Value& value) {
  std::string out = script_expression(value.expr);
  if (value.label) out += " AS " + quoted_text(*value.label);
  return out;
}

std::string script_value(const Value& value, bool broken, std::size_t indent) {
  if (!broken || !is_container(value.expr) || value.expr.children.empty()) return script_value(value);
  std::string flat = script_value(value);
  if (flat.size() + indent <= 90) return flat;
  std::string out = broken_container(value.expr, indent);
  if (value.label) out += " AS " + quoted_text(*value.label);
  return out;
}

std::string script_field(const Expr& expression) {
  switch (expression.kind) {
    case ExprKind::null: return "NULL";
    case ExprKind::path: return print_expression(expression);
    case ExprKind::text: {
      if (is_field_path(expression.text)) return expression.text;
      const auto lifted = lift_expression(expression.text, true);
      // As an expression a reference would be read as a field.
      return lifted && lifted->kind != ExprKind::path ? print_expression(*lifted) : quoted_text(expression.text);
    }
    default: return script_expression(expression);
  }
}

std::string script_block(const Expr& expression) {
  if (expression.kind == ExprKind::null || expression.kind == ExprKind::missing) return "NULL";
  return expression.kind == ExprKind::path ? script_name(expression.text) : quoted_text(expression.text);
}

std::string script_test(const Test& test, bool of_items) {
  const ConditionOperator& op = condition_operators()[test.op];
  std::string out = of_items ? script_field(test.left) : script_expression(test.left);
  out.append(" ").append(op.script);
  if (!op.unary) out.append(" ").append(script_expression(test.right));
  return out;
}

std::string script_json(std::string_view json) {
  std::string out;
  append_json(out, nlohmann::ordered_json::parse(json));
  return out;
}

}  // namespace dork
