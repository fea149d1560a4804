// The work folder of a build: candidates in chunks, each a file that is there as a whole or not at all. Any process that
// shares the folder can make any chunk; what a chunk holds follows from the recipe and its number.
#pragma once

#include "corpus/dataset/built_row.hpp"
#include "corpus/dataset/scratch.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dork::corpus {

inline constexpr std::uint64_t chunk_candidates = 512;

/// What was made of a chunk's candidates, in their order.
struct Chunk {
  std::vector<BuiltRow> rows;
  std::vector<RowKeys> keys;           ///< one a row
  std::vector<std::uint64_t> bands;    ///< so many a row as the banding says
  std::vector<std::uint32_t> offsets = {0};  ///< where a row's shingles begin; one more than rows
  Shingles shingles;
  std::vector<Reject> rejects;

  void add(BuiltRow entry, RowKeys row_keys, Banding banding);
};

/// The file of a chunk in a work folder.
std::string chunk_path(const std::string& folder, std::uint64_t number);
bool chunk_exists(const std::string& folder, std::uint64_t number);

/// Writes a chunk; nobody ever sees half of it. Throws `IoError`.
void write_chunk(const std::string& folder, std::uint64_t number, std::uint64_t recipe, const Chunk& chunk);

/// Reads a chunk's keys and bands. Throws `IoError` where the file is damaged or of another recipe.
struct ChunkKeys {
  std::vector<RowKeys> keys;
  std::vector<std::uint64_t> bands;
};
ChunkKeys read_keys(const std::string& folder, std::uint64_t number, std::uint64_t recipe);

/// Reads a chunk's rows, or its rejects.
std::vector<BuiltRow> read_rows(const std::string& folder, std::uint64_t number);
std::vector<Reject> read_rejects(const std::string& folder, std::uint64_t number);

/// The shingles of any row of a work folder, read one at a time: few files are open at once.
class ShingleReader {
 public:
  explicit ShingleReader(std::string folder);
  ~ShingleReader();
  /// Those of the `position`th row of a chunk.
  Shingles read(std::uint64_t chunk, std::uint32_t position);

 private:
  struct Open;
  Open& open(std::uint64_t chunk);

  std::string folder_;
  std::vector<Open> opened_;
  std::uint64_t clock_ = 0;
};

}  // namespace dork::corpus
