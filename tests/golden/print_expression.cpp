#include "compiler/formula/operators.hpp"
#include "tests/golden/print_tree.hpp"

#include <fmt/format.h>

namespace dork::golden {
namespace {

std::string print_children(const Expr& expression) {
  std::string result;
  for (const Expr& child : expression.children) result += ' ' + print(child);
  return result;
}

std::string print_step(const PathStep& step) {
  switch (step.kind) {
    case PathStep::Kind::index: return fmt::format(" [{}]", step.index);
    case PathStep::Kind::all: return " [*]";
    default: return fmt::format(" .{}", is_plain_key(step.key) ? step.key : quoted_name(step.key));
  }
}

/// A text on one line; `\` only before what would break the line.
std::string one_line(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\n') result += "\\n";
    else if (c == '\r') result += "\\r";
    else if (c == '\t') result += "\\t";
    else result += c;
  }
  return '\'' + result + '\'';
}

}  // namespace

std::string print(const Expr& expression) {
  switch (expression.kind) {
    case ExprKind::missing: return "_";
    case ExprKind::null: return "null";
    case ExprKind::boolean: return expression.flag ? "true" : "false";
    case ExprKind::text: return one_line(expression.text);
    case ExprKind::number: return expression.text;
    case ExprKind::path: {
      std::string result = "(path " + (is_plain_name(expression.text) ? expression.text : quoted_name(expression.text));
      for (const PathStep& step : expression.steps) result += print_step(step);
      return result + ')';
    }
    case ExprKind::call: return fmt::format("(call {}{})", expression.text, print_children(expression));
    case ExprKind::condition:
      return fmt::format("(if {}{})", condition_operators()[expression.op].json, print_children(expression));
    case ExprKind::list: return fmt::format("(list{})", print_children(expression));
    case ExprKind::object: {
      std::string result = "(object";
      for (std::size_t i = 0; i < expression.children.size(); ++i)
        result += fmt::format(" {}: {}", quoted_name(expression.keys[i]), print(expression.children[i]));
      return result + ')';
    }
    case ExprKind::concat: return fmt::format("(join{})", print_children(expression));
    case ExprKind::arithmetic: return fmt::format("({}{})", static_cast<char>(expression.op), print_children(expression));
  }
  return "?";
}

std::string print(const Value& value) {
  return value.label ? fmt::format("{} as {}", print(value.expr), one_line(*value.label)) : print(value.expr);
}

std::string print(const Test& test) {
  const ConditionOperator& op = condition_operators()[test.op];
  return op.unary ? fmt::format("{} {}", print(test.left), op.json)
                  : fmt::format("{} {} {}", print(test.left), op.json, print(test.right));
}

}  // namespace dork::golden
