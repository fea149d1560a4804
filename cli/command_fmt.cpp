// dork fmt FILE… [--check]
#include "cli/files.hpp"

#include <CLI/CLI.hpp>
#include <memory>

namespace dork::cli {
namespace {

struct Arguments {
  FileArguments inputs;
  bool check = false;
};

void run(const Arguments& arguments, Session& session) {
  const Catalog* catalog = session.catalog();
  if (!catalog) return;
  const CompileOptions options{.catalog = catalog};
  const auto write = [&](const Processed& it) {
    const bool changed = it.result.output != it.source;
    if (arguments.check) {
      if (!changed) return;
      session.report().mark(ExitCode::input_errors);
      session.write_result(it.path + '\n');
    } else if (it.path == "-") {
      session.write_result(it.result.output);
    } else if (changed) {
      session.write_result(it.path, it.result.output);
    }
  };
  process(
      session, expand(arguments.inputs.paths, session.report()), arguments.inputs.jobs,
      [&](std::string_view source) { return format(source, options); }, write);
}

}  // namespace

Run define_fmt(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  arguments->inputs.define(app);
  app.add_flag("--check", arguments->check, "Write nothing; print the files that would change, and exit with 1");
  return [arguments](Session& session) { run(*arguments, session); };
}

}  // namespace dork::cli
