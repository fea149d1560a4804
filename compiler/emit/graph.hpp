// Blocks with their ids, edges and places on the canvas, from statements in structure.
#pragma once

#include "compiler/model/automation.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dork {

/// A block on its way into a workspace.
struct Node {
  static constexpr std::uint32_t none = 0xffffffff;

  const Statement* statement = nullptr;
  std::uint32_t branch = 0;        ///< of an IF: which ELSEIF this block is; 0 for the statement's own block
  std::uint32_t next = none;       ///< edges: indices of nodes
  std::uint32_t loop = none;
  std::uint32_t yes = none;
  std::uint32_t no = none;         ///< ELSE and DEFAULT
  std::vector<std::uint32_t> cases;
  std::string id;
  std::int32_t x = 0;              ///< pixels on the canvas, of the upper left corner
  std::int32_t y = 0;

  std::string_view name() const { return branch > 0 ? statement->branches[branch].name : std::string_view(statement->name); }
};

struct Graph {
  std::vector<Node> nodes;   ///< in the order of the text
  std::unordered_map<std::string_view, std::uint32_t> by_name;
  std::unordered_map<std::string, std::uint32_t> labels;   ///< LABEL blocks by their text

  /// The id of a node, empty for none.
  std::string_view id(std::uint32_t node) const { return node == Node::none ? std::string_view() : nodes[node].id; }
};

/// Size of the grid that blocks stand on, in pixels: the editor draws a block within 260 x 90.
inline constexpr std::int32_t column_width = 300;
inline constexpr std::int32_t row_height = 120;

/// All blocks of an automation: linked, named by id, placed. Sequences run downwards; branches stand side by side below
/// their block; a loop's body stands one column to the right of its block; no two blocks share a cell.
Graph build_graph(const Automation& automation);

}  // namespace dork
