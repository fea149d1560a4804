// What a template is made ready as: a tree whose names are places and whose functions are addresses.
#pragma once

#include "compiler/syntax/expression.hpp"
#include "runtime/formula/functions.hpp"
#include "runtime/formula/scope.hpp"
#include "runtime/value/value.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace dork::runtime {

/// A choice by its left value alone.
inline constexpr std::uint8_t no_operator = 255;

struct Node {
  enum class Kind : std::uint8_t {
    constant,   ///< `value`
    path,       ///< `place`, `steps` and what stands under them
    joined,     ///< the texts of `children`
    call,       ///< `function` of the `children`
    choice,     ///< an if: left, right, then, else; `op` the operator
    list,       ///< `children`
    object,     ///< `children`: keys and members in turn
    json,       ///< the JSON text of the only child, read
    impossible  ///< fails with the text `value`
  };

  /// What the first step of a path asks of a slot.
  enum class Ask : std::uint8_t { value, item, index, error };

  Kind kind = Kind::constant;
  bool in_json_text = false;       ///< of a piece: stands within the quotes of a JSON text, so that it must be escaped
  bool spreads = false;            ///< of a path: has a `[*]`
  Ask ask = Ask::value;            ///< of a path
  std::uint8_t op = 0;             ///< of a choice: an index into `condition_operators()`, or `no_operator`
  std::uint32_t place = 0;         ///< of a path
  std::uint32_t failed_place = 0;  ///< of a path that asks for an error: the block's
  std::uint32_t literal_bytes = 0; ///< of joined texts: what their constants take
  const Function* function = nullptr;
  Value value;
  std::vector<PathStep> steps;
  std::vector<Node> children;
};

}  // namespace dork::runtime
