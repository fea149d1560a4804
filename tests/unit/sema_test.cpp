#include "compiler/sema/sema.hpp"
#include "compiler/compile.hpp"

#include <algorithm>
#include <string>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

namespace dork {
namespace {

/// Scripts mark the place of a report with this character, which is taken out before they are checked.
constexpr std::string_view mark = "«";

struct Marked {
  std::string source;
  std::vector<std::uint32_t> places;
};

Marked unmarked(std::string_view script) {
  Marked result;
  for (;;) {
    const std::size_t at = script.find(mark);
    result.source += script.substr(0, at);
    if (at == std::string_view::npos) return result;
    result.places.push_back(static_cast<std::uint32_t>(result.source.size()));
    script.remove_prefix(at + mark.size());
  }
}

std::string described(const std::vector<Diagnostic>& diagnostics) {
  std::string result;
  for (const Diagnostic& each : diagnostics)
    result += fmt::format("{} at {}: {}\n", code_name(each.code), each.range.begin, each.message);
  return result;
}

/// All reports of a script have this code and stand at the marks, in order.
void reports(Code code, std::string_view script, const Catalog* catalog = nullptr) {
  const Marked marked = unmarked(script);
  CompileOptions options;
  options.catalog = catalog;
  const std::vector<Diagnostic> diagnostics = check(marked.source, options).diagnostics;
  INFO(script << "\n" << described(diagnostics));
  REQUIRE(diagnostics.size() == marked.places.size());
  for (std::size_t i = 0; i < diagnostics.size(); ++i) {
    CHECK(code_name(diagnostics[i].code) == code_name(code));
    CHECK(diagnostics[i].range.begin == marked.places[i]);
    CHECK(diagnostics[i].severity == rule(code).severity);
  }
}

void is_fine(std::string_view script) {
  const std::vector<Diagnostic> diagnostics = check(script).diagnostics;
  INFO(script << "\n" << described(diagnostics));
  CHECK(diagnostics.empty());
}

std::string help_of(std::string_view script) {
  const std::vector<Diagnostic> diagnostics = check(script).diagnostics;
  REQUIRE(diagnostics.size() == 1);
  return diagnostics.front().help;
}

TEST_CASE("The example of the design is without fault", "[sema]") {
  is_fine(R"(AUTOMATION 'Nightly app backup' DESCRIPTION 'Exports every app of a space to GitHub.';
CONNECT TO 'Git Hub' AS github USING '9e3af860-285a-11ed-b1a0-133d7a1fffff';
START SCHEDULED 'RRULE:FREQ=DAILY;BYHOUR=2;BYMINUTE=0' FROM '2026-01-05 02:00:00' TIMEZONE 'Europe/Stockholm';
LET failed AS LIST = [];
/// Every app in the Finance space
FOR EACH apps IN qlik.listApps(spaceId = '65096a85afb58f1ff572af75' AS 'Finance') LIMIT 500
  export: qlik.exportAppToBase64EncodedFile(appId = apps.item.id) ON ERROR WARN;
  IF export IS EMPTY THEN
    LET failed += apps.item.name;
  ELSE
    github.CreateOrUpdateFileContent(repo = 'qlik-backups', path = 'apps/{$.apps.item.name}.qvf', content = export,
      message = 'Backup of {$.apps.item.name}');
  END IF
NEXT
IF failed IS NOT EMPTY THEN
  ERROR '{count: {$.failed}} apps could not be exported: {implode: {$.failed}}';
END IF
OUTPUT 'Backed up {count: {$.apps}} apps';
)");
}

TEST_CASE("Names that nothing has", "[sema]") {
  reports(Code::unknown_name, "OUTPUT «foo;");
  reports(Code::unknown_name, "LET n AS NUMBER = 1; OUTPUT n + «m.x;");
  reports(Code::unknown_name, "OUTPUT 'It''s {$.«foo.x} and {count: {$.«bar}}';");
  reports(Code::unknown_name, "OUTPUT '''\nIt's { $.«foo } ''';");
  reports(Code::unknown_name, "OUTPUT '{object: ''{\"a\":\"{$.«foo}\"}''}';");
  reports(Code::unknown_name, "LET n AS NUMBER = 1; OUTPUT if(n = 1, '{$.«foo}', count(«bar));");
  reports(Code::unknown_name, "LET o AS OBJECT = {a: 'x{$.«foo}'}; OUTPUT o;");
  reports(Code::unknown_name, "a: FILTER «list WHERE id = «b.id; OUTPUT a;");
  reports(Code::unknown_name, "LET n AS NUMBER = 1; SWITCH n CASE «a OUTPUT 1; END SWITCH");
  reports(Code::unknown_name, "a: INPUTS ('Space' AS SELECT FROM «spaces); OUTPUT a.Space;");
  reports(Code::unknown_name, "OUTPUT «\"some text\";");
  reports(Code::unknown_name, "OUTPUT «thisBlock.item;");
  reports(Code::unknown_name, "OUTPUT «state.foo.error;");
  reports(Code::unknown_name_in_fragment, "FRAGMENT; OUTPUT «foo;");
  is_fine("a: GET 'https://x.test/' ON ERROR WARN; OUTPUT state.a.error;");
  is_fine("a: GET 'https://x.test/'; b: MAP a TO {id: thisBlock.item.id, x: b.item.y}; OUTPUT b;");
  is_fine("OUTPUT 'CSS: a {color:#fff} {order:1}';");
  CHECK(help_of("abc: GET 'https://x.test/'; OUTPUT abd;") == "did you mean `abc`?");
  CHECK(help_of("OUTPUT \"some text\";") == "names are in double quotes; text is in single quotes: 'some text'");
}

TEST_CASE("Blocks that have not run yet", "[sema]") {
  reports(Code::used_too_early, "OUTPUT «a; a: GET 'https://x.test/';");
  reports(Code::used_too_early, "a: GET «a.url;");
  reports(Code::used_too_early, "FOR EACH apps IN qlik.listApps(spaceId = «apps.item.id) OUTPUT apps.item; NEXT");
  is_fine("FOR EACH x IN '{explode: ''a,b''}' OUTPUT a; a: GET 'https://x.test/{$.x.item}'; NEXT");
  is_fine("LABEL 'again'; OUTPUT a; a: GET 'https://x.test/'; GOTO 'again';");
  is_fine("OUTPUT a; DETACHED a: GET 'https://x.test/'; END DETACHED");
}

TEST_CASE("Items outside of their loops", "[sema]") {
  reports(Code::item_outside_loop, "FOR EACH apps IN qlik.listApps() OUTPUT apps.item; NEXT OUTPUT «apps.item.name;");
  reports(Code::item_outside_loop, "apps: qlik.listApps(); OUTPUT 'x {$.«apps.index}';");
  is_fine("a: GET 'https://x.test/'; OUTPUT a.item;");
}

TEST_CASE("Lists in texts", "[sema]") {
  reports(Code::list_in_text, "apps: qlik.listApps(); OUTPUT 'Apps: {$.«apps}';");
  reports(Code::list_in_text, "LET l AS LIST = []; OUTPUT 'Apps: ' & «l;");
  reports(Code::list_in_text, "a: GET 'https://x.test/'; OUTPUT 'Names {$.«a.data[*].name}';");
  is_fine("apps: qlik.listApps(); OUTPUT '{$.apps}'; OUTPUT apps; OUTPUT 'x {count: {$.apps}} {$.apps[0].name}';");
}

TEST_CASE("Statements without output", "[sema]") {
  reports(Code::no_output, "a: SLEEP 5; OUTPUT «a;");
  reports(Code::start_has_no_output, "START MANUAL; OUTPUT «Start.x;");
  reports(Code::start_has_no_output, "OUTPUT '{$.«Start.x}';");
  reports(Code::start_has_no_output, "START SCHEDULED 'RRULE:FREQ=DAILY'; OUTPUT «Start.x;");
  is_fine("START TRIGGERED ASYNC; OUTPUT Start.x;");
}

TEST_CASE("Functions and expressions", "[sema]") {
  reports(Code::unknown_function, "LET n AS NUMBER = 1; OUTPUT «cuont(n);");
  reports(Code::unknown_function, "LET n AS NUMBER = 1; OUTPUT 'a {«cuont: {$.n}}';");
  reports(Code::wrong_argument_count, "LET n AS NUMBER = 1; OUTPUT «count(n, n);");
  reports(Code::wrong_argument_count, "LET n AS NUMBER = 1; OUTPUT 'x «{replace: {$.n}, 1}';");
  reports(Code::suspect_braces, "LET n AS NUMBER = 1; OUTPUT 'a «{$.n';");
  reports(Code::not_a_formula, "LET n AS NUMBER = 1; OUTPUT n & «NULL;");
  reports(Code::not_a_formula, "LET n AS NUMBER = 1; OUTPUT [1, 'a' & «TRUE, n];");
  is_fine("LET n AS NUMBER = 1; OUTPUT NULL; OUTPUT TRUE; OUTPUT [1, n, {a: NULL}];");
}

TEST_CASE("What is missing", "[sema]") {
  reports(Code::missing_argument, "CONNECT TO 'Git Hub' AS gh; «gh.createBranch(repo = 'a', branch = 'b');");
  reports(Code::missing_argument, "«a: CREATE FILE 'Amazon S3' (path = 'x'); CLOSE a;");
}

TEST_CASE("Clauses and settings", "[sema]") {
  reports(Code::misplaced_clause, "OUTPUT 'a' «LIMIT 5;");
  reports(Code::misplaced_clause, "SLEEP 1 «ON ERROR WARN;");
  reports(Code::misplaced_clause, "qlik.listApps() «USING 'x';");
  reports(Code::misplaced_clause, "a: OPEN FILE 'Qlik Cloud Services' (path = 'x') «USING 'x';");
  reports(Code::unknown_setting, "a: GET 'https://x.test/' WITH («full_respons = TRUE);");
  reports(Code::unknown_setting, "qlik.listApps() WITH («foo = 1);");
  reports(Code::duplicate_argument, "qlik.listApps() LIMIT 5 «LIMIT 6;");
  is_fine("a: GET 'https://x.test/' ON ERROR WARN CENSOR WITH (full_response = TRUE, capitalize_headers = NULL);");
}

TEST_CASE("Loops, jumps and empty statements", "[sema]") {
  reports(Code::not_iterable, "FOR EACH a IN «qlik.getSpace(spaceId = 'x') OUTPUT a; NEXT");
  reports(Code::exit_outside_loop, "«EXIT FOR;");
  reports(Code::unreachable, "REDIRECT 'https://x.test/'; «OUTPUT 1; OUTPUT 2;");
  reports(Code::unreachable, "LABEL 'a'; GOTO 'a'; «LABEL 'b';");
  reports(Code::empty_switch, "«SWITCH 1 DEFAULT OUTPUT 1; END SWITCH");
  reports(Code::empty_form, "«INPUTS ();");
  reports(Code::start_in_fragment, "FRAGMENT; «START MANUAL;");
  is_fine("GOTO NULL; DETACHED LABEL 'a'; OUTPUT 1; END DETACHED");
}

TEST_CASE("Labels and the blocks that inputs point at", "[sema]") {
  reports(Code::unknown_label, "LABEL 'again'; GOTO «'agin';");
  reports(Code::duplicate_label, "LABEL 'a'; LABEL «'a';");
  reports(Code::unknown_block, "CLOSE «file;");
  reports(Code::unknown_block, "LET v AS STRING = 'a'; CLOSE «v;");
  reports(Code::wrong_block, "a: OPEN FILE 'Dropbox' (path = 'x'); CLOSE «a;");
  reports(Code::wrong_block, "a: SLEEP 1; POINTERS OF «a;");
  is_fine("a: OPEN FILE 'Dropbox' (path = 'x'); b: READ a; c: COPY FILE a TO 'Dropbox' (path = 'y'); OUTPUT b;");
  is_fine("CLOSE '0A1B2C3D-0000-4000-8000-000000000000';");
}

TEST_CASE("Files", "[sema]") {
  reports(Code::unknown_adapter, "a: OPEN FILE «'Dropbux' (path = 'x');");
  reports(Code::adapter_not_offered, "a: DELETE FILE «'Qlik Cloud Services' (path = 'x');");
  reports(Code::adapter_not_offered, "a: CREATE FILE «'HTTP' (path = 'x');");
  reports(Code::unknown_file_input, "a: OPEN FILE 'Dropbox' (path = 'x', «bucket = 'b');");
  reports(Code::duplicate_argument, "a: OPEN FILE 'Dropbox' (path = 'x', «path = 'b');");
  reports(Code::wrong_value, "a: OPEN FILE 'Dropbox' (path = 'x'); b: READ a AS CSV (delimiter = «';;');");
  reports(Code::wrong_value, "a: OPEN FILE 'Dropbox' (path = 'x'); b: READ a AS CSV (csv_headers = «'maybe');");
  is_fine("MOVE FILE 'SFTP' (origin = 'a', destination = 'b'); FOR EACH f IN FILES IN 'SFTP' OUTPUT f.item; NEXT");
}

TEST_CASE("Values of the wrong kind", "[sema]") {
  reports(Code::wrong_value, "SLEEP «'soon';");
  reports(Code::wrong_value, "qlik.listApps() LIMIT «1.5;");
  reports(Code::wrong_value, "a: FIRST «'x' FROM '{explode: ''a,b''}'; OUTPUT a;");
  reports(Code::wrong_value, "FOR EACH b IN BATCHES OF «0 FROM '{explode: ''a,b''}' OUTPUT b.item; NEXT");
  reports(Code::wrong_value, "a: GET 'https://x.test/' WITH (full_response = «'TRUE');");
  reports(Code::wrong_value, "OUTPUT 'a' WITH (display_mode = «'ad');");
  reports(Code::wrong_value, "START TRIGGERED ASYNC TEST «'{a}';");
  reports(Code::invalid_automation_id, "RUN AUTOMATION «'My automation';");
  reports(Code::reference_in_code, "a: PYTHON () 'print(«{$.b})';");
  reports(Code::constant_condition, "IF «'a' = 'b' THEN OUTPUT 1; END IF");
  reports(Code::constant_condition, "IF «'a' IS EMPTY THEN OUTPUT 1; END IF");
  is_fine("a: GET 'https://x.test/'; SLEEP a.seconds; SLEEP 0.5; b: FIRST 3 FROM a.list; OUTPUT b;");
}

TEST_CASE("Schedules", "[sema]") {
  reports(Code::invalid_schedule, "START SCHEDULED «'FREQ=DAILY';");
  reports(Code::invalid_schedule, "START SCHEDULED «'RRULE:BYHOUR=2';");
  reports(Code::invalid_schedule, "START SCHEDULED «'RRULE:FREQ=DAILY;UNTIL=20260101T000000Z';");
  reports(Code::invalid_schedule, "START SCHEDULED «'RRULE:FREQ=SOMETIMES';");
  reports(Code::invalid_schedule, "START SCHEDULED 'RRULE:FREQ=DAILY' FROM «'2026-02-29 00:00:00';");
  reports(Code::invalid_schedule,
          "START SCHEDULED 'RRULE:FREQ=DAILY' FROM '2026-03-01 00:00:00' UNTIL «'2026-02-01 00:00:00';");
  reports(Code::invalid_schedule, "START SCHEDULED 'RRULE:FREQ=DAILY' TIMEZONE «'Central European time';");
  is_fine("START SCHEDULED 'RRULE:FREQ=DAILY' FROM '2024-02-29 00:00:00' UNTIL '2026-12-31 23:59:59' TIMEZONE 'UTC';");
}

TEST_CASE("Parameters of actions and webhooks", "[sema]") {
  std::string error;
  const std::optional<Catalog> catalog = parse_catalog(R"({"connectors": [{"name": "Test", "alias": "test",
      "guid": "00000000-0000-4000-8000-000000000000", "actions": [{"name": "save", "displayName": "Save",
        "guid": "00000000-0000-4000-8000-000000000001", "kind": "endpoint", "role": "create",
        "settings": ["blendr_on_error"], "parameters": [
          {"name": "whole", "id": "00000000-0000-4000-8000-000000000002", "type": "checkbox"}]}],
      "webhooks": [{"name": "Saved", "displayName": "Saved", "guid": "00000000-0000-4000-8000-000000000003",
        "parameters": [{"name": "space", "id": "00000000-0000-4000-8000-000000000004", "type": "string",
          "required": true}]}]}]})",
                                                       error);
  INFO(error);
  REQUIRE(catalog);
  reports(Code::missing_argument, "START WEBHOOK «test.Saved(); OUTPUT Saved.x;", &*catalog);
  reports(Code::unknown_parameter, "START WEBHOOK test.Saved(«spac = 'x'); OUTPUT Saved.x;", &*catalog);
  reports(Code::wrong_value, "test.save(whole = «'yes');", &*catalog);
  reports(Code::wrong_value, "test.save(whole = «1);", &*catalog);
  reports(Code::misplaced_clause, "test.save(whole = TRUE) «CENSOR;", &*catalog);
}

TEST_CASE("Options", "[sema]") {
  reports(Code::unknown_option,
          "CONNECT TO 'Mail' AS m; m.SendMail(to = 'a@x.test', subject = 's', body = 'b', type = «'texxt');");
  is_fine("CONNECT TO 'Mail' AS m; m.SendMail(to = 'a@x.test', subject = 's', body = 'b', type = 'Text');");
}

TEST_CASE("Credentials in scripts", "[sema]") {
  reports(Code::credential, "a: GET 'https://x.test/' HEADERS {Authorization: «'Bearer 0123456789abcdef'};");
  reports(Code::credential, "a: GET 'https://x.test/' PARAMS {\"api_key\": «'hunter2hunter2'};");
  reports(Code::credential, "a: GET «'https://user:hunter22@x.test/';");
  reports(Code::credential, "LET password AS STRING = «'hunter2hunter2';");
  reports(Code::credential, "a: PYTHON () «'key = \"AKIAIOSFODNN7ABCDEFG\"';");
  is_fine("LET t AS STRING = 'x'; a: GET 'https://x.test/' HEADERS {Authorization: 'Bearer {$.t}'};");
}

TEST_CASE("Credentials by format, name and randomness", "[sema]") {
  const auto what = [](std::string_view key, std::string_view text) {
    return std::string(sema::credential_in(key, text));
  };
  CHECK(what("", "ghp_0123456789abcdefghijABCDEFGHIJ012345") == "a GitHub token");
  CHECK(what("", "glpat-0123456789abcdefghij") == "a GitLab token");
  CHECK(what("", "xoxb-012345678901-abcdef") == "a Slack token");
  CHECK(what("", "sk_live_0123456789abcdef") == "a Stripe key");
  CHECK(what("", "AIza0123456789abcdefghijklmnopqrstuvwxy") == "a Google API key");
  CHECK(what("", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlMTIz") == "a signed token (JWT)");
  CHECK(what("", "SG.0123456789abcdefghij.0123456789abcdefghij") == "a SendGrid API key");
  CHECK(what("", "-----BEGIN RSA PRIVATE KEY-----\nMIIE") == "a private key");
  CHECK(what("", "Basic dXNlcjpwYXNzd29yZA==") == "a user name and password (Basic)");
  CHECK(what("", "https://hooks.slack.com/services/T000/B000/abcdef") == "the address of a Slack webhook");
  CHECK(what("", "https://x.blob.test/c?sv=1&sig=abcdefghijklmnop1234%3D") == "a signed address");
  CHECK(what("X-Api-Key", "hunter2hunter2") == "a secret under a name that says so");
  CHECK(what("", "q7Zp2LmX9vKc4TnB8wRy3HsD6gJf") == "a random key");
  CHECK(what("X-Api-Key", "<token>") == "");
  CHECK(what("X-Api-Key", "your-api-key") == "");
  CHECK(what("Authorization", "Bearer {$.token}") == "");
  CHECK(what("password", "xxxxxxxxxx") == "");
  CHECK(what("", "Basic information about apps") == "");
  CHECK(what("", "65096a85afb58f1ff572af75") == "");
  CHECK(what("", "9e3af860-285a-11ed-b1a0-133d7a1fffff") == "");
  CHECK(what("", "https://x.test/a1b2C3d4E5f6G7h8I9j0K1l2M3n4") == "");
  CHECK(what("", "monthly-report-of-all-apps-2024-01") == "");
  CHECK(what("", "importAppFromBase64EncodedFile2") == "");
  CHECK(what("", "webhook_param_613e0f80-5ddb-11ec-ab88-0d44ac0c427c") == "");
  CHECK(what("", "wJalrXUtnFEMI0K7MDENG1bPxRfiCY2Gh8TzQKEY") == "a random key");
  CHECK(what("spreadsheetId", "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms") == "");
}

TEST_CASE("Bad input never stops the checks", "[sema]") {
  std::string deep = "OUTPUT ";
  for (int i = 0; i < 150; ++i) deep += "count(";
  deep += "foo";
  for (int i = 0; i < 150; ++i) deep += ")";
  deep += ";";
  CHECK_FALSE(check(deep).ok);
  std::string many;
  for (int i = 0; i < 3000; ++i) many += fmt::format("OUTPUT 'a {{$.x{}}} b {{$.y}}';\n", i);
  const CompileResult result = check(many);
  CHECK_FALSE(result.ok);
  CHECK(result.dropped > 0);
}

}  // namespace
}  // namespace dork
