// What compiling makes anew, so that clean scripts leave it out.
#pragma once

#include <nlohmann/json.hpp>

namespace dork {

/// What is left of a block's patch without ids, places, display names, editor types and the like. `patch` leads from what
/// lowering makes to `block`. A LET is known by its variable, so that `is_let` drops the block's name. Null where nothing is left.
nlohmann::ordered_json without_noise(nlohmann::ordered_json patch, const nlohmann::ordered_json& block, bool is_let);

/// A value with the keys of its objects in order: in which order they stand says nothing.
nlohmann::json sorted(const nlohmann::ordered_json& value);

/// Whether a member of a block of any type says nothing: an empty list that every block has, a collapsed state, a logo, an edge
/// to nothing.
bool says_nothing(std::string_view key, const nlohmann::ordered_json& value);

}  // namespace dork
