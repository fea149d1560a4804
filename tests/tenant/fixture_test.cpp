// Fixtures with mistakes say what is wrong and where; hostile ones do no harm.
#include "runtime/tenant/canned.hpp"
#include "runtime/tenant/filter.hpp"
#include "tests/tenant/support.hpp"

#include <random>

using namespace dork;
using namespace dork::runtime;

namespace {

std::string nested(std::size_t depth, std::string_view open, std::string_view inside, std::string_view close) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open;
  text += inside;
  for (std::size_t i = 0; i < depth; ++i) text += close;
  return text;
}

}  // namespace

TEST_CASE("mistakes in fixtures are named with their place", "[fixture]") {
  CHECK(why_not("[]") == "$: expected an object, not a list");
  CHECK(why_not("7") == "$: expected an object, not a number");
  CHECK(why_not(R"({"app": []})") == "$.app: unknown key `app`; did you mean `apps`?");
  CHECK(why_not(R"({"base": "emtpy"})") == "$.base: unknown base `emtpy`; did you mean `empty`?");
  CHECK(why_not(R"({"base": 1})") == "$.base: expected a text, not a number");
  CHECK(why_not(R"({"apps": 1})") == "$.apps: expected a list of apps, or an object of them by their id, not a number");
  CHECK(why_not(R"({"apps": ["x"]})") == "$.apps[0]: expected an object, not a text");
  CHECK(why_not(R"({"apps": [{"name": 1}]})") == "$.apps[0].name: expected a text, not a number");
  CHECK(why_not(R"({"apps": [{"id": {}}]})") == "$.apps[0].id: expected a text, not an object");
  CHECK(why_not(R"({"apps": [{"spaceID": "x"}]})") ==
        "$.apps[0].spaceID: unknown field `spaceID`; did you mean `spaceId`?");
  CHECK(why_not(R"({"apps": [{"id": "a"}, {"id": "a"}]})") == "$.apps[1]: two of the apps have the id 'a'");
  CHECK(why_not(R"({"apps": {"none": null}})") == "$.apps.none: there is no app 'none' to take away");
  CHECK(why_not(R"({"apps": [{"sheets": [{"objects": [{"type": []}]}]}]})") ==
        "$.apps[0].sheets[0].objects[0].type: expected a text, not a list");
  CHECK(why_not(R"({"apps": [{"simulate": {"relaod": {}}}]})") ==
        "$.apps[0].simulate.relaod: unknown key `relaod`; did you mean `reload`?");
  CHECK(why_not(R"({"apps": [{"simulate": {"reload": [{"status": "FAILD"}]}}]})") ==
        "$.apps[0].simulate.reload[0].status: unknown value `FAILD`; did you mean `FAILED`?");
  CHECK(why_not(R"({"apps": [{"simulate": {"reload": {"seconds": -1}}}]})") ==
        "$.apps[0].simulate.reload.seconds: expected seconds from 0 on");
  CHECK(why_not(R"({"users": [{"simulate": {}}]})") == "$.users[0].simulate: nothing about a user is simulated");
  CHECK(why_not(R"({"automations": {"x": {"simulate": {"output": "{$.inputs.a}"}}}})") ==
        "$.automations.x.simulate.output: nothing here is named `inputs`; did you mean `input`?");
  CHECK(why_not(R"({"spaces": [{"type": "share"}]})") ==
        "$.spaces[0].type: unknown value `share`; did you mean `shared`?");
  CHECK(why_not(R"({"assignments": [{"type": "analyzer"}]})") == "$.assignments[0]: \"subject\" is missing");
  CHECK(why_not(R"({"tenant": []})") == "$.tenant: expected an object, not a list");
  CHECK(why_not(R"({"tenants": {"a.eu": {"aps": []}}})") ==
        "$.tenants.a.eu.aps: unknown key `aps`; did you mean `apps`?");
  CHECK(why_not(R"({"tenants": {"a.eu": 1}})") == "$.tenants.a.eu: expected an object, not a number");
  CHECK(why_not(R"({"github": {"repos": [{}]}})") == "$.github.repos[0]: \"full_name\" is missing");
  CHECK(why_not(R"({"files": {"SFPT": {}}})") == "$.files.SFPT: unknown adapter `SFPT`; did you mean `SFTP`?");
  CHECK(why_not(R"({"files": {"SFTP": []}})") == "$.files.SFTP: expected an object of files by their path, not a list");
  CHECK(why_not(R"({"files": {"SFTP": {"a": 1}}})") == "$.files.SFTP.a: expected an object, not a number");
  CHECK(why_not(R"({"files": {"SFTP": {"a": {"base64": "!"}}}})") == "$.files.SFTP.a.base64: is no Base64");
  CHECK(why_not(R"({"files": {"Qlik Cloud Services": {}}})") ==
        "$.files.Qlik Cloud Services: the files of Qlik Cloud Services are the tenant's `dataFiles`");
  CHECK(why_not(R"({"fail": 1})") == "$.fail: expected a list, not a number");
  CHECK(why_not(R"({"fail": [{}]})") == R"($.fail[0]: say what is meant: "action", "block", "automation")");
  CHECK(why_not(R"({"fail": {"action": "qlik.listApp"}})") ==
        "$.fail.action: Qlik Cloud Services has no action `listApp`; did you mean `listApps`?");
  CHECK(why_not(R"({"fail": {"action": "qilk.listApps"}})") ==
        "$.fail.action: unknown connector `qilk`; did you mean `qlik`?");
  CHECK(why_not(R"({"fail": {"action": "file.raed"}})") ==
        "$.fail.action: unknown action `file.raed`; did you mean `file.read`?");
  CHECK(why_not(R"({"fail": {"block": "a", "status": 200}})") ==
        "$.fail.status: a fault's status is from 400 on; what goes well is for `responses`");
  CHECK(why_not(R"({"fail": {"block": "a", "times": -1}})") == "$.fail.times: expected a number from 0 on");
  CHECK(why_not(R"({"fail": {"block": "a", "output": 1}})").starts_with("$.fail.output: unknown key `output`"));
  CHECK(why_not(R"({"responses": [{"block": "a", "status": 99}]})") ==
        "$.responses[0].status: a status is from 100 to 599");
  CHECK(why_not(R"({"responses": [{"block": "a", "replies": []}]})") ==
        "$.responses[0].replies: there must be one at least");
  CHECK(why_not(R"({"responses": [{"block": "a", "output": 1, "replies": [{}]}]})") ==
        R"($.responses[0].output: stands in the "replies" where there are several)");
  CHECK(why_not(R"({"responses": [{"block": "a", "output": {"x": ["{$.inptu.a}"]}}]})") ==
        "$.responses[0].output.x[0]: nothing here is named `inptu`; did you mean `input`?");
  CHECK(why_not(R"({"pointers": {"users": {"last": 1}}})").starts_with("$.pointers.users.last: unknown key `last`"));
  CHECK(why_not(R"({"web": [{"method": "GET"}]})") == R"($.web[0]: "url" is missing)");
  CHECK(why_not(R"({"web": [{"url": "x", "seconds": 1e300}]})") == "$.web[0].seconds: expected seconds from 0 on");
}

TEST_CASE("a connector that the catalog lacks may be named", "[fixture]") {
  std::string error;
  CHECK(Tenant::from(json(R"({"responses": [{"action": "crm.listContacts", "output": []}]})"), error));
  CHECK(error.empty());
}

TEST_CASE("deep and large fixtures are refused or read, never worse", "[fixture]") {
  std::string error;
  JsonLimits limits;
  limits.depth = 100'000;
  for (const std::size_t depth : {99u, 101u, 5'000u, 50'000u}) {
    for (const std::string& text :
         {"{\"users\": [{\"id\": \"a\", \"x\": " + nested(depth, "[", "1", "]") + "}]}",
          "{\"users\": {\"a\": {\"x\": " + nested(depth, "{\"y\": ", "1", "}") + "}}}",
          "{\"responses\": [{\"block\": \"b\", \"output\": " + nested(depth, "[", "\"{$.input.a}\"", "]") + "}]}",
          "{\"github\": {\"x\": " + nested(depth, "{\"y\": ", "1", "}") + "}}"}) {
      const auto value = parse_json(text, error, limits);
      if (!value) continue;
      const auto tenant = Tenant::from(*value, error);
      CHECK(tenant.has_value() == (depth < 100));
      if (!tenant) CHECK(error.find("within each other") != std::string::npos);
    }
  }
  std::string apps;
  for (int i = 0; i < 20'000; ++i) apps += (i > 0 ? "," : "") + ("{\"id\": \"a" + std::to_string(i)) + "\"}";
  Tenant large = tenant_of("{\"apps\": [" + apps + "]}");
  Environment environment = at_midnight();
  Call request{};
  request.connector = "Qlik Cloud Services";
  request.action = request.block = "listApps";
  CHECK(large.call(request, environment).output.list().size() == 20'000);
}

TEST_CASE("fixtures changed at random are read or refused", "[fixture]") {
  const std::string seeds[] = {
      R"({"base": "empty", "apps": [{"id": "a", "name": "A", "spaceId": "s", "simulate": {"reload": [{"seconds": 1, "status": "FAILED"}]}, "sheets": [{"id": "s", "objects": [{"id": "o"}]}]}]})",
      R"({"users": {"620f1f77bcf86cd799439011": {"status": "disabled", "roles": ["x"]}}, "tenants": {"a.eu.b": {"apps": []}}, "answers": {"A b": [1]}, "ids": 3})",
      R"({"responses": [{"action": "qlik.getUser", "where": {"userId": "x"}, "replies": [{"output": {"a": "{$.input.userId}"}}, {"status": 500, "body": []}]}], "fail": {"block": "b", "after": 1, "times": 2}})",
      R"({"web": [{"url": "https://a/{b}/*", "method": "GET", "output": "x", "headers": {"a": "b"}}], "files": {"SFTP": {"a/b": {"base64": "eA==", "modifiedAt": "x"}}}, "outbox": [{"to": "a"}]})",
      R"({"reloads": [{"id": "r", "appId": "a", "simulate": {"started": 1, "until": 2, "status": "FAILED"}}], "github": {"repos": [{"full_name": "a/b", "branches": [{"name": "main", "files": [{"path": "x"}]}], "pulls": [{"number": 1}]}]}})"};
  const std::string pieces[] = {"null",
                                "[]",
                                "{}",
                                "-1",
                                "1e400",
                                "\"\"",
                                "\"{$.input.x}\"",
                                "true",
                                "[[[[[]]]]]",
                                "\"\\u0000\"",
                                "{\"id\": 1}",
                                "9223372036854775807"};
  const std::string_view actions[] = {"listApps",          "getUser",    "DoReload",
                                      "rawAPIListRequest", "listSpaces", "exportAppToBase64EncodedFile"};
  std::mt19937 random(7);
  std::size_t read = 0;
  for (int round = 0; round < 3'000; ++round) {
    std::string text = seeds[random() % std::size(seeds)];
    for (std::size_t change = random() % 3 + 1; change > 0; --change) {
      // Another value in the place of one, or a character gone.
      const std::size_t at = random() % text.size();
      const std::size_t colon = text.find(": ", at);
      if (random() % 3 == 0 || colon == text.npos) {
        text.erase(at, 1);
      } else {
        const std::size_t end = std::min(text.find_first_of(",}]", colon), text.size());
        text.replace(colon + 2, end - colon - 2, pieces[random() % std::size(pieces)]);
      }
    }
    std::string error;
    const auto value = parse_json(text, error);
    if (!value) continue;
    auto tenant = Tenant::from(*value, error);
    INFO(text);
    REQUIRE(tenant.has_value() == error.empty());
    if (!tenant) continue;
    ++read;
    Environment environment = at_midnight();
    for (const std::string_view action : actions) {
      Call request{};
      request.connector = "Qlik Cloud Services";
      request.action = action;
      request.block = "b";
      request.inputs =
          Object{{"appId", "a"}, {"userId", "x"}, {"path", "reloads"}, {"runMode", "Wait for reload to complete"}};
      tenant->call(request, environment);
    }
    tenant->web({"b", "GET", "https://a/x/y", {}, {}, "", 0}, environment);
    const Value state = tenant->state();
    auto again = Tenant::from(state, error);
    INFO(error);
    REQUIRE(again);
    const Value second = again->state();
    for (const auto& [key, value] : state.object()) {
      INFO(key << " of " << (second.find(key) ? to_json_text(*second.find(key)) : "nothing") << "\nwas "
               << to_json_text(value));
      CHECK((second.find(key) != nullptr && *second.find(key) == value));
    }
    CHECK(second.object().size() == state.object().size());
  }
  CHECK(read > 100);
}

TEST_CASE("addresses match patterns", "[fixture]") {
  Object captured;
  CHECK(matches_address("https://a.b/c", "https://a.b/c", captured));
  CHECK(matches_address("https://a.b/c", "https://a.b/c?d=e", captured));
  CHECK_FALSE(matches_address("https://a.b/c?d=f", "https://a.b/c?d=e", captured));
  CHECK(matches_address("*", "anything", captured));
  CHECK(matches_address("*/users/*", "https://a/b/users/7/x", captured));
  CHECK_FALSE(matches_address("https://a.b/c", "https://a.b/cd", captured));
  CHECK_FALSE(matches_address("https://a.b/{id}", "https://a.b/", captured));
  CHECK(captured.empty());
  CHECK(matches_address("https://a.b/{id}.{kind}", "https://a.b/7.json", captured));
  CHECK(*captured.find("id") == Value("7"));
  CHECK(*captured.find("kind") == Value("json"));
  CHECK_FALSE(matches_address(std::string(2'000, '*') + "b", std::string(20'000, 'a'), captured));
}

TEST_CASE("SCIM filters", "[scim]") {
  const Value object = json(
      R"({"name": "Finance", "type": "shared", "size": 7, "on": true, "tags": ["a", "B"], "owner": {"id": "u"}, "roles": [{"name": "x"}, {"name": "y"}], "empty": ""})");
  const auto holds = [&](std::string_view text) {
    std::string error;
    const auto filter = Scim::parse(text, error);
    INFO(text << ": " << error);
    REQUIRE(filter);
    return filter->holds(object);
  };
  for (const char* text : {R"(name eq "finance")",
                           R"(name ne "x")",
                           R"(name co "NAN")",
                           R"(name sw "fin")",
                           R"(name ew "ce")",
                           "size gt 6",
                           "size ge 7",
                           "size lt 8",
                           "size le 7",
                           "on eq true",
                           "name pr",
                           R"(tags eq "b")",
                           R"(owner.id eq "u")",
                           R"(roles.name eq "y")",
                           R"(not (type eq "data"))",
                           R"(type eq "data" or size eq 7 and name pr)",
                           R"((type eq "data" or size eq 7) and NOT on eq false)",
                           R"(none ne "x")",
                           R"(tags ne "c")",
                           "none eq null"})
    CHECK(holds(text));
  for (const char* text : {R"(name eq "x")", "none pr", "empty pr", R"(tags ne "b")", "size gt 7",
                           R"(type eq "data" and size eq 7)", R"(owner.id.more eq "u")", R"(roles.name eq "z")"})
    CHECK_FALSE(holds(text));
  const auto error = [](std::string_view text) {
    std::string why;
    CHECK_FALSE(Scim::parse(text, why));
    return why;
  };
  CHECK(error("") == "an attribute is missing at the end");
  CHECK(error("name") == "`` is no operator: eq, ne, co, sw, ew, gt, ge, lt, le or pr");
  CHECK(error("name eq") == "a value is missing at the end");
  CHECK(error("name eq x") == "`x` is no value: texts stand in double quotes");
  CHECK(error("name is \"x\"") == "`is` is no operator: eq, ne, co, sw, ew, gt, ge, lt, le or pr");
  CHECK(error("name eq \"x\" name") == "`name` is left over");
  CHECK(error("(name pr") == "a bracket is not closed");
  CHECK(error("name eq \"x") == "`\"x` is no value: texts stand in double quotes");
  CHECK(error(nested(100'000, "(", "a pr", ")")) == "brackets lie too deep within each other");
  CHECK(error(nested(100'000, "not ", "a pr", "")) == "brackets lie too deep within each other");
  std::string path = "a";
  for (int i = 0; i < 100'000; ++i) path += ".a";
  CHECK_FALSE(holds(path + " pr"));
}

TEST_CASE("sorting keeps an order among values of any kind", "[scim]") {
  std::vector<Value> objects;
  for (const char* text : {R"({"a": "b"})", R"({"a": 2})", "{}", R"({"a": "A"})", R"({"a": true})", R"({"a": []})",
                           R"({"a": 1.5})", R"({"a": null, "b": 1})"})
    objects.push_back(json(text));
  std::vector<const Value*> order;
  for (const Value& object : objects) order.push_back(&object);
  sort_objects(order, "+a");
  std::string sorted;
  for (const Value* object : order) sorted += to_json_text(*object);
  CHECK(sorted == R"({}{"a":null,"b":1}{"a":true}{"a":1.5}{"a":2}{"a":"A"}{"a":"b"}{"a":[]})");
  sort_objects(order, "-b, a");
  CHECK(to_json_text(*order.front()) == R"({"a":null,"b":1})");
  sort_objects(order, ",,");
}
