// Judging workspaces, comparing automations, redacting.
#include "compiler/decompile.hpp"
#include "compiler/diff/diff.hpp"
#include "compiler/lift/check.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace dork {
namespace {

using Json = nlohmann::ordered_json;

Json workspace_of(const char* script) {
  const CompileResult result = compile(script);
  REQUIRE(result.ok);
  return Json::parse(result.output);
}

const char* const sample = "apps: qlik.listApps(spaceId = 'a') LIMIT 100; FOR EACH x IN FILTER apps WHERE name = 'b' OUTPUT x.item.name; NEXT";

std::vector<Code> codes_of(const Json& workspace) {
  std::vector<Code> codes;
  for (const Diagnostic& diagnostic : check_workspace(workspace.dump(2)).diagnostics) codes.push_back(diagnostic.code);
  return codes;
}

std::vector<std::string> differences(const char* before, const char* after) {
  const Loaded a = load(before, builtin_catalog());
  const Loaded b = load(after, builtin_catalog());
  REQUIRE(a.automation);
  REQUIRE(b.automation);
  std::vector<std::string> all;
  for (const Difference& difference : compare(*a.automation, *b.automation)) all.push_back(to_text(difference));
  return all;
}

}  // namespace

TEST_CASE("A workspace is judged by its blocks") {
  CHECK(codes_of(workspace_of(sample)).empty());
  CHECK(check_workspace("{}").diagnostics.front().code == Code::no_workspace);

  Json json = workspace_of(sample);
  json["blocks"][3]["childId"] = json["blocks"][2]["id"];
  CHECK(codes_of(json) == std::vector{Code::two_parents});

  json = Json::parse(R"({"blocks": [{"id": "s", "type": "StartBlock", "name": "Start"}, {"id": "a", "type": "StopBlock", "name": "a", "childId": "b"},
                                    {"id": "b", "type": "StopBlock", "name": "b", "childId": "a"}, {"id": "c", "type": "StopBlock", "name": "c", "childId": "c"}]})");
  CHECK(codes_of(json) == std::vector{Code::circular_edges, Code::circular_edges});

  json = workspace_of(sample);
  json["blocks"][1]["childId"] = "gone";
  CHECK(codes_of(json).front() == Code::dangling_edge);

  json = workspace_of(sample);
  json["blocks"][3]["id"] = json["blocks"][1]["id"];
  const auto codes = codes_of(json);
  CHECK(std::count(codes.begin(), codes.end(), Code::duplicate_block_id) == 1);

  json = workspace_of(sample);
  json["blocks"][3].erase("id");
  const auto without = codes_of(json);
  CHECK(std::count(without.begin(), without.end(), Code::block_without_id) == 1);

  json = workspace_of(sample);
  json["blocks"].push_back(json["blocks"][0]);
  json["blocks"].back()["id"] = "another";
  const auto starts = codes_of(json);
  CHECK(std::count(starts.begin(), starts.end(), Code::second_start_block) == 1);

  json = workspace_of(sample);
  json["blocks"][3]["loopBlockId"] = json["blocks"][3]["id"];
  const auto bodies = codes_of(json);
  CHECK(std::count(bodies.begin(), bodies.end(), Code::body_without_loop) == 1);

  json = workspace_of(sample);
  json["blocks"][3]["inputs"][0]["value"] = "{$.nobody}";
  const CompileResult result = check_workspace(json.dump(2));
  REQUIRE(result.diagnostics.size() == 1);
  CHECK(result.diagnostics.front().message == "output ($.blocks[3]): nothing here is named `nobody`");
}

TEST_CASE("Credentials are found and redacted wherever they stand") {
  Json json = workspace_of("GET 'https://example.com' HEADERS {Accept: 'text/plain'};");
  json["blocks"][1]["inputs"][4]["value"][0] = {{"key", "Authorization"}, {"value", "Basic dXNlcjpwYXNzd29yZDEyMw=="}};
  CHECK(codes_of(json) == std::vector{Code::credential});
  const auto copy = redact(json.dump());
  REQUIRE(copy);
  CHECK(copy->find("dXNlcjpwYXNzd29yZDEyMw") == std::string::npos);
  CHECK(copy->find("REDACTED") != std::string::npos);
  CHECK(codes_of(Json::parse(*copy)).empty());
  CHECK_FALSE(redact("no JSON"));
}

TEST_CASE("Short passwords are known by the name that stands before them") {
  const auto found = [](const char* body) { return codes_of(workspace_of(fmt::format("POST 'https://example.com' PARAMS {{body: '{}'}};", body).c_str())) == std::vector{Code::credential}; };
  CHECK(found(R"({"user": "bob", "password": "Winter2024!x"})"));
  CHECK(found(R"({"clientSecret":"hunterhunter"})"));
  CHECK(found("user=bob&password=Winter2024!x&x=1"));
  CHECK(found("api_key: abcd1234efgh"));
  CHECK_FALSE(found(R"({"password": "{jobguid}"})"));
  CHECK_FALSE(found(R"({"password": "<your password>"})"));
  CHECK_FALSE(found(R"({"password": "********"})"));
  CHECK_FALSE(found("The password: as you know it"));
  CHECK_FALSE(found("token=next&limit=5"));
  CHECK_FALSE(found(R"({"passwordPolicy": "strong1234"})"));

  // Of a body the rest stays; an input is known by the name that the catalog gives its GUID.
  const auto copy = redact(workspace_of(R"(POST 'https://example.com' PARAMS {body: '{"user": "bob", "password": "Winter2024!x"}'};)").dump());
  REQUIRE(copy);
  CHECK(copy->find("Winter2024") == std::string::npos);
  CHECK(copy->find(R"({\"user\": \"bob\", \"password\": \"REDACTED\"})") != std::string::npos);
  Json json = workspace_of(
      "platform.CreateInteractiveIdentityProvider(tenant = 'a.eu.qlikcloud.com', provider = 'okta', discoveryUrl = 'https://a.example.com', clientId = 'dork',"
      " clientSecret = 'hunterhunter', skipVerify = 'true');");
  CHECK(codes_of(json) == std::vector{Code::credential});
  CHECK(redact(json.dump())->find("hunterhunter") == std::string::npos);
}

TEST_CASE("Differences are said in the words of the script") {
  CHECK(differences(sample, sample).empty());
  CHECK(differences("qlik.listApps() LIMIT 100;", "qlik.listApps() LIMIT 500;") == std::vector<std::string>{"listApps: limit 100 -> 500"});
  CHECK(differences("qlik.listApps();", "qlik.listApps(spaceId = 'a');") == std::vector<std::string>{"listApps: spaceId nothing -> 'a'"});
  CHECK(differences("TITLE 'a'; SLEEP 1; OUTPUT 'b';", "TITLE 'a'; WARNING 'w'; SLEEP 1; OUTPUT 'b';") ==
        std::vector<std::string>{"error: inserted: WARNING 'w'"});
  CHECK(differences("TITLE 'a'; SLEEP 1; OUTPUT 'b';", "TITLE 'a'; OUTPUT 'b';") == std::vector<std::string>{"sleep: removed: SLEEP 1"});
  CHECK(differences("LET n AS NUMBER = 1; IF n = 1 THEN OUTPUT 'a'; END IF", "LET n AS NUMBER = 1; IF n = 2 THEN OUTPUT 'a'; END IF") ==
        std::vector<std::string>{"condition: condition n = 1 -> n = 2"});
  CHECK(differences("OUTPUT 'a'; OUTPUT 'b';", "OUTPUT 'x'; OUTPUT 'a'; OUTPUT 'b';").size() == 1);
  const std::string json = workspace_of(sample).dump();
  CHECK(differences(sample, json.c_str()).empty());
  CHECK_FALSE(load("OUTPUT", builtin_catalog()).automation);
  CHECK(load("{}", builtin_catalog()).error == "$ has no `blocks`: it is no workspace, nor an automation with one");
}

TEST_CASE("Blocks are matched by what they are, not by their numbers") {
  using All = std::vector<std::string>;
  const char* const lists =
      "qlik.listApps(spaceId = 'a'); qlik.listApps(spaceId = 'b'); OUTPUT listApps[0].name; OUTPUT '{$.listApps2[0].name} of {count: {$.listApps2}}';";
  CHECK(differences(lists, "qlik.listApps(spaceId = 'new'); qlik.listApps(spaceId = 'a'); qlik.listApps(spaceId = 'b'); OUTPUT listApps2[0].name;"
                           "OUTPUT '{$.listApps3[0].name} of {count: {$.listApps3}}';") == All{"listApps: inserted: qlik.listApps(spaceId = 'new')"});
  CHECK(differences(lists, "qlik.listApps(spaceId = 'b'); OUTPUT '{$.listApps[0].name} of {count: {$.listApps}}';") ==
        All{"listApps: removed: qlik.listApps(spaceId = 'a')", "output: removed: OUTPUT listApps[0].name"});
  // The same text, and another list: the second now.
  CHECK(differences("qlik.listApps(spaceId = 'a'); qlik.listApps(spaceId = 'b'); OUTPUT listApps2[0].name;",
                    "qlik.listApps(spaceId = 'b'); qlik.listApps(spaceId = 'a'); OUTPUT listApps2[0].name;").size() == 2);
  CHECK(differences("LET n AS NUMBER; OUTPUT 'x';", "OUTPUT 'x'; LET text AS STRING;") == All{"n: removed: LET n AS NUMBER", "text: inserted: LET text AS STRING"});
  CHECK(differences("one: qlik.listApps(); OUTPUT one[0].name;", "two: qlik.listApps(); OUTPUT two[0].name;") == All{"two: name one -> two"});
  CHECK(differences("qlik.listApps(); x: FILTER listApps WHERE name = 'a'; OUTPUT state.listApps.error;",
                    "qlik.listUsers(); qlik.listApps(); x: FILTER listApps WHERE name = 'a'; OUTPUT state.listApps.error;") == All{"listUsers: inserted: qlik.listUsers()"});
}

TEST_CASE("What stands elsewhere was moved") {
  using All = std::vector<std::string>;
  CHECK(differences("TITLE 'a'; SLEEP 1; OUTPUT 'b';", "SLEEP 1; OUTPUT 'b'; TITLE 'a';") == All{"updateRunTitle: moved: TITLE 'a'"});
  CHECK(differences("qlik.listApps(); OUTPUT 'x'; TITLE 'a';", "qlik.listApps(); IF listApps IS EMPTY THEN OUTPUT 'x'; END IF TITLE 'a';") ==
        All{"condition: inserted: IF listApps IS EMPTY", "output: moved: OUTPUT 'x'"});
  CHECK(differences("LET n AS NUMBER = 1; IF n = 1 THEN OUTPUT 'x'; TITLE 'y'; END IF", "LET n AS NUMBER = 1; OUTPUT 'x'; TITLE 'y';") ==
        All{"condition: removed: IF n = 1", "output: moved: OUTPUT 'x'", "updateRunTitle: moved: TITLE 'y'"});
  CHECK(differences("FOR EACH x IN qlik.listApps() OUTPUT x.item.name; NEXT TITLE 'a';", "TITLE 'a'; FOR EACH x IN qlik.listApps() OUTPUT x.item.name; NEXT").size() == 1);
  // Two branches exchanged.
  CHECK(differences("LET n AS NUMBER = 1; IF n = 1 THEN OUTPUT 'x'; ELSE TITLE 'y'; END IF", "LET n AS NUMBER = 1; IF n = 1 THEN TITLE 'y'; ELSE OUTPUT 'x'; END IF") ==
        All{"updateRunTitle: moved: TITLE 'y'", "output: moved: OUTPUT 'x'"});
}

TEST_CASE("What an export shows of unknown actions is learned") {
  Json json = workspace_of(
      "CONNECT TO 'Our CRM' GUID '11111111-2222-4333-8444-555555555555' AS crm;"
      "ACTION crm.people = ENDPOINT '21111111-2222-4333-8444-555555555555' ROLE list (region '31111111-2222-4333-8444-555555555555' STRING);"
      "crm.people(region = 'eu');");
  Catalog known = builtin_catalog();
  Catalog learned;
  std::string error;
  REQUIRE(learn(json.dump(), known, learned, error));
  REQUIRE(learned.connectors.size() == 1);
  REQUIRE(learned.connectors[0].actions.size() == 1);
  CHECK(learned.connectors[0].actions[0].role == "list");
  CHECK(learned.connectors[0].actions[0].parameters[0].guessed);
  const std::string once = catalog_to_json(learned);
  REQUIRE(learn(json.dump(), known, learned, error));
  CHECK(catalog_to_json(learned) == once);
  // A later export shows one more input; the names that somebody gave stay.
  learned.connectors[0].actions[0].parameters[0].name = "country";
  json["blocks"][1]["inputs"].push_back({{"id", "41111111-2222-4333-8444-555555555555"}, {"value", "x"}, {"type", "select"}});
  REQUIRE(learn(json.dump(), known, learned, error));
  const std::vector<Parameter>& parameters = learned.connectors[0].actions[0].parameters;
  REQUIRE(parameters.size() == 2);
  CHECK(parameters[0].name == "country");
  CHECK(parameters[1].name == "input2");
  CHECK(parameters[1].type == "select");
  merge_catalog(known, learned);
  Catalog again;
  REQUIRE(learn(json.dump(), known, again, error));
  CHECK(again.connectors.empty());
}

TEST_CASE("What no statement can say does not take the statements around it along") {
  const auto back = [](const Json& workspace) {
    const DecompileResult made = decompile(workspace.dump(), {});
    REQUIRE(made.scripts.size() == 1);
    CHECK(differences(workspace.dump().c_str(), made.scripts.front().c_str()).empty());
    return made.scripts.front();
  };
  // The name of a connection that only three texts joined by & could hold.
  Json json = workspace_of("mail.SendMail(to = 'a@example.com', subject = 'x', body = 'y') USING 'post';\nOUTPUT 'sent';");
  for (Json& setting : json["blocks"][1]["settings"])
    if (setting["id"] == "datasource") setting["value"] = "'''";
  std::string script = back(json);
  CHECK(script.find("BLOCK 'EndpointBlock'") != std::string::npos);
  CHECK(script.find("OUTPUT 'sent';") != std::string::npos);
  json = {{"name", "'''"}, {"description", "'''"}, {"workspace", json}};
  back(json);

  // A jump to where nothing is, which leads on nevertheless.
  json = workspace_of("LABEL 'there';\nGOTO 'there';\nDETACHED OUTPUT 'a'; END DETACHED");
  Json& jump = json["blocks"][2];
  REQUIRE(jump["type"] == "GotoBlock");
  jump["inputs"][0]["value"] = "'''";
  for (const Json& block : json["blocks"])
    if (block["type"] == "ShowBlock") jump["childId"] = block["id"];
  script = back(json);
  CHECK(script.find("childId") != std::string::npos);
}

TEST_CASE("A script may allow what Qlik would only meet at run time") {
  CHECK_FALSE(compile("OUTPUT gone;").ok);
  const CompileResult allowed = compile("// dork: allow DORK2004\nOUTPUT gone;");
  CHECK(allowed.ok);
  REQUIRE(allowed.diagnostics.size() == 1);
  CHECK(allowed.diagnostics.front().severity == Severity::warning);
  CHECK_FALSE(compile("// dork: allow DORK2002\nqlik.nothing();").ok);
  CHECK_FALSE(compile("OUTPUT 'a';\n// dork: allow DORK2004\nOUTPUT gone;").ok);
}

}  // namespace dork
