// Values of the JSON to values of the model: the way back of emit/values.
#pragma once

#include "compiler/model/automation.hpp"

#include <nlohmann/json.hpp>

namespace dork {

/// A value as scripts say it. What they cannot say (JSON numbers, values nested too deep, texts that no script holds) is
/// said as near as can be; an attribute then holds the difference.
Expr lift_value(const nlohmann::ordered_json& value);

/// The same for an input that holds keys and values: `[{key, value}, …]` is an object.
Expr lift_key_values(const nlohmann::ordered_json& value);

/// Tests of an input of type custom: `{mode, conditions}`. Never empty: a script has at least one test.
Tests lift_tests(const nlohmann::ordered_json& value);

/// Whether a script can hold a text as it is.
bool is_script_text(std::string_view text);

}  // namespace dork
