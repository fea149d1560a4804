#include "corpus/dataset/distinct.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace dork::corpus {

void Distinct::add(std::uint64_t hash) {
  const std::size_t place = hash >> (64 - bits);
  // Zeros before the first one among the bits that say no place.
  const auto rank = static_cast<std::uint8_t>(std::min(std::countl_zero(hash << bits), 64 - static_cast<int>(bits)) + 1);
  most_[place] = std::max(most_[place], rank);
}

void Distinct::add(const Distinct& other) {
  for (std::size_t i = 0; i < most_.size(); ++i) most_[i] = std::max(most_[i], other.most_[i]);
}

double Distinct::count() const {
  const auto registers = static_cast<double>(most_.size());
  double sum = 0, empty = 0;
  for (const std::uint8_t rank : most_) {
    sum += std::ldexp(1.0, -rank);
    empty += rank == 0;
  }
  const double estimate = 0.7213 / (1 + 1.079 / registers) * registers * registers / sum;
  return estimate <= 2.5 * registers && empty > 0 ? registers * std::log(registers / empty) : estimate;
}

}  // namespace dork::corpus
