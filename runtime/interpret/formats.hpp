// What stands in files: CSV, JSON and lines, in several encodings.
#pragma once

#include "runtime/value/value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dork::runtime {

enum class FileMode : std::uint8_t { csv, json, raw };

/// How a file is read or written.
struct FileFormat {
  FileMode mode = FileMode::raw;
  char delimiter = ',';
  bool headers = true;            ///< its first row holds the names of the columns
  std::string columns;            ///< their names, separated by commas, where the file does not say them
  std::string encoding;           ///< of the file; UTF-8 where empty
};

/// What `auto` means for a file, by the end of its name.
FileMode mode_by_name(std::string_view path);

/// The records of a file: of CSV objects, or lists where nothing names the columns; of JSON the items of a list, or one
/// value a line; of raw files the lines. On failure nothing, and `error` says why.
std::optional<List> read_records(std::string_view content, const FileFormat& format, std::string& error);

/// What one record adds to a file, a line end included. `first`: the file is empty so far.
std::string written_record(const Value& record, const FileFormat& format, bool first);

/// A text of another encoding in UTF-8, and back. Known are UTF-8, ASCII, ISO-8859-1, Windows-1252, UTF-16 (LE and BE), by
/// the names in use for them. On failure nothing, and `error` says why.
std::optional<std::string> to_utf8(std::string_view bytes, std::string_view encoding, std::string& error);
std::optional<std::string> from_utf8(std::string_view text, std::string_view encoding, std::string& error);

}  // namespace dork::runtime
