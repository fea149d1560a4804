// dork eval TEMPLATE [--with FILE] [--now DATE] [--seed N] [--timezone ZONE]
#include "cli/command.hpp"
#include "compiler/sema/formulas.hpp"
#include "runtime/date/read.hpp"
#include "runtime/formula/program.hpp"
#include "runtime/value/json.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>

namespace dork::cli {
namespace {

using namespace dork::runtime;

struct Arguments {
  std::string text;
  std::string context;
  std::string now = "2026-01-01T00:00:00Z";
  std::string timezone = "Etc/UTC";
  std::uint64_t seed = 0;
};

/// The clock and chance that formulas see.
Environment environment_of(const Arguments& arguments) {
  Environment environment;
  std::string error;
  const auto zone = find_zone(arguments.timezone, error);
  if (!zone) throw UsageError(fmt::format("--timezone: {}", error));
  const auto now = read_date(arguments.now, Moment{0, 0, *zone}, error);
  if (!now) throw UsageError(fmt::format("--now: {}", error));
  environment.timezone = arguments.timezone;
  environment.now = now->seconds * 1000 + now->microseconds / 1000;
  environment.random.state = arguments.seed;
  return environment;
}

/// What the template's names stand for: an object, empty where no file was given. Nothing, with the failure reported, where
/// the file holds none.
std::optional<Value> read_context(const std::string& path, Report& report) {
  if (path.empty()) return Value(Object{});
  std::string error;
  const auto text = read_input(path, error);
  if (!text) return report.fail(ExitCode::unreadable, error), std::nullopt;
  auto context = parse_json(*text, error);
  if (context && !context->is_object()) error = "what names stand for is given as an object";
  if (error.empty()) return context;
  report.fail(ExitCode::input_errors, fmt::format("'{}': {}", path, error));
  return std::nullopt;
}

void run(const Arguments& arguments, Session& session) {
  Report& report = session.report();
  if (arguments.text == "-" && arguments.context == "-") throw UsageError("standard input cannot be both the template and its context");
  Environment environment = environment_of(arguments);
  std::string error;
  auto text = arguments.text == "-" ? read_input("-", error) : std::optional(arguments.text);
  if (!text) return report.fail(ExitCode::unreadable, error);
  // The line's end that whoever prints a template adds is no part of it.
  if (arguments.text == "-" && text->ends_with('\n')) text->pop_back();
  const auto context = read_context(arguments.context, report);
  if (!context) return;

  const Diagnostics found = check_template(*text);
  report.add("template", *text, found.sorted(), found.dropped());
  Names names;
  const Program program = prepare(*text, names);
  const std::vector<Slot> slots = slots_from(*context, names);
  const Evaluation result = evaluate(program, {slots}, environment);
  if (result.error) return report.fail(ExitCode::input_errors, *result.error);
  session.write_result((result.value.is_text() ? result.value.text() : to_json_text(result.value, 2)) + "\n");
}

}  // namespace

Run define_eval(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  app.add_option("template", arguments->text, "Text with formulas; - reads it from standard input")->required()->type_name("TEMPLATE");
  app.add_option("--with", arguments->context, "JSON object of what names stand for: {\"x\": 5} for {$.x}")->type_name("FILE");
  app.add_option("--now", arguments->now, "What 'now' is, in any form that dates take; by default the beginning of 2026")->type_name("DATE");
  app.add_option("--seed", arguments->seed, "Seed of random numbers and texts, 0 by default")->type_name("N");
  app.add_option("--timezone", arguments->timezone, "Time zone of dates that name none; Etc/UTC by default")->type_name("ZONE");
  return [arguments](Session& session) { run(*arguments, session); };
}

}  // namespace dork::cli
