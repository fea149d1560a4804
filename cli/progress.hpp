// A progress bar on standard error.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace dork::cli {

/// One line that is rewritten in place. It shows itself only for work that takes longer than a second, and only a
/// few times a second.
class Progress {
 public:
  explicit Progress(bool enabled) : enabled_(enabled) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// So many of all are done. With a phase the line says what is being done, how fast, and how long it will take.
  void update(std::size_t done, std::size_t total, std::string_view phase = {});

  /// Takes the line off the terminal, to be called before anything else is printed; the next update brings it back.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  bool enabled_;
  bool visible_ = false;
  Clock::time_point next_ = Clock::now() + std::chrono::seconds(1);
  std::string phase_;
  Clock::time_point began_;      ///< when the phase was first heard of, and
  std::size_t begun_with_ = 0;   ///< how much was done then
};

}  // namespace dork::cli
