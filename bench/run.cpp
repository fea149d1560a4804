// How fast runs go: executions of blocks a second, and what making one ready costs beside compiling it.
#include "compiler/compile.hpp"
#include "runtime/interpret/run.hpp"

#include <benchmark/benchmark.h>

namespace dork::runtime {
namespace {

/// A loop of operations on variables and conditions, as many blocks as a run has steps.
constexpr std::string_view counting = R"(
LET n AS NUMBER = 0;
LET even AS NUMBER = 0;
LABEL 'again';
LET n += 1;
IF mod(n, 2) = 0 THEN
  LET even += 1;
END IF
IF n < 200000 THEN
  GOTO 'again';
END IF
OUTPUT even;
)";

constexpr std::string_view looping = R"(
LET list AS LIST = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
LET list &= list, &= list, &= list, &= list, &= list, &= list, &= list, &= list, &= list, &= list;
LET sum AS NUMBER = 0;
LET names AS LIST;
FOR EACH x IN list
  LET sum += x.item;
  IF x.item > 5 AND x.index < 9000 THEN
    LET names += 'item {$.x.item} of {$.x.index}';
  END IF
NEXT
OUTPUT '{$.sum} {count: {$.names}}';
)";

/// Runs a script; blocks a second is the figure.
void run_script(benchmark::State& state, std::string_view script, bool observed) {
  const Prepared prepared = prepare_script(script, builtin_catalog());
  if (!prepared.plan) return state.SkipWithError(prepared.error.c_str());
  std::uint64_t steps = 0, seen = 0;
  for (auto _ : state) {
    Tenant tenant;
    RunOptions options;
    options.quiet = !observed;
    options.observe = [&](const Event& event) { seen += event.step; };
    const RunResult result = run(*prepared.plan, tenant, options);
    if (result.status != Status::finished) state.SkipWithError("the run does not finish");
    steps += result.steps;
  }
  benchmark::DoNotOptimize(seen);
  state.SetItemsProcessed(static_cast<std::int64_t>(steps));
}

void prepare_json(benchmark::State& state) {
  const std::string json = compile(looping).output;
  for (auto _ : state) benchmark::DoNotOptimize(prepare_workspace(json, builtin_catalog()));
}

void compile_only(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(compile(looping).output);
}

/// A short run from nothing: what a corpus or a scorer does millions of times.
void prepare_and_run(benchmark::State& state) {
  const std::string json = compile("LET n AS NUMBER = 1;\nIF n = 1 THEN\nOUTPUT 'one';\nEND IF\nusers: qlik.listUsers();\nOUTPUT count(users);").output;
  for (auto _ : state) {
    Tenant tenant;
    const Prepared prepared = prepare_workspace(json, builtin_catalog());
    benchmark::DoNotOptimize(run(*prepared.plan, tenant, {.quiet = true}));
  }
}

BENCHMARK_CAPTURE(run_script, counting, counting, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run_script, looping, looping, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run_script, looping_observed, looping, true)->Unit(benchmark::kMillisecond);
BENCHMARK(prepare_json)->Unit(benchmark::kMicrosecond);
BENCHMARK(compile_only)->Unit(benchmark::kMicrosecond);
BENCHMARK(prepare_and_run)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace dork::runtime
