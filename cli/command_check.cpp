// dork check FILE… [--redact]
#include "cli/files.hpp"
#include "compiler/decompile.hpp"
#include "compiler/lift/check.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>

namespace dork::cli {

namespace {

struct Arguments {
  FileArguments inputs;
  bool redact = false;
};

/// Writes a copy of one workspace without its credentials.
void write_redacted(const std::string& path, Session& session) {
  std::string error;
  const auto text = read_input(path, error);
  if (!text) return session.report().fail(ExitCode::unreadable, error);
  const auto redacted = redact(*text);
  if (!redacted) return session.report().fail(ExitCode::input_errors, fmt::format("'{}' is not JSON: only workspaces can be redacted", path));
  session.write_result(*redacted);
}

void run(const Arguments& arguments, Session& session) {
  const Catalog* catalog = session.catalog();
  if (!catalog) return;
  if (arguments.redact && arguments.inputs.paths.size() > 1) throw UsageError("--redact takes one workspace at a time");
  if (arguments.redact) return write_redacted(arguments.inputs.paths.front(), session);
  const CompileOptions options{.catalog = catalog};
  process(
      session, expand(arguments.inputs.paths, session.report()), arguments.inputs.jobs,
      [&](std::string_view source) { return is_json(source) ? check_workspace(source, options) : check(source, options); },
      [](Processed&) {});
}

}  // namespace

Run define_check(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  arguments->inputs.define(app, ".dork", "Scripts and workspaces");
  app.add_flag("--redact", arguments->redact, "Print a copy of a workspace in which every credential is replaced, instead of checking it");
  return [arguments](Session& session) { run(*arguments, session); };
}

}  // namespace dork::cli
