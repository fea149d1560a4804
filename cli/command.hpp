// What a command of the program is made of.
#pragma once

#include "cli/io.hpp"
#include "cli/report.hpp"
#include "compiler/catalog/catalog.hpp"

#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace dork::cli {

/// The arguments do not fit together; thrown by commands, ends the program with `ExitCode::usage`.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The options that every command has.
struct GlobalOptions {
  DiagnosticFormat diagnostics = DiagnosticFormat::text;
  ColorChoice color = ColorChoice::automatic;
  bool quiet = false;
  bool warnings_as_errors = false;
  std::vector<std::string> catalogs;
};

/// One run of the program: what its command needs beside the command's own arguments.
class Session {
 public:
  explicit Session(const GlobalOptions& options);

  Report& report() { return report_; }

  /// Whether only errors are to be printed, and whether to colour what goes to the file descriptor.
  bool quiet() const { return options_.quiet; }
  bool colors(int descriptor) const { return use_color(options_.color, descriptor); }

  /// The built-in catalog with what `--catalog` adds; null, with the failure reported, when that cannot be had.
  const Catalog* catalog();

  /// Writes a result to standard output, reporting a failure.
  void write_result(std::string_view text);

  /// Writes a result to a file, reporting a failure.
  void write_result(const std::string& path, std::string_view text);

 private:
  const GlobalOptions& options_;
  Report report_;
  std::optional<Catalog> extended_;
};

/// A command with its arguments, once they are parsed. Its exit code is the report's.
using Run = std::function<void(Session&)>;

/// One command: `define` gives the parser its arguments and says what to run.
struct Command {
  const char* name;
  const char* summary;
  Run (*define)(CLI::App& app);
};

/// Gives `app` the commands, of which one must be chosen; the result runs the chosen one.
Run define_commands(CLI::App& app, std::span<const Command> commands);

Run define_compile(CLI::App& app);
Run define_check(CLI::App& app);
Run define_fmt(CLI::App& app);
Run define_catalog(CLI::App& app);
Run define_decompile(CLI::App& app);
Run define_diff(CLI::App& app);
Run define_explain(CLI::App& app);
Run define_roundtrip(CLI::App& app);
Run define_test(CLI::App& app);
Run define_run(CLI::App& app);
Run define_corpus(CLI::App& app);
Run define_grammar(CLI::App& app);
Run define_card(CLI::App& app);
Run define_score(CLI::App& app);
Run define_serve(CLI::App& app);
Run define_eval(CLI::App& app);
Run define_completion(CLI::App& app);

}  // namespace dork::cli
