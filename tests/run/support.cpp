#include "tests/run/support.hpp"

#include "compiler/decompile.hpp"
#include "compiler/diagnostics/display.hpp"
#include "runtime/value/json.hpp"

#include <fmt/format.h>
#include <stdexcept>

namespace dork::runtime {

Value json(std::string_view text) {
  std::string error;
  auto value = parse_json(text, error);
  INFO(text << ": " << error);
  REQUIRE(value);
  return *value;
}

Ran run_plan(const Prepared& prepared, const RunOptions& given, const Value& fixture) {
  // Catch takes assertions of one thread only.
  if (!prepared.plan) throw std::runtime_error("cannot be run: " + prepared.error);
  std::string error;
  auto tenant = fixture.is_null() ? Tenant() : Tenant::from(fixture, error);
  if (!tenant) throw std::runtime_error("no fixture: " + error);
  Ran ran;
  RunOptions options = given;
  options.observe = [&](const Event& event) {
    ran.events.push_back({std::string(event.block), std::string(event.type), event.iteration, Value(event.inputs), event.output, event.outcome, event.message,
                          event.start, event.duration});
  };
  ran.result = run(*prepared.plan, *tenant, options);
  ran.state = tenant->state();
  ran.outbox = tenant->outbox();
  return ran;
}

Ran run_text(std::string_view text, RunOptions options, const Value& fixture) {
  const Catalog& catalog = builtin_catalog();
  return run_plan(is_json(text) ? prepare_workspace(text, catalog) : prepare_script(text, catalog), options, fixture);
}

std::string outputs(const Ran& ran) { return to_json_text(Value(ran.result.outputs)); }

std::string remarks(const Ran& ran) {
  std::string all;
  for (const Remark& remark : ran.result.remarks)
    all += fmt::format("{} {} {}: {}\n", severity_name(remark.severity), code_name(remark.code), remark.block, remark.message);
  return all;
}

std::string line(const Seen& seen) {
  std::string iteration;
  for (const std::uint64_t each : seen.iteration) iteration += fmt::format("[{}]", each);
  return fmt::format("{}{} {} {} -> {} {}", seen.block, iteration, outcome_name(seen.outcome), to_json_text(seen.inputs), to_json_text(seen.output), seen.message);
}

}  // namespace dork::runtime
