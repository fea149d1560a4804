#include "cli/progress.hpp"

#include "cli/io.hpp"

#include <fmt/format.h>

namespace dork::cli {

void Progress::update(std::size_t done, std::size_t total) {
  if (!enabled_ || total == 0) return;
  const auto now = Clock::now();
  if (now < next_) return;
  next_ = now + std::chrono::milliseconds(100);
  constexpr std::size_t width = 30;
  const std::size_t filled = width * done / total;
  write_stderr(fmt::format("\r[{:#<{}}{:.<{}}] {}/{}\033[K", "", filled, "", width - filled, done, total));
  visible_ = true;
}

void Progress::clear() {
  if (!visible_) return;
  write_stderr("\r\033[K");
  visible_ = false;
  next_ = Clock::now();
}

}  // namespace dork::cli
