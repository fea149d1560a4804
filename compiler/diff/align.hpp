// Which elements of two sequences stand for each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace dork {

/// An element as the alignment sees it: what may be taken for what, and what that costs. All are hashes but the last.
struct Item {
  std::uint64_t kind = 0;    ///< only elements of one kind are taken for each other
  std::uint64_t rough = 0;   ///< of what it says itself, references by the kind of what they refer to
  std::uint64_t own = 0;     ///< the same, references by all that what they refer to says
  std::uint64_t whole = 0;   ///< that, and all that is nested in it
  std::uint64_t name = 0;
  std::size_t size = 1;      ///< how many blocks it is, nested ones included
};

/// One step from the first elements to the last: a pair, or one element alone.
struct Step {
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::size_t before = none;
  std::size_t after = none;
};

/// The cheapest alignment, in order. Quadratic in what lies between equal elements; where that is too much, elements that
/// stand once in both are taken for each other first.
std::vector<Step> align(std::span<const Item> before, std::span<const Item> after);

}  // namespace dork
