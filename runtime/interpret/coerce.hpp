// What blocks take for a list, an object or a number. Qlik's inputs hold text, so that JSON in a text counts as well.
#pragma once

#include "runtime/value/value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dork::runtime {

/// A list: lists as they are, the values of an object, nothing for null and blank text, a text that is a JSON list. For
/// anything else nothing, and `problem` says what it is.
std::optional<Value> as_list(const Value& value, std::string& problem);

/// An object: objects as they are, a list with its indices for keys, {} for null and blank text, a text that is a JSON object.
std::optional<Value> as_object(const Value& value, std::string& problem);

/// A number: numbers as they are, texts that are one, 1 and 0 for booleans, 0 for null and blank text.
std::optional<Value> as_number(const Value& value, std::string& problem);

/// A count: a whole number that is not negative; nothing for null and blank text. `problem` is set where it is none.
std::optional<std::int64_t> as_count(const Value& value, std::string& problem);

/// Whether a value is null or a text of nothing but blanks.
bool is_blank(const Value& value);

/// The value at a path of field names and indices in an item: `id`, `owner.id`, `roles.0.name`, `roles[0].name`. A member
/// whose key is the whole path comes first. Null where there is none.
Value at_path(const Value& item, std::string_view path);

/// A value in a few words, for messages: `the text 'abc'`, `a list of 3`.
std::string described(const Value& value);

}  // namespace dork::runtime
