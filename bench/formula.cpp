// What evaluating a template costs once it was made ready, beside what the rest of a block's execution costs at least: a
// million executions a second leave a microsecond for all of it.
#include "runtime/formula/conditions.hpp"
#include "runtime/formula/program.hpp"
#include "runtime/value/json.hpp"

#include <benchmark/benchmark.h>

namespace dork::runtime {
namespace {

const Value& context() {
  static const Value value = [] {
    std::string error;
    Value read = *parse_json(R"({
      "x": "a text", "n": 41, "flag": true, "list": [3, 1, 2], "date": "2026-03-29 02:30",
      "app": {"item": {"id": "65096a85afb58f1ff572af75", "attributes": {"name": "Sales"}}},
      "apps": [{"name": "Sales"}, {"name": "Stock"}, {"name": "Staff"}]
    })", error);
    List names;
    for (int i = 0; i < 1000; ++i) names.push_back(Object{{"id", i * 7919 % 1000}, {"name", "user " + std::to_string(i)}});
    read.set("users", names);
    return read;
  }();
  return value;
}

void evaluate_template(benchmark::State& state, const char* text) {
  Names names;
  const Program program = prepare(text, names);
  const std::vector<Slot> slots = slots_from(context(), names);
  Environment environment;
  environment.now = 1'767'225'600'000;
  if (const auto first = evaluate(program, {slots}, environment); first.error) state.SkipWithError(first.error->c_str());
  for (auto _ : state) benchmark::DoNotOptimize(evaluate(program, {slots}, environment));
}

void prepare_template(benchmark::State& state, const char* text) {
  for (auto _ : state) {
    Names names;
    benchmark::DoNotOptimize(prepare(text, names));
  }
}

// The same bytes copied: what a short result costs whoever makes it.
void copy_text(benchmark::State& state) {
  const std::string text = "65096a85afb58f1ff572af75";
  for (auto _ : state) benchmark::DoNotOptimize(Value(text));
}

#define EVALUATE(name, text) BENCHMARK_CAPTURE(evaluate_template, name, text)

BENCHMARK(copy_text);
EVALUATE(constant, "a text");
EVALUATE(reference, "{$.x}");
EVALUATE(reference_deep, "{$.app.item.attributes.name}");
EVALUATE(reference_in_text, "App {$.app.item.id}");
EVALUATE(reference_to_all, "{$.apps[*].name}");
EVALUATE(add, "{add: {$.n}, 1}");
EVALUATE(if_equal, "{if: {$.n} > 40, 'yes', 'no'}");
EVALUATE(nested, "{round: {divide: {multiply: {$.n}, 100}, 7}, 2}");
EVALUATE(uppercase, "{uppercase: {$.x}}");
EVALUATE(replace, "{replace: {$.x}, 'text', 'word'}");
EVALUATE(implode, "{implode: {$.apps[*].name}, ', '}");
EVALUATE(sort_1000, "{sort: {$.users}, 'id'}");
EVALUATE(json_of_1000, "{json: {$.users}}");
EVALUATE(date_now, "{date: 'now', 'Y-m-d H:i:s'}");
EVALUATE(date_text, "{date: {$.date}, 'U'}");
EVALUATE(converttimezone, "{converttimezone: {$.date}, , 'Europe/Stockholm', , 'Etc/UTC'}");
EVALUATE(regexparse, "{regexparse: {$.app.item.id}, '([a-f]+)'}");
BENCHMARK_CAPTURE(prepare_template, reference, "{$.x}");
BENCHMARK_CAPTURE(prepare_template, nested, "{if: {$.n} > 40, 'Found {count: {$.apps}} of {add: {$.n}, 1}', {implode: {$.apps[*].name}, ', '}}");

}  // namespace
}  // namespace dork::runtime
