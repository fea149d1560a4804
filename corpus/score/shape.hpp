// What a program consists of, in the parts that answers are compared by.
#pragma once

#include "corpus/score/program.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace dork::score {

/// What a part of a block is, and so what is wrong where two differ in it.
enum class PartKind : std::uint8_t { argument, value, word, key, block, condition, loop };

struct Part {
  std::string name;
  std::string value;   ///< as the script says it
  PartKind kind;
};

/// One block: a statement, or an ELSEIF, which is a block of its own.
struct Block {
  std::string key;       ///< what it does: `qlik.listApps`, `OUTPUT`, `IF`
  std::string name;      ///< by which others refer to it
  std::vector<Part> parts;   ///< without its name and its comment
  Symbol own = 0;        ///< a hash of key and parts
  Symbol place = 0;      ///< a hash of that and of all blocks around
  std::uint32_t depth = 0;
  std::uint32_t parent = none;  ///< the block that it stands in
  std::uint32_t branch = 0;     ///< which of the parent's bodies
  bool action = false;   ///< a connector's action or event
  bool start = false;
  static constexpr std::uint32_t none = 0xffffffff;
};

/// The blocks of an automation in the order of the script, the start first.
std::vector<Block> blocks_of(const Automation& automation, const Catalog& catalog);

/// What an answer is compared by, one figure each.
enum class Component : std::uint8_t { start, actions, parameters, literals, conditions, references, order };
inline constexpr std::size_t component_count = 7;

struct ComponentSpec {
  std::string_view name;
  std::string_view meaning;   ///< for docs and reports
};
const ComponentSpec& component(Component component);

/// The items of each component, as hashes in rising order; what stands twice is there twice.
using Components = std::array<std::vector<Symbol>, component_count>;
Components components_of(const Automation& automation, const std::vector<Block>& blocks);

/// How two multisets of items agree.
struct Match {
  std::uint64_t common = 0, answer = 0, reference = 0;

  double precision() const { return answer == 0 ? (reference == 0 ? 1 : 0) : static_cast<double>(common) / static_cast<double>(answer); }
  double recall() const { return reference == 0 ? (answer == 0 ? 1 : 0) : static_cast<double>(common) / static_cast<double>(reference); }
  double f1() const { return answer + reference == 0 ? 1 : 2 * static_cast<double>(common) / static_cast<double>(answer + reference); }
};
Match match(const std::vector<Symbol>& answer, const std::vector<Symbol>& reference);

/// How often an automation calls an action, an event or a parameter that its catalog does not have.
struct Inventions {
  std::uint32_t actions = 0, invented_actions = 0;
  std::uint32_t parameters = 0, invented_parameters = 0;
};
Inventions inventions_of(const Automation& automation);

}  // namespace dork::score
