// Base64 (RFC 4648).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dork::runtime {

/// Bytes in the standard alphabet, padded.
std::string base64_encode(std::string_view bytes);

/// The bytes that a text stands for; nothing where it is no Base64. White space is passed over, and padding at the end
/// may be missing, as PHP's `base64_decode` has it.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace dork::runtime
