// dork diff A B [--json]
#include "cli/command.hpp"
#include "compiler/decompile.hpp"
#include "compiler/diff/diff.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>

namespace dork::cli {
namespace {

struct Arguments {
  std::string before, after;
  bool json = false;
};

std::optional<Automation> load_file(const std::string& path, const Catalog& catalog, Report& report) {
  std::string error;
  const auto text = read_input(path, error);
  if (!text) return report.fail(ExitCode::unreadable, error), std::nullopt;
  Loaded loaded = load(*text, catalog);
  if (!loaded.automation && loaded.error.empty()) {
    report.add(path, *text, std::move(loaded.diagnostics), 0);
    report.mark(ExitCode::input_errors);
    return std::nullopt;
  }
  if (!loaded.error.empty()) return report.fail(ExitCode::input_errors, fmt::format("'{}': {}", path, loaded.error)), std::nullopt;
  return std::move(loaded.automation);
}

void run(const Arguments& arguments, Session& session) {
  const Catalog* catalog = session.catalog();
  if (!catalog) return;
  if (arguments.before == "-" && arguments.after == "-") throw UsageError("standard input can be read once only");
  const auto before = load_file(arguments.before, *catalog, session.report());
  const auto after = load_file(arguments.after, *catalog, session.report());
  if (!before || !after) return;
  const auto differences = compare(*before, *after);
  if (!differences.empty()) session.report().mark(ExitCode::input_errors);
  if (arguments.json) return session.write_result(to_json(differences));
  std::string text;
  for (const Difference& difference : differences) text += to_text(difference) + "\n";
  session.write_result(text);
}

}  // namespace

Run define_diff(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  app.add_option("BEFORE", arguments->before, "A script or a workspace; - for standard input")->type_name("")->required();
  app.add_option("AFTER", arguments->after, "A script or a workspace; - for standard input")->type_name("")->required();
  app.add_flag("--json", arguments->json, "Print the differences as a JSON array");
  return [arguments](Session& session) { run(*arguments, session); };
}

}  // namespace dork::cli
