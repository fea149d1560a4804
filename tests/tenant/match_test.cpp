// What cases expect: partial matches, operators, paths; and the JUnit report.
#include "runtime/cases/match.hpp"
#include "runtime/cases/junit.hpp"
#include "tests/tenant/support.hpp"

#include <deque>

using namespace dork;
using namespace dork::runtime;

namespace {

bool matches(std::string_view expected, std::string_view actual) {
  std::vector<Shortfall> shortfalls;
  const Value value = json(actual);
  match(json(expected), &value, "x", shortfalls);
  return shortfalls.empty();
}

std::string report(std::string_view expected, std::string_view actual) {
  std::vector<Shortfall> shortfalls;
  const Value value = json(actual);
  match(json(expected), &value, "x", shortfalls);
  std::string text;
  for (const auto& each : shortfalls) text += each.path + ": " + each.expected + " / " + each.actual + "\n";
  return text;
}

std::string wrong(std::string_view expectation) {
  std::string error;
  JsonFailure failure(error);
  check_expectation(json(expectation), {}, failure);
  return error;
}

}  // namespace

TEST_CASE("objects match in part, lists item by item", "[match]") {
  CHECK(matches(R"({"a": 1})", R"({"a": 1.0, "b": 2})"));
  CHECK(matches(R"({})", R"({"b": 2})"));
  CHECK(report(R"({"a": {"b": 1}})", R"({"a": {"b": 2}})") == "x.a.b: 1 / 2\n");
  CHECK(report(R"({"a": 1})", R"({})") == "x.a: 1 / nothing\n");
  CHECK(report("[1, 2]", "[1]") == "x[1]: 2 / nothing\n");
  CHECK(report("[1]", "[1, 2]") == "x[1]: nothing more / 2\n");
  CHECK(report("[]", "{}") == "x: [] / {}\n");
  CHECK(report("2", R"("2")") == "x: 2 as a number / \"2\"\n");
  CHECK(report(R"("a\nb\nc")", R"("a\nB\nc")") == "x, line 2: \"b\" / \"B\"\n");
  CHECK(report(R"("a\nb")", R"("a")") == "x, line 2: \"b\" / the text ends\n");
}

TEST_CASE("operators", "[match]") {
  CHECK(matches(R"({"$count": 2})", "[1, 2]"));
  CHECK(matches(R"({"$count": {"$min": 1, "$max": 3}})", R"({"a": 1, "b": 2})"));
  CHECK(report(R"({"$count": 3})", "[1]") == "x: 3 items / 1: [1]\n");
  CHECK(matches(R"({"$contains": "ell"})", R"("hello")"));
  CHECK(matches(R"({"$contains": ["he", "lo"]})", R"("hello")"));
  CHECK(matches(R"({"$contains": {"a": 1}})", R"([{"a": 2}, {"a": 1, "b": 1}])"));
  CHECK_FALSE(matches(R"({"$contains": [1, 3]})", "[1, 2]"));
  CHECK(matches(R"({"$inOrder": [1, 3]})", "[1, 2, 3]"));
  CHECK(report(R"({"$inOrder": [3, 1]})", "[1, 2, 3]") == "x: 1 after 3 / [1,2,3]\n");
  CHECK(matches(R"({"$unordered": [3, 1]})", "[1, 3]"));
  CHECK(report(R"({"$unordered": [3, 4]})", "[1, 3]") == "x: an item 4 / [1,3]\nx: no further item / 1\n");
  CHECK(matches(R"({"$each": {"a": 1}})", R"([{"a": 1}, {"a": 1, "b": 2}])"));
  CHECK(report(R"({"$each": {"a": 1}})", R"([{"a": 1}, {"a": 2}])") == "x[1].a: 1 / 2\n");
  CHECK(matches(R"({"$matches": "^a+$"})", R"("aaa")"));
  CHECK_FALSE(matches(R"({"$matches": "^a+$"})", R"("ab")"));
  CHECK(matches(R"({"$not": 1})", "2"));
  CHECK_FALSE(matches(R"({"$not": {"$contains": 1}})", "[1]"));
  CHECK(matches(R"({"$oneOf": [1, {"$min": 5}]})", "7"));
  CHECK_FALSE(matches(R"({"$oneOf": [1, 2]})", "3"));
  CHECK(matches(R"({"a": {"$absent": true}, "b": {"$absent": false}})", R"({"b": null})"));
  CHECK_FALSE(matches(R"({"a": {"$absent": true}})", R"({"a": null})"));
  CHECK(matches(R"({"$exactly": {"a": [1]}})", R"({"a": [1]})"));
  CHECK_FALSE(matches(R"({"$exactly": {"a": [1]}})", R"({"a": [1], "b": 2})"));
  CHECK(matches(R"({"$min": "2026-01-01", "$max": "2026-12-31"})", R"("2026-03-04")"));
  CHECK_FALSE(matches(R"({"$min": 2})", "1"));
  std::vector<Shortfall> shortfalls;
  match(json(R"({"$count": 0})"), nullptr, "x", shortfalls);
  match(json(R"({"$absent": true})"), nullptr, "x", shortfalls);
  CHECK(shortfalls.empty());
  match(json(R"({"$absent": false})"), nullptr, "x", shortfalls);
  CHECK(shortfalls.size() == 1);
}

TEST_CASE("expectations with mistakes", "[match]") {
  CHECK(wrong(R"({"a": [{"$cuont": 1}]})") == "$.a[0].$cuont: unknown operator `$cuont`; did you mean `$count`?");
  CHECK(wrong(R"({"$count": 1, "a": 2})") == "$.a: operators stand alone, not beside members");
  CHECK(wrong(R"({"a": 2, "$count": 1})") == "$.$count: operators stand alone, not beside members");
  CHECK(wrong(R"({"$matches": "("})").starts_with("$.$matches: "));
  CHECK(wrong(R"({"$matches": 1})") == "$.$matches: expected a regular expression, not a number");
  CHECK(wrong(R"({"$inOrder": 1})") == "$.$inOrder: expected a list, not a number");
  CHECK(wrong(R"({"$absent": 1})") == "$.$absent: expected true or false, not a number");
  CHECK(wrong(R"({"$min": []})") == "$.$min: expected a number or a text, not a list");
  CHECK(wrong(R"({"$exactly": {"$count": 1}})").empty());
}

TEST_CASE("paths", "[match]") {
  const Value root = json(
      R"({"apps": [{"name": "A", "n": 1, "t": "x"}, {"name": "B c", "n": 2, "t": "x"}], "files": {"SFTP": {"a/b.csv": "text"}}, "odd": {"a.b": 1}})");
  const auto at = [&](std::string_view path) {
    std::deque<Value> made;
    const Value* value = at_path(root, path, made);
    return value != nullptr ? to_json_text(*value) : "nothing";
  };
  CHECK(at("apps[0].name") == "\"A\"");
  CHECK(at("apps[-1].n") == "2");
  CHECK(at("apps[name='B c'].n") == "2");
  CHECK(at("apps[name=B c].n") == "2");
  CHECK(at("apps[n=1].name") == "\"A\"");
  CHECK(at("apps[?t=x][1].name") == "\"B c\"");
  CHECK(at("apps[?t=y]") == "[]");
  CHECK(at("files.SFTP.'a/b.csv'") == "\"text\"");
  CHECK(at("odd.'a.b'") == "1");
  CHECK(at("apps[7]") == "nothing");
  CHECK(at("apps[name=C]") == "nothing");
  CHECK(at("none.deep.er") == "nothing");
  const auto path_error = [](std::string_view path) {
    std::string error;
    JsonFailure failure(error);
    check_path(path, {}, failure);
    return error;
  };
  CHECK(path_error("apps[").find("neither a number") != std::string::npos);
  CHECK(path_error("apps[0").find("not closed") != std::string::npos);
  CHECK(path_error("a..b") == "$: a name is missing");
  CHECK(path_error("a[x]") == "$: `[x]` is neither a number nor `[name=value]`");
  CHECK(path_error("a[0]b") == "$: `.` or `[` expected before `b`");
}

TEST_CASE("JUnit XML", "[junit]") {
  const std::string xml = junit_xml({{"a.dork",
                                      {{"good", 1.5, "", "", ""},
                                       {"bad <\"&\">\x01\xFF", 0, "first\nsecond", "", "first"},
                                       {"broken", 0, "", "no script", "none"}}}});
  CHECK(xml == R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite id="0" name="a.dork" package="dork" timestamp="1970-01-01T00:00:00" hostname="localhost" tests="3" failures="1" errors="1" time="1.500">
    <properties/>
    <testcase name="good" classname="a.dork" time="1.500"/>
    <testcase name="bad &lt;&quot;&amp;&quot;&gt;)"
               "\xEF\xBF\xBD\xEF\xBF\xBD"
               R"(" classname="a.dork" time="0.000">
      <failure message="first" type="failure">first&#10;second</failure>
    </testcase>
    <testcase name="broken" classname="a.dork" time="0.000">
      <error message="none" type="error">no script</error>
    </testcase>
    <system-out/>
    <system-err/>
  </testsuite>
</testsuites>
)");
}
