// dork serve --stdio [--with FIXTURE] [--max-line BYTES] [--max-steps N]
#include "cli/command.hpp"
#include "serve/lines.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>
#include <unistd.h>

namespace dork::cli {
namespace {

struct Arguments {
  bool stdio = false;
  std::vector<std::string> worlds;
  std::size_t longest = 16u << 20;
  std::uint64_t most_steps = 1'000'000;
};

void run(const Arguments& arguments, Session& session) {
  Report& report = session.report();
  if (!arguments.stdio) throw UsageError("say --stdio: requests come from standard input, answers go to standard output");
  const Catalog* catalog = session.catalog();
  if (!catalog) return;
  serve::ServiceOptions options{.catalog = catalog, .most_steps = arguments.most_steps};
  std::string error;
  for (const std::string& path : arguments.worlds) {
    auto text = read_input(path, error);
    if (!text) return report.fail(ExitCode::unreadable, error);
    options.fixtures.push_back(std::move(*text));
  }
  try {
    serve::Service service(std::move(options));
    if (!serve::serve_lines(service, STDIN_FILENO, STDOUT_FILENO, arguments.longest, error)) report.fail(ExitCode::unreadable, error);
  } catch (const std::runtime_error& failure) {
    report.fail(ExitCode::input_errors, failure.what());
  }
}

}  // namespace

Run define_serve(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  app.add_flag("--stdio", arguments->stdio, "Requests from standard input, answers to standard output, a line of JSON each");
  app.add_option("--with", arguments->worlds, "A fixture to run scored answers in, in the place of the built-in worlds; may be given several times")->type_name("FIXTURE")->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--max-line", arguments->longest, "The most bytes of a request")->check(CLI::Range(1'000, 1'000'000'000).description(""))->type_name("BYTES")->capture_default_str();
  app.add_option("--max-steps", arguments->most_steps, "The most executions of blocks that a run may take")->check(CLI::Range(1, 100'000'000).description(""))->type_name("N")->capture_default_str();
  return [arguments](Session& session) { run(*arguments, session); };
}

}  // namespace dork::cli
