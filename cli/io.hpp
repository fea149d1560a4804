// Files, standard input and standard output, wholly and as bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dork::cli {

enum class ColorChoice { automatic, always, never };

/// The whole of a file, or of standard input for `-`. On failure nothing, and `error` says what happened to which file.
std::optional<std::string> read_input(const std::string& path, std::string& error);

/// Puts `text` in the place of a file: a temporary file beside it, then a rename, so that nobody ever sees half of it.
/// Keeps the permissions of a file that is there, writes through symbolic links, and straight to what is no regular
/// file. On failure false, and `error` says why.
bool write_file(const std::string& path, std::string_view text, std::string& error);

/// A file that is written in pieces: to a temporary file beside it that takes its place in the end, so that nobody ever
/// sees half of it. What is no regular file is written to at once; `-` is standard output.
class OutputFile {
 public:
  explicit OutputFile(std::string path) : path_(std::move(path)) {}
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile();  ///< without `finish` leaves no trace

  /// On failure false, and `error` says why.
  bool open(std::string& error);
  void add(std::string_view text);
  bool finish(std::string& error);

 private:
  void flush();

  std::string path_, temporary_, target_, buffer_;
  int descriptor_ = -1;
  bool failed_ = false;
};

/// Writes to standard output. A reader that has gone away is no failure: it had what it wanted.
bool write_stdout(std::string_view text, std::string& error);

/// Writes to standard error, where nothing is left to be done about a failure.
void write_stderr(std::string_view text);

/// Whether to colour what goes to the file descriptor: as chosen, else on a terminal unless NO_COLOR forbids it.
bool use_color(ColorChoice choice, int descriptor);

/// Whether the file descriptor is a terminal that knows more than plain text.
bool is_terminal(int descriptor);

}  // namespace dork::cli
