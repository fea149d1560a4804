// Which split each row goes to. Rows of one group never part: programs of one shape, requests of one wording, rows of one
// document, and what these join. A group's split follows from its key and the seed, so that it stays when rows are added.
#pragma once

#include "corpus/dataset/format.hpp"
#include "corpus/dataset/select.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace dork::corpus {

struct SplitSettings {
  std::uint64_t seed = 0;
  std::array<double, 3> shares = {0.9, 0.05, 0.05};  ///< by `Split`; they add up to 1
};

/// A chosen row with its split and group.
struct Assigned {
  Place place;
  std::uint64_t group = 0;
  RowKeys keys;
  std::uint64_t split = 0;   ///< a `Split`

  Split where() const { return static_cast<Split>(split); }
};

struct Splits {
  RecordFile<Assigned> rows;                       ///< in order
  std::array<std::uint64_t, 3> sizes = {};         ///< rows, by `Split`
  std::uint64_t groups = 0;
  std::uint64_t largest_group = 0;                 ///< rows
  std::uint64_t shapes = 0;                        ///< distinct skeletons
};

/// Splits the chosen rows. A group with a held-out action is for the test alone. Uses a fixed amount of memory.
Splits split_rows(Selection& selection, const SplitSettings& settings, const std::string& folder);

}  // namespace dork::corpus
