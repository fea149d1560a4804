// How many bytes of values there are: each thread counts what it makes and frees, so that a run can be stopped before it
// takes more than it may.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace dork::runtime {

namespace detail {
inline constinit thread_local std::int64_t live_bytes = 0;
}

/// The bytes of all values that this thread has made less those it has freed. Only differences mean something: a run
/// compares with what there was when it began.
inline std::int64_t live_bytes() {
  return detail::live_bytes;
}

/// Bytes that count as long as this stands.
class Ledger {
 public:
  Ledger() = default;
  explicit Ledger(std::size_t bytes) { add(bytes); }
  Ledger(const Ledger& other) { add(other.bytes_); }
  Ledger(Ledger&& other) noexcept : bytes_(std::exchange(other.bytes_, 0)) {}
  Ledger& operator=(Ledger other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~Ledger() { detail::live_bytes -= static_cast<std::int64_t>(bytes_); }

  void add(std::size_t bytes) { set(bytes_ + bytes); }
  void subtract(std::size_t bytes) { set(bytes_ - bytes); }
  void set(std::size_t bytes) {
    detail::live_bytes += static_cast<std::int64_t>(bytes) - static_cast<std::int64_t>(bytes_);
    bytes_ = bytes;
  }

 private:
  std::size_t bytes_ = 0;
};

/// An allocator that counts.
template <typename T>
struct Counted {
  using value_type = T;
  Counted() = default;
  template <typename U>
  Counted(const Counted<U>&) noexcept {}

  T* allocate(std::size_t count) {
    T* memory = std::allocator<T>().allocate(count);
    detail::live_bytes += static_cast<std::int64_t>(count * sizeof(T));
    return memory;
  }
  void deallocate(T* memory, std::size_t count) {
    detail::live_bytes -= static_cast<std::int64_t>(count * sizeof(T));
    std::allocator<T>().deallocate(memory, count);
  }
  friend bool operator==(const Counted&, const Counted&) { return true; }
};

}  // namespace dork::runtime
