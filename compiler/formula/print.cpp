// Expressions as scripts write them, and templates in canonical spacing.
#include "compiler/formula/operators.hpp"
#include "compiler/formula/scanner.hpp"

#include <fmt/format.h>

#include <iterator>

namespace dork {
namespace {

// How tightly an expression holds together: an operand that is looser than its place needs parentheses.
enum class Binding : std::uint8_t { concat, sum, product, primary };

Binding binding(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::concat: return expr.children.size() > 1 ? Binding::concat : Binding::primary;
    case ExprKind::text: return needs_joined_texts(expr.text) ? Binding::concat : Binding::primary;
    case ExprKind::arithmetic: return expr.op == '+' || expr.op == '-' ? Binding::sum : Binding::product;
    default: return Binding::primary;
  }
}

Binding tighter(Binding place) {
  return static_cast<Binding>(static_cast<std::uint8_t>(place) + 1);
}

class Printer {
 public:
  void expression(const Expr& expr) {
    switch (expr.kind) {
      case ExprKind::missing: break;
      case ExprKind::null: out += "NULL"; break;
      case ExprKind::boolean: out += expr.flag ? "TRUE" : "FALSE"; break;
      case ExprKind::text: out += quoted_text(expr.text); break;
      case ExprKind::number: out += expr.text; break;
      case ExprKind::path: path(expr); break;
      case ExprKind::call: call(expr); break;
      case ExprKind::condition: condition(expr); break;
      case ExprKind::concat: concat(expr); break;
      case ExprKind::arithmetic:
        operand(expr.children[0], binding(expr));
        out += ' ';
        out += static_cast<char>(expr.op);
        out += ' ';
        operand(expr.children[1], tighter(binding(expr)));
        break;
      case ExprKind::list:
        out += '[';
        separated(expr, 0);
        out += ']';
        break;
      case ExprKind::object: object(expr); break;
    }
  }

  std::string out;

 private:
  void operand(const Expr& expr, Binding place) {
    const bool parentheses = binding(expr) < place;
    if (parentheses) out += '(';
    expression(expr);
    if (parentheses) out += ')';
  }

  void name(std::string_view name) {
    if (is_plain_name(name))
      out += name;
    else
      out += quoted_name(name);
  }

  void key(std::string_view key) {
    if (is_plain_key(key))
      out += key;
    else
      out += quoted_name(key);
  }

  void separated(const Expr& expr, std::size_t first) {
    for (std::size_t i = first; i < expr.children.size(); ++i) {
      if (i > first) out += ", ";
      expression(expr.children[i]);
    }
  }

  void path(const Expr& expr) {
    name(expr.text);
    for (const PathStep& step : expr.steps) {
      switch (step.kind) {
        case PathStep::Kind::key:
          out += '.';
          key(step.key);
          break;
        case PathStep::Kind::index: fmt::format_to(std::back_inserter(out), "[{}]", step.index); break;
        case PathStep::Kind::all: out += "[*]"; break;
      }
    }
  }

  void call(const Expr& expr) {
    const FormulaFunction* function = find_function(expr.text);
    name(function != nullptr ? function->name : std::string_view(expr.text));
    out += '(';
    separated(expr, 0);
    out += ')';
  }

  void condition(const Expr& expr) {
    const ConditionOperator& op = condition_operators()[expr.op];
    out += "if(";
    expression(expr.children[0]);
    out += ' ';
    out += op.script;
    if (!op.unary) {
      out += ' ';
      expression(expr.children[1]);
    }
    for (std::size_t i = 2; i < expr.children.size(); ++i) {
      out += ", ";
      expression(expr.children[i]);
    }
    out += ')';
  }

  // A text that takes several tokens is joined with & like the rest, so it needs no parentheses here.
  void concat(const Expr& expr) {
    if (expr.children.empty()) out += "''";
    for (std::size_t i = 0; i < expr.children.size(); ++i) {
      if (i > 0) out += " & ";
      const Expr& child = expr.children[i];
      if (child.kind == ExprKind::text)
        expression(child);
      else
        operand(child, Binding::sum);
    }
  }

  void object(const Expr& expr) {
    out += '{';
    for (std::size_t i = 0; i < expr.children.size(); ++i) {
      if (i > 0) out += ", ";
      key(expr.keys[i]);
      out += ": ";
      expression(expr.children[i]);
    }
    out += '}';
  }
};

}  // namespace

std::string print_expression(const Expr& expression) {
  Printer printer;
  printer.expression(expression);
  return std::move(printer.out);
}

std::string normalize_template(std::string_view text) {
  std::string out;
  std::size_t at = text.find('{');
  if (at == std::string_view::npos) return std::string(text);
  out.reserve(text.size());
  formula::Scanner scanner(text, &out);
  std::size_t copied = 0;
  while (at != std::string_view::npos) {
    // The scanner appends formulas itself, so that what stands before one has to be there first.
    out += text.substr(copied, at - copied);
    copied = at;
    Expr expression;
    std::size_t next = at + 1;
    if (scanner.read(at, expression)) copied = next = scanner.position();
    at = text.find('{', next);
  }
  out += text.substr(copied);
  return out;
}

}  // namespace dork
