// Reading data that anybody made: JSON lines, a JSON list, or CSV, plain or compressed, one row at a time.
#pragma once

#include "corpus/dataset/contamination.hpp"
#include "corpus/dataset/format.hpp"

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

namespace dork::corpus {

/// A row as it stands in a file.
struct RawRow {
  nlohmann::ordered_json json;  ///< an object; of CSV with one text a column
  std::string source;           ///< the row's own text
  std::uint64_t line = 0;       ///< where it begins, from 1
  std::string fault;            ///< why it cannot be read; empty where it can
};

class RowReader {
 public:
  /// Opens a file; what it is shows its name and how it begins. Throws `IoError`.
  explicit RowReader(const std::string& path);
  RowReader(RowReader&&) noexcept;
  ~RowReader();

  FileKind kind() const;
  /// The next row, readable or not; false after the last one. Throws `IoError`.
  bool next(RawRow& row);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Whether a file's name is one of a data file: .jsonl, .json, .csv, and these with .gz or .zst.
bool is_data_file(const std::string& path);

/// Adds every text of a file to those that training must not share: rows of any format, a script, a workspace. On failure
/// false, and `error` says why.
bool add_texts(const std::string& path, Contamination& contamination, std::string& error);

}  // namespace dork::corpus
