// How long the compiler takes, in memory and warm, beside what others take for the same bytes in the same run.
#include "compiler/compile.hpp"
#include "compiler/decompile.hpp"
#include "compiler/syntax/parse.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace dork {
namespace {

/// A script of about so many bytes: an automation of some blocks, again and again under other names.
std::string script_of(std::size_t bytes) {
  std::string script = "LET total AS NUMBER = 0;\n";
  for (std::size_t i = 0; script.size() < bytes; ++i)
    script += fmt::format(
        "FOR EACH apps{0} IN qlik.listApps(spaceId = 'space-{0}') LIMIT 100\n"
        "  IF apps{0}.item.name CONTAINS 'Sales' AND total < 500 THEN\n"
        "    /// Counts what was found\n"
        "    LET total += 1;\n"
        "    OUTPUT 'App {{$.apps{0}.item.name}} of {{count: {{$.apps{0}}}}}';\n"
        "  ELSE\n"
        "    mail{0}: mail.SendMail(to = 'ops@example.com', subject = uppercase(apps{0}.item.name), body = 'Left out') ON ERROR WARN;\n"
        "  END IF\n"
        "NEXT\n",
        i);
  return script;
}

void bytes_of(benchmark::State& state, std::size_t bytes) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bytes));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

void parse_only(benchmark::State& state) {
  const std::string script = script_of(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    Diagnostics diagnostics;
    benchmark::DoNotOptimize(parse(script, diagnostics));
  }
  bytes_of(state, script.size());
}

void whole_compile(benchmark::State& state) {
  const std::string script = script_of(static_cast<std::size_t>(state.range(0)));
  if (!compile(script).ok) state.SkipWithError("the script has errors");
  for (auto _ : state) benchmark::DoNotOptimize(compile(script).output);
  bytes_of(state, script.size());
}

void whole_format(benchmark::State& state) {
  const std::string script = script_of(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(format(script).output);
  bytes_of(state, script.size());
}

/// What any tool must do that reads and writes the same workspace as JSON.
void json_there_and_back(benchmark::State& state) {
  const std::string script = script_of(static_cast<std::size_t>(state.range(0)));
  const std::string json = compile(script).output;
  for (auto _ : state) benchmark::DoNotOptimize(nlohmann::ordered_json::parse(json).dump(2));
  bytes_of(state, script.size());
}

/// Decompile and compile again: what an edit of an export costs.
void there_and_back(benchmark::State& state) {
  const std::string json = compile(script_of(static_cast<std::size_t>(state.range(0)))).output;
  for (auto _ : state) benchmark::DoNotOptimize(compile(decompile(json, {.exact = state.range(1) == 1}).scripts.front()).output);
  state.counters["blocks"] = static_cast<double>(nlohmann::json::parse(json)["blocks"].size());
  bytes_of(state, json.size());
}

BENCHMARK(parse_only)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(whole_compile)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Arg(1'000'000)->Arg(10'000'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(whole_compile)->Name("compile_on_threads")->Arg(1'000)->Threads(1)->Threads(2)->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(whole_format)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(json_there_and_back)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(there_and_back)->Args({10'000, 0})->Args({10'000, 1})->Args({100'000, 0})->Args({1'000'000, 0})->Args({3'500'000, 0})->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace dork

BENCHMARK_MAIN();
