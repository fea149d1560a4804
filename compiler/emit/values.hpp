// Values of the model to values of the JSON.
#pragma once

#include "compiler/emit/json_writer.hpp"
#include "compiler/model/automation.hpp"

#include <optional>
#include <string>

namespace dork {

/// The text that an expression stands for in the JSON: a template, verbatim; empty for what is no text (NULL, lists, …).
std::string template_of(const Expr& expression);

/// Whether an expression is written as JSON rather than as a text: NULL, TRUE, FALSE, lists, objects.
bool is_json_literal(const Expr& expression);

/// Writes any value; a list and an object become JSON of their own.
void write_value(JsonWriter& json, const Expr& expression);

/// Writes an object as the array of {key, value} that inputs in keyValue mode hold; anything else as it is.
void write_key_values(JsonWriter& json, const Expr& expression);

/// The name of a field of list items: a path is one without braces.
std::string field_path(const Expr& expression);

/// Writes tests as an input of type custom holds them: {mode, conditions}. `of_items`: a path on the left is the name of
/// a field of list items.
void write_conditions(JsonWriter& json, const Tests& tests, bool of_items);

}  // namespace dork
