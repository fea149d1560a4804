// Where two automations differ, in the words of the script.
#pragma once

#include "compiler/model/automation.hpp"

#include <string>
#include <vector>

namespace dork {

enum class DifferenceKind : std::uint8_t { inserted, removed, changed };

struct Difference {
  DifferenceKind kind;
  std::string block;    ///< the name of the block; empty for the automation itself
  std::string what;     ///< the part that changed: a parameter, `limit`, `condition`, …; empty for whole blocks
  std::string before;   ///< as the script says it
  std::string after;
};

/// The differences between two automations that were lifted clean. Empty exactly where the workspaces are equivalent: they
/// differ in nothing but ids, places on the canvas and what else compiling makes anew.
std::vector<Difference> compare(const Automation& before, const Automation& after);

/// `listApps: limit 100 -> 500`.
std::string to_text(const Difference& difference);

/// A JSON array, one object a difference, ending in a newline.
std::string to_json(const std::vector<Difference>& differences);

}  // namespace dork
