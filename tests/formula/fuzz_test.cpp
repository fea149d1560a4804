// Formulas that nobody would write: made from the table of functions, and texts with bytes changed. No crash, no hang, the
// same result each time, within the limits. DORK_FORMULAS says how many of each.
#include "compiler/formula/formula.hpp"
#include "compiler/formula/operators.hpp"
#include "runtime/formula/program.hpp"
#include "runtime/value/json.hpp"
#include "tests/generate/random.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

using namespace dork;
using namespace dork::runtime;

namespace {

std::size_t formula_count() {
  const char* said = std::getenv("DORK_FORMULAS");
#ifdef __SANITIZE_ADDRESS__
  constexpr std::size_t usual = 4'000;
#else
  constexpr std::size_t usual = 40'000;
#endif
  return said ? std::strtoull(said, nullptr, 10) : usual;
}

const Value& context() {
  static const Value value = [] {
    std::string error;
    return *parse_json(R"({
      "n": 5, "neg": -2.5, "big": 9223372036854775807, "huge": 1e308, "zero": 0, "yes": true, "none": null, "empty": "", "blank": " \n",
      "t": "héllo wörld 😀", "digits": "0012", "ids": "a1,a2,,a3", "json": "{\"a\":[1,{\"b\":null}]}", "bad": "{\"a\":", "quote": "\"'\\{}$.",
      "date": "2026-03-29 02:30", "zone": "Europe/Stockholm", "regex": "(a+)+b", "format": "Y-m-d\\TH:i:s.vP e U",
      "list": [3, "10", 2.5, null, true, "x"], "nested": [[1, [2]], {"k": [3]}], "rows": [{"id": "10", "n": 1}, {"id": "9"}, {"n": null}],
      "object": {"k": "v", "odd key": 1, "0": [], "item": {"id": 7}, "index": 2}, "nothing": {}, "long": "0123456789abcdefghijklmnopqrstuvwxyz"
    })", error);
  }();
  return value;
}

constexpr std::string_view names[] = {"n",     "neg",  "big",    "huge",   "zero",   "yes",  "none",   "empty", "blank",  "t",    "digits", "ids",
                                      "json",  "bad",  "quote",  "date",   "zone",   "regex", "format", "list",  "nested", "rows", "object", "nothing",
                                      "long", "absent", "state"};
constexpr std::string_view steps[] = {".k", ".item", ".item.id", ".index", "[0]", "[*]", "[*].id", "[99]", ".'odd key'", "[*][*]", ".0", ".error.message", "[-1]"};
constexpr std::string_view literals[] = {
    "",          "0",           "-1",          "1",           "2",          "3.75",        "1e18",          "99999999999999999999", "007",
    "''",        "'a'",         "','",         "'é'",         "\"'\"",      "'x{$.t}y'",   "'{linebreak}'", "{linebreak}",          "{jobguid}",
    "'now'",     "'tomorrow 9am'", "'+1 month'", "'@0'",      "'last day of february'", "'2026-10-25 02:30'", "'Y-m-d'", "'H:i:s.v T'", "'U'",
    "'Etc/UTC'", "'America/New_York'", "'+05:30'", "'Nowhere/At_all'", "'\\d+'", "'(.)(.)'", "'(a|b)*c'", "'['", "'(?<x>.)\\1'", "'$1'",
    "'SORT_STRING'", "'id'", "'a.b'", "'id,n'", "{\"a\": {$.n}, \"b\": \"{$.t}\"}", "{\"{$.t}\": [1, {$.list}]}", "[{$.n}, \"x\", null, {}]",
    "'{\"a\": \"{$.quote}\", \"b\": {$.rows}}'", "word", "{$.n}.{$.t}", "'$.n'", "$.list", "{ $.object }"};

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  std::string whole() {
    if (random_.below(4) > 0) return formula(0);
    std::string text;
    for (std::size_t i = 1 + random_.below(4); i > 0; --i)
      text += random_.one_in(2) ? formula(0) : std::string(random_.pick(std::span(literals)));
    return text;
  }

  std::string changed(std::string text) {
    constexpr std::string_view bytes = "{}$.'\",:[]*\\ \n\t|()+-0a\xC3\xFF";
    for (std::size_t i = 1 + random_.below(6); i > 0; --i) {
      const std::size_t at = random_.below(text.size() + 1);
      switch (random_.below(4)) {
        case 0: text.insert(at, 1, bytes[random_.below(bytes.size())]); break;
        case 1: text.erase(at, 1 + random_.below(3)); break;
        case 2: text.insert(at, text.substr(random_.below(text.size() + 1), random_.below(12))); break;
        default:
          if (at < text.size()) text[at] = static_cast<char>(random_.below(256));
      }
    }
    return text;
  }

 private:
  std::string reference() {
    std::string path = "$." + std::string(random_.pick(std::span(names)));
    while (random_.one_in(3)) path += random_.pick(std::span(steps));
    return random_.one_in(4) ? path : "{" + path + "}";
  }

  std::string argument(int depth) {
    const std::size_t kind = random_.below(depth > 4 ? 2 : 3);
    return kind == 0 ? reference() : kind == 1 ? std::string(random_.pick(std::span(literals))) : formula(depth + 1);
  }

  std::string formula(int depth) {
    if (random_.one_in(8)) {
      const std::string path = reference();
      return path.front() == '{' ? path : "{" + path + "}";
    }
    const FormulaFunction& function = random_.pick(formula_functions());
    if (function.max_arguments == 0) return "{" + std::string(function.name) + "}";
    std::string text = "{" + std::string(function.name) + ": ";
    if (function.name == "if") {
      const ConditionOperator& op = random_.pick(condition_operators());
      text += argument(depth) + " " + std::string(op.json) + " " + (op.unary ? "" : argument(depth)) + ", ";
      return text + argument(depth) + ", " + argument(depth) + "}";
    }
    const std::size_t count = random_.one_in(10) ? random_.below(6) : function.min_arguments + random_.below(function.max_arguments - function.min_arguments + 1u);
    for (std::size_t i = 0; i < count; ++i) text += (i > 0 ? ", " : "") + argument(depth);
    return text + "}";
  }

  dork::Random random_;
};

constexpr Limits tight = {.steps = 1, .value_bytes = 20'000, .list_items = 300, .total_bytes = 200'000, .depth = 12};

struct Outcome {
  std::string json;
  std::string error;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome evaluate_once(std::string_view text, std::uint64_t seed) {
  Names names;
  const Program program = prepare(text, names);
  const std::vector<Slot> slots = slots_from(context(), names);
  Environment environment;
  environment.now = 1'772'359'445'678;
  environment.random.state = seed;
  environment.job_id = "id";
  environment.limits = tight;
  const Evaluation result = evaluate(program, {slots}, environment);
  CHECK_FALSE(exceeds(result.value, tight));
  CHECK((!result.error || result.value.is_null()));
  std::string json = to_json_text(result.value);
  std::string error;
  CHECK(parse_json(json, error));
  return {std::move(json), result.error.value_or("")};
}

void check_all(const std::function<std::string(std::uint64_t seed)>& text_of) {
  context();
  std::size_t failed = 0;
  const std::size_t count = formula_count();
  for (std::uint64_t seed = 0; seed < count && failed < 3; ++seed) {
    const std::string text = text_of(seed);
    const std::int64_t before = live_bytes();
    const Outcome first = evaluate_once(text, seed);
    const Outcome second = evaluate_once(text, seed);
    if (first == second && live_bytes() == before) continue;
    ++failed;
    UNSCOPED_INFO("seed " << seed << ": " << text << "\n  " << first.json << " " << first.error << "\n  " << second.json << " " << second.error);
  }
  CHECK(failed == 0);
}

// Whether a value is of one of the kinds that the table promises.
bool is_promised(std::string_view result, const Value& value) {
  constexpr std::string_view kinds[] = {"null", "boolean", "number", "number", "text", "list", "object"};
  return result == "any" || result.find(kinds[static_cast<std::size_t>(value.kind())]) != result.npos;
}

}  // namespace

TEST_CASE("formulas made from the table are evaluated within the limits, the same each time") {
  check_all([](std::uint64_t seed) { return Generator(seed).whole(); });
}

TEST_CASE("formulas with bytes changed are as well") {
  check_all([](std::uint64_t seed) {
    Generator generator(seed);
    return generator.changed(generator.whole());
  });
}

TEST_CASE("functions give what the table says") {
  std::size_t computed = 0;
  for (std::uint64_t seed = 0; seed < formula_count(); ++seed) {
    const std::string text = Generator(seed).whole();
    const Template parsed = parse_template(text);
    if (parsed.pieces.size() != 1 || !parsed.pieces.front().formula || parsed.pieces.front().formula->kind != ExprKind::call) continue;
    const FormulaFunction& function = *find_function(parsed.pieces.front().formula->text);
    Names names;
    const Program program = prepare(text, names);
    const std::vector<Slot> slots = slots_from(context(), names);
    Environment environment;
    const Evaluation result = evaluate(program, {slots}, environment);
    if (result.error) continue;
    ++computed;
    INFO(text << " gives " << to_json_text(result.value));
    CHECK(is_promised(function.result, result.value));
  }
  CHECK(computed > formula_count() / 10);
}
