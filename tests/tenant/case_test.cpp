// Cases: how their files are read, and what running them says.
#include "runtime/cases/case.hpp"
#include "tests/tenant/support.hpp"

#include <map>

using namespace dork;
using namespace dork::runtime;

namespace {

const std::map<std::string, std::string> files{
    {"good.json", R"({"users": []})"}, {"bad.json", R"({"usres": []})"}, {"broken.json", "{"}};

std::optional<std::string> read(const std::string& name, std::string& why) {
  const auto found = files.find(name);
  if (found != files.end()) return found->second;
  why = "no such file";
  return std::nullopt;
}

std::string case_error(std::string_view text) {
  std::string error;
  CHECK_FALSE(parse_case(text, read, builtin_catalog(), error));
  return error;
}

Case case_of(std::string_view text) {
  std::string error;
  auto test = parse_case(text, read, builtin_catalog(), error);
  INFO(error);
  REQUIRE(test);
  return *test;
}

CaseResult run_on(std::string_view script, std::string_view text) {
  const Prepared prepared = prepare_script(script, builtin_catalog());
  INFO(prepared.error);
  REQUIRE(prepared.plan);
  return run_case(case_of(text), *prepared.plan);
}

std::string shortfalls(const CaseResult& result) {
  std::string text;
  for (const auto& [path, expected, actual] : result.shortfalls) text += path + ": " + expected + " / " + actual + "\n";
  return text;
}

}  // namespace

TEST_CASE("mistakes in case files are named with their place", "[case]") {
  CHECK(case_error("") != "");
  CHECK(case_error("{").find("line 1") != std::string::npos);
  CHECK(case_error("[]") == "$: expected an object, not a list");
  CHECK(case_error("{}") == "$: \"description\" is missing: what the case shows");
  CHECK(case_error(R"({"description": "x"})") == "$: \"expect\" is missing: what must hold afterwards");
  CHECK(case_error(R"({"description": "x", "expect": {}})") == "$.expect: says nothing that must hold");
  CHECK(case_error(R"({"description": "x", "expect": 1})") == "$.expect: expected an object, not a number");
  CHECK(case_error(R"({"description": "x", "expcet": {}})") ==
        "$.expcet: unknown key `expcet`; did you mean `expect`?");
  CHECK(case_error(R"({"description": "x", "expect": {"output": []}})") ==
        "$.expect.output: unknown key `output`; did you mean `outputs`?");
  CHECK(case_error(R"({"description": "x", "expect": {"status": "finshed"}})") ==
        "$.expect.status: unknown status `finshed`; did you mean `finished`?");
  CHECK(case_error(R"({"description": "x", "expect": {"outputs": {"$cuont": 1}}})") ==
        "$.expect.outputs.$cuont: unknown operator `$cuont`; did you mean `$count`?");
  CHECK(case_error(R"({"description": "x", "expect": {"state": {"a[": 1}}})").starts_with("$.expect.state.a[: "));
  CHECK(case_error(R"({"description": "x", "now": "tomorrow", "expect": {"outputs": []}})") ==
        "$.now: expected a time such as 2026-01-05T02:00:00Z");
  CHECK(case_error(R"({"description": "x", "seed": -1, "expect": {"outputs": []}})") ==
        "$.seed: expected a whole number from 0 on");
  CHECK(case_error(R"({"description": "x", "fixture": {"apps": 1}, "expect": {"outputs": []}})")
            .starts_with("$.fixture.apps: expected a list of apps"));
  CHECK(case_error(R"({"description": "x", "fixture": 1, "expect": {"outputs": []}})") ==
        "$.fixture: expected an object or the name of a file, not a number");
  CHECK(case_error(R"({"description": "x", "fixture": "none.json", "expect": {"outputs": []}})") ==
        "$.fixture: no such file");
  CHECK(case_error(R"({"description": "x", "fixture": "broken.json", "expect": {"outputs": []}})")
            .starts_with("$.fixture: broken.json: "));
  CHECK(case_error(R"({"description": "x", "fixture": "bad.json", "expect": {"outputs": []}})") ==
        "bad.json: $.usres: unknown key `usres`; did you mean `users`?");
  CHECK(case_error(R"({"description": "x", "fail": [{"action": "qlik.listApp"}], "expect": {"outputs": []}})") ==
        "$.fail[0].action: Qlik Cloud Services has no action `listApp`; did you mean `listApps`?");
  CHECK(case_error("{\"description\": \"x\", \"expect\": {\"outputs\": " + std::string(120, '[') +
                   std::string(120, ']') + "}}")
            .find("within each other") != std::string::npos);
}

TEST_CASE("times of cases", "[case]") {
  const auto now = [](std::string_view text) {
    return case_of(R"({"description": "x", "now": ")" + std::string(text) + R"(", "expect": {"outputs": []}})")
        .options.now;
  };
  CHECK(now("2026-01-01") == 1'767'225'600'000);
  CHECK(now("2026-01-01T00:00:00Z") == 1'767'225'600'000);
  CHECK(now("2026-01-01 01:30") == 1'767'231'000'000);
  CHECK(now("2026-01-01T02:00:00+02:00") == 1'767'225'600'000);
  CHECK(now("2025-12-31T19:00:00-0500") == 1'767'225'600'000);
  for (const char* wrong : {"", "2026", "2026-13-01", "2026-02-30", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00Zx",
                            "2026-01-01T", "26-01-01"})
    CHECK_FALSE(case_error(R"({"description": "x", "now": ")" + std::string(wrong) + R"(", "expect": {"outputs": []}})")
                    .empty());
}

TEST_CASE("what holds and what falls short", "[case]") {
  constexpr std::string_view script = R"(
CONNECT TO 'Mail' AS mail;
FOR EACH users IN qlik.listUsers()
  mail.SendMail(to = users.item.email, subject = 'Hello', body = 'Hello {$.users.item.name}');
NEXT
OUTPUT 'Told {count: {$.users}}';
)";
  const std::string one = R"("fixture": {"users": [{"name": "Anna", "email": "anna@example.com", "subject": "a"}]})";
  CHECK(run_on(script, R"({"description": "x", )" + one + R"(, "expect": {
      "outputs": ["Told 1"], "outbox": [{"to": "anna@example.com"}], "calls": ["qlik.listUsers", {"action": "mail.SendMail", "inputs": {"subject": "Hello"}, "outcome": "done"}],
      "steps": {"$max": 10}, "seconds": 0, "warnings": [], "errors": [], "variables": {}, "title": "", "state": {"users": {"$count": 1}, "outbox[0].body": "Hello Anna"}}})")
            .holds());
  CHECK(
      shortfalls(run_on(
          script,
          R"({"description": "x", )" + one +
              R"(, "expect": {"outputs": ["Told 2"], "calls": ["qlik.listUsers"], "state": {"outbox[0].cc": "x"}}})")) ==
      "outputs[0]: \"Told 2\" / \"Told 1\"\n"
      "calls[1]: nothing more / "
      "{\"action\":\"mail.SendMail\",\"block\":\"SendMail\",\"inputs\":{\"to\":\"anna@example.com\",\"subject\":"
      "\"Hello\",\"body\":\"Hello Anna\"},\"outcome\":\"done\"}\n"
      "state outbox[0].cc: \"x\" / nothing\n");
  // A status that is not given is that of a run that went well.
  const CaseResult failed = run_on(
      script, R"({"description": "x", "fail": {"action": "mail.SendMail", "status": 503}, "expect": {"outputs": []}})");
  CHECK(shortfalls(failed) == "status: \"finished\" / \"failed\"\n");
  CHECK(failed.remarks.size() == 1);
  // A fault that never comes shows nothing.
  CHECK(
      shortfalls(run_on(
          script,
          R"({"description": "x", "fixture": {"users": []}, "fail": {"action": "mail.SendMail"}, "expect": {"outputs": ["Told 0"]}})")) ==
      "$.fail[0]: a call that fails so / no such call\n");
  CHECK(
      run_on(
          script,
          R"({"description": "x", "fixture": "good.json", "expect": {"outputs": ["Told 0"], "calls": {"$not": {"$contains": "mail.SendMail"}}}})")
          .holds());
  CHECK(
      run_on(
          script,
          R"({"description": "x", "expect": {"calls": {"$inOrder": ["qlik.listUsers", {"action": "mail.SendMail", "outcome": "failed"}]}, "status": "failed"}})")
          .holds());
}

TEST_CASE("a case can be run any number of times", "[case]") {
  const Prepared prepared = prepare_script("qlik.createApp(name = 'A');", builtin_catalog());
  REQUIRE(prepared.plan);
  const Case test =
      case_of(R"({"description": "x", "fixture": {"apps": []}, "expect": {"state": {"apps": {"$count": 1}}}})");
  for (int round = 0; round < 3; ++round) CHECK(run_case(test, *prepared.plan).holds());
}
