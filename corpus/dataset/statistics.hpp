// What a data set consists of, in figures that can be added up.
#pragma once

#include "corpus/dataset/format.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace dork::corpus {

/// How often each whole number occurred. What is beyond the last is counted with it.
class Distribution {
 public:
  static constexpr std::uint64_t last = 1 << 17;

  void add(std::uint64_t value);
  void add(const Distribution& other);

  std::uint64_t count() const { return count_; }
  std::uint64_t sum() const { return sum_; }
  std::uint64_t max() const { return counts_.empty() ? 0 : counts_.size() - 1; }
  /// The least number that so many of a hundred do not exceed.
  std::uint64_t percentile(double percent) const;
  /// How many are greater.
  std::uint64_t above(std::uint64_t value) const;
  /// How many are in [from, to).
  std::uint64_t between(std::uint64_t from, std::uint64_t to) const;

 private:
  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  std::uint64_t sum_ = 0;
};

/// One count a split.
using BySplit = std::array<std::uint64_t, 3>;

/// A row as statistics see it.
struct Observed {
  Split split = Split::train;
  std::string_view prompt;       ///< all that comes before the answer, as it is written
  std::string_view completion;
  std::vector<std::pair<std::string_view, std::string>> marks;  ///< kind and value: `task` `edit`, `action` `qlik.listApps`
};

/// Bounded by how many tasks, actions, constructs … there are, not by the rows.
struct Statistics {
  BySplit rows = {};
  std::array<Distribution, 3> prompt_tokens, completion_tokens, row_tokens;   ///< estimated; by split
  std::array<Distribution, 3> completion_lines;
  std::map<std::string, std::map<std::string, BySplit>, std::less<>> marks;   ///< by kind and value

  void add(const Observed& row);
  void add(const Statistics& other);
  std::uint64_t total() const { return rows[0] + rows[1] + rows[2]; }

  /// The figures as an object: rows, lengths, and the counts of every mark.
  nlohmann::ordered_json to_json() const;
};

/// The statements and clauses that a script holds, by their words, each once: `FOR EACH`, `ON ERROR`, `SWITCH`.
std::vector<std::string> constructs_of(std::string_view script);

/// All that `constructs_of` can find.
std::vector<std::string_view> all_constructs();

}  // namespace dork::corpus
