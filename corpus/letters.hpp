// Letters of texts in UTF-8 as far as ASCII goes, whatever the locale.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace dork::corpus {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// A letter of ASCII, or a byte of one beyond it.
constexpr bool is_letter(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

inline std::string lowered(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

}  // namespace dork::corpus
