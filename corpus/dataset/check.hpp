// Verifying a data set that anybody made: every row, and the rows against each other.
#pragma once

#include "corpus/dataset/judge.hpp"
#include "corpus/dataset/select.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace dork::corpus {

struct CheckSettings {
  const Catalog* catalog = nullptr;
  const Rules* rules = nullptr;
  Level level = Level::behaves;
  double near = 0.9;           ///< from which Jaccard value two rows are too much alike; over 1: not looked for
  std::string scratch;         ///< a folder for what does not fit into memory
  std::size_t jobs = 1;
};

/// What is wrong with a row, or with a file (line 0).
struct DatasetFinding {
  std::string file;
  std::uint64_t line = 0;
  Diagnostic diagnostic;
};

struct CheckFigures {
  std::uint64_t files = 0;
  std::uint64_t rows = 0;
  std::uint64_t remade = 0;    ///< made again by the rules, and verified
  std::uint64_t judged = 0;    ///< whose program was looked at, these included
  std::uint64_t faulty = 0;    ///< with an error
  std::map<Code, std::uint64_t> found;
};

/// A data file of a set with the split that its name says.
struct CheckedFile {
  std::string path;            ///< to open
  std::string shown;           ///< to tell
  Split split = Split::train;
  std::string provenance;      ///< the file beside it; empty where there is none
};

/// The data files of a folder or a file: those that its manifest names, else all that look like data.
std::vector<CheckedFile> files_of(const std::string& path);

/// The split that a file's name says, as loaders read it: `train_0.jsonl`, `data/validation-00000-of-00001.csv`. `train` where it
/// says nothing.
Split split_of_name(std::string_view path);

/// Checks all files of a folder or a file, and tells what it finds: row by row first, then of rows compared with each other. Memory
/// does not grow with the rows. Throws `IoError`.
CheckFigures check_dataset(const std::string& path, const CheckSettings& settings, const std::function<void(const DatasetFinding&)>& find, const Told& told);

}  // namespace dork::corpus
