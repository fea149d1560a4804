// An automation to workspace JSON: the only place that knows what Qlik's editor would have written.
#pragma once

#include "compiler/model/automation.hpp"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace dork {

struct EmitOptions {
  bool envelope = false;  ///< wrap the workspace as the REST call that creates an automation takes it
  bool compact = false;   ///< no line breaks
};

/// The workspace of an automation that was analyzed without errors, as JSON text that ends in a newline.
std::string emit(const Automation& automation, const EmitOptions& options = {});

/// The same as a tree, equal to what reading the text gives; faster than that.
nlohmann::ordered_json emit_tree(const Automation& automation, bool envelope = false);

}  // namespace dork
