// Files that live as long as the work they serve: sorted runs, lists that would not fit into memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace dork::corpus {

/// A file could not be read or written; the message says which and why.
struct IoError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A file without a name, gone when it is closed.
class ScratchFile {
 public:
  /// Creates it in a folder, which must exist. Throws `IoError`.
  explicit ScratchFile(const std::string& folder);

  void write(const void* data, std::size_t bytes);
  /// Goes to the beginning, to read.
  void rewind();
  /// Reads up to so many bytes; fewer only at the end.
  std::size_t read(void* data, std::size_t bytes);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;
  std::string folder_;
};

/// Any number of records in the order they were added, on disk.
template <typename Record>
  requires std::is_trivially_copyable_v<Record>
class RecordFile {
 public:
  explicit RecordFile(const std::string& folder) : file_(folder) { buffer_.reserve(buffered); }

  void add(const Record& record) {
    buffer_.push_back(record);
    if (buffer_.size() == buffered) flush();
    ++size_;
  }
  std::uint64_t size() const { return size_; }

  /// Ends adding and goes to the first record; may be called again.
  void rewind() {
    flush();
    writing_ = false;
    file_.rewind();
    at_ = filled_ = 0;
  }
  /// The next record; false after the last one.
  bool next(Record& record) {
    if (at_ == filled_) {
      buffer_.resize(buffered);
      filled_ = file_.read(buffer_.data(), buffered * sizeof(Record)) / sizeof(Record);
      at_ = 0;
      if (filled_ == 0) return false;
    }
    record = buffer_[at_++];
    return true;
  }

 private:
  static constexpr std::size_t buffered = (64 << 10) / sizeof(Record) + 1;

  void flush() {
    if (!writing_) return;
    file_.write(buffer_.data(), buffer_.size() * sizeof(Record));
    buffer_.clear();
  }

  ScratchFile file_;
  std::vector<Record> buffer_;
  std::size_t at_ = 0;
  std::size_t filled_ = 0;  ///< records read into the buffer
  bool writing_ = true;
  std::uint64_t size_ = 0;
};

}  // namespace dork::corpus
