// The attribute that turns one JSON value into another: the inverse of `apply_patch`.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

namespace dork {

/// Whether two values are equal, whatever the order of their objects' keys.
bool deep_equal(const nlohmann::ordered_json& a, const nlohmann::ordered_json& b);

/// The smallest patch with `apply_patch(from, patch)` deeply equal to `to`; nothing where they are equal already.
/// Elements of arrays are named by `id`, `name` or index; where `ordered` is false, their order is nobody's business.
std::optional<nlohmann::ordered_json> difference(const nlohmann::ordered_json& from, const nlohmann::ordered_json& to,
                                                 bool ordered = true);

}  // namespace dork
