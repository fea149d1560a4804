// A run means the same however the automation is written down. DORK_RUNS says how many generated programs.
#include "compiler/compile.hpp"
#include "compiler/decompile.hpp"
#include "compiler/model/block_table.hpp"
#include "runtime/value/json.hpp"
#include "tests/generate/generate.hpp"
#include "tests/generate/random.hpp"
#include "tests/run/support.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

namespace dork::runtime {
namespace {

using Json = nlohmann::ordered_json;

std::size_t run_count() {
  const char* said = std::getenv("DORK_RUNS");
  return said ? std::strtoull(said, nullptr, 10) : 1000;
}

/// Small bounds, so that a program that never ends costs little.
RunOptions bounded() {
  RunOptions options;
  options.limits.steps = 3'000;
  options.limits.value_bytes = 1u << 20;
  options.limits.list_items = 10'000;
  options.limits.total_bytes = 64u << 20;
  options.inputs = Object{{"id", Value(7)}, {"name", "Ann"}};
  return options;
}

/// A tenant that answers whatever a program may ask.
const Value& answering() {
  static const Value fixture = [] {
    Object files;
    for (const AdapterSpec& adapter : file_adapters())
      if (adapter.needs_connection) files[adapter.name] = Object{{"folder/file.csv", "id,name\n1,a\n2,b\n"}};
    const Value items = json(R"([{"id": 1, "name": "a", "owner": {"id": "u"}, "status": "x"}, {"id": 2, "name": "b"}])");
    return Value(Object{{"files", Value(std::move(files))},
                        {"web", List{Object{{"url", "*"}, {"times", 3}, {"output", items}}, Object{{"url", "*"}, {"status", 503}, {"message", "busy"}}}}});
  }();
  return fixture;
}

/// A program that can be run: generated fragments begin at their first block.
Ran ran(const Prepared& prepared, RunOptions options) {
  const std::vector<BlockInfo> blocks = blocks_of(*prepared.plan);
  const bool starts = std::any_of(blocks.begin(), blocks.end(), [](const BlockInfo& each) { return each.type == "StartBlock"; });
  if (!starts && !blocks.empty()) {
    const auto first = std::find_if(blocks.begin(), blocks.end(), [](const BlockInfo& each) { return each.begins; });
    options.from = std::string(first->name);
  }
  return run_plan(prepared, options, answering());
}

/// Where two runs differ; empty where they do not.
std::string difference(const Ran& a, const Ran& b) {
  for (std::size_t i = 0; i < std::max(a.events.size(), b.events.size()); ++i) {
    if (i >= a.events.size() || i >= b.events.size()) return fmt::format("{} executions, then {}", a.events.size(), b.events.size());
    if (!(a.events[i] == b.events[i])) return fmt::format("execution {}:\n  {}\n  {}", i + 1, line(a.events[i]), line(b.events[i]));
  }
  if (a.result.status != b.result.status) return fmt::format("{}, then {}", status_name(a.result.status), status_name(b.result.status));
  if (outputs(a) != outputs(b)) return fmt::format("outputs {}\nthen {}", outputs(a), outputs(b));
  if (!(Value(a.result.variables) == Value(b.result.variables))) return "other variables";
  if (!(a.state == b.state) || !(a.outbox == b.outbox)) return "another tenant";
  return {};
}

/// A generated program as a workspace that gets far: what would stop most runs soon does not. Blocks fail and go on, lists are
/// lists, numbers are numbers, forms need no answers.
Json lenient(std::uint64_t seed) {
  Json workspace = Json::parse(compile(generate_program(seed)).output);
  dork::Random random(seed);
  const auto mend = [&](Json& entry) {
    static const std::set<std::string> lists = {"list", "list1", "list2", "input"};
    static const std::map<std::string, const char*> values = {{"size", "2"}, {"time", "{add: 1, 1}"}, {"limit", "3"}, {"path", "folder/file.csv"},
                                                             {"origin", "folder/file.csv"}, {"destination", "folder/other.csv"}, {"object1", "{\"a\": 1}"}};
    if (!entry.is_object() || !entry.contains("id")) return;
    const std::string id = entry["id"];
    if (id == "blendr_on_error") entry["value"] = random.one_in(2) ? "ignore" : "warning";
    else if (id == "action" && entry["value"] == "stop" && !random.one_in(6)) entry["value"] = "continue";
    else if (lists.contains(id) && !random.one_in(3)) entry["value"] = R"([{"id": 1, "name": "a", "owner": {"id": "u"}}, {"id": 2, "name": "b", "status": "x"}])";
    else if (values.contains(id)) entry["value"] = values.at(id);
    else if (id == "bucket" || id == "container_name" || id == "site_id" || id == "drive_id") entry["value"] = nullptr;
  };
  std::map<std::string, std::string> types;
  for (const Json& variable : workspace["variables"]) types[variable["guid"]] = variable["type"];
  for (Json& block : workspace["blocks"]) {
    const bool shows = block["type"] == "ShowBlock";
    if (!shows)
      for (Json& input : block["inputs"]) mend(input);
    for (Json& setting : block["settings"]) mend(setting);
    if (block.contains("form"))
      for (Json& item : block["form"]) item["isRequired"] = false;
    if (!block.contains("operations")) continue;
    const std::string type = types[block["variableGuid"]];
    for (Json& operation : block["operations"]) {
      if (type == "number") operation["value"] = random.one_in(2) ? "{add: 1, 2}" : "2";
      if (type == "object" && operation["value"].is_string() && operation["id"] != "remove_key") operation["value"] = R"({"id": 3, "name": "c"})";
    }
  }
  return workspace;
}

std::string differs_by_writing(std::uint64_t seed) {
  const Catalog& catalog = builtin_catalog();
  const std::string script = generate_program(seed);
  const Ran by_script = ran(prepare_script(script, catalog), bounded());
  const Ran by_json = ran(prepare_workspace(compile(script, {.envelope = true}).output, catalog), bounded());
  if (const std::string fault = difference(by_script, by_json); !fault.empty()) return "its JSON runs otherwise: " + fault + "\n" + script;
  const std::string workspace = lenient(seed).dump();
  const Ran by_workspace = ran(prepare_workspace(workspace, catalog), bounded());
  for (const bool exact : {false, true}) {
    const std::string back = decompile(workspace, {.exact = exact}).scripts.front();
    const Ran by_back = ran(prepare_script(back, catalog), bounded());
    if (const std::string fault = difference(by_workspace, by_back); !fault.empty())
      return fmt::format("decompiled it runs otherwise: {}\n{}\n---\n{}", fault, workspace, back);
  }
  return {};
}

std::string differs_by_order(std::uint64_t seed) {
  const Catalog& catalog = builtin_catalog();
  Json workspace = lenient(seed);
  Json& blocks = workspace["blocks"];
  const Prepared before = prepare_workspace(workspace.dump(), catalog);
  RunOptions options = bounded();
  // Where a run of a fragment begins must be said by name, since the first block is another.
  const std::vector<BlockInfo> infos = blocks_of(*before.plan);
  const bool starts = std::any_of(infos.begin(), infos.end(), [](const BlockInfo& each) { return each.type == "StartBlock"; });
  if (!starts) {
    if (infos.empty()) return {};
    options.from = std::string(infos.front().name);
  }
  dork::Random random(seed);
  for (std::size_t i = blocks.size(); i > 1; --i) std::swap(blocks[i - 1], blocks[random.below(i)]);
  std::reverse(workspace["variables"].begin(), workspace["variables"].end());
  const std::string fault = difference(run_plan(before, options, answering()), run_plan(prepare_workspace(workspace.dump(), catalog), options, answering()));
  return fault.empty() ? fault : "in another order its blocks run otherwise: " + fault;
}

// A disabled block changes nothing but its own output and what depends on it. As a law that needs no analysis: where no other
// block, template or pointer names it, no label or jump is below it, and it gives no output of the run, then a run with it
// disabled is the run without it. Without it: the block is not there, and what led to it leads to what followed it.

/// A workspace without one of its blocks, its loop and its branches.
Json without(const Json& workspace, const std::string& id) {
  Json result = workspace;
  Json& blocks = result["blocks"];
  static constexpr const char* edges[] = {"childId", "loopBlockId", "childTrueId", "childFalseId", "defaultChildId"};
  Json next;
  for (const Json& block : blocks)
    if (block["id"] == id) next = block.value("childId", Json());
  const auto redirect = [&](Json& edge) {
    if (edge == id) edge = next;
  };
  for (Json& block : blocks) {
    for (const char* edge : edges)
      if (block.contains(edge)) redirect(block[edge]);
    if (block.contains("statementChildrenIds"))
      for (Json& child : block["statementChildrenIds"]) redirect(child);
  }
  for (auto at = blocks.begin(); at != blocks.end(); ++at)
    if ((*at)["id"] == id) {
      blocks.erase(at);
      break;
    }
  return result;
}

std::string differs_by_disabling(std::uint64_t seed) {
  const Catalog& catalog = builtin_catalog();
  Json workspace = lenient(seed);
  Json& blocks = workspace["blocks"];
  if (blocks.empty() || blocks[0]["type"] != "StartBlock") return {};
  dork::Random random(seed);
  Json& victim = blocks[random.below(blocks.size())];
  // What a jump or a pointer names must stay there.
  if (victim["type"] == "StartBlock" || victim["type"] == "LabelBlock") return {};
  const std::string id = victim["id"];
  for (const Json& block : blocks)
    for (const Json& input : block["inputs"])
      if (input.is_object() && input.value("value", Json()) == id) return {};
  const Ran removed = run_plan(prepare_workspace(without(workspace, id).dump(), catalog), bounded(), answering());
  victim["disabled"] = true;
  Ran disabled = run_plan(prepare_workspace(workspace.dump(), catalog), bounded(), answering());
  // It is told that it was passed over; each time counts as a step.
  if (disabled.result.status == Status::limit_reached || removed.result.status == Status::limit_reached) return {};
  const std::string name = victim["name"];
  std::erase_if(disabled.events, [&](const Seen& each) { return each.outcome == Outcome::skipped && each.block == name; });
  Ran rest = removed;
  std::erase_if(rest.events, [&](const Seen& each) { return each.outcome == Outcome::skipped && each.block == name; });
  const std::string fault = difference(rest, disabled);
  return fault.empty() ? fault : fmt::format("with {} disabled it runs otherwise than without: {}", name, fault);
}

/// All values below a value, itself included.
void collect(Json& value, std::vector<Json*>& all) {
  all.push_back(&value);
  if (value.is_structured())
    for (Json& inner : value) collect(inner, all);
}

/// What stands anywhere in JSON that nobody checked.
Json odd_value(dork::Random& random, const Json& blocks) {
  switch (random.below(14)) {
    case 0: return nullptr;
    case 1: return true;
    case 2: return -900;
    case 3: return 1e300;
    case 4: return "";
    case 5: return "{$.gone.item.id}";
    case 6: return Json::array();
    case 7: return Json::object();
    case 8: return Json::array({1, nullptr, "x", Json::object({{"key", 1}})});
    case 9: return "9223372036854775807";
    case 10: return std::string("\x01\x1f\0\r\n", 5);
    case 11: return "{divide: {$.thisBlock}, 0}";
    case 12: return blocks[random.below(blocks.size())].value("id", Json());
    default: return blocks[random.below(blocks.size())].value("type", Json());
  }
}

/// A workspace that no editor would write is refused or run to an end; the fault is a crash.
std::string breaks_when_disturbed(std::uint64_t seed) {
  Json workspace = lenient(seed);
  const Json blocks = workspace["blocks"];
  if (blocks.empty()) return {};
  dork::Random random(seed ^ 0x5eed);
  for (std::size_t changes = 1 + random.below(8); changes > 0; --changes) {
    std::vector<Json*> all;
    collect(workspace, all);
    Json& victim = *all[random.below(all.size())];
    if (victim.is_object() && !victim.empty() && random.one_in(3)) victim.erase(victim.begin().key());
    else if (&victim != &workspace) victim = odd_value(random, blocks);
  }
  const Prepared prepared = prepare_workspace(workspace.dump(), builtin_catalog());
  if (!prepared.plan) return prepared.error.empty() ? "it is refused without a reason" : "";
  const Ran it = ran(prepared, bounded());
  return it.result.steps <= bounded().limits.steps ? "" : "it runs too far";
}

void check_all(const std::function<std::string(std::uint64_t)>& broken) {
  const std::size_t count = run_count();
  std::mutex mutex;
  std::vector<std::string> faults;
  const auto work = [&](std::size_t first) {
    for (std::size_t seed = first; seed < count; seed += 2)
      if (const std::string fault = broken(seed); !fault.empty()) {
        const std::lock_guard lock(mutex);
        if (faults.size() < 3) faults.push_back(fmt::format("seed {}: {}", seed, fault));
      }
  };
  std::thread other(work, 1);
  work(0);
  other.join();
  for (const std::string& fault : faults) UNSCOPED_INFO(fault);
  CHECK(faults.empty());
}

}  // namespace

TEST_CASE("a script runs as its JSON does, and as what comes back of it") { check_all(differs_by_writing); }

TEST_CASE("the order of the blocks means nothing") { check_all(differs_by_order); }

TEST_CASE("a disabled block is as if it were not there") { check_all(differs_by_disabling); }

TEST_CASE("a disturbed workspace is refused or runs to an end") { check_all(breaks_when_disturbed); }

TEST_CASE("the programs that the laws are tried on run far, and through every block type") {
  std::set<std::string> types;
  std::size_t executions = 0, loops = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const Ran it = ran(prepare_workspace(lenient(seed).dump(), builtin_catalog()), bounded());
    executions += it.events.size();
    for (const Seen& each : it.events) {
      loops += !each.iteration.empty();
      if (each.outcome != Outcome::failed && each.outcome != Outcome::skipped) types.insert(each.type);
    }
  }
  CHECK(executions > 400 * 10);
  CHECK(loops > 400);
  for (const BlockSpec& spec : block_specs())
    if (spec.type != BlockType::unknown && spec.type != BlockType::custom_code && !types.contains(std::string(spec.json_name))) WARN("not tried: " << spec.json_name);
  CHECK(types.size() >= 40);
}

TEST_CASE("a run is the same each time, on any thread") {
  const Prepared prepared = prepare_script(generate_program(11), builtin_catalog());
  const Ran once = ran(prepared, bounded());
  std::vector<std::string> differences(4);
  std::vector<std::thread> threads;
  for (std::string& fault : differences)
    threads.emplace_back([&] {
      for (int i = 0; i < 20 && fault.empty(); ++i) fault = difference(once, ran(prepared, bounded()));
    });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& fault : differences) CHECK(fault == "");
}

TEST_CASE("real exports run to their end or stop for a stated reason") {
  const std::filesystem::path folder = std::filesystem::path(DORK_SOURCE_DIR) / "../shared/workspaces";
  if (!std::filesystem::is_directory(folder)) {
    WARN("skipped: there are no exports at " << folder.string());
    return;
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path());
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const Prepared prepared = prepare_workspace(text, builtin_catalog());
    INFO(entry.path().string() << " " << prepared.error);
    REQUIRE(prepared.plan);
    const Ran it = ran(prepared, bounded());
    INFO(remarks(it));
    CHECK((succeeded(it.result.status) || std::any_of(it.result.remarks.begin(), it.result.remarks.end(), [](const Remark& each) { return each.severity == Severity::error; })));
    // Nothing that was not run counts as done.
    for (const Seen& each : it.events)
      if (each.outcome == Outcome::done) CHECK(each.message == "");
  }
}

}  // namespace dork::runtime
