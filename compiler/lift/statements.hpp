// One block to its statement, without what its edges lead to.
#pragma once

#include "compiler/lift/connectors.hpp"
#include "compiler/model/automation.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <unordered_map>

namespace dork {

/// What the blocks of a workspace know of each other.
struct LiftContext {
  const nlohmann::ordered_json& blocks;
  const Connectors& connectors;
  bool exact = false;                ///< everything counts; else what compiling makes anew is left out
  std::unordered_map<std::string_view, std::size_t> by_id;               ///< blocks; the first of several
  std::unordered_map<std::string_view, const nlohmann::ordered_json*> variables;   ///< by guid
  std::vector<std::string> labels;   ///< the label of each block's statement
};

/// The statement of a block by the tables: kind, fields, arguments, tests, operations, form. A block that no statement
/// can stand for, or with `verbatim`, is a BLOCK.
Statement lift_statement(std::size_t index, const LiftContext& context, bool verbatim);

/// The type of a variable by its word in the JSON.
std::optional<VariableType> variable_type(std::string_view word);

}  // namespace dork
