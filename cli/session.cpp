#include "cli/command.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

namespace dork::cli {

Session::Session(const GlobalOptions& options)
    : options_(options),
      report_({.format = options.diagnostics,
               .color = use_color(options.color, STDERR_FILENO),
               .progress = options.diagnostics == DiagnosticFormat::text && !options.quiet && is_terminal(STDERR_FILENO),
               .quiet = options.quiet,
               .warnings_as_errors = options.warnings_as_errors}) {}

const Catalog* Session::catalog() {
  if (options_.catalogs.empty()) return &builtin_catalog();
  if (extended_) return &*extended_;
  Catalog catalog = builtin_catalog();
  for (const std::string& path : options_.catalogs) {
    std::string error;
    const auto text = read_input(path, error);
    if (!text) return report_.fail(ExitCode::unreadable, error), nullptr;
    auto extension = parse_catalog(*text, error);
    if (!extension) return report_.fail(ExitCode::input_errors, fmt::format("catalog '{}': {}", path, error)), nullptr;
    merge_catalog(catalog, std::move(*extension));
  }
  return &extended_.emplace(std::move(catalog));
}

void Session::write_result(std::string_view text) {
  std::string error;
  report_.progress().clear();
  if (!write_stdout(text, error)) report_.fail(ExitCode::unreadable, error);
}

void Session::write_result(const std::string& path, std::string_view text) {
  std::string error;
  if (!write_file(path, text, error)) report_.fail(ExitCode::unreadable, error);
}

Run define_commands(CLI::App& app, std::span<const Command> commands) {
  app.require_subcommand(1);
  std::vector<std::pair<CLI::App*, Run>> runs;
  for (const Command& command : commands) {
    CLI::App* own = app.add_subcommand(command.name, command.summary);
    runs.emplace_back(own, command.define(*own));
  }
  return [runs = std::move(runs)](Session& session) {
    for (const auto& [command, run] : runs)
      if (command->parsed()) return run(session);
  };
}

}  // namespace dork::cli
