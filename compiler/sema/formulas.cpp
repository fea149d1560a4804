#include "compiler/sema/formulas.hpp"

#include "compiler/formula/scanner.hpp"

#include <algorithm>
#include <vector>

namespace dork {
namespace sema {

void report_suspect(std::string_view word, Range range, Diagnostics& diagnostics) {
  if (word.empty()) {
    diagnostics.report(Code::suspect_braces, range, "this looks like a formula but is none").help =
        "a reference is `{$.name.path}`, a function `{name: value, …}`; every brace and quote in it is closed";
    return;
  }
  // Text may well hold braces with a word and a colon: only what is spelled like a function is taken for one.
  std::vector<std::string_view> names;
  for (const FormulaFunction& function : formula_functions()) names.push_back(function.name);
  if (const auto near = nearest(word, names)) {
    Diagnostic& report = diagnostics.report(Code::unknown_function, range, word);
    report.help = fmt::format("did you mean `{}`?", *near);
    report.fix = Fix{range, std::string(*near)};
    return;
  }
  diagnostics.report(Code::suspect_braces, range, fmt::format("there is no function `{}`, so these braces are text", word));
}

bool check_argument_count(const Expr& call, Range range, Diagnostics& diagnostics) {
  const bool choice = call.kind == ExprKind::condition;
  const FormulaFunction* function = find_function(choice ? std::string_view("if") : std::string_view(call.text));
  if (function == nullptr || function->max_arguments == 0) return true;
  std::size_t count = choice ? call.children.size() - std::min<std::size_t>(call.children.size(), 1) : call.children.size();
  if (count == 1 && call.children.front().kind == ExprKind::missing) count = 0;
  const bool few = count < function->min_arguments;
  const bool many = function->max_arguments != 255 && count > function->max_arguments;
  if (!few && !many) return true;
  const auto counted = [](std::size_t n) { return n == 1 ? std::string("1 argument") : fmt::format("{} arguments", n); };
  const std::string takes = function->max_arguments == 255 ? fmt::format("at least {}", counted(function->min_arguments))
                            : function->min_arguments == function->max_arguments
                                ? counted(function->min_arguments)
                                : fmt::format("{} to {}", function->min_arguments, counted(function->max_arguments));
  diagnostics.report(Code::wrong_argument_count, range, function->name, takes, count).help =
      fmt::format("it is {}", function->signature);
  return false;
}

}  // namespace sema

namespace {

void check_counts(const Expr& expr, Diagnostics& diagnostics) {
  if (expr.kind == ExprKind::call || expr.kind == ExprKind::condition) sema::check_argument_count(expr, expr.range, diagnostics);
  for (const Expr& child : expr.children) check_counts(child, diagnostics);
}

}  // namespace

Diagnostics check_template(std::string_view text) {
  Diagnostics diagnostics;
  const Template parsed = parse_template(text);
  if (parsed.too_deep) {
    // Each level of them is suspect; once is enough.
    const std::size_t first = std::min(text.find('{'), text.size());
    diagnostics.report(Code::suspect_braces, formula::range(first, std::min(first + 1, text.size())),
                       fmt::format("formulas nest deeper than {} here", formula::nesting_limit));
    return diagnostics;
  }
  for (const Piece& piece : parsed.pieces)
    if (piece.formula) check_counts(*piece.formula, diagnostics);
  for (const Template::Suspect& suspect : parsed.suspects) sema::report_suspect(suspect.word, suspect.range, diagnostics);
  return diagnostics;
}

}  // namespace dork
