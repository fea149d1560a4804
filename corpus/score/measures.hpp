// What is measured of every answer: one table, which the reports, the comparison of runs and the docs read.
#pragma once

#include "corpus/score/judge.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace dork::score {

struct Measure {
  std::string_view id;        ///< kebab-case, stable
  std::string_view title;
  std::string_view meaning;   ///< one line
  bool share;                 ///< of each answer it is 0 or 1, so that the mean is a rate
  bool needs_reference;
  bool rung;                  ///< it is one of the ladder's, best first
  bool better_high;           ///< more of it is better
  std::optional<double> (*of)(const Judgement& judgement);   ///< nothing where it does not apply
};

/// All measures: the ladder from above, then the others.
std::span<const Measure> measures();
inline constexpr std::size_t measure_count = 24;

/// The place of a measure by its id, which must be one.
std::size_t measure_index(std::string_view id);

}  // namespace dork::score
