#include "compiler/diagnostics/diagnostic.hpp"

#include "compiler/diagnostics/render.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

namespace dork {
namespace {

using Json = nlohmann::json;

/// The range of the first place where `part` occurs.
Range range_of(std::string_view text, std::string_view part) {
  const auto at = text.find(part);
  REQUIRE(at != text.npos);
  return {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + part.size())};
}

Diagnostic make(Range range, std::string message, std::string help = "") {
  return {Code::unknown_action, Severity::error, range, std::move(message), std::move(help), {}, {}};
}

std::string text_of(std::string_view source, const Diagnostic& diagnostic) {
  return render_text({"a.dork", source, {diagnostic}}, false);
}

/// The second and third line of the rendering: the source line and the marks.
std::string excerpt_of(std::string_view source, Range range, std::string help = "") {
  const auto text = text_of(source, make(range, "m", std::move(help)));
  return text.substr(text.find('\n') + 1);
}

std::optional<std::string_view> near(std::string_view word, std::vector<std::string_view> candidates) {
  return nearest(word, candidates);
}

}  // namespace

TEST_CASE("diagnostics: the table gives each code its number, name and words") {
  CHECK(rule(Code::unexpected_token).number == 1001);
  CHECK(rule(Code::unexpected_token).name == "unexpected-token");
  CHECK(rule(Code::invalid_utf8).name == "invalid-utf8");
  CHECK(code_name(Code::unknown_action) == "DORK2002");
  for (const auto& described : diagnostic_rules()) {
    CAPTURE(described.number);
    CHECK(described.name.find('_') == described.name.npos);
    CHECK_FALSE(described.message.empty());
    CHECK(described.explanation.ends_with('.'));
  }
}

TEST_CASE("diagnostics: a report fills the message of its rule") {
  Diagnostics diagnostics;
  diagnostics.report(Code::unknown_action, {3, 8}, "Slack", "sendd").help = "did you mean `send`?";
  const auto found = diagnostics.sorted();
  REQUIRE(found.size() == 1);
  CHECK(found[0].message == "Slack has no action `sendd`");
  CHECK(found[0].help == "did you mean `send`?");
  CHECK(found[0].severity == Severity::error);
  CHECK(diagnostics.has_errors());
  CHECK(diagnostics.error_count() == 1);
  CHECK(diagnostics.warning_count() == 0);
}

TEST_CASE("diagnostics: sorted by place and then by code, each place and message once") {
  Diagnostics diagnostics;
  diagnostics.add(Code::unknown_action, {9, 12}, "late");
  diagnostics.add(Code::unknown_action, {2, 5}, "second");
  diagnostics.add(Code::unexpected_token, {2, 5}, "first");
  diagnostics.add(Code::unknown_action, {2, 4}, "shorter");
  diagnostics.add(Code::unknown_action, {9, 12}, "late");
  std::vector<std::string> order;
  for (const auto& diagnostic : diagnostics.sorted()) order.push_back(diagnostic.message);
  CHECK(order == std::vector<std::string>{"shorter", "first", "second", "late"});
}

TEST_CASE("diagnostics: past the limit they are counted, not kept") {
  Diagnostics diagnostics;
  for (std::uint32_t i = 0; i < Diagnostics::limit + 7; ++i) {
    diagnostics.add(Code::unknown_action, {i, i + 1}, "m").help = "h";
  }
  CHECK(diagnostics.sorted().size() == Diagnostics::limit);
  CHECK(diagnostics.dropped() == 7);
  CHECK(diagnostics.error_count() == Diagnostics::limit + 7);
}

TEST_CASE("diagnostics: nearest finds what was meant") {
  CHECK(near("listApp", {"getApp", "listApps", "listSpaces"}) == "listApps");
  CHECK(near("LISTAPPS", {"listApps"}) == "listApps");
  CHECK(near("lsitApps", {"listApps"}) == "listApps");
  CHECK(near("pots", {"post", "get"}) == "post");
  CHECK(near("cat", {"bat", "hat"}) == "bat");
  CHECK(near("cat", {"bat", "cats", "Cat"}) == "Cat");
  CHECK(near("id", {"ID"}) == "ID");
}

TEST_CASE("diagnostics: nearest finds nothing where nothing is near") {
  CHECK_FALSE(near("listApps", {"sendMessage", "x"}));
  CHECK_FALSE(near("ab", {"ac", "a"}));
  CHECK_FALSE(near("", {"a"}));
  CHECK_FALSE(near("word", {}));
  CHECK_FALSE(near("abcdef", {"abcxyz"}));
}

TEST_CASE("diagnostics: nearest takes words of any length") {
  const std::string word(5000, 'a');
  const std::string other = word + "b";
  CHECK(near(word, {other}) == other);
}

TEST_CASE("text: place, code, message, source line, caret and help, notes") {
  const std::string_view source = "CONNECT TO 'Qlik' AS qlik;\n\n  qlik.listApp();\n";
  auto diagnostic =
      make(range_of(source, "listApp"), "Qlik Cloud Services has no action `listApp`", "did you mean `listApps`?");
  diagnostic.notes.push_back({"`qlik` is this connector", range_of(source, "qlik")});
  diagnostic.notes.push_back({"the catalog is of 2026-01", {}});
  CHECK(text_of(source, diagnostic) ==
        "a.dork:3:8: error[DORK2002]: Qlik Cloud Services has no action `listApp`\n"
        "    3 |   qlik.listApp();\n"
        "      |        ^^^^^^^ did you mean `listApps`?\n"
        "   note: a.dork:1:22: `qlik` is this connector\n"
        "   note: the catalog is of 2026-01\n");
}

TEST_CASE("text: the severities") {
  auto diagnostic = make({0, 1}, "m");
  diagnostic.severity = Severity::warning;
  CHECK(text_of("x", diagnostic).starts_with("a.dork:1:1: warning[DORK2002]: m\n"));
  diagnostic.severity = Severity::info;
  CHECK(text_of("x", diagnostic).starts_with("a.dork:1:1: info[DORK2002]: m\n"));
}

TEST_CASE("text: help that has no room beside the caret, or several lines, gets its own line") {
  const std::string help(120, 'h');
  CHECK(excerpt_of("LET x;", {4, 5}, help) == "    1 | LET x;\n      |     ^\n   help: " + help + "\n");
  CHECK(excerpt_of("LET x;", {4, 5}, "say\r\nIF a THEN\nEND IF") ==
        "    1 | LET x;\n"
        "      |     ^\n"
        "   help: say\n"
        "         IF a THEN\n"
        "         END IF\n");
}

TEST_CASE("text: a fix is the help where there is none") {
  auto diagnostic = make({4, 5}, "m");
  auto advice = [&](Fix fix) {
    diagnostic.fix = std::move(fix);
    const auto text = text_of("LET x y;", diagnostic);
    return text.substr(text.find('^') + 2);
  };
  CHECK(advice({{4, 5}, "z"}) == "replace this by `z`\n");
  CHECK(advice({{4, 5}, ""}) == "remove this\n");
  CHECK(advice({{4, 4}, "a"}) == "insert `a`\n");
  CHECK(advice({{7, 7}, ";"}) == "a.dork:1:8: insert `;`\n");
  diagnostic.help = "better";
  CHECK(advice({{4, 5}, "z"}) == "better\n");
}

TEST_CASE("text: a range over several lines shows the first, with tildes") {
  const std::string_view source = "x = 'abc\ndef';\n";
  CHECK(excerpt_of(source, {4, 13}, "close it") == "    1 | x = 'abc\n      |     ^~~~ close it\n");
  // The line's own ending is not another line.
  CHECK(excerpt_of(source, {4, 9}) == "    1 | x = 'abc\n      |     ^^^^\n");
}

TEST_CASE("text: empty ranges, line ends and ends of text get one caret") {
  CHECK(excerpt_of("ab", {1, 1}) == "    1 | ab\n      |  ^\n");
  CHECK(excerpt_of("ab\r\ncd", {2, 2}) == "    1 | ab\n      |   ^\n");
  CHECK(excerpt_of("ab", {2, 2}) == "    1 | ab\n      |   ^\n");
  CHECK(excerpt_of("ab", {50, 60}) == "    1 | ab\n      |   ^\n");
}

TEST_CASE("text: an empty line is not shown") {
  CHECK(text_of("", make({0, 0}, "m", "h")) == "a.dork:1:1: error[DORK2002]: m\n   help: h\n");
  CHECK(text_of("IF\n", make({3, 3}, "m")) == "a.dork:2:1: error[DORK2002]: m\n");
}

TEST_CASE("text: the margin grows with the line number") {
  const std::string source = std::string(123455, '\n') + "abc";
  CHECK(excerpt_of(source, {123456, 123457}) == "123456 | abc\n       |  ^\n");
}

TEST_CASE("text: tabs are four spaces and the byte order mark is no column") {
  CHECK(excerpt_of("\xEF\xBB\xBF\tx\ty", {6, 7}) == "    1 |     x    y\n      |          ^\n");
  CHECK(excerpt_of("\tx", {0, 1}) == "    1 |     x\n      | ^^^^\n");
}

TEST_CASE("text: wide characters take two columns, combining ones none") {
  CHECK(excerpt_of("日本😀 x", range_of("日本😀 x", "x")) == "    1 | 日本😀 x\n      |        ^\n");
  CHECK(excerpt_of("日本", {3, 6}) == "    1 | 日本\n      |   ^^\n");
  CHECK(excerpt_of("e\u0301x", {3, 4}) == "    1 | e\u0301x\n      |  ^\n");
}

TEST_CASE("text: nothing of the source can write to the terminal but visible characters") {
  const std::string_view source("a\x1b[31m\x80\xFF\0\x7f\u202e\u200bz", 17);
  CHECK(excerpt_of(source, {16, 17}) == "    1 | a·[31m\uFFFD\uFFFD····z\n      |             ^\n");
  const auto text = text_of("x", make({0, 1}, "m\x1b[0m\n\xC3", "h\a"));
  CHECK(text == "a.dork:1:1: error[DORK2002]: m·[0m·\uFFFD\n    1 | x\n      | ^ h·\n");
}

TEST_CASE("text: paths stay as given but for what a terminal must not get") {
  const auto path_shown = [](std::string path) {
    const auto text = render_text({std::move(path), "x", {make({0, 1}, "m")}}, false);
    return text.substr(0, text.find(":1:1"));
  };
  CHECK(path_shown("dir/å b.dork") == "dir/å b.dork");
  CHECK(path_shown("-") == "-");
  CHECK(path_shown("a\n\x1b\xFF.dork") == "a\\x0a\\x1b\\xff.dork");
}

TEST_CASE("text: a long line is cut to a window around the range") {
  const auto width = [](const std::string& shown) { return shown.find('\n') - std::string("    1 | ").size(); };
  const std::string before(1000, 'a'), after(1000, 'z');

  const auto middle = excerpt_of(before + "HERE" + after, {1000, 1004});
  CHECK(middle == "    1 | …" + std::string(39, 'a') + "HERE" + std::string(75, 'z') + "…\n      | " +
                      std::string(40, ' ') + "^^^^\n");
  CHECK(width(middle) == 120 + 2 * 2);  // an ellipsis is three bytes

  const auto start = excerpt_of("HERE" + after, {0, 4});
  CHECK(start == "    1 | HERE" + std::string(115, 'z') + "…\n      | ^^^^\n");

  const auto end = excerpt_of(before + "HERE", {1000, 1004});
  CHECK(end == "    1 | …" + std::string(115, 'a') + "HERE\n      | " + std::string(116, ' ') + "^^^^\n");

  const auto whole = excerpt_of(before, {0, 1000});
  CHECK(whole == "    1 | " + std::string(119, 'a') + "…\n      | " + std::string(119, '^') + "\n");

  const auto fits = excerpt_of(std::string(120, 'a'), {119, 120});
  CHECK(fits == "    1 | " + std::string(120, 'a') + "\n      | " + std::string(119, ' ') + "^\n");
}

TEST_CASE("text: the window counts columns, not bytes") {
  std::string line;
  for (int i = 0; i < 500; ++i) line += "日";
  for (std::uint32_t place = 0; place < line.size(); place += 3) {
    const auto shown = excerpt_of(line, {place, place + 3});
    const auto source_line = shown.substr(8, shown.find('\n') - 8);
    CAPTURE(place);
    CHECK(source_line.size() <= 60 * 3 + 2 * 3);
    CHECK(shown.substr(shown.find('^')) == "^^\n");
  }
}

TEST_CASE("text: colours only when asked") {
  const FileDiagnostics file{"a.dork", "x", {make({0, 1}, "m", "h")}, 2};
  CHECK(render_text(file, false).find('\033') == std::string::npos);
  CHECK(render_text(file, true) ==
        "\033[1ma.dork:1:1:\033[0m \033[1;31merror[DORK2002]:\033[0m \033[1mm\033[0m\n"
        "\033[1;34m    1 |\033[0m x\n"
        "\033[1;34m      |\033[0m \033[1;31m^ h\033[0m\n"
        "\033[1ma.dork:\033[0m 2 more problems were found\n");
}

TEST_CASE("text: what was dropped is said") {
  CHECK(render_text({"a.dork", "", {}, 1}, false) == "a.dork: 1 more problem was found\n");
  CHECK(render_text({"a.dork", "", {}, 12}, false) == "a.dork: 12 more problems were found\n");
  CHECK(render_text({"a.dork", "", {}}, false).empty());
}

TEST_CASE("json: one object a line with everything in it") {
  const std::string_view source = "å\nqlik.listApp();";
  auto diagnostic = make(range_of(source, "listApp"), "no action", "did you mean `listApps`?");
  diagnostic.notes.push_back({"plain", {}});
  diagnostic.notes.push_back({"placed", Range{0, 2}});
  diagnostic.fix = Fix{diagnostic.range, "listApps"};
  const auto text = render_json_lines({"a.dork", source, {diagnostic, make({0, 0}, "bad \xFF \"byte\"\n")}});

  std::istringstream lines(text);
  std::string first, second, none;
  REQUIRE(std::getline(lines, first));
  REQUIRE(std::getline(lines, second));
  REQUIRE_FALSE(std::getline(lines, none));
  CHECK(Json::parse(first) == Json::parse(R"json({
    "path": "a.dork", "code": "DORK2002", "name": "unknown-action", "severity": "error",
    "message": "no action", "help": "did you mean `listApps`?",
    "range": {"start": {"line": 2, "column": 6, "offset": 8}, "end": {"line": 2, "column": 13, "offset": 15}},
    "notes": [
      {"text": "plain", "range": null},
      {"text": "placed", "range": {"start": {"line": 1, "column": 1, "offset": 0},
                                   "end": {"line": 1, "column": 2, "offset": 2}}}],
    "fix": {"range": {"start": {"line": 2, "column": 6, "offset": 8}, "end": {"line": 2, "column": 13, "offset": 15}},
            "text": "listApps"}})json"));
  CHECK(first.starts_with(R"({"path":"a.dork","code":"DORK2002","name":"unknown-action","severity":"error",)"));
  const auto other = Json::parse(second);
  CHECK(other["message"] == "bad \uFFFD \"byte\"\n");
  CHECK(other["help"] == "");
  CHECK(other["notes"] == Json::array());
  CHECK(other["fix"].is_null());
}

TEST_CASE("sarif: rules that occur, results, places and fixes") {
  const std::string_view source = "qlik.listApp();\nå.x";
  auto action = make(range_of(source, "listApp"), "no action", "did you mean `listApps`?");
  action.fix = Fix{action.range, "listApps"};
  action.notes.push_back({"plain", {}});
  action.notes.push_back({"placed", range_of(source, "qlik")});
  Diagnostic token{Code::unexpected_token, Severity::info, range_of(source, "x"), "expected a, found b", {}, {}, {}};
  const std::vector<FileDiagnostics> files{
      {"dir/a b.dork", source, {action, token}},
      {"/data/x:å.dork", "\n", {make({0, 1}, "other")}, 3},
      {"clean.dork", "", {}},
  };
  const auto log = Json::parse(render_sarif(files, "1.2.3"));

  CHECK(log["version"] == "2.1.0");
  CHECK(log["$schema"] == "https://json.schemastore.org/sarif-2.1.0.json");
  REQUIRE(log["runs"].is_array());
  REQUIRE(log["runs"].size() == 1);
  const auto& run = log["runs"][0];
  CHECK(run["columnKind"] == "unicodeCodePoints");
  CHECK(run["tool"]["driver"]["name"] == "dork");
  CHECK(run["tool"]["driver"]["version"] == "1.2.3");

  const auto& rules = run["tool"]["driver"]["rules"];
  REQUIRE(rules.size() == 2);
  CHECK(rules[0]["id"] == "DORK1001");
  CHECK(rules[0]["name"] == "unexpected-token");
  CHECK(rules[0]["shortDescription"]["text"] == "expected …, found …");
  CHECK(rules[0]["fullDescription"]["text"] == rule(Code::unexpected_token).explanation);
  CHECK(rules[0]["help"]["text"] == rule(Code::unexpected_token).explanation);
  CHECK(rules[0]["defaultConfiguration"]["level"] == "error");
  CHECK(rules[1]["id"] == "DORK2002");

  const auto& results = run["results"];
  REQUIRE(results.size() == 3);
  CHECK(results[0] == Json::parse(R"json({
    "ruleId": "DORK2002", "ruleIndex": 1, "level": "error",
    "message": {"text": "no action\ndid you mean `listApps`?\nplain"},
    "locations": [{"physicalLocation": {
      "artifactLocation": {"uri": "dir/a%20b.dork"},
      "region": {"startLine": 1, "startColumn": 6, "endLine": 1, "endColumn": 13}}}],
    "relatedLocations": [{
      "physicalLocation": {
        "artifactLocation": {"uri": "dir/a%20b.dork"},
        "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 5}},
      "message": {"text": "placed"}}],
    "fixes": [{
      "description": {"text": "did you mean `listApps`?"},
      "artifactChanges": [{
        "artifactLocation": {"uri": "dir/a%20b.dork"},
        "replacements": [{
          "deletedRegion": {"startLine": 1, "startColumn": 6, "endLine": 1, "endColumn": 13},
          "insertedContent": {"text": "listApps"}}]}]}]})json"));
  CHECK(results[1]["level"] == "note");
  CHECK(results[1]["ruleIndex"] == 0);
  CHECK(results[1]["locations"][0]["physicalLocation"]["region"]["startColumn"] == 3);
  CHECK_FALSE(results[1].contains("fixes"));
  CHECK_FALSE(results[1].contains("relatedLocations"));
  const auto& place = results[2]["locations"][0]["physicalLocation"];
  CHECK(place["artifactLocation"]["uri"] == "file:///data/x%3A%C3%A5.dork");
  CHECK(place["region"]["endLine"] == 2);

  const auto& notifications = run["invocations"][0]["toolExecutionNotifications"];
  REQUIRE(notifications.size() == 1);
  CHECK(notifications[0]["message"]["text"] == "3 more problems were found");
}

TEST_CASE("sarif: nothing found is a log with no results") {
  const auto log = Json::parse(render_sarif({}, "1.2.3"));
  CHECK(log["runs"][0]["results"] == Json::array());
  CHECK(log["runs"][0]["tool"]["driver"]["rules"] == Json::array());
  CHECK_FALSE(log["runs"][0].contains("invocations"));
}

TEST_CASE("diagnostics: an error past the limit takes the place of a lesser report") {
  Diagnostics diagnostics;
  for (std::uint32_t i = 0; i < Diagnostics::limit; ++i) {
    diagnostics.add(Code::unknown_action, {i, i + 1}, "m").severity = Severity::warning;
  }
  diagnostics.add(Code::unexpected_token, {7, 9}, "the error").help = "seen";
  const auto found = diagnostics.sorted();
  CHECK(found.size() == Diagnostics::limit);
  CHECK(diagnostics.dropped() == 1);
  const auto error = std::ranges::find(found, Severity::error, &Diagnostic::severity);
  REQUIRE(error != found.end());
  CHECK(error->message == "the error");
  CHECK(error->help == "seen");
}

}  // namespace dork
