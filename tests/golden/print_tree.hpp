// The automation that the compiler understood, as text for people.
#pragma once

#include "compiler/model/automation.hpp"

#include <string>

namespace dork::golden {

/// An expression on one line: `(path apps .item .id)`, `'text'`, `(call count (path apps))`.
std::string print(const Expr& expression);

/// A value with its label.
std::string print(const Value& value);

/// A test: `(path n) notEmpty`, `'a' inList (path b)`.
std::string print(const Test& test);

/// The whole automation: one line a statement, what it holds indented below.
std::string print_tree(const Automation& automation);

}  // namespace dork::golden
