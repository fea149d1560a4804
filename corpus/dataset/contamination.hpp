// Keeping out of training what a model will be measured by.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dork::corpus {

/// The texts of evaluation data as hashes: of whole texts, blanks evened out, and of all runs of 13 words, the length that GPT-3's
/// authors took.
class Contamination {
 public:
  static constexpr std::size_t words = 13;

  /// Adds a text of an evaluation set.
  void add(std::string_view text);
  /// Ends adding.
  void finish();

  bool empty() const { return wholes_.empty(); }
  /// What a text has in common with them, in words; empty where nothing.
  std::string_view in(std::string_view text) const;
  /// A hash of all that was added.
  std::uint64_t hash() const;

 private:
  std::vector<std::uint64_t> wholes_, runs_;
};

}  // namespace dork::corpus
