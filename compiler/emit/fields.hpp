// Inputs and settings of a block, as the tables and the catalog order them.
#pragma once

#include "compiler/emit/graph.hpp"
#include "compiler/emit/json_writer.hpp"

namespace dork {

/// What the writers of one workspace share.
struct EmitContext {
  const Automation& automation;
  const Graph& graph;
};

/// Writes the two arrays of a block, keys included.
void write_inputs(JsonWriter& json, const Node& node, const EmitContext& context);
void write_settings(JsonWriter& json, const Node& node, const EmitContext& context);

/// The word that a choice of a block has: as said, as the statement implies it, or as preset.
std::string choice_of(const Statement& statement, std::string_view field);

}  // namespace dork
