// dork explain FILE… [--format text|markdown]
#include "cli/files.hpp"
#include "corpus/explain/explain.hpp"

#include <CLI/CLI.hpp>
#include <memory>

namespace dork::cli {
namespace {

struct Arguments {
  FileArguments inputs;
  std::string format = "text";
};

void run(const Arguments& arguments, Session& session) {
  const Catalog* catalog = session.catalog();
  if (!catalog) return;
  std::string error;
  const auto rules = corpus::load_rules(*catalog, "", error);
  if (!rules) return session.report().fail(ExitCode::unreadable, error);
  const auto format = arguments.format == "markdown" ? corpus::ExplainFormat::markdown : corpus::ExplainFormat::text;
  bool first = true;
  process(
      session, expand(arguments.inputs.paths, session.report(), ".dork|.json"), arguments.inputs.jobs,
      [&](std::string_view source) { return corpus::explain(source, *rules, format); },
      [&](const Processed& it) {
        session.write_result((first ? "" : "\n") + it.result.output);
        first = false;
      });
}

}  // namespace

Run define_explain(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  arguments->inputs.define(app, ".dork|.json", "Scripts or workspaces");
  app.add_option("--format", arguments->format, "Plain text, or Markdown")->check(CLI::IsMember({"text", "markdown"}))->type_name("WORD");
  return [arguments](Session& session) { run(*arguments, session); };
}

}  // namespace dork::cli
