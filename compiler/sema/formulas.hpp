// What is wrong with a formula whatever stands around it: its braces, its function, the number of its arguments.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/formula/formula.hpp"

#include <string_view>

namespace dork {
namespace sema {

/// Reports braces that look like a formula and are none; `word` is that of `Template::Suspect`.
void report_suspect(std::string_view word, Range range, Diagnostics& diagnostics);

/// Reports a call or a test of a known function that has too few or too many arguments. Whether it has neither.
bool check_argument_count(const Expr& call, Range range, Diagnostics& diagnostics);

}  // namespace sema

/// Reports what is wrong with a template that stands for itself; ranges are offsets in it.
Diagnostics check_template(std::string_view text);

}  // namespace dork
