// Capital and small letters of all scripts, in full and without a locale: ß in capitals is SS.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dork::runtime {

std::string to_upper(std::string_view text);
std::string to_lower(std::string_view text);

/// Appends the capital letters of a character.
void append_upper(std::string& out, std::uint32_t code);

}  // namespace dork::runtime
