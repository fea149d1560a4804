// Which rows of a work folder belong to the data set: each once, none like another, no shape too often. What becomes of a
// row depends on the rows before it alone, so that more candidates never change what is chosen already.
#pragma once

#include "corpus/dataset/chunk.hpp"
#include "corpus/dataset/external_sort.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>

namespace dork::corpus {

/// A row's place in a work folder; places are in the order of the candidates.
struct Place {
  std::uint64_t number = 0;

  static Place of(std::uint64_t chunk, std::size_t position) { return {chunk << 20 | position}; }
  std::uint64_t chunk() const { return number >> 20; }
  std::uint32_t position() const { return static_cast<std::uint32_t>(number & 0xfffff); }
  friend auto operator<=>(const Place&, const Place&) = default;
};

/// Why a row is left out, in the order in which one reason goes before another.
enum class Dropped : std::uint8_t { duplicate, contradiction, near_duplicate, over_represented };
inline constexpr std::array<std::string_view, 4> dropped_names = {"duplicate", "contradiction", "near-duplicate", "over-represented"};

struct Drop {
  Place place;
  std::uint64_t reason = 0;   ///< a `Dropped`; of full width, for the bytes are sorted
  Place witness;              ///< the row that it repeats
  friend auto operator<=>(const Drop&, const Drop&) = default;
};

struct Kept {
  Place place;
  RowKeys keys;
};

struct SelectSettings {
  std::string folder;                  ///< of the work
  std::uint64_t recipe = 0;
  std::uint64_t chunks = 0;            ///< chunks 0 … chunks - 1
  std::uint64_t rows = 0;              ///< at most so many; 0: all
  std::uint64_t per_shape = 0;         ///< rows of one skeleton at most; 0: any number
  double near = 0.9;                   ///< the Jaccard value from which two rows are too much alike; over 1: never
  Banding banding;                     ///< that of the chunks
  bool preference = false;             ///< only rows with a rejected answer
};

struct Selection {
  RecordFile<Kept> kept;               ///< in order
  RecordFile<Drop> drops;              ///< in order, up to the last kept row where the rows were enough
  std::array<std::uint64_t, dropped_names.size()> dropped = {};
  std::uint64_t seen = 0;              ///< rows in all chunks
};

/// What long work tells: what it is at, how much of it is done.
using Told = std::function<void(std::string_view phase, std::uint64_t done, std::uint64_t total)>;

/// Chooses. Uses a fixed amount of memory. Throws `IoError`.
Selection select_rows(const SelectSettings& settings, const Told& told);

}  // namespace dork::corpus
