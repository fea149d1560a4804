// Walking over text that is UTF-8 or should be: a byte that belongs to no character counts as one of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dork::runtime {

inline constexpr std::uint32_t replacement_character = 0xFFFD;

/// The character that begins at `at`, which moves behind it; U+FFFD for a byte that begins none.
std::uint32_t next_code(std::string_view text, std::size_t& at);

/// How many characters a text has.
std::size_t code_count(std::string_view text);

bool is_utf8(std::string_view text);

/// Appends a character.
void append_utf8(std::string& out, std::uint32_t code);

/// The text with U+FFFD for each byte that is no UTF-8.
std::string valid_utf8(std::string_view text);

}  // namespace dork::runtime
