// The operators of conditions: one table that the grammar's builder, the checker, both directions and the docs read.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace dork {

struct ConditionOperator {
  std::string_view json;     ///< in a workspace and in the if formula: `notInList`
  std::string_view script;   ///< in a script, after the left side: `NOT IN`, `IS NOT EMPTY`
  bool unary;                ///< takes no right side
};

/// All operators, in the order of Qlik's schema; an index into it names one.
std::span<const ConditionOperator> condition_operators();

/// The index of an operator by its JSON word (also `==` and `<>`, as the if formula takes them), or by its script words.
std::optional<std::uint8_t> find_operator_json(std::string_view json);
std::optional<std::uint8_t> find_operator_script(std::string_view script);

}  // namespace dork
