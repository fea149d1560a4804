// Values as texts and numbers, and texts as numbers: how PHP converts what is compared, joined or computed with.
#pragma once

#include "runtime/value/value.hpp"

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace dork::runtime {

/// What a value gives where it stands in a longer text: texts as they are, numbers with at most 14 digits, `true` and
/// `false`, nothing for null, JSON as `json_encode` gives it for lists and objects.
std::string to_text(const Value& value, std::size_t limit = std::numeric_limits<std::size_t>::max());

/// Appends the same. Lists and objects stop once `out` is longer than `limit`, with part of them written.
void append_text(std::string& out, const Value& value, std::size_t limit);

/// The number that a text is as a whole, white space around it aside: `12`, `-1.5`, `1e3`; whole numbers beyond 64 bits
/// become others.
std::optional<Value> number_from_text(std::string_view text);

/// The number that a value is or says, as a number or a text of one.
std::optional<Value> to_number(const Value& value);

/// How two values compare in formulas, conditions and list blocks, in Qlik's manner as far as it is known and PHP's
/// otherwise: numbers and texts of numbers by their value ("1.0" is 1), other texts byte by byte; booleans with the texts
/// `true` and `false`, with "", 0 and 1; null as 0 beside a number, as "" beside a text. A list or an object equals one with
/// the same in it, an empty one null; otherwise they are unordered.
std::partial_ordering loosely_compare(const Value& a, const Value& b);

bool loosely_equal(const Value& a, const Value& b);

/// Whether a value counts as nothing, as PHP's `empty` has it: null, false, 0, "", "0", an empty list or object.
bool is_empty(const Value& value);

}  // namespace dork::runtime
