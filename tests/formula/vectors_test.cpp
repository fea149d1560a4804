// Templates with what they must give: vectors.json beside this file, and Qlik's own examples where they are at hand.
#include "compiler/formula/formula.hpp"
#include "runtime/formula/functions.hpp"
#include "runtime/formula/program.hpp"
#include "runtime/value/json.hpp"
#include "runtime/value/text.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

using namespace dork::runtime;
namespace files = std::filesystem;

namespace {

Value read(const files::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  std::string error;
  const auto value = parse_json(text.str(), error);
  INFO(path.string() << ": " << error);
  REQUIRE(value);
  return *value;
}

Evaluation evaluate(std::string_view text, const Value& context, Environment& environment) {
  Names names;
  const Program program = prepare(text, names);
  const std::vector<Slot> slots = slots_from(context, names);
  return evaluate(program, {slots}, environment);
}

std::string text_of(const Value& vector, std::string_view key) {
  const Value* value = vector.find(key);
  return value != nullptr && value->is_text() ? value->text() : "";
}

}  // namespace

TEST_CASE("Every function has an implementation, and only those") {
  for (const dork::FormulaFunction& function : dork::formula_functions()) {
    INFO(function.name);
    CHECK(find_implementation(function.name) != nullptr);
  }
  CHECK(find_implementation("cuont") == nullptr);
}

// Each file of vectors is a list of groups; a group has a context, and rows [template, result] or, where an evaluation
// fails, [template, {"error": "…"}].
TEST_CASE("The project's vectors hold") {
  std::map<std::string, int, std::less<>> cases;
  for (const auto& entry : files::directory_iterator(files::path(DORK_SOURCE_DIR) / "tests/formula/vectors")) {
    const Value groups = read(entry.path());
    for (const Value& group : groups.list()) {
      const Value* context = group.find("context");
      for (const Value& row : group.find("rows")->list()) {
        const std::string& text = row.list()[0].text();
        const Value& expected = row.list()[1];
        Environment environment;
        environment.now = 1'772'359'445'678;  // 2026-03-01 10:04:05.678 UTC, a Sunday
        environment.job_id = "11111111-2222-4333-8444-555555555555";
        if (const std::string zone = text_of(group, "timezone"); !zone.empty()) environment.timezone = zone;
        const Evaluation result = evaluate(text, context != nullptr ? *context : Value(), environment);
        INFO(entry.path().filename().string() << ": " << text_of(group, "about") << ": " << text);
        INFO("gives " << to_json_text(result.value) << (result.error ? ", error: " + *result.error : ""));
        if (const Value* error = expected.find("error")) {
          CHECK(result.error.value_or("none").find(error->text()) != std::string::npos);
          CHECK(result.value.is_null());
        } else {
          CHECK_FALSE(result.error);
          CHECK(to_json_text(result.value) == to_json_text(expected));
        }
        ++cases[text_of(group, "about")];
      }
    }
  }
  for (const dork::FormulaFunction& function : dork::formula_functions()) {
    INFO(function.name);
    CHECK(cases[std::string(function.name)] >= (function.max_arguments == 0 ? 1 : 4));
  }
}

// What Qlik's help shows, where its examples are at hand.
TEST_CASE("Qlik's examples hold") {
  const files::path path = files::path(DORK_SOURCE_DIR).parent_path() / "shared/facts/formula-vectors.json";
  if (!files::exists(path)) {
    WARN("skipped: no ../shared/facts/formula-vectors.json");
    return;
  }
  int checked = 0;
  const Value vectors = read(path);
  for (const Value& vector : vectors.list()) {
    if (text_of(vector, "kind") == "suspect") continue;
    Environment environment;
    const Value& expected = *vector.find("expect");
    const Evaluation result = evaluate(text_of(vector, "template"), *vector.find("context"), environment);
    INFO(text_of(vector, "template") << " gives " << to_json_text(result.value) << " " << result.error.value_or(""));
    CHECK_FALSE(result.error);
    CHECK((expected.is_list() || expected.is_object() ? result.value == expected : loosely_equal(result.value, expected)));
    ++checked;
  }
  CHECK(checked > 30);
}
