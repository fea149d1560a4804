// dork run FILE
#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "compiler/compile.hpp"
#include "compiler/decompile.hpp"
#include "compiler/diagnostics/display.hpp"
#include "runtime/date/zone.hpp"
#include "runtime/interpret/log.hpp"
#include "runtime/interpret/remarks.hpp"
#include "runtime/interpret/result.hpp"
#include "runtime/interpret/run.hpp"
#include "runtime/interpret/trace.hpp"
#include "runtime/value/json.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>
#include <unistd.h>

namespace dork::cli {
namespace {

using namespace runtime;
using runtime::Value;  // not the one of scripts

struct Arguments {
  std::string path, fixture, trace, state, outbox, now;
  std::vector<std::string> inputs;
  RunOptions options;
  bool json = false;
  bool full = false;
};

/// Text on its way to standard output, in pieces that are worth a system call.
class Output {
 public:
  explicit Output(Session& session) : session_(session), direct_(is_terminal(STDOUT_FILENO)) {}
  ~Output() { flush(); }
  void add(std::string_view text) {
    text_ += text;
    if (direct_ || text_.size() > (1 << 16)) flush();
  }
  void flush() {
    if (!text_.empty()) session_.write_result(text_);
    text_.clear();
  }

 private:
  Session& session_;
  bool direct_;
  std::string text_;
};

/// The tenant of a fixture file, or the built-in one. Nothing, with the failure reported, where the file is no fixture.
std::optional<Tenant> tenant_of(const std::string& path, Session& session, const Catalog& catalog) {
  if (path.empty()) return Tenant();
  std::string error;
  const auto fixture = read_json(path, session);
  if (!fixture) return std::nullopt;
  auto tenant = Tenant::from(*fixture, error, catalog);
  if (!tenant) session.report().fail(ExitCode::input_errors, fmt::format("fixture '{}': {}", path, error));
  return tenant;
}

/// What is run, once it is known to be right. Nothing, with what is wrong reported.
/// `catalog` comes to hold what a script teaches as well.
Prepared prepared_from(const Arguments& arguments, const std::string& source, Catalog& catalog, Session& session) {
  std::string json = source;
  if (!is_json(source)) {
    CompileResult compiled = compile(source, {.catalog = &catalog, .compact = true});
    const bool good = session.report().add(arguments.path, source, std::move(compiled.diagnostics), compiled.dropped) && compiled.ok;
    if (!good) return session.report().mark(ExitCode::input_errors), Prepared();
    json = std::move(compiled.output);
    merge_catalog(catalog, std::move(compiled.declared));
  }
  Prepared prepared = prepare_workspace(json, catalog);
  if (!prepared.plan)
    session.report().add(arguments.path, source, {{prepared.code, Severity::error, {}, prepared.error, prepared.help, {}, {}}}, 0), session.report().mark(ExitCode::input_errors);
  return prepared;
}

void run_file(const Arguments& arguments, Session& session) {
  const Catalog* catalog = session.catalog();
  if (!catalog) return;
  Report& report = session.report();
  std::string error;
  const auto source = read_input(arguments.path, error);
  if (!source) return report.fail(ExitCode::unreadable, error);
  RunOptions options = arguments.options;
  if (!runtime::find_zone(options.timezone, error)) throw UsageError(fmt::format("--timezone: {}", error));
  if (!arguments.now.empty()) options.now = time_argument("--now", arguments.now);
  if (!read_inputs(arguments.inputs, options.inputs, session)) return;
  Catalog known = *catalog;
  const Prepared prepared = prepared_from(arguments, *source, known, session);
  if (!prepared.plan) return;
  auto tenant = tenant_of(arguments.fixture, session, known);
  if (!tenant) return;

  Output output(session);
  std::optional<OutputFile> trace;
  if (!arguments.trace.empty() && !trace.emplace(arguments.trace).open(error)) return report.fail(ExitCode::unreadable, error);
  const bool logs = !arguments.json && !session.quiet();
  Log log({.color = session.colors(STDOUT_FILENO), .full = arguments.full}, [&](std::string_view text) { output.add(text); });
  options.quiet = !logs && !trace;
  options.observe = [&](const Event& event) {
    if (logs) log.add(event);
    if (trace) trace->add(trace_line(event));
  };
  RunResult result = run(*prepared.plan, *tenant, options);

  if (logs) log.finish(result);
  else if (arguments.json) output.add(to_json_text(result_value(result, *tenant, options.now), 2) + "\n");
  else
    for (const Value& each : result.outputs) output.add((each.is_text() ? each.text() : to_json_text(each)) + "\n");
  output.flush();
  if (trace && !trace->finish(error)) report.fail(ExitCode::unreadable, error);
  if (!arguments.state.empty()) session.write_result(arguments.state, to_json_text(tenant->state(), 2) + "\n");
  if (!arguments.outbox.empty()) session.write_result(arguments.outbox, to_json_text(tenant->outbox(), 2) + "\n");
  report.add(arguments.path, *source, diagnostics_of(result, *prepared.plan, *source, *catalog), 0);
  if (!succeeded(result.status) && result.status != Status::stopped) report.mark(ExitCode::input_errors);
}

}  // namespace

Run define_run(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  RunOptions& options = arguments->options;
  app.add_option("FILE", arguments->path, "A script or a workspace; - for standard input")->type_name("")->required();
  app.add_option("--with", arguments->fixture, "What the simulated tenant holds and answers; by default a small company")->type_name("FIXTURE");
  app.add_option("--input", arguments->inputs, "An answer of a form, or a JSON file of them: also the payload or event that starts the run")
      ->type_name("NAME=VALUE|FILE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--trace", arguments->trace, "Write each execution of a block as a line of JSON")->type_name("FILE");
  app.add_option("--state", arguments->state, "Write the tenant as it is after the run, as a fixture")->type_name("FILE");
  app.add_option("--outbox", arguments->outbox, "Write the mails that were sent")->type_name("FILE");
  app.add_flag("--json", arguments->json, "Print the result as JSON instead of the log");
  app.add_flag("--full", arguments->full, "Log every iteration, and values at full length");
  app.add_option("--from", options.from, "Begin at this block instead of the start")->type_name("BLOCK");
  app.add_option("--until", options.until, "Stop before this block is run")->type_name("BLOCK");
  app.add_option("--max-steps", options.limits.steps, "The most executions of blocks; by default ten million")->type_name("N");
  app.add_option("--seed", options.seed, "What random values follow from; by default 0")->type_name("N");
  app.add_option("--now", arguments->now, "The clock at the start, in UTC; by default 2026-01-01 00:00:00")->type_name("TIME");
  app.add_option("--timezone", options.timezone, "The time zone of dates that say none; by default Etc/UTC")->type_name("ZONE");
  app.add_flag("--allow-code", options.allow_code, "Run custom code, in a process without network, files and with limits");
  return [arguments](Session& session) { run_file(*arguments, session); };
}

}  // namespace dork::cli
