// What compiling makes anew, so that clean scripts leave it out.
#pragma once

#include <nlohmann/json.hpp>

namespace dork {

/// What is left of a block's patch without ids, places, display names, editor types and the like. `patch` leads from what
/// lowering makes to `block`. Null where nothing is left.
nlohmann::ordered_json without_noise(nlohmann::ordered_json patch, const nlohmann::ordered_json& block);

}  // namespace dork
