// From the chunks of a work folder to a finished data set: chosen, split, written, put in its place.
#pragma once

#include "corpus/dataset/build.hpp"
#include "corpus/dataset/write.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace dork::corpus {

struct AssembleOptions {
  DatasetOptions dataset;
  nlohmann::ordered_json recipe;   ///< of the chunks
  std::string work;                ///< their folder
  std::uint64_t chunks = 0;        ///< 0 … chunks - 1 are there
  std::string target;              ///< the folder to write
  bool replace = false;            ///< a data set that is there may go
  std::string rejects;             ///< a file for what was left out; may be empty
  std::size_t jobs = 1;
};

struct Assembled {
  bool enough = true;              ///< false: there are not as many rows as wanted, and nothing was written
  std::uint64_t rows = 0;          ///< there
  BuildFigures figures;
  Written written;
};

/// Makes the data set. What is at `target` stays until the new one is complete. Uses a fixed amount of memory. Throws `IoError`.
Assembled assemble(const AssembleOptions& options, const Told& told);

/// Why a data set cannot be put at a path; empty where it can.
std::string target_fault(const std::string& target, bool replace);

/// Brings the chunks of several work folders of one recipe together into `into`, by hard links where that goes. On a difference of
/// recipes or a missing chunk nothing, with the reason in `error`; otherwise how many chunks there are.
std::optional<std::uint64_t> gather_chunks(const std::vector<std::string>& folders, const std::string& into, std::string& error);

}  // namespace dork::corpus
