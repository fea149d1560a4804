// Templates made ready to run: parsed once, evaluated as often as a loop needs.
#pragma once

#include "runtime/formula/scope.hpp"
#include "runtime/value/value.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace dork::runtime {

struct Node;  // of an evaluation tree: runtime/formula/node.hpp

/// One template, ready to be evaluated.
struct Program {
  std::shared_ptr<const Node> root;
  /// Whether it is nothing but text, so that its value is always the same.
  bool constant = false;
};

/// Makes a template ready. Never fails: braces that are no formula are text, as they are for Qlik. Names that references
/// begin with get their place in `names`.
Program prepare(std::string_view text, Names& names);

/// What came of a template. A formula that cannot be computed (a broken regular expression, a division by zero, a text
/// that grows past its limit) gives null, and `error` says why in the user's words.
struct Evaluation {
  Value value;
  std::optional<std::string> error;
};

/// Evaluates a template. One that is a single formula keeps the type of its result; all others give text.
Evaluation evaluate(const Program& program, const Scope& scope, Environment& environment);

}  // namespace dork::runtime
