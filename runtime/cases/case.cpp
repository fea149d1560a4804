#include "runtime/cases/case.hpp"

#include "runtime/value/json.hpp"
#include "runtime/value/reader.hpp"
#include "runtime/value/text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <chrono>
#include <deque>

namespace dork::runtime {
namespace {

constexpr std::string_view case_keys[] = {"description", "script", "fixture",  "fail",      "inputs", "now",
                                          "timezone",    "seed",   "maxSteps", "allowCode", "expect"};

/// What a case can expect of: `state`, the status, and the members of `results_of`.
constexpr std::string_view expect_keys[] = {"status", "outputs", "title", "redirect", "warnings",  "errors",
                                            "outbox", "calls",   "steps", "seconds",  "variables", "state"};

/// What blocks that are not of a connector are called by, as in `fail` of a fixture.
constexpr std::pair<std::string_view, std::string_view> call_names[] = {{"CallUrlBlock", "web"},
                                                                        {"CallWidgetBlock", "automation"},
                                                                        {"OpenFileBlock", "file.open"},
                                                                        {"CreateFileBlock", "file.create"},
                                                                        {"CopyFileBlock", "file.copy"},
                                                                        {"ReadDataFromFileBlock", "file.read"},
                                                                        {"WriteLineToFileBlock", "file.write"},
                                                                        {"CloseFileBlock", "file.close"},
                                                                        {"DeleteFileBlock", "file.delete"},
                                                                        {"MoveFileBlock", "file.move"},
                                                                        {"CheckFileExistsBlock", "file.exists"},
                                                                        {"ListFilesBlock", "file.list"}};

/// A number of so many digits at the start of a text, which moves behind it.
std::optional<int> digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return {};
  int number = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return {};
    number = number * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return number;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

/// Milliseconds since 1970 of `2026-01-05`, `2026-01-05T02:00:00Z`, `2026-01-05 02:00:00+01:00`.
std::optional<std::int64_t> parse_time(std::string_view text) {
  using namespace std::chrono;
  const auto y = digits(text, 4);
  const bool dash = take(text, '-');
  const auto m = digits(text, 2);
  const bool second_dash = take(text, '-');
  const auto d = digits(text, 2);
  if (!y || !m || !d || !dash || !second_dash) return {};
  const year_month_day date{year(*y), month(static_cast<unsigned>(*m)), day(static_cast<unsigned>(*d))};
  if (!date.ok()) return {};
  sys_seconds time = sys_days(date);
  if (text.empty()) return duration_cast<milliseconds>(time.time_since_epoch()).count();
  if (!take(text, 'T') && !take(text, ' ')) return {};
  const auto h = digits(text, 2);
  if (!h || !take(text, ':')) return {};
  const auto min = digits(text, 2);
  int s = 0;
  if (take(text, ':')) {
    const auto given = digits(text, 2);
    if (!given) return {};
    s = *given;
  }
  if (!min || *h > 23 || *min > 59 || s > 59) return {};
  time += hours(*h) + minutes(*min) + seconds(s);
  const int sign = take(text, '+') ? -1 : take(text, '-') ? 1 : 0;
  if (sign == 0) {
    take(text, 'Z');
  } else {
    const auto zone_hours = digits(text, 2);
    take(text, ':');
    const auto zone_minutes = digits(text, 2);
    if (!zone_hours || !zone_minutes) return {};
    time += sign * (hours(*zone_hours) + minutes(*zone_minutes));
  }
  if (!text.empty()) return {};
  return duration_cast<milliseconds>(time.time_since_epoch()).count();
}

/// `calls` as the log of a run has it: a text stands for {action: text}; `times` for so many of the same.
Value calls_of(const Value& expected) {
  const auto one = [](const Value& call) { return call.is_text() ? Value(Object{{"action", call}}) : call; };
  if (expected.is_list()) {
    List all;
    for (const Value& item : expected.list()) {
      Value call = one(item);
      const Value* times = call.find("times");
      if (times == nullptr || times->kind() != Kind::integer) {
        all.push_back(std::move(call));
        continue;
      }
      const std::int64_t count = std::clamp<std::int64_t>(times->integer(), 0, 10'000);
      call.edit_object().erase("times");
      for (std::int64_t i = 0; i < count; ++i) all.push_back(call);
    }
    return all;
  }
  const bool operators =
      expected.is_object() && !expected.object().empty() && expected.object().begin()->key.starts_with('$');
  if (!operators) return one(expected);
  Object meant;
  for (const auto& [name, operand] : expected.object())
    meant[name] = name == "$count" || name == "$exactly" ? operand : calls_of(operand);
  return meant;
}

/// The fixture of a case: in it, or in a file beside it.
Value fixture_of(const Reader& reader, const ReadFile& read, std::string& file) {
  const Value* given = reader.find("fixture");
  if (given == nullptr) return Object();
  if (given->is_object()) return *given;
  if (!given->is_text()) {
    reader.fail("fixture", fmt::format("expected an object or the name of a file, not {}", kind_name(given->kind())));
    return Object();
  }
  std::string why;
  file = given->text();
  const auto text = read(file, why);
  if (!text) {
    reader.fail("fixture", why);
    return Object();
  }
  auto fixture = parse_json(*text, why, {.depth = 150});
  if (!fixture) reader.fail("fixture", fmt::format("{}: {}", file, why));
  return fixture ? std::move(*fixture) : Value(Object());
}

/// Adds a case's own `fail` to those of its fixture.
void add_faults(Value& fixture, const Value& faults) {
  if (!fixture.is_object()) return;
  const Value* own = fixture.find("fail");
  List all = own == nullptr ? List() : own->is_list() ? own->list() : List{*own};
  if (faults.is_list())
    all.insert(all.begin(), faults.list().begin(), faults.list().end());
  else
    all.insert(all.begin(), faults);
  fixture.set("fail", std::move(all));
}

void read_expect(const Reader& reader, Case& test) {
  const JsonPlace place = reader.place().at("expect");
  const Value* json = reader.find("expect");
  if (json == nullptr)
    return reader.failure().report(reader.place(), "\"expect\" is missing: what must hold afterwards");
  const Reader expect(*json, place, reader.failure(), expect_keys);
  if (reader.failure().any()) return;
  test.status = "finished";
  for (const auto& [key, expected] : json->object()) {
    const JsonPlace at = place.at(key);
    if (key == "state") continue;
    check_expectation(expected, at, reader.failure());
    if (key == "status") {
      static constexpr Status all[] = {Status::finished, Status::finished_with_warnings, Status::failed,
                                       Status::stopped, Status::limit_reached};
      std::vector<std::string_view> names;
      for (const Status status : all) names.push_back(status_name(status));
      if (expected.is_text() && std::find(names.begin(), names.end(), expected.text()) == names.end())
        report_unknown(at, "status", expected.text(), names, reader.failure());
      test.status = expected;
    } else {
      test.results.push_back({key, key == "calls" ? calls_of(expected) : expected});
    }
  }
  expect.members("state", [&](const std::string& path, const Value& expected, const JsonPlace& at) {
    check_path(path, at, reader.failure());
    check_expectation(expected, at, reader.failure());
    test.state.push_back({path, expected});
  });
  if (json->object().empty()) reader.failure().report(place, "says nothing that must hold");
}

/// What of a run cases speak about.
Value results_of(const RunResult& result, const Tenant& tenant, List calls, std::int64_t began) {
  List warnings, errors;
  for (const Remark& remark : result.remarks) {
    if (remark.severity == Severity::error)
      errors.push_back(remark.message);
    else if (remark.severity == Severity::warning)
      warnings.push_back(remark.message);
  }
  return Object{{"outputs", result.outputs},
                {"title", result.title},
                {"redirect", result.redirect},
                {"warnings", std::move(warnings)},
                {"errors", std::move(errors)},
                {"outbox", tenant.outbox()},
                {"calls", std::move(calls)},
                {"steps", static_cast<std::int64_t>(result.steps)},
                {"seconds", static_cast<double>(result.ended - began) / 1000},
                {"variables", result.variables}};
}

}  // namespace

std::string script_named_by(std::string_view json) {
  std::string ignored;
  const auto parsed = parse_json(json, ignored, {.depth = 150});
  const Value* script = parsed ? parsed->find("script") : nullptr;
  return script != nullptr && script->is_text() ? script->text() : std::string();
}

std::optional<Case> parse_case(std::string_view json, const ReadFile& read, const Catalog& catalog,
                               std::string& error) {
  const auto parsed = parse_json(json, error, {.depth = 150});
  if (!parsed) return {};
  JsonFailure failure(error);
  const JsonPlace root;
  const Reader reader(*parsed, root, failure, case_keys);
  if (failure.any()) return {};
  Case test;
  test.description = reader.text("description");
  if (test.description.empty()) failure.report(root, "\"description\" is missing: what the case shows");
  reader.text("script");
  if (const Value* inputs = reader.find("inputs")) test.options.inputs = *inputs;
  if (reader.has("now")) {
    const auto now = parse_time(reader.text("now"));
    if (now)
      test.options.now = *now;
    else
      reader.fail("now", "expected a time such as 2026-01-05T02:00:00Z");
  }
  test.options.timezone = reader.text("timezone", test.options.timezone);
  test.options.allow_code = reader.flag("allowCode");
  const auto whole = [&](std::string_view key, std::uint64_t fallback) {
    const Value* number = reader.find(key);
    if (number == nullptr) return fallback;
    if (number->kind() == Kind::integer && number->integer() >= 0) return static_cast<std::uint64_t>(number->integer());
    reader.fail(key, "expected a whole number from 0 on");
    return fallback;
  };
  test.options.seed = whole("seed", 0);
  test.options.limits.steps = whole("maxSteps", 1'000'000);
  read_expect(reader, test);
  std::string file;
  Value fixture = fixture_of(reader, read, file);
  if (failure.any()) return {};
  if (const Value* faults = reader.find("fail")) {
    // Wrong ones are reported where the author wrote them.
    if (!Tenant::from(Object{{"fail", *faults}}, error, catalog)) return {};
    add_faults(fixture, *faults);
  }
  auto tenant = Tenant::from(fixture, error, catalog);
  if (!tenant) {
    if (!file.empty())
      error = file + ": " + error;
    else if (error.starts_with('$'))
      error.insert(1, ".fixture");
    return {};
  }
  test.tenant = std::move(*tenant);
  return test;
}

CaseResult run_case(const Case& test, const Plan& plan) {
  Tenant tenant = test.tenant;
  RunOptions options = test.options;
  List calls;
  options.observe = [&](const Event& event) {
    std::string_view action = event.action;
    for (const auto& [type, name] : call_names)
      if (action.empty() && type == event.type) action = name;
    if (action.empty() || event.outcome == Outcome::skipped) return;
    calls.push_back(Object{{"action", action},
                           {"block", event.block},
                           {"inputs", event.inputs},
                           {"outcome", outcome_name(event.outcome)}});
  };
  const RunResult run = runtime::run(plan, tenant, options);
  CaseResult result;
  result.status = run.status;
  result.remarks = run.remarks;
  result.unused = tenant.unused();
  result.steps = run.steps;
  result.seconds = static_cast<double>(run.ended - options.now) / 1000;
  const Value status(status_name(run.status));
  match(test.status, &status, "status", result.shortfalls);
  const Value results = results_of(run, tenant, std::move(calls), options.now);
  for (const Expectation& each : test.results)
    match(each.expected, results.find(each.path), each.path, result.shortfalls);
  const Value state = test.state.empty() ? Value() : tenant.state();
  for (const Expectation& each : test.state) {
    std::deque<Value> made;
    match(each.expected, at_path(state, each.path, made), "state " + each.path, result.shortfalls);
  }
  // A fault that never came leaves a case that shows nothing.
  for (const std::string& place : result.unused)
    if (place.starts_with("$.fail")) result.shortfalls.push_back({place, "a call that fails so", "no such call"});
  return result;
}

}  // namespace dork::runtime
