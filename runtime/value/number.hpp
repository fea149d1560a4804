// Numbers in PHP's spelling, the same on every machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace dork::runtime {

/// A number as PHP joins it with text: 14 digits at most, `1.0E+25` from 1e15 on and `1.0E-5` below 0.0001.
std::string number_text(double number);

/// A number as PHP's `json_encode` spells it: the fewest digits that say exactly this number, `1.0e+25` from 1e17 on.
/// What is no number in JSON (infinite, not a number) is `0`, as it is for PHP.
std::string json_number(double number);

/// The number that a text is, white space around it aside: `12`, `-1.5`, `.5`, `1e3`. Whole numbers beyond 64 bits become
/// others.
std::optional<std::variant<std::int64_t, double>> parse_number(std::string_view text);

}  // namespace dork::runtime
