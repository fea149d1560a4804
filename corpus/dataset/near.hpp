// Near duplicates: shingles, MinHash signatures, bands for locality-sensitive hashing, and the true Jaccard value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace dork::corpus {

/// The hashes of a text's shingles, rising, each once.
using Shingles = std::vector<std::uint32_t>;

/// Adds the shingles of a text: runs of five tokens (words and single signs; blanks mean nothing), the whole of a shorter
/// text. Equal runs under different `side`s are different shingles. Call `finish` at the end.
void add_shingles(Shingles& shingles, std::string_view text, std::uint64_t side);
void finish(Shingles& shingles);

/// The share of common shingles of two sets: 1 for equal ones, and for two empty ones.
double jaccard(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);

/// How a signature is cut into bands. Two texts meet where one band is the same: with likelihood 1 - (1 - s^rows)^bands
/// for a Jaccard value of s.
struct Banding {
  std::size_t bands = 1;
  std::size_t rows = 1;

  static constexpr std::size_t signature = 120;  ///< hashes at most
  static constexpr std::size_t most_bands = 24;
};

/// The most selective banding that still finds 99 of 100 pairs at a threshold of 0.5 to 1.
Banding banding_for(double threshold);

/// One hash a band.
std::vector<std::uint64_t> bands_of(std::span<const std::uint32_t> shingles, Banding banding);

}  // namespace dork::corpus
