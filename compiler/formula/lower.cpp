// Expressions as templates, and templates that are one formula as expressions.
#include "compiler/formula/operators.hpp"
#include "compiler/formula/scanner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace dork {
namespace {

using formula::nesting_limit;
using formula::Opening;
using formula::Scanner;

constexpr std::array<std::pair<char, std::string_view>, 4> arithmetic_functions = {
    {{'+', "add"}, {'-', "subtract"}, {'*', "multiply"}, {'/', "divide"}}};

// What a text holds that matters when it is put into quotes.
struct QuotedNeeds {
  bool single_quote = false;  // outside formulas
  bool double_quote = false;
  bool escape_in_formula = false;  // a character inside a formula that JSON would escape
  bool broken_formula = false;     // the beginning of a formula that would swallow what follows the text
};

QuotedNeeds inspect(std::string_view text, unsigned depth) {
  constexpr std::string_view interesting = "{'\"";
  QuotedNeeds needs;
  std::size_t at = text.find_first_of(interesting);
  if (at == std::string_view::npos) return needs;
  Scanner scanner(text, nullptr, depth);
  while (at != std::string_view::npos) {
    std::size_t next = at + 1;
    Expr inner;
    if (text[at] != '{') {
      (text[at] == '"' ? needs.double_quote : needs.single_quote) = true;
    } else if (scanner.read(at, inner)) {
      next = scanner.position();
      const std::string_view formula = text.substr(at, next - at);
      needs.escape_in_formula |= std::any_of(formula.begin(), formula.end(), [](char c) {
        return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
      });
    } else {
      needs.broken_formula |= formula::opening(text, at).begins_formula();
    }
    at = text.find_first_of(interesting, next);
  }
  return needs;
}

bool is_json_number(std::string_view digits) {
  if (digits.substr(0, 1) == "-") digits.remove_prefix(1);
  return digits.size() < 2 || digits[0] != '0' || !formula::is_digit(digits[1]);
}

class Lowering {
 public:
  explicit Lowering(LowerError& error) : error_(error) {}

  // A whole value, or a piece of text joined by &.
  bool whole(const Expr& expr, std::string& out, unsigned depth) {
    switch (expr.kind) {
      case ExprKind::text:
      case ExprKind::number: out += expr.text; return true;
      case ExprKind::concat:
        return std::all_of(expr.children.begin(), expr.children.end(),
                           [&](const Expr& piece) { return whole(piece, out, depth); });
      case ExprKind::missing: return fail(expr, "a value is missing here");
      case ExprKind::null:
      case ExprKind::boolean: return fail(expr, fmt::format("{} cannot be part of a text", print_expression(expr)));
      case ExprKind::list:
      case ExprKind::object:
        return fail(expr, "a list or an object cannot be part of a text; as an argument of json() it can");
      default: return in_braces(expr, out, depth);
    }
  }

 private:
  bool fail(const Expr& expr, std::string message) {
    error_ = {expr.range, std::move(message)};
    return false;
  }

  bool in_braces(const Expr& expr, std::string& out, unsigned depth) {
    if (depth >= nesting_limit)
      return fail(expr, fmt::format("formulas may be nested {} deep; keep a part in a variable", nesting_limit));
    out += '{';
    const bool lowered = expr.kind == ExprKind::path        ? path(expr, out)
                         : expr.kind == ExprKind::condition ? condition(expr, out, depth + 1)
                                                            : call(expr, out, depth + 1);
    out += '}';
    return lowered;
  }

  bool path(const Expr& expr, std::string& out) {
    out += "$.";
    if (!key(expr, expr.text, out)) return false;
    for (const PathStep& step : expr.steps) {
      switch (step.kind) {
        case PathStep::Kind::key:
          out += '.';
          if (!key(expr, step.key, out)) return false;
          break;
        case PathStep::Kind::index: fmt::format_to(std::back_inserter(out), "[{}]", step.index); break;
        case PathStep::Kind::all: out += "[*]"; break;
      }
    }
    return true;
  }

  bool key(const Expr& expr, std::string_view name, std::string& out) {
    if (!name.empty() && std::all_of(name.begin(), name.end(), formula::is_word)) {
      out += name;
      return true;
    }
    const char quote = name.find('\'') == std::string_view::npos ? '\'' : '"';
    if (name.find(quote) != std::string_view::npos)
      return fail(expr, "a name that holds both kinds of quotes cannot be written in a formula");
    out += quote;
    out += name;
    out += quote;
    return true;
  }

  bool call(const Expr& expr, std::string& out, unsigned depth) {
    std::string_view name = expr.text;
    if (expr.kind == ExprKind::arithmetic) {
      for (const auto& [op, function] : arithmetic_functions)
        if (expr.op == static_cast<std::uint8_t>(op)) name = function;
    }
    const FormulaFunction* function = find_function(name);
    if (function == nullptr) return fail(expr, fmt::format("there is no function {}()", name));
    if (function->name == "if") return fail(expr, "if() needs a test first: if(a = 'x', b, c)");
    if (function->max_arguments == 0)
      return fail(expr, fmt::format("{0} is a constant of templates: write the text '{{{0}}}'", function->name));
    if (std::all_of(expr.children.begin(), expr.children.end(),
                    [](const Expr& child) { return child.kind == ExprKind::missing; }))
      return fail(expr, fmt::format("{}() needs an argument", function->name));
    out += function->name;
    out += ':';
    return arguments(expr, 0, out, depth);
  }

  // if(left op right, …): the test is the first argument of the formula.
  bool condition(const Expr& expr, std::string& out, unsigned depth) {
    const auto operators = condition_operators();
    if (expr.op >= operators.size() || expr.children.size() < 3)
      return fail(expr, "if() needs a test and at least one value: if(a = 'x', b, c)");
    const ConditionOperator& op = operators[expr.op];
    const Expr& left = expr.children[0];
    const Expr& right = expr.children[1];
    if (left.kind == ExprKind::missing || (!op.unary && right.kind == ExprKind::missing))
      return fail(expr, fmt::format("a value is missing beside {}", op.script));
    out += "if: ";
    if (!argument(left, out, depth)) return false;
    out += ' ';
    out += op.json;
    if (!op.unary) {
      out += ' ';
      if (!argument(right, out, depth)) return false;
    }
    out += ',';
    return arguments(expr, 2, out, depth);
  }

  bool arguments(const Expr& expr, std::size_t first, std::string& out, unsigned depth) {
    for (std::size_t i = first; i < expr.children.size(); ++i) {
      out += i > first ? ", " : " ";
      if (!argument(expr.children[i], out, depth)) return false;
    }
    return true;
  }

  bool argument(const Expr& expr, std::string& out, unsigned depth) {
    switch (expr.kind) {
      case ExprKind::missing: return true;
      case ExprKind::number: out += expr.text; return true;
      case ExprKind::text: return quote(expr, expr.text, out, depth);
      case ExprKind::concat: {
        std::string text;
        return whole(expr, text, depth) && quote(expr, text, out, depth);
      }
      case ExprKind::null:
        return fail(expr, "NULL cannot be an argument of a function; leave the argument empty, or test IS EMPTY");
      case ExprKind::boolean:
        return fail(expr, fmt::format("{0} cannot be an argument of a function; write it as text or test IS {0}",
                                      expr.flag ? "TRUE" : "FALSE"));
      case ExprKind::list:
      case ExprKind::object: return json(expr, out, depth);
      default: return in_braces(expr, out, depth);
    }
  }

  bool quote(const Expr& expr, std::string_view text, std::string& out, unsigned depth) {
    const QuotedNeeds needs = inspect(text, depth);
    if (needs.broken_formula) return fail_broken(expr);
    if (needs.single_quote && needs.double_quote)
      return fail(expr,
                  "a text with both kinds of quotes cannot be an argument of a function; "
                  "keep it in a variable, or use one kind");
    const char mark = needs.single_quote ? '"' : '\'';
    out += mark;
    out += text;
    out += mark;
    return true;
  }

  bool fail_broken(const Expr& expr) {
    return fail(expr, "this text begins a formula that does not end in it, so it cannot be an argument of a function");
  }

  bool json(const Expr& expr, std::string& out, unsigned depth) {
    if (depth >= nesting_limit) return fail(expr, "lists and objects are nested too deep");
    switch (expr.kind) {
      case ExprKind::null: out += "null"; return true;
      case ExprKind::boolean: out += expr.flag ? "true" : "false"; return true;
      case ExprKind::number:
        if (!is_json_number(expr.text)) return fail(expr, "a number cannot begin with 0 here");
        out += expr.text;
        return true;
      case ExprKind::text: return json_text(expr, expr.text, out, depth + 1);
      case ExprKind::list:
      case ExprKind::object: {
        const bool object = expr.kind == ExprKind::object;
        out += object ? '{' : '[';
        for (std::size_t i = 0; i < expr.children.size(); ++i) {
          if (i > 0) out += ',';
          if (object) {
            if (!json_text(expr, expr.keys[i], out, depth + 1)) return false;
            out += ':';
          }
          if (!json(expr.children[i], out, depth + 1)) return false;
        }
        out += object ? '}' : ']';
        return true;
      }
      default:
        return fail(expr,
                    "a list or object as an argument holds plain texts only; write a reference in it as the "
                    "text '{$.name}'");
    }
  }

  bool json_text(const Expr& expr, std::string_view text, std::string& out, unsigned depth) {
    const QuotedNeeds needs = inspect(text, depth);
    if (needs.broken_formula) return fail_broken(expr);
    if (needs.escape_in_formula)
      return fail(expr, "a formula inside a list or object cannot hold double quotes, backslashes or line breaks");
    out += quoted_name(text);
    return true;
  }

  LowerError& error_;
};

// -?(0|[1-9][0-9]*)(\.[0-9]*[1-9])? of 15 significant digits at most, which every JSON reader keeps.
bool is_shortest_number(std::string_view text) {
  const bool negative = text.substr(0, 1) == "-";
  const std::string_view digits = text.substr(negative ? 1 : 0);
  const std::size_t whole = formula::digits_end(digits, 0);
  if (whole == 0 || whole > 15 || (digits[0] == '0' && whole > 1)) return false;
  if (whole == digits.size()) return text != "-0";
  if (digits[whole] != '.' || formula::digits_end(digits, whole + 1) != digits.size()) return false;
  const char last = digits.back();
  const std::size_t significant = digits.size() - 1 - (digits[0] == '0' ? digits.find_first_not_of("0.") - 1 : 0);
  return last >= '1' && last <= '9' && significant <= 15;
}

// What the parser made of a formula, as a script's expression would be.
void to_script(Expr& expr) {
  expr.spelling = Spelling::script;
  if (expr.kind == ExprKind::text) expr.children.clear();
  for (Expr& child : expr.children) to_script(child);
  if (expr.kind != ExprKind::call || expr.children.size() != 2) return;
  if (expr.children[0].kind == ExprKind::missing || expr.children[1].kind == ExprKind::missing) return;
  for (const auto& [op, function] : arithmetic_functions) {
    if (expr.text != function) continue;
    expr.kind = ExprKind::arithmetic;
    expr.op = static_cast<std::uint8_t>(op);
    expr.text.clear();
    return;
  }
}

}  // namespace

std::optional<std::string> lower_expression(const Expr& expression, LowerError& error) {
  std::string out;
  if (!Lowering(error).whole(expression, out, 0)) return std::nullopt;
  return out;
}

std::optional<Expr> lift_expression(std::string_view text, bool exact) {
  Expr expression;
  if (is_shortest_number(text)) {
    expression.kind = ExprKind::number;
    expression.range = formula::range(0, text.size());
    expression.text = text;
    return expression;
  }
  if (text.size() < 3 || text.front() != '{' || text.back() != '}') return std::nullopt;
  std::string canonical;
  Scanner scanner(text, &canonical);
  if (!scanner.read(0, expression) || scanner.position() != text.size()) return std::nullopt;
  to_script(expression);
  LowerError error;
  const auto lowered = lower_expression(expression, error);
  if (!lowered) return std::nullopt;
  const bool same = exact ? *lowered == text : *lowered == canonical || normalize_template(*lowered) == canonical;
  if (!same) return std::nullopt;
  return expression;
}

}  // namespace dork
