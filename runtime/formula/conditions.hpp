// Whether a condition holds: in the if formula, the Condition block, Filter List and Lookup.
#pragma once

#include "runtime/value/value.hpp"

#include <cstdint>

namespace dork::runtime {

/// Whether `left` stands to `right` as the operator says, an index into `condition_operators()`. Unary operators do not look
/// at `right`.
bool holds(std::uint8_t op, const Value& left, const Value& right);

/// Whether a value counts as true where there is no operator: all that is not empty.
bool is_true(const Value& value);

}  // namespace dork::runtime
