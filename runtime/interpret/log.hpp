// A run as people read it: as Qlik's run history shows it, with loops folded.
#pragma once

#include "runtime/interpret/run.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace dork::runtime {

struct LogStyle {
  bool color = false;
  bool full = false;          ///< every iteration, and values at their full length
  std::size_t width = 100;    ///< columns; longer values are cut
};

/// Writes the log of one run while it goes on.
class Log {
 public:
  using Write = std::function<void(std::string_view)>;

  Log(LogStyle style, Write write) : style_(style), write_(std::move(write)) {}

  /// An execution: its block, time, inputs, output. The first iteration of a loop is told in full, of later ones what did
  /// not go well; no block is told more than a few times. The rest is counted.
  void add(const Event& event);

  /// What is at the end of the run: outputs, title, status.
  void finish(const RunResult& result);

 private:
  bool is_told(const Event& event, bool first, bool well);
  void fold(const Event& event);
  void unfold();
  void head(const Event& event, std::size_t indent);
  void entry(std::size_t indent, std::string_view name, const Value& value);
  void line(std::string_view text);
  std::string test_text(const Value& test, std::size_t used) const;
  std::string shortened(const Value& value, std::size_t used) const;
  std::string painted(std::string_view text, std::string_view color) const;

  LogStyle style_;
  Write write_;
  std::int64_t began_ = -1;
  std::uint64_t folded_ = 0;            ///< executions not told since the last that was
  std::size_t folded_depth_ = 0;        ///< of how many loops they are the first iteration
  bool folded_iterations_ = false;      ///< whether they are of later iterations: of those from … to
  std::uint64_t folded_from_ = 0, folded_to_ = 0;
  std::vector<std::uint8_t> told_;      ///< how often each block was told; GOTO may come back any number of times
};

}  // namespace dork::runtime
