// Values and JSON.
#pragma once

#include "runtime/value/value.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace dork::runtime {

/// Bounds of JSON that somebody else wrote.
struct JsonLimits {
  std::size_t depth = 200;  ///< lists and objects within each other
  std::size_t items = std::numeric_limits<std::size_t>::max();        ///< of one list or object
  std::int64_t bytes = std::numeric_limits<std::int64_t>::max();      ///< of memory for the value
};

/// The value that a JSON text describes. Whole numbers beyond 64 bits become other numbers; of members with the same key
/// the last counts. On failure nothing, and `error` says what is wrong and where: `line 2, column 7: …`.
std::optional<Value> parse_json(std::string_view text, std::string& error, const JsonLimits& limits = {});

/// A JSON tree as a value; what is deeper than `JsonLimits` allow becomes null.
Value from_json(const nlohmann::ordered_json& json);

/// A value as a JSON tree.
nlohmann::ordered_json to_json(const Value& value);

/// JSON text, with `indent` blanks a level or, at 0, without any white space. Bytes that are no UTF-8 become U+FFFD.
std::string to_json_text(const Value& value, unsigned indent = 0);

/// How JSON spells texts: PHP's `json_encode` escapes slashes and everything beyond ASCII.
enum class JsonEscapes : std::uint8_t { few, php };

/// Appends a value's JSON. Stops once `out` is longer than `limit`, with half of it written.
void append_json(std::string& out, const Value& value, JsonEscapes escapes, std::size_t limit);

}  // namespace dork::runtime
