// Running a program in the world that its values come from, and looking whether it did what was promised.
#pragma once

#include "compiler/lift/workspace.hpp"
#include "corpus/synthesis/synthesis.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dork::corpus {

/// How a program behaved.
struct Behaviour {
  bool ok = false;
  std::string rule;                  ///< where not ok: `run-failed`, `promise-not-kept`, …
  std::string reason;
  std::vector<std::string> effects;  ///< the promises that were kept, in words: `outbox: to=anna@example.com`
};

/// Runs a workspace in a world of the rules.
Behaviour behave(const Workspace& workspace, std::string_view script, const std::vector<Promise>& promises, std::uint32_t world, const Rules& rules);

}  // namespace dork::corpus
