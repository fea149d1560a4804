// A workspace as the editor would write it today, where it says the same in another way.
#pragma once

#include <nlohmann/json.hpp>

namespace dork {

/// Brings blocks into the form that scripts have for them: no white space in the braces of formulas, where it means
/// nothing, no labels of values that say no more than the value, nothing empty in forms.
void tidy(nlohmann::ordered_json& blocks);

}  // namespace dork
