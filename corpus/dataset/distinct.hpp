// How many different things there are among many, in little memory.
#pragma once

#include <array>
#include <cstdint>

namespace dork::corpus {

/// Counts different hashes by HyperLogLog (Flajolet et al. 2007): 16,384 registers, the error is about 0.8 %. Below some ten
/// thousand, where empty registers tell more, by linear counting.
class Distinct {
 public:
  void add(std::uint64_t hash);
  void add(const Distinct& other);
  double count() const;

 private:
  static constexpr unsigned bits = 14;
  std::array<std::uint8_t, 1 << bits> most_ = {};
};

}  // namespace dork::corpus
