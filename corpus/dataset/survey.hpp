// What a data set is like as a whole: how long, how varied, how evenly spread, and what its splits share.
#pragma once

#include "corpus/dataset/build.hpp"
#include "corpus/dataset/distinct.hpp"
#include "corpus/dataset/statistics.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace dork::corpus {

/// How varied texts are: words and runs of words, of which so many are different.
struct Variety {
  static constexpr std::size_t longest = 3;
  std::array<std::uint64_t, longest> all = {};   ///< runs of one word, of two, of three
  std::array<Distinct, longest> distinct;

  void add(std::string_view text);
  void add(const Variety& other);
  /// Different runs of so many words as a share of all (Li et al. 2016: distinct-n); 0 where there are none.
  double share(std::size_t words) const;
};

/// Things that repeat: how many there are, and how often each.
struct Repeats {
  std::uint64_t all = 0, distinct = 0, once = 0;
  std::uint64_t in_training_and_elsewhere = 0;       ///< different ones that stand in the training split and in another
  std::map<std::uint64_t, std::uint64_t> how_many;   ///< by how often: so many different ones occur so often

  /// Ranks from 1 and how often what has the rank occurs, at so many ranks at most, the first and the last among them.
  std::vector<std::pair<double, double>> ranks(std::size_t most) const;
  /// How many of the commonest make half of all.
  std::uint64_t half() const;
};

struct Survey {
  std::uint64_t files = 0, rows = 0, unreadable = 0;
  Statistics statistics;       ///< of the rows that could be read
  Repeats prompts, rows_whole, wordings, shapes;
  Variety asked, answered;     ///< of requests and of completions
};

struct SurveySettings {
  const Catalog* catalog = nullptr;
  const Rules* rules = nullptr;
  std::string scratch;         ///< a folder for what does not fit into memory
  std::size_t jobs = 1;
};

/// Reads all files of a folder, or a file. Memory does not grow with the rows. Throws `IoError`.
Survey survey_dataset(const std::string& path, const SurveySettings& settings, const Told& told);

nlohmann::ordered_json survey_json(const Survey& survey);
/// For a terminal.
std::string survey_text(const Survey& survey, std::string_view name);
/// One file that loads nothing and runs nothing.
std::string survey_html(const Survey& survey, std::string_view name, std::string_view generator);

}  // namespace dork::corpus
