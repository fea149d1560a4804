// LET and CLEAR: operations of a variable as canonical scripts write them.
#pragma once

#include "compiler/model/automation.hpp"

#include <string>

namespace dork {

/// `LET x AS LIST = [a, b]`, `CLEAR x`: emptying followed by filling is printed as the literal that stands for both.
std::string let_head(const Statement& statement, bool broken, std::size_t indent);

}  // namespace dork
