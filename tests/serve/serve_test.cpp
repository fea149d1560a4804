// The service: what each method answers, and that no line whatever makes it crash, hang or answer with anything but a line of JSON.
#include "compiler/compile.hpp"
#include "serve/lines.hpp"
#include "serve/service.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>
#include <unistd.h>

namespace dork::serve {
namespace {

using Json = nlohmann::json;

Json ask(Service& service, const Json& request) {
  const std::string answer = service.answer(request.dump());
  CHECK(answer.find('\n') == answer.npos);
  return Json::parse(answer);
}

/// The result of a request that can be answered.
Json result(Service& service, const Json& request) {
  const Json answer = ask(service, request);
  INFO(answer.dump());
  REQUIRE(answer["ok"] == true);
  return answer["result"];
}

std::string error(Service& service, std::string_view line) {
  const Json answer = Json::parse(service.answer(line));
  INFO(line.substr(0, 200) << "\n" << answer.dump());
  REQUIRE(answer["ok"] == false);
  CHECK_FALSE(answer["error"]["message"].get<std::string>().empty());
  return answer["error"]["code"];
}

const std::string greeting = "OUTPUT 'Hello';\n";

}  // namespace

TEST_CASE("Answers carry the id of their request", "[serve]") {
  Service service({});
  for (const Json& id : {Json(1), Json("a b"), Json(-7), Json(1.5), Json(nullptr)}) CHECK(ask(service, {{"id", id}, {"do", "methods"}})["id"] == id);
  CHECK(ask(service, {{"do", "methods"}})["id"] == nullptr);
  CHECK(ask(service, {{"id", "x"}, {"do", "nothing"}})["id"] == "x");
}

TEST_CASE("Scripts are checked, compiled, formatted as the commands do it", "[serve]") {
  Service service({});
  CHECK(result(service, {{"do", "check"}, {"text", greeting}}) == Json({{"checks", true}, {"diagnostics", Json::array()}}));
  const Json wrong = result(service, {{"do", "check"}, {"text", "OUTPUT 'a';\nOUTPUT y.z;\n"}});
  CHECK(wrong["checks"] == false);
  CHECK(wrong["diagnostics"][0]["code"] == "DORK2004");
  CHECK(wrong["diagnostics"][0]["range"]["start"]["line"] == 2);

  std::size_t scripts = 0;
  for (const auto& entry : std::filesystem::directory_iterator(DORK_SOURCE_DIR "/corpus/scripts")) {
    if (entry.path().extension() != ".dork") continue;
    std::stringstream held;
    held << std::ifstream(entry.path()).rdbuf();
    INFO(entry.path());
    ++scripts;
    const Json compiled = result(service, {{"do", "compile"}, {"text", held.str()}});
    CHECK(compiled["workspace"] == Json::parse(compile(held.str()).output));
    const Json envelope = result(service, {{"do", "compile"}, {"text", held.str()}, {"envelope", true}});
    CHECK(envelope["workspace"] == Json::parse(compile(held.str(), {.envelope = true}).output));
    CHECK(result(service, {{"do", "format"}, {"text", held.str()}})["text"] == format(held.str()).output);
    const Json back = result(service, {{"do", "decompile"}, {"workspace", envelope["workspace"]}});
    REQUIRE(back["scripts"].size() == 1);
    CHECK(result(service, {{"do", "check"}, {"text", back["scripts"][0]}})["checks"] == true);
    CHECK(result(service, {{"do", "check"}, {"workspace", compiled["workspace"]}})["checks"] == true);
    CHECK_FALSE(result(service, {{"do", "explain"}, {"text", held.str()}})["text"].get<std::string>().empty());
  }
  CHECK(scripts > 30);
  CHECK(result(service, {{"do", "compile"}, {"text", "OUTPT 1;"}})["workspace"] == nullptr);
  CHECK(result(service, {{"do", "format"}, {"text", "output   1"}})["text"] == nullptr);
  CHECK(result(service, {{"do", "decompile"}, {"text", "{}"}})["error"].is_string());
}

TEST_CASE("Answers of models are scored, with a reward that rises with the ladder", "[serve]") {
  Service service({});
  const auto score = [&](const std::string& answer, bool repair = false) { return result(service, {{"do", "score"}, {"answer", answer}, {"reference", greeting}, {"repair", repair}}); };
  const Json equal = score("Here it is:\n```dork\nOUTPUT 'Hello';\n```");
  CHECK(equal["rung"] == "same-program");
  CHECK(equal["right"] == true);
  CHECK(equal["reward"] == 1.0);
  CHECK(equal["around"] == Json({"fence", "prose-before"}));
  const Json literal = score("OUTPUT 'Hallo';");
  CHECK(literal["rung"] == "same-shape");
  CHECK(literal["errors"][0] == "wrong-literal");
  CHECK(literal["right"] == false);
  const Json broken = score("OUTPUT 'Hello'", true);
  CHECK(broken["rung"] == "extracted");
  CHECK(broken["repair"]["edits"].size() == 1);
  CHECK(broken["repair"]["edits"][0]["after"] == ";");
  CHECK(broken["repair"]["text"] == greeting);
  const Json none = score("I am sorry, but I cannot help with that.", true);
  CHECK(none["rung"] == "none");
  CHECK(none["reward"] == 0.0);
  CHECK(none["repair"] == nullptr);
  CHECK(equal["reward"] > literal["reward"]);
  CHECK(literal["reward"] > broken["reward"]);
  CHECK(broken["reward"] > none["reward"]);
  // Without a reference the most is to check.
  const Json alone = result(service, {{"do", "score"}, {"answer", "OUTPUT 'Hallo';"}});
  CHECK(alone["reward"] == 1.0);
  CHECK(alone["right"] == true);
  CHECK(result(service, {{"do", "score"}, {"answer", greeting}, {"reference", "no program at all"}})["reference_error"].is_string());
  // The same again is the same, whatever was asked in between.
  CHECK(score("OUTPUT 'Hallo';") == literal);
}

TEST_CASE("Automations are run, within limits", "[serve]") {
  Service service({.most_steps = 5000});
  const Json run = result(service, {{"do", "run"}, {"text", "FOR EACH users IN qlik.listUsers()\n  OUTPUT users.item.name;\nNEXT\n"}, {"fixture", {{"users", {{{"id", "u1"}, {"name", "Only One"}, {"email", "o@example.com"}, {"subject", "s"}}}}}}, {"log", true}});
  CHECK(run["ran"] == true);
  CHECK(run["run"]["status"] == "finished");
  CHECK(run["run"]["outputs"] == Json({"Only One"}));
  CHECK(run["log"].get<std::string>().find("Only One") != std::string::npos);
  // The tenant of one run is not that of the next.
  CHECK(result(service, {{"do", "run"}, {"text", "users: qlik.listUsers();\nOUTPUT count(users);\n"}})["run"]["outputs"] != Json({1}));
  const Json endless = result(service, {{"do", "run"}, {"text", "LABEL 'a';\nGOTO 'a';\n"}, {"max_steps", 1'000'000'000}});
  CHECK(endless["run"]["status"] == "limit reached");
  CHECK(endless["run"]["blocks"].get<int>() <= 5000);
  CHECK(result(service, {{"do", "run"}, {"text", "OUTPT"}})["ran"] == false);
  CHECK(result(service, {{"do", "run"}, {"text", "{}"}})["ran"] == false);
  CHECK(error(service, R"({"do":"run","text":"OUTPUT 1;","fixture":{"nothing":1}})") == "bad-request");
}

TEST_CASE("What cannot be answered is said to be so", "[serve]") {
  Service service({});
  const std::pair<std::string, std::string> lines[] = {
      {"bad-json", ""},
      {"bad-json", "hello"},
      {"bad-json", "{\"do\":\"check\",\"text\":\"OUTPUT"},
      {"bad-json", std::string("{\"do\":\"check\",\"text\":\"\0\"}", 26)},
      {"bad-json", "{\"do\":\"check\",\"text\":\"\xff\xfe\"}"},
      {"bad-json", "{\"do\":\"check\",\"text\":\"\\ud800\"}"},
      {"bad-json", "{} {}"},
      {"bad-request", "[]"},
      {"bad-request", "{}"},
      {"bad-request", "{\"do\":1}"},
      {"bad-request", "{\"id\":{},\"do\":\"methods\"}"},
      {"bad-request", "{\"id\":\"" + std::string(2000, 'x') + "\",\"do\":\"methods\"}"},
      {"bad-request", "{\"do\":\"check\"}"},
      {"bad-request", "{\"do\":\"check\",\"text\":1}"},
      {"bad-request", "{\"do\":\"check\",\"text\":\"\",\"workspace\":{}}"},
      {"bad-request", "{\"do\":\"score\",\"answer\":\"\",\"repair\":\"yes\"}"},
      {"bad-request", "{\"do\":\"run\",\"text\":\"\",\"max_steps\":-1}"},
      {"unknown-method", "{\"do\":\"shutdown\"}"},
      {"too-deep", "{\"do\":\"check\",\"workspace\":" + std::string(1'000'000, '[') + "}"},
      {"too-deep", std::string(1'000'000, '{')},
  };
  for (const auto& [code, line] : lines) CHECK(error(service, line) == code);
  const Json typo = Json::parse(service.answer(R"({"id":3,"do":"chek","text":""})"));
  CHECK(typo["error"]["message"] == "nothing is called `chek`; did you mean `check`?");
  CHECK(Json::parse(service.answer(R"({"id":3,"do":"check","txet":""})"))["error"]["message"] == "`check` has no `txet`; did you mean `text`?");
  // And goes on as if nothing had been.
  CHECK(result(service, {{"do", "check"}, {"text", greeting}})["checks"] == true);
}

TEST_CASE("Hostile texts are answered, and soon", "[serve]") {
  Service service({});
  std::string nuls("OUTPUT '\0\0';", 13);
  const std::string texts[] = {std::string(300'000, '('), std::string(300'000, '['), "OUTPUT " + std::string(100'000, '{') + ";", nuls, "OUTPUT '\x1b[31m\x07';", "<script>alert(1)</script>", std::string(200'000, '\''),
                               "```" + std::string(100'000, '`'), "{\"blocks\":" + std::string(100'000, '[')};
  for (const std::string& text : texts)
    for (const MethodSpec& method : methods()) {
      if (method.name == "methods") continue;
      Json request = {{"do", method.name}};
      request[method.name == "score" ? "answer" : "text"] = text;
      if (method.name == "score") request["reference"] = greeting, request["repair"] = true;
      INFO(method.name << ": " << text.substr(0, 20));
      const auto begin = std::chrono::steady_clock::now();
      const std::string answer = service.answer(request.dump());
      CHECK(Json::accept(answer));
      CHECK(answer.find('\0') == answer.npos);
      CHECK(answer.find('\x1b') == answer.npos);
      CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(60));
    }
}

TEST_CASE("What can be asked is listed, and documented", "[serve]") {
  Service service({});
  std::stringstream page;
  page << std::ifstream(DORK_SOURCE_DIR "/docs/serve.md").rdbuf();
  const Json listed = result(service, {{"do", "methods"}})["methods"];
  REQUIRE(listed.size() == methods().size());
  for (const Json& method : listed) {
    INFO(method.dump());
    CHECK(page.str().find(fmt::format("| `{}` |", method["do"].get<std::string>())) != std::string::npos);
    for (const Json& field : method["fields"]) CHECK(page.str().find(fmt::format("`{}`", field["name"].get<std::string>())) != std::string::npos);
  }
}

TEST_CASE("The loop answers line by line, each as soon as it is there", "[serve]") {
  int requests[2], answers[2];
  REQUIRE(::pipe(requests) == 0);
  REQUIRE(::pipe(answers) == 0);
  std::string failure;
  bool well = false;
  std::thread loop([&] {
    Service service({});
    well = serve_lines(service, requests[0], answers[1], 1000, failure);
    ::close(answers[1]);
  });
  const auto say = [&](std::string_view text) { REQUIRE(::write(requests[1], text.data(), text.size()) == static_cast<ssize_t>(text.size())); };
  std::string kept;
  const auto hear = [&] {
    while (kept.find('\n') == kept.npos) {
      char buffer[4096];
      const ssize_t count = ::read(answers[0], buffer, sizeof buffer);
      if (count <= 0) return std::string("end");
      kept.append(buffer, static_cast<std::size_t>(count));
    }
    const std::string line = kept.substr(0, kept.find('\n'));
    kept.erase(0, line.size() + 1);
    return line;
  };
  say("{\"id\":1,\"do\":\"check\",\"te");
  say("xt\":\"OUTPUT 1;\"}\n");
  CHECK(hear() == R"({"id":1,"ok":true,"result":{"checks":true,"diagnostics":[]}})");
  // Several at once, blank ones between, ends of lines as Windows has them.
  say("\n  \r\n{\"id\":2,\"do\":\"check\",\"text\":\"OUTPUT 1;\"}\r\n{\"id\":3,\"do\":\"nothing\"}\n");
  CHECK(Json::parse(hear())["id"] == 2);
  CHECK(Json::parse(hear())["id"] == 3);
  say(std::string(5000, 'x'));
  say(std::string(5000, 'x') + "\n{\"id\":4,\"do\":\"check\",\"text\":\"OUTPUT 1;\"}");
  CHECK(Json::parse(hear())["error"]["code"] == "too-long");
  // The end of the input ends a line as well.
  ::close(requests[1]);
  CHECK(Json::parse(hear())["id"] == 4);
  CHECK(hear() == "end");
  loop.join();
  CHECK(well);
  ::close(requests[0]);
  ::close(answers[0]);
}

}  // namespace dork::serve
