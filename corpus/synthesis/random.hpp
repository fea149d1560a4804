// Draws that are the same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>

namespace dork::corpus {

/// SplitMix64: fixed by its definition, cheap to start anew for every candidate.
class Random {
 public:
  explicit Random(std::uint64_t seed, std::uint64_t stream = 0) : state_(seed + stream * 0xD1B54A32D192ED03u) { next(); }

  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

  /// A number from 0 to `count - 1`; `count` must not be 0.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }

  /// True in `percent` of a hundred cases.
  bool chance(std::uint32_t percent) { return below(100) < percent; }

  template <typename Range>
  const auto& pick(const Range& range) {
    return range[below(std::size(range))];
  }

  /// The place of a weight, drawn in proportion; `sum` is the sum of all, above 0.
  template <typename Range>
  std::size_t weighted(const Range& weights, double sum) {
    double at = static_cast<double>(next() >> 11) * 0x1.0p-53 * sum;
    std::size_t place = 0;
    for (const double weight : weights) {
      if (weight > 0 && at < weight) return place;
      at -= weight;
      ++place;
    }
    // Rounding only: the last one that can be drawn.
    while (place > 0 && !(weights[place - 1] > 0)) --place;
    return place - 1;
  }

 private:
  std::uint64_t state_;
};

}  // namespace dork::corpus
