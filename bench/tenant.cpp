// What the simulated tenant costs: a world for each run, and its answers.
#include "runtime/tenant/tenant.hpp"
#include "runtime/value/json.hpp"

#include <benchmark/benchmark.h>

namespace dork::runtime {
namespace {

Reply ask(Tenant& tenant, std::string_view action, Object inputs, Environment& environment) {
  Call call{};
  call.connector = "Qlik Cloud Services";
  call.action = call.block = action;
  call.inputs = std::move(inputs);
  return tenant.call(call, environment);
}

void a_world_for_a_run(benchmark::State& state) {
  const Tenant built_in;
  for (auto _ : state) {
    Tenant tenant = built_in;
    benchmark::DoNotOptimize(tenant);
  }
  state.SetItemsProcessed(state.iterations());
}

/// The first change copies the way to what is changed, nothing else.
void a_world_that_changes(benchmark::State& state) {
  const Tenant built_in;
  Environment environment;
  for (auto _ : state) {
    Tenant tenant = built_in;
    benchmark::DoNotOptimize(ask(tenant, "createApp", {{"name", "New"}}, environment));
  }
  state.SetItemsProcessed(state.iterations());
}

void asked_for_an_object(benchmark::State& state) {
  Tenant tenant;
  Environment environment;
  for (auto _ : state)
    benchmark::DoNotOptimize(ask(tenant, "getUser", {{"userId", "620f1f77bcf86cd799439013"}}, environment));
  state.SetItemsProcessed(state.iterations());
}

/// Each item is made anew, from some twenty templates.
void asked_for_a_list(benchmark::State& state) {
  Tenant tenant;
  Environment environment;
  std::int64_t items = 0;
  for (auto _ : state)
    items += static_cast<std::int64_t>(ask(tenant, "listApps", {}, environment).output.list().size());
  state.SetItemsProcessed(items);
}

/// For comparison: the same list written as JSON and read again.
void the_list_as_json(benchmark::State& state) {
  Tenant tenant;
  Environment environment;
  const Value list = ask(tenant, "listApps", {}, environment).output;
  std::string error;
  for (auto _ : state) benchmark::DoNotOptimize(parse_json(to_json_text(list), error));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(list.list().size()));
}

BENCHMARK(a_world_for_a_run);
BENCHMARK(a_world_that_changes);
BENCHMARK(asked_for_an_object);
BENCHMARK(asked_for_a_list);
BENCHMARK(the_list_as_json);

}  // namespace
}  // namespace dork::runtime
