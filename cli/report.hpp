// What a run has to tell beside its result: the diagnostics of its inputs, failures, progress; and the exit code.
#pragma once

#include "cli/progress.hpp"
#include "compiler/diagnostics/render.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace dork::cli {

/// What the program tells its caller. The worst of several has the greatest number.
enum class ExitCode : int { done = 0, input_errors = 1, usage = 2, unreadable = 3 };

enum class DiagnosticFormat { text, json, sarif };

/// Prints to standard error, in the order of the calls: text and JSON lines at once, SARIF as one document at the end.
class Report {
 public:
  struct Settings {
    DiagnosticFormat format = DiagnosticFormat::text;
    bool color = false;
    bool progress = false;             ///< whether to show a progress bar
    bool quiet = false;                ///< errors only
    bool warnings_as_errors = false;
  };

  explicit Report(Settings settings) : settings_(settings), progress_(settings.progress) {}

  /// What was found in one input, or in an excerpt of it that begins in `first_line`. Errors among it make the exit code;
  /// whether there are none is the result.
  bool add(const std::string& path, std::string_view source, std::vector<Diagnostic> found, std::size_t dropped, std::uint32_t first_line = 1);

  /// Something outside of any source went wrong: a file cannot be read, a catalog is no catalog.
  void fail(ExitCode code, const std::string& message);

  /// Something outside of any source is worth knowing.
  void warn(const std::string& message);

  /// A check that was asked for does not hold.
  void mark(ExitCode code) { exit_code_ = std::max(exit_code_, code); }

  Progress& progress() { return progress_; }

  /// Prints what is left to print and gives the exit code.
  ExitCode finish();

 private:
  /// What `fail` and `warn` have said.
  struct Remark {
    std::string_view level;
    std::string message;
  };

  void say(std::string_view level, const std::string& message);
  void print(std::string_view text);
  void print_sarif();
  void print_summary();

  Settings settings_;
  Progress progress_;
  ExitCode exit_code_ = ExitCode::done;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
  std::size_t dropped_ = 0;
  std::size_t files_ = 0;                    ///< inputs with something to report
  std::vector<FileDiagnostics> kept_;        ///< for SARIF
  std::deque<std::string> sources_;          ///< what `kept_` points into
  std::vector<Remark> remarks_;              ///< for SARIF
};

}  // namespace dork::cli
