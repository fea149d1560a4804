// dork roundtrip FILE… [--exact]
#include "cli/files.hpp"
#include "compiler/threads/in_order.hpp"
#include "compiler/decompile.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>
#include <thread>

namespace dork::cli {
namespace {

struct Arguments {
  FileArguments inputs;
  bool exact = false;
};

struct Outcome {
  std::string unreadable;
  std::string fault;
};

void run(const Arguments& arguments, Session& session) {
  const Catalog* catalog = session.catalog();
  if (!catalog) return;
  Report& report = session.report();
  const auto files = expand(arguments.inputs.paths, report, ".dork|.json");
  const auto make = [&](std::size_t index) {
    Outcome outcome;
    if (const auto text = read_input(files[index], outcome.unreadable)) outcome.fault = roundtrip_fault(*text, *catalog, arguments.exact);
    return outcome;
  };
  std::size_t held = 0;
  const auto use = [&](std::size_t index, const Outcome& outcome) {
    if (!outcome.unreadable.empty()) report.fail(ExitCode::unreadable, outcome.unreadable);
    else if (!outcome.fault.empty()) report.fail(ExitCode::input_errors, fmt::format("'{}': {}", files[index], outcome.fault));
    else ++held;
    report.progress().update(index + 1, files.size());
  };
  const std::size_t jobs = arguments.inputs.jobs ? arguments.inputs.jobs : std::max(1u, std::thread::hardware_concurrency());
  in_order(files.size(), jobs, make, use);
  session.write_result(fmt::format("{} of {} {} hold\n", held, files.size(), arguments.exact ? "exact round trips" : "round trips"));
}

}  // namespace

Run define_roundtrip(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  arguments->inputs.define(app, ".dork and .json", "Scripts and workspaces");
  app.add_flag("--exact", arguments->exact, "Nothing at all may be lost, ids and places on the canvas included");
  return [arguments](Session& session) { run(*arguments, session); };
}

}  // namespace dork::cli
