// Where two automations differ, in the words of the script.
#pragma once

#include "compiler/model/automation.hpp"

#include <string>
#include <vector>

namespace dork {

/// What was moved stands elsewhere, otherwise the same but for what is told beside.
enum class DifferenceKind : std::uint8_t { inserted, removed, moved, changed };

struct Difference {
  DifferenceKind kind;
  std::string block;    ///< the name of the block, as it is now unless it was removed; empty for the automation itself
  std::string what;     ///< the part that changed: a parameter, `limit`, `condition`, …; empty for whole blocks
  std::string before;   ///< as the script says it
  std::string after;
};

/// The differences between two automations that were lifted clean. Blocks are matched by what they are and say, and references are
/// compared by what they refer to: that default names are numbered anew is no difference. Empty exactly where the workspaces are equivalent: they
/// differ in nothing but ids, places on the canvas and what else compiling makes anew.
std::vector<Difference> compare(const Automation& before, const Automation& after);

/// `listApps: limit 100 -> 500`.
std::string to_text(const Difference& difference);

/// A JSON array, one object a difference, ending in a newline.
std::string to_json(const std::vector<Difference>& differences);

}  // namespace dork
