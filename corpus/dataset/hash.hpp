// Hashes that are the same on every machine: keys of rows, choices that follow from a seed.
#pragma once

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstdint>
#include <fmt/format.h>
#include <string>
#include <string_view>

namespace dork::corpus {

/// XXH3 of bytes.
inline std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

/// One hash of two; not symmetric.
inline std::uint64_t combine(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t both[] = {a, b};
  return hash64({reinterpret_cast<const char*>(both), sizeof both});
}

/// A hash of texts one after the other, each with its length, so that their borders count.
template <typename... Texts>
std::uint64_t hash_of(const Texts&... texts) {
  std::uint64_t hash = 0;
  ((hash = hash64(texts, combine(hash, std::string_view(texts).size()))), ...);
  return hash;
}

/// A hash as sixteen digits.
inline std::string hex(std::uint64_t hash) { return fmt::format("{:016x}", hash); }

/// A hash as a number from 0 up to but not including 1.
inline double unit(std::uint64_t hash) { return static_cast<double>(hash >> 11) * 0x1p-53; }

}  // namespace dork::corpus
