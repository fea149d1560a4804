// Files as streams of bytes, plain or compressed, read and written without ever being in memory as a whole.
#pragma once

#include "corpus/dataset/scratch.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace dork::corpus {

enum class Compression : std::uint8_t { none, gzip, zstd };

/// `.gz`, `.zst`, or nothing.
std::string_view suffix(Compression compression);

/// Reads a file; gzip and zstd are known by their first bytes. Throws `IoError`.
class InputStream {
 public:
  explicit InputStream(const std::string& path);
  InputStream(InputStream&&) noexcept;
  ~InputStream();

  /// Up to so many bytes; 0 only at the end.
  std::size_t read(char* data, std::size_t size);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Reads lines. A line longer than `longest` throws `IoError`: it would have to be held as a whole.
class LineReader {
 public:
  static constexpr std::size_t longest = 64 << 20;

  explicit LineReader(const std::string& path) : path_(path), stream_(path) {}

  /// The next line without its line feed; false after the last one. `line` is good until the next call.
  bool next(std::string_view& line);
  std::uint64_t number() const { return number_; }  ///< of the line last read, from 1
  bool ended_with_line_feed() const { return complete_; }  ///< whether the line last read did

 private:
  bool fill();

  std::string path_;
  InputStream stream_;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::uint64_t number_ = 0;
  bool complete_ = true;
  bool done_ = false;
};

/// Writes a file and hashes what is written, before compression. Throws `IoError`.
class OutputStream {
 public:
  OutputStream(const std::string& path, Compression compression);
  OutputStream(OutputStream&&) noexcept;
  ~OutputStream();

  void write(std::string_view text);
  /// Ends the file; a file that was not closed is not complete.
  void close();

  std::uint64_t bytes() const;  ///< written, before compression
  std::uint64_t hash() const;   ///< XXH3 of them

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A text as one zstd frame with a checksum, and back. `expand` throws `IoError` with `path` in it where the bytes are damaged.
std::string compress(std::string_view text);
std::string expand(std::string_view bytes, const std::string& path);

}  // namespace dork::corpus
