#include "compiler/emit/ids.hpp"

#include <array>
#include <cstdint>
#include <vector>
#include <xxhash.h>

namespace dork {

std::string stable_id(std::string_view automation, std::string_view kind, std::string_view name, std::size_t number) {
  std::string seed;
  seed.reserve(automation.size() + kind.size() + name.size() + 24);
  // The lengths keep the parts apart, whatever they hold.
  for (const std::string_view part : {automation, kind, name})
    seed.append(std::to_string(part.size())).append(":").append(part);
  seed.append(std::to_string(number));

  XXH128_canonical_t bytes;
  XXH128_canonicalFromHash(&bytes, XXH3_128bits(seed.data(), seed.size()));
  bytes.digest[6] = static_cast<unsigned char>((bytes.digest[6] & 0x0f) | 0x40);
  bytes.digest[8] = static_cast<unsigned char>((bytes.digest[8] & 0x3f) | 0x80);

  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string id;
  id.reserve(36);
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) id.push_back('-');
    id.push_back(digits[bytes.digest[i] >> 4]);
    id.push_back(digits[bytes.digest[i] & 0x0f]);
  }
  return id;
}

}  // namespace dork
