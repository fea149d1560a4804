// The tenant beside its actions: files, the web, automations, copies, threads.
#include "tests/tenant/support.hpp"

#include <thread>
#include <vector>

using namespace dork;
using namespace dork::runtime;

namespace {

Reply call(Tenant& tenant, std::string_view action, Object inputs = {}) {
  Environment environment = at_midnight();
  Call request{};
  request.connector = "Qlik Cloud Services";
  request.action = request.block = action;
  request.inputs = std::move(inputs);
  return tenant.call(request, environment);
}

Reply get(Tenant& tenant, std::string url, std::string method = "GET", Value params = {}) {
  Environment environment = at_midnight();
  return tenant.web({"request", std::move(method), std::move(url), std::move(params), {}, "", 0}, environment);
}

}  // namespace

TEST_CASE("copies of a tenant go their own ways", "[tenant]") {
  Tenant one;
  Tenant two = one;
  REQUIRE_FALSE(call(one, "createApp", {{"name", "Only in one"}}).failed());
  CHECK(call(one, "listApps").output.list().size() == 15);
  CHECK(call(two, "listApps").output.list().size() == 14);
  CHECK(one.state() != two.state());
  two = one;
  CHECK(call(two, "listApps").output.list().size() == 15);
}

TEST_CASE("the same calls make the same ids", "[tenant]") {
  Tenant one, two;
  CHECK(call(one, "createApp", {{"name", "A"}}).output == call(two, "createApp", {{"name", "A"}}).output);
  CHECK_FALSE(call(one, "createApp", {{"name", "A"}}).output == call(two, "createApp", {{"name", "B"}}).output);
}

TEST_CASE("threads share the built-in fixture", "[tenant]") {
  const Tenant shared = tenant_of(R"({"apps": {"x": {"name": "X"}}})");
  std::vector<std::thread> threads;
  std::vector<std::size_t> sizes(8);
  for (std::size_t i = 0; i < sizes.size(); ++i)
    threads.emplace_back([&, i] {
      for (int run = 0; run < 50; ++run) {
        Tenant own = run % 2 == 0 ? shared : Tenant();
        call(own, "createApp", {{"name", "Mine"}});
        call(own, "deleteApp", {{"appId", "3f6c2a10-5b7d-4c1e-9a52-000000000001"}});
        sizes[i] += call(own, "listApps").output.list().size();
      }
    });
  for (std::thread& thread : threads) thread.join();
  for (const std::size_t size : sizes) CHECK(size == 25u * 15 + 25u * 14);
}

TEST_CASE("files by adapter and path", "[tenant]") {
  Tenant tenant = tenant_of(
      R"({"files": {"SFTP": {"/in/a.csv": "a;b", "in//deep/b.csv": {"base64": "/w==", "modifiedAt": "2025-01-01T00:00:00Z"}, "top.txt": "t"}}})");
  Environment environment = at_midnight();
  CHECK(tenant.read_file("SFTP", "in/a.csv") == "a;b");
  CHECK(tenant.read_file("SFTP", "/in/deep//b.csv") == "\xFF");
  CHECK_FALSE(tenant.read_file("SFTP", "in"));
  CHECK_FALSE(tenant.read_file("FTP", "in/a.csv"));
  CHECK_FALSE(tenant.read_file("SFTP", "hr/new-users.csv"));  // an adapter's files are those of the fixture
  CHECK(tenant.read_file("Dropbox", "reports/drafts/ideas.txt") == "Ideas");
  REQUIRE(tenant.write_file("SFTP", "/out/c.txt", "new", environment));
  CHECK(tenant.read_file("SFTP", "out/c.txt") == "new");
  CHECK_FALSE(tenant.write_file("SFTP", "/", "nowhere", environment));
  const List listed = tenant.list_files("SFTP", "/in/");
  REQUIRE(listed.size() == 1);
  CHECK(listed[0] == json(R"({"name": "a.csv", "path": "in/a.csv", "size": 3, "modifiedAt": null})"));
  CHECK(tenant.list_files("SFTP", "").size() == 1);
  CHECK(tenant.list_files("SFTP", "none").empty());
  CHECK(tenant.delete_file("SFTP", "in/a.csv"));
  CHECK_FALSE(tenant.delete_file("SFTP", "in/a.csv"));
  CHECK_FALSE(tenant.delete_file("Amazon S3", "none"));
  const Value files = *tenant.state().find("files")->find("SFTP");
  CHECK(
      files ==
      json(
          R"({"in/deep/b.csv": {"modifiedAt": "2025-01-01T00:00:00Z", "base64": "/w=="}, "top.txt": {"text": "t"}, "out/c.txt": {"text": "new", "modifiedAt": "2026-01-01T00:00:00.000Z"}})"));
}

TEST_CASE("the files of Qlik Cloud Services are the data files", "[tenant]") {
  Tenant tenant;
  Environment environment = at_midnight();
  CHECK(tenant.read_file(qlik_adapter, "notes.txt") == "Ask the sales team about the regions.\n");
  REQUIRE(tenant.write_file(qlik_adapter, "log.csv", "1;2\n", environment));
  REQUIRE(tenant.write_file(qlik_adapter, "log.csv", "1;2\n3;4\n", environment));
  const Reply found =
      call(tenant, "rawAPIListRequest", {{"path", "data-files"}, {"query", Object{{"name", "log.csv"}}}});
  REQUIRE(found.output.list().size() == 1);
  CHECK(*found.output.list()[0].find("size") == Value(8));
  CHECK(*found.output.list()[0].find("ownerId") == Value("620f1f77bcf86cd799439011"));
  CHECK(tenant.list_files(qlik_adapter, "").size() == 6);
  CHECK(tenant.delete_file(qlik_adapter, "log.csv"));
  CHECK_FALSE(tenant.read_file(qlik_adapter, "log.csv"));
}

TEST_CASE("faults of files", "[tenant]") {
  Tenant tenant = tenant_of(
      R"({"fail": [{"action": "file.read", "status": 403, "times": 1}, {"action": "file.write", "block": "log", "message": "disk full"}]})");
  const auto read = tenant.fault("file.read", "rows");
  REQUIRE(read);
  CHECK(read->status == 403);
  CHECK_FALSE(tenant.fault("file.read", "rows"));
  CHECK_FALSE(tenant.fault("file.write", "other"));
  CHECK(tenant.fault("file.write", "log")->message == "disk full");
  CHECK_FALSE(tenant.fault("file.delete", "log"));
}

TEST_CASE("the web answers as the fixture says", "[tenant]") {
  Tenant tenant = tenant_of(R"({"web": [
    {"method": "GET", "url": "https://directory.example.com/groups/{group}", "output": {"group": "{$.input.path.group}", "members": [{"id": 1}]}, "headers": {"ETag": "x"}},
    {"url": "https://chat.example.com/*", "status": 429, "output": {"error": "slow down, {$.input.params.name}"}, "times": 1},
    {"url": "https://chat.example.com/*", "output": "ok", "seconds": 1.5}]})");
  const Reply group = get(tenant, "https://directory.example.com/groups/finance?page=1");
  CHECK(group.output == json(R"({"group": "finance", "members": [{"id": 1}]})"));
  CHECK(*group.headers.find("ETag") == Value("x"));
  CHECK_FALSE(get(tenant, "https://directory.example.com/groups/finance", "POST").known);
  CHECK_FALSE(get(tenant, "https://directory.example.com/groups/a/b").known);
  const Reply slow = get(tenant, "https://chat.example.com/hook/1", "POST", Object{{"name", "Anna"}});
  CHECK(slow.status == 429);
  CHECK(slow.body == json(R"({"error": "slow down, Anna"})"));
  const Reply good = get(tenant, "https://chat.example.com/hook/1", "POST");
  CHECK(good.output == Value("ok"));
  CHECK(good.seconds == 1.5);
  CHECK_FALSE(get(tenant, "https://elsewhere.example.com/").known);
  CHECK_FALSE(get(tenant, "no address").known);
}

TEST_CASE("the web reaches the tenant's own API and GitHub's", "[tenant]") {
  Tenant tenant;
  CHECK(get(tenant, "https://tenant.eu.example.com/api/v1/spaces?name=fin").output.find("data")->list().size() == 1);
  CHECK(get(tenant, "https://old.eu.example.com/api/v1/users", "GET", Object{{"filter", "name sw \"Nora\""}})
            .output.find("data")
            ->list()
            .size() == 1);
  CHECK(get(tenant, "https://tenant.eu.example.com/api/v1/spaces", "POST", Object{{"name", "New"}, {"type", "data"}})
            .status == 201);
  CHECK(get(tenant, "https://tenant.eu.example.com/api/v1/spaces", "POST", Object{{"name", "NEW"}, {"type", "data"}})
            .status == 409);
  CHECK(get(tenant, "https://tenant.eu.example.com/api/v1/apps/none").status == 404);
  CHECK(get(tenant, "https://api.github.com/repos/acme/load-scripts").output.find("default_branch")->text() == "main");
  CHECK_FALSE(get(tenant, "https://tenant.eu.example.com/hub").known);
}

TEST_CASE("automations are run as the fixture says", "[tenant]") {
  Tenant tenant = tenant_of(R"({
    "automations": {"c9b3e1f0-3333-4222-8333-444455556666": {"simulate": {"status": 500, "message": "It failed", "seconds": 3}}},
    "responses": [{"automation": "other", "output": {"echo": "{$.input.a}"}}],
    "fail": [{"automation": "c9b3e1f0-2222-4222-8333-444455556666", "status": 503, "times": 1}]})");
  Environment environment = at_midnight();
  const auto run = [&](std::string_view id, Value inputs = Object()) {
    return tenant.run_automation("call", id, inputs, environment);
  };
  const Reply tagged = run("c9b3e1f0-1111-4222-8333-444455556666", Object{{"apps", "[1,2,3]"}});
  CHECK(tagged.output == json(R"({"tagged": 3})"));
  CHECK(tagged.seconds == 4);
  CHECK(run("other", Object{{"a", 7}}).output == json(R"({"echo": 7})"));
  CHECK(run("none").status == 404);
  CHECK(run("c9b3e1f0-4444-4222-8333-444455556666").status == 409);  // it is disabled
  CHECK(run("c9b3e1f0-2222-4222-8333-444455556666").status == 503);
  const Reply silent = run("c9b3e1f0-2222-4222-8333-444455556666");
  CHECK_FALSE(silent.known);
  CHECK_FALSE(silent.failed());
  const Reply failed = run("c9b3e1f0-3333-4222-8333-444455556666");
  CHECK(failed.status == 500);
  CHECK(failed.message.find("It failed") != std::string::npos);
  const Value state = tenant.state();
  const List& automations = state.find("automations")->list();
  CHECK(automations[0].find("runs")->list().size() == 1);
  CHECK(*automations[0].find("runs")->list()[0].find("inputs") == json(R"({"apps": "[1,2,3]"})"));
  CHECK(*automations[2].find("lastRunStatus") == Value("failed"));
}

TEST_CASE("answers of forms, and what nobody asked for", "[tenant]") {
  Tenant tenant = tenant_of(
      R"({"answers": {"User id": "u1"}, "fail": {"action": "qlik.listUsers"}, "responses": [{"block": "never", "output": 1}, {"action": "qlik.listApps", "output": []}], "web": [{"url": "*"}]})");
  CHECK(tenant.answers() == json(R"({"Userid": "u1"})"));
  CHECK(Tenant().answers().is_null());
  call(tenant, "listApps");
  CHECK(tenant.unused() == std::vector<std::string>{"$.fail", "$.responses[0]", "$.web[0]"});
}

TEST_CASE("what is left of a fixture's answers is a fixture", "[tenant]") {
  Tenant tenant = tenant_of(
      R"({"fail": [{"action": "qlik.listUsers", "after": 1, "times": 2}], "responses": [{"action": "qlik.listApps", "replies": [{"output": [1]}, {"output": [2]}, {"output": [3]}]}]})");
  call(tenant, "listUsers");
  CHECK(call(tenant, "listUsers").failed());
  call(tenant, "listApps");
  std::string error;
  auto again = Tenant::from(tenant.state(), error);
  INFO(error);
  REQUIRE(again);
  for (Tenant* each : {&tenant, &*again}) {
    CHECK(call(*each, "listApps").output == json("[2]"));
    CHECK(call(*each, "listUsers").failed());
    CHECK_FALSE(call(*each, "listUsers").failed());
    CHECK(call(*each, "listApps").output == json("[3]"));
  }
}

TEST_CASE("pointers are remembered", "[tenant]") {
  Tenant tenant = tenant_of(R"({"pointers": {"users": {"last_retrieved_at": "2026-01-01 00:00:00"}}})");
  CHECK(*tenant.pointer("users").find("last_retrieved_at") == Value("2026-01-01 00:00:00"));
  CHECK(tenant.pointer("apps").is_null());
  tenant.set_pointer("apps", Object{{"highest_record_retrieved", 7}});
  tenant.set_pointer("users", {});
  tenant.set_pointer("nothing", {});
  CHECK(*tenant.state().find("pointers") == json(R"({"apps": {"highest_record_retrieved": 7}})"));
}

TEST_CASE("objects of long lists are found, whatever became of the list", "[tenant]") {
  std::string users;
  for (int i = 0; i < 500; ++i)
    users +=
        (i > 0 ? "," : "") + ("{\"id\": \"u" + std::to_string(i)) + "\", \"subject\": \"s" + std::to_string(i) + "\"}";
  Tenant tenant = tenant_of("{\"users\": [" + users + "]}");
  Environment environment = at_midnight();
  const auto on_platform = [&](std::string_view action, Object inputs) {
    Call request{};
    request.connector = "Qlik Platform Operations";
    request.action = request.block = action;
    request.inputs = std::move(inputs);
    request.inputs["tenant"] = "tenant.eu";
    return tenant.call(request, environment);
  };
  const auto remove = [&](const std::string& id) {
    return call(tenant, "rawAPIRequest", {{"path", "users/" + id}, {"method", "DELETE"}});
  };
  for (int round = 0; round < 3; ++round) {
    for (int i = round; i < 500; i += 7) {
      if (i >= 100 && i < 103) continue;  // those that go
      const std::string id = "u" + std::to_string(i);
      INFO(round << " " << id);
      CHECK(*call(tenant, "getUser", {{"userId", id}}).output.find("id") == Value(id));
    }
    const std::string gone = "u" + std::to_string(100 + round);
    CHECK_FALSE(remove(gone).failed());
    CHECK(remove(gone).status == 404);
    CHECK(*call(tenant, "getUser", {{"userId", "u499"}}).output.find("id") == Value("u499"));
    // A subject is free again once its user is gone, and taken by whom has it now.
    const std::string subject = "s" + std::to_string(100 + round);
    const Reply made = on_platform("createUser", {{"name", "New"}, {"subject", subject}});
    REQUIRE_FALSE(made.failed());
    for (int again = 0; again < 6; ++again)
      CHECK(on_platform("createUser", {{"name", "Newer"}, {"subject", subject}}).status == 409);
    CHECK(*call(tenant, "getUser", {{"userId", *made.output.find("id")}}).output.find("name") == Value("New"));
  }
  CHECK(call(tenant, "listUsers").output.list().size() == 500);
  CHECK(tenant.take_work() > 500);
  CHECK(tenant.take_work() == 0);
}

TEST_CASE("names that were changed are free, and taken", "[tenant]") {
  std::string spaces;
  for (int i = 0; i < 100; ++i) spaces += (i > 0 ? "," : "") + ("{\"name\": \"Space " + std::to_string(i)) + "\"}";
  Tenant tenant = tenant_of("{\"spaces\": [" + spaces + "]}");
  const auto post = [&](const std::string& name) {
    return call(tenant, "rawAPIPostRequest",
                {{"path", "spaces"}, {"method", "POST"}, {"body", Object{{"name", name}, {"type", "shared"}}}})
        .status;
  };
  for (int i = 0; i < 6; ++i) CHECK(post("space 7") == 409);
  const Value id = *call(tenant, "searchSpaces", {{"name", "Space 77"}}).output.list()[0].find("id");
  CHECK_FALSE(call(tenant, "rawAPIPostRequest",
                   {{"path", Value("spaces/" + id.text())}, {"method", "PATCH"}, {"body", Object{{"name", "Renamed"}}}})
                  .failed());
  CHECK(post("Renamed") == 409);
  CHECK(post("Space 77") == 201);
  CHECK(post("Space 77") == 409);
}

TEST_CASE("a loop over many users takes its time in proportion", "[tenant]") {
  Tenant tenant = tenant_of(R"({"users": []})");
  Environment environment = at_midnight();
  Call request{};
  request.connector = "Qlik Platform Operations";
  request.action = request.block = "createUser";
  for (int i = 0; i < 20'000; ++i) {
    const std::string name = "user " + std::to_string(i);
    request.inputs = Object{{"tenant", "tenant.eu"}, {"name", name}, {"subject", name}};
    REQUIRE_FALSE(tenant.call(request, environment).failed());
  }
  // Not the square of it: that would be six million.
  CHECK(tenant.take_work() < 10'000);
}
