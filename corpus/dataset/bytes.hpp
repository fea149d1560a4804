// Values as bytes and back, for files that only this program reads.
#pragma once

#include "corpus/dataset/scratch.hpp"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace dork::corpus {

class ByteWriter {
 public:
  template <typename Value>
    requires std::is_trivially_copyable_v<Value>
  void put(const Value& value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void put(std::string_view text) {
    put(static_cast<std::uint64_t>(text.size()));
    bytes_ += text;
  }
  void put(const std::string& text) { put(std::string_view(text)); }
  void put(const std::vector<std::string>& texts) {
    put(static_cast<std::uint64_t>(texts.size()));
    for (const std::string& text : texts) put(text);
  }
  /// All of a list, without its length.
  template <typename Value>
  void put_all(const std::vector<Value>& values) {
    bytes_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Value));
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Throws `IoError` where the bytes end too early.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  template <typename Value>
    requires std::is_trivially_copyable_v<Value>
  void get(Value& value) {
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
  }
  void get(std::string& text) { text = take(length()); }
  void get(std::vector<std::string>& texts) {
    texts.resize(length());
    for (std::string& text : texts) get(text);
  }
  bool done() const { return bytes_.empty(); }

 private:
  std::size_t length() {
    std::uint64_t size = 0;
    get(size);
    if (size > bytes_.size()) throw IoError("the file is damaged");
    return size;
  }
  std::string_view take(std::size_t size) {
    if (size > bytes_.size()) throw IoError("the file is damaged");
    const std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }

  std::string_view bytes_;
};

}  // namespace dork::corpus
