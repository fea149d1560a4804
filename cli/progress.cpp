#include "cli/progress.hpp"

#include "cli/io.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>

namespace dork::cli {

namespace {

/// `12 s`, `3:05 min`, `2:10 h`.
std::string duration(double seconds) {
  const auto whole = static_cast<std::uint64_t>(seconds + 0.5);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02} min", whole / 60, whole % 60);
  return fmt::format("{}:{:02} h", whole / 3600, whole / 60 % 60);
}

}  // namespace

void Progress::update(std::size_t done, std::size_t total, std::string_view phase) {
  if (!enabled_ || total == 0) return;
  const auto now = Clock::now();
  if (phase != phase_) {
    phase_ = phase;
    began_ = now;
    begun_with_ = done;
  }
  if (now < next_) return;
  next_ = now + std::chrono::milliseconds(100);
  constexpr std::size_t width = 30;
  const std::size_t filled = width * std::min(done, total) / total;
  std::string text = fmt::format("\r{}{}[{:#<{}}{:.<{}}] {}/{}", phase, phase.empty() ? "" : " ", "", filled, "", width - filled, done, total);
  const double seconds = std::chrono::duration<double>(now - began_).count();
  if (!phase.empty() && seconds > 0.5 && done > begun_with_) {
    const double rate = static_cast<double>(done - begun_with_) / seconds;
    text += fmt::format(", {:.0f}/s, {} left", rate, duration(static_cast<double>(total - std::min(done, total)) / rate));
  }
  write_stderr(text + "\033[K");
  visible_ = true;
}

void Progress::clear() {
  if (!visible_) return;
  write_stderr("\r\033[K");
  visible_ = false;
  next_ = Clock::now();
}

}  // namespace dork::cli
