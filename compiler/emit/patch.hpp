// What `@{…}` attributes do to the JSON that a statement stands for.
#pragma once

#include <nlohmann/json.hpp>

namespace dork {

/// Changes `target` by an attribute. Objects merge key by key; a key that leads to an array takes an object whose keys
/// name elements by their `id`, their `name` or their index. `"-"` lists keys (or elements) to remove, `"="` gives
/// the whole value anew, `"#"` lists the indices of an array's elements in their new order. Whatever else an attribute holds replaces what is there.
void apply_patch(nlohmann::ordered_json& target, const nlohmann::ordered_json& patch);

}  // namespace dork
