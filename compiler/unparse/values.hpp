// Names, values and tests as canonical scripts write them.
#pragma once

#include "compiler/model/automation.hpp"

#include <string>
#include <string_view>

namespace dork {

/// A name where a statement or an expression begins; quoted where it must be.
std::string script_name(std::string_view name);

/// A name after a dot, before `=` or before `:`, where every word will do.
std::string script_key(std::string_view name);

/// A value on one line: the expression that says exactly its template where there is one, else the text.
std::string script_expression(const Expr& expression);

/// `expression AS 'label'`.
std::string script_value(const Value& value);

/// The same, with the entries of a list or an object one a line below `indent`, where `broken`.
std::string script_value(const Value& value, bool broken, std::size_t indent);

/// The field of list items that FILTER, LOOKUP, DISTINCT and ON name: bare where it is a path of names.
std::string script_field(const Expr& expression);

/// A block that an input points at: its name, its id in quotes, or NULL.
std::string script_block(const Expr& expression);

/// One test; `of_items` where its left side is a field of list items.
std::string script_test(const Test& test, bool of_items);

/// JSON with a blank after colons and commas.
std::string script_json(std::string_view json);

}  // namespace dork
