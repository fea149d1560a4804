#include "corpus/dataset/near.hpp"

#include "corpus/dataset/hash.hpp"

#include <algorithm>
#include <array>

namespace dork::corpus {
namespace {

constexpr std::size_t shingle_tokens = 5;

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// Calls `token(hash)` for each word and each sign.
template <typename Token>
void for_each_token(std::string_view text, Token&& token) {
  for (std::size_t at = 0; at < text.size();) {
    if (is_blank(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at + 1;
    if (is_word(text[at]))
      while (end < text.size() && is_word(text[end])) ++end;
    token(hash64(text.substr(at, end - at)));
    at = end;
  }
}

/// `x * factor + term` runs through all 32-bit numbers in another order for each odd factor.
struct Permutation {
  std::uint32_t factor;
  std::uint32_t term;
};

constexpr std::array<Permutation, Banding::signature> make_permutations() {
  std::array<Permutation, Banding::signature> all{};
  std::uint64_t state = 0x9e3779b97f4a7c15;
  // SplitMix64, https://prng.di.unimi.it/splitmix64.c
  const auto draw = [&] {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return static_cast<std::uint32_t>((z ^ (z >> 31)) >> 32);
  };
  for (Permutation& each : all) each = {draw() | 1, draw()};
  return all;
}

constexpr auto permutations = make_permutations();

double power(double base, std::size_t exponent) {
  double result = 1;
  for (std::size_t i = 0; i < exponent; ++i) result *= base;
  return result;
}

}  // namespace

void add_shingles(Shingles& shingles, std::string_view text, std::uint64_t side) {
  std::array<std::uint64_t, shingle_tokens> window{};
  std::size_t count = 0;
  const auto shingle = [&](std::size_t tokens) {
    std::uint64_t hash = side;
    for (std::size_t i = 0; i < tokens; ++i) hash = combine(hash, window[(count - tokens + i) % shingle_tokens]);
    shingles.push_back(static_cast<std::uint32_t>(hash));
  };
  for_each_token(text, [&](std::uint64_t token) {
    window[count % shingle_tokens] = token;
    if (++count >= shingle_tokens) shingle(shingle_tokens);
  });
  if (count > 0 && count < shingle_tokens) shingle(count);
}

void finish(Shingles& shingles) {
  std::sort(shingles.begin(), shingles.end());
  shingles.erase(std::unique(shingles.begin(), shingles.end()), shingles.end());
}

double jaccard(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
  if (a.empty() && b.empty()) return 1;
  std::size_t common = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    common += a[i] == b[j];
    const bool step_a = a[i] <= b[j], step_b = b[j] <= a[i];
    i += step_a;
    j += step_b;
  }
  return static_cast<double>(common) / static_cast<double>(a.size() + b.size() - common);
}

Banding banding_for(double threshold) {
  constexpr double recall = 0.99;
  for (std::size_t rows = Banding::signature / 2; rows > 1; --rows) {
    const std::size_t bands = std::min(Banding::signature / rows, Banding::most_bands);
    if (1 - power(1 - power(threshold, rows), bands) >= recall) return {bands, rows};
  }
  return {Banding::most_bands, 1};
}

std::vector<std::uint64_t> bands_of(std::span<const std::uint32_t> shingles, Banding banding) {
  std::array<std::uint32_t, Banding::signature> least;
  least.fill(0xffffffff);
  const std::size_t used = banding.bands * banding.rows;
  for (const std::uint32_t shingle : shingles)
    for (std::size_t i = 0; i < used; ++i)
      least[i] = std::min(least[i], shingle * permutations[i].factor + permutations[i].term);
  std::vector<std::uint64_t> bands(banding.bands);
  for (std::size_t band = 0; band < banding.bands; ++band)
    bands[band] = hash64({reinterpret_cast<const char*>(&least[band * banding.rows]), banding.rows * sizeof least[0]}, band + 1);
  return bands;
}

}  // namespace dork::corpus
