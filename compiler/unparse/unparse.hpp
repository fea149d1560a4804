// An automation to its canonical script.
#pragma once

#include "compiler/model/automation.hpp"

#include <string>

namespace dork {

/// The one script that says what the automation says, its comments kept. The automation was analyzed (its names are
/// resolved as far as they can be) or lifted from a workspace. Ends in a newline.
std::string unparse(const Automation& automation);

}  // namespace dork
