// A statement in named parts, each as the script says it.
#pragma once

#include "compiler/model/automation.hpp"

#include <string>
#include <utility>
#include <vector>

namespace dork {

using Parts = std::vector<std::pair<std::string, std::string>>;

/// The parts of a statement's own block, without what is nested in it.
Parts parts_of(const Statement& statement);

/// The statement's head on one line, as people call it in a report.
std::string head_of(const Statement& statement, const Automation& automation);

}  // namespace dork
