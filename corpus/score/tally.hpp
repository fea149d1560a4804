// Counting: what is left of an answer, sorted by prompt, and what is counted of them.
#pragma once

#include "corpus/dataset/external_sort.hpp"
#include "corpus/score/scoring.hpp"

#include <array>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace dork::score {

/// What the figures need of one answer.
struct Sample {
  static constexpr std::size_t most_actions = 8;
  static constexpr std::uint16_t nothing = 0xffff;

  std::uint64_t prompt[2];
  std::uint64_t line;
  std::uint32_t sample;
  Rung rung;
  std::array<float, measure_count> figures;   ///< NaN where a measure does not apply
  std::array<std::uint16_t, dimension_count - 1> groups;   ///< numbers of values, by dimension; `nothing` where there is none
  std::array<std::uint16_t, most_actions> actions;
  char label[56];

  bool same_prompt(const Sample& other) const { return prompt[0] == other.prompt[0] && prompt[1] == other.prompt[1]; }
  friend bool operator<(const Sample& a, const Sample& b) {
    if (!a.same_prompt(b)) return a.prompt[0] != b.prompt[0] ? a.prompt[0] < b.prompt[0] : a.prompt[1] < b.prompt[1];
    return a.line != b.line ? a.line < b.line : a.sample < b.sample;
  }
};
using Samples = corpus::ExternalSorter<Sample>;

/// Numbers for the values of a dimension; past the limit all are one.
class Values {
 public:
  std::uint16_t number(Dimension dimension, const std::string& value);
  const std::string& name(Dimension dimension, std::uint16_t number) const { return names_[static_cast<std::size_t>(dimension)][number]; }

 private:
  static constexpr std::size_t most = 400;
  std::array<std::vector<std::string>, dimension_count> names_;
  std::array<std::unordered_map<std::string, std::uint16_t>, dimension_count> numbers_;
};

Sample sample_of(const Row& row, std::uint32_t number, const Judgement& judgement, const Reference* reference, Values& values);

/// Goes through sorted samples and fills the figures of the summary: rates, groups, pass@k, and the comparison where there is
/// a second run.
void tally(Samples& samples, Samples* baseline, const Values& values, std::uint64_t seed, Summary& summary);

}  // namespace dork::score
