// Plays the scenes of scenes/*.json: calls to a tenant one after the other, and what each must answer.
#include "runtime/cases/match.hpp"
#include "runtime/tenant/behaviour.hpp"
#include "runtime/value/text.hpp"
#include "tests/tenant/support.hpp"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

using namespace dork;
using namespace dork::runtime;

namespace {

using Kept = std::map<std::string, Value>;

/// `$app.attributes.id` in texts stands for what an earlier answer holds there.
Value filled(const Value& value, const Kept& kept) {
  if (value.is_list()) {
    List items;
    for (const Value& item : value.list()) items.push_back(filled(item, kept));
    return items;
  }
  if (value.is_object()) {
    Object object;
    for (const auto& [key, member] : value.object()) object[key] = filled(member, kept);
    return object;
  }
  if (!value.is_text()) return value;
  std::string text = value.text();
  for (const auto& [name, answer] : kept) {
    for (std::size_t at = text.find('$' + name); at != text.npos; at = text.find('$' + name, at + 1)) {
      std::size_t end = at + 1 + name.size();
      const Value* part = &answer;
      while (end < text.size() && text[end] == '.') {
        const std::size_t stop =
            std::min(text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", end + 1),
                     text.size());
        const std::string member = text.substr(end + 1, stop - end - 1);
        const Value* next =
            part->is_list() && !member.empty() ? &part->list().at(std::stoul(member)) : part->find(member);
        if (next == nullptr) break;
        part = next;
        end = stop;
      }
      if (at == 0 && end == text.size()) return *part;
      text.replace(at, end - at, to_text(*part));
    }
  }
  return text;
}

std::string list_of(const std::vector<Shortfall>& shortfalls) {
  std::string text;
  for (const auto& [path, expected, actual] : shortfalls)
    text += "\n  " + path + "\n    expected " + expected + "\n    got      " + actual;
  return text;
}

std::int64_t clock_of(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  REQUIRE(std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%dZ", &year, &month, &day, &hour, &minute, &second) == 6);
  const std::chrono::sys_days date{std::chrono::year{year} / month / day};
  return std::chrono::duration_cast<std::chrono::milliseconds>(date.time_since_epoch()).count() +
         ((hour * 60 + minute) * 60 + second) * 1000ll;
}

/// Plays one scene; the actions it calls go to `seen`.
void play(const Value& scene, std::set<std::string>& seen) {
  std::string error;
  const Value* fixture = scene.find("fixture");
  auto tenant = Tenant::from(fixture != nullptr ? *fixture : Value(Object()), error);
  INFO(error);
  REQUIRE(tenant);
  Environment environment = at_midnight();
  Kept kept;
  std::vector<Shortfall> shortfalls;
  const List calls = scene.find("calls")->list();
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const Value call = filled(calls[i], kept);
    const std::string action = to_text(*call.find("action"));
    const std::size_t dot = action.find('.');
    const Connector* connector = builtin_catalog().find_alias(action.substr(0, dot));
    seen.insert(action);
    const std::string name = action.substr(dot + 1),
                      block = call.find("block") != nullptr ? to_text(*call.find("block")) : name;
    const std::string connector_name = connector != nullptr ? connector->name : action.substr(0, dot);
    Call request{};
    request.connector = connector_name;
    request.action = name;
    request.block = block;
    if (const Value* inputs = call.find("inputs")) request.inputs = inputs->object();
    if (const Value* limit = call.find("limit")) request.limit = limit->integer();
    if (const Value* now = call.find("now")) environment.now = clock_of(now->text());
    const Reply reply = tenant->call(request, environment);
    const std::string at = "calls[" + std::to_string(i) + "] " + action;
    INFO(at << ": " << reply.status << " " << reply.message << " " << to_json_text(reply.output));
    const Value* status = call.find("status");
    CHECK(reply.known == (call.find("known") == nullptr || call.find("known")->boolean()));
    if (status != nullptr)
      CHECK(reply.status == status->integer());
    else
      CHECK_FALSE(reply.failed());
    const Value output = reply.output, message(reply.message), body = reply.body, seconds(reply.seconds);
    for (const auto& [key, actual] : {std::pair("output", &output), std::pair("message", &message),
                                      std::pair("body", &body), std::pair("seconds", &seconds)})
      if (const Value* expected = call.find(key)) match(*expected, actual, at + " " + key, shortfalls);
    if (reply.failed()) CHECK(reply.output.is_null());
    if (const Value* name_of_answer = call.find("keep")) kept[name_of_answer->text()] = reply.output;
  }
  if (const Value* state = scene.find("state")) {
    const Value now = tenant->state();
    for (const auto& [path, expected] : state->object()) {
      std::deque<Value> made;
      match(expected, at_path(now, path, made), "state " + path, shortfalls);
    }
    // What it is now is a fixture, of the same world.
    auto again = Tenant::from(now, error);
    INFO(error);
    REQUIRE(again);
    CHECK(again->state() == now);
  }
  INFO(list_of(shortfalls));
  CHECK(shortfalls.empty());
}

}  // namespace

TEST_CASE("scenes", "[tenant]") {
  std::set<std::string> seen;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(DORK_SOURCE_DIR "/tests/tenant/scenes"))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  REQUIRE_FALSE(files.empty());
  for (const auto& file : files) {
    std::ifstream stream(file);
    std::stringstream text;
    text << stream.rdbuf();
    const Value scenes = json(text.str());
    for (const Value& scene : scenes.list()) {
      INFO(file.filename().string() << ": " << scene.find("what")->text());
      play(scene, seen);
    }
  }
  for (const Connector& connector : builtin_catalog().connectors)
    for (const Action& action : connector.actions) {
      INFO(connector.alias << "." << action.name << " has no scene");
      CHECK(seen.contains(connector.alias + "." + action.name));
    }
}

TEST_CASE("every action of the catalog has a behaviour", "[tenant]") {
  for (const Connector& connector : builtin_catalog().connectors)
    for (const Action& action : connector.actions) {
      INFO(connector.alias << "." << action.name);
      CHECK_FALSE(behaviours().action(connector.alias + "." + action.name).empty());
    }
}
