// The way back over generated programs and over workspaces that no editor would write. DORK_PROGRAMS says how many,
// DORK_MUTANTS how many mutants of JSON.
#include "compiler/decompile.hpp"
#include "compiler/formula/formula.hpp"
#include "compiler/lift/difference.hpp"
#include "compiler/model/walk.hpp"
#include "compiler/sema/sema.hpp"
#include "compiler/unparse/unparse.hpp"
#include "tests/generate/generate.hpp"
#include "tests/generate/random.hpp"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fmt/format.h>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

namespace dork {
namespace {

using Json = nlohmann::ordered_json;

std::size_t program_count() {
  const char* said = std::getenv("DORK_PROGRAMS");
  // The way there and back takes some times as long as the way there.
  return said ? std::strtoull(said, nullptr, 10) : 2500;
}

std::size_t mutant_count() {
  const char* said = std::getenv("DORK_MUTANTS");
  return said ? std::strtoull(said, nullptr, 10) : program_count() * 2;
}

/// White space in the braces of formulas means nothing, and the clean way back leaves it out.
void normalize(Expr& expression) {
  if (expression.kind == ExprKind::text) expression.text = normalize_template(expression.text);
  for (std::string& key : expression.keys) key = normalize_template(key);
  for (Expr& child : expression.children) normalize(child);
}

/// What connectors are called no workspace says, nor which are named and never used.
void aliases(Automation& automation) {
  std::set<std::string> used;
  const auto call = [&](Statement& statement) {
    if (!statement.connector) return;
    statement.alias.text = statement.connector->alias;
    used.insert(statement.connector->name);
  };
  if (automation.start) call(*automation.start);
  for_each_statement(automation.main, call);
  for (Connection& connection : automation.connections)
    if (const Connector* known = builtin_catalog().find_name(connection.connector.text)) connection.alias->text = known->alias;
  std::erase_if(automation.connections, [&](const Connection& c) { return !c.connection || !used.contains(c.connector.text); });
}

/// The canonical script of a program without what no workspace holds: its `//` comments, aliases, white space in formulas.
std::string what_comes_back(const std::string& source) {
  Diagnostics diagnostics;
  Automation automation = analyze(source, builtin_catalog(), diagnostics);
  const auto clear = [](auto& item) {
    item.leading.clear();
    item.line_end.clear();
  };
  automation.leading.clear();
  automation.header_line_end.clear();
  automation.main.trailing.clear();
  for (Connection& connection : automation.connections) clear(connection);
  sema::bind_connections(automation);
  for (ActionDeclaration& action : automation.actions) clear(action);
  if (automation.start) clear(*automation.start);
  for_each_statement(automation.main, [&](Statement& statement) {
    clear(statement);
    for_each_expression(statement, normalize);
    for_each_body(statement, [](Body& body) { body.trailing.clear(); });
  });
  aliases(automation);
  return unparse(automation);
}

/// What comes back of a program.
std::string canonical(const std::string& source) {
  const CompileResult compiled = compile(source, {.envelope = true});
  const DecompileResult back = decompile(compiled.output);
  return back.scripts.empty() ? back.error : back.scripts.front();
}

/// The first lines that differ.
std::string first_difference(std::string_view a, std::string_view b) {
  std::size_t at = 0;
  while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
  const std::size_t line = at == 0 ? 0 : a.rfind('\n', at - 1) + 1;
  return fmt::format("{}\n--- is\n{}\n", a.substr(std::min(line, a.size()), 300), b.substr(std::min(line, b.size()), 300));
}

/// Why the way there and back changes a program.
std::string broken_program(std::uint64_t seed) {
  const std::string source = generate_program(seed);
  const std::string script = canonical(source);
  // What an action is called that the script declares, no workspace says.
  const std::string expected = what_comes_back(source);
  bool declares = expected.find("ACTION crm.") != std::string::npos;
  // An attribute of a BLOCK comes back as part of its JSON.
  Diagnostics diagnostics;
  const Automation automation = analyze(source, builtin_catalog(), diagnostics);
  for_each_statement(automation.main, [&](const Statement& statement) {
    declares |= statement.spec->kind == StatementKind::block && !statement.attributes.text.empty();
  });
  if (!declares && expected != script)
    return "comes back otherwise: " + first_difference(expected, script);
  const CompileResult compiled = compile(script);
  if (!compiled.ok) return fmt::format("the decompiled script does not compile: {}\n{}", compiled.diagnostics.front().message, script);
  if (format(script).output != script) return fmt::format("the decompiled script is not canonical:\n{}\n{}", script, format(script).output);
  if (canonical(script) != script) return fmt::format("decompiled again it differs:\n{}\n{}", script, canonical(script));
  return {};
}

/// All values below a value, itself included.
void collect(Json& value, std::vector<Json*>& all) {
  all.push_back(&value);
  if (value.is_structured())
    for (Json& inner : value) collect(inner, all);
}

Json odd_value(Random& random) {
  switch (random.below(14)) {
    case 0: return nullptr;
    case 1: return true;
    case 2: return 900;
    case 3: return -1.5;
    case 4: return "";
    case 5: return "{$.gone.item.id}";
    case 6: return Json::array();
    case 7: return Json::object();
    case 8: return Json::array({1, nullptr, "x", Json::object({{"=", 1}})});
    case 9: return "it's \"odd\" \t\n '''quoted''' {";
    case 10: return std::string("\x01\x1f\0\r\n", 5);
    case 11: return Json::object({{"-", Json::array({"id"})}, {"#", 3}});
    case 12: return "Größe: 5 % für Åsa 😀";
    default: return "{ if: {$.a} = 'b', {$.c.d[0]}, 'no' }";
  }
}

/// Changes a workspace in one way that JSON can hold.
void disturb(Json& workspace, Random& random) {
  Json& blocks = workspace["blocks"];
  if (blocks.empty()) return;
  Json& block = blocks[random.below(blocks.size())];
  static constexpr const char* edges[] = {"childId", "loopBlockId", "childTrueId", "childFalseId", "defaultChildId", "variableGuid"};
  switch (random.below(12)) {
    case 0: block[random.pick(edges)] = blocks[random.below(blocks.size())].value("id", Json()); break;   // two parents, circles
    case 1: block["id"] = blocks[random.below(blocks.size())].value("id", Json()); break;
    case 2: block["childId"] = "00000000-dead-4000-8000-000000000000"; break;
    case 3: block["name"] = blocks[random.below(blocks.size())].value("name", Json("")); break;
    case 4: block["type"] = random.one_in(2) ? "NewBlock" : "VariableBlock"; break;
    case 5: block["unknown"] = odd_value(random); break;
    case 6: blocks.erase(random.below(blocks.size())); break;
    case 7: std::swap(block, blocks[random.below(blocks.size())]); break;
    case 8: workspace[random.one_in(3) ? "version" : "variables"] = odd_value(random); break;
    default: {
      std::vector<Json*> all;
      collect(block, all);
      Json& victim = *all[random.below(all.size())];
      if (victim.is_object() && !victim.empty() && random.one_in(2)) victim.erase(victim.begin().key());
      else if (&victim != &block) victim = odd_value(random);
      break;
    }
  }
}

std::string broken_workspace(std::uint64_t seed) {
  Json workspace = Json::parse(compile(generate_program(seed)).output);
  Random random(seed ^ 0x5eed);
  for (std::size_t changes = 1 + random.below(6); changes > 0; --changes) disturb(workspace, random);
  for (Json& block : workspace["blocks"])
    if (!block.contains("type") || !block["type"].is_string()) return {};
  const std::string text = workspace.dump();
  const DecompileResult back = decompile(text, {.exact = true});
  if (back.scripts.size() != 1) return fmt::format("not decompiled: {}", back.error);
  const CompileResult compiled = compile(back.scripts.front());
  if (!compiled.ok) return fmt::format("does not compile: {}\n{}", compiled.diagnostics.front().message, back.scripts.front());
  if (!deep_equal(Json::parse(compiled.output), workspace)) return fmt::format("comes back otherwise:\n{}\n{}", text, back.scripts.front());
  const DecompileResult clean = decompile(text);
  if (clean.scripts.size() != 1 || !compile(clean.scripts.front()).ok) return "the clean script does not compile";
  return {};
}

void mutate(std::string& text, Random& random) {
  for (std::size_t changes = 1 + random.below(4); changes > 0 && !text.empty(); --changes) {
    const std::size_t at = random.below(text.size());
    switch (random.below(4)) {
      case 0: text[at] = static_cast<char>(random.below(256)); break;
      case 1: text.erase(at, 1 + random.below(40)); break;
      case 2: text.insert(at, text.substr(random.below(text.size()), random.below(40))); break;
      default: text.resize(std::max<std::size_t>(1, text.size() - random.below(5))); break;
    }
  }
}

/// Calls `broken` for seeds from 0 on, on two threads; what it returns is a fault, and empty where there is none.
void check_all(std::size_t count, const std::function<std::string(std::uint64_t)>& broken) {
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

TEST_CASE("generated programs come back from JSON") { check_all(program_count(), broken_program); }

TEST_CASE("disturbed workspaces come back exactly") { check_all(program_count(), broken_workspace); }

TEST_CASE("what is no workspace says where") {
  const auto error = [](std::string_view json) { return decompile(json).error; };
  CHECK(error("") != "");
  CHECK(error("{\"blocks\": [1]}") == "$.blocks[0] is a number; a block is an object");
  CHECK(error("{\"workspace\": {\"blocks\": {}}}") == "$.workspace.blocks is an object; a workspace has a list there");
  CHECK(error("[]") == "$ is an empty list: there is no workspace in it");
  CHECK(error("[{\"a\": 1}]") == "$[0] has no `blocks`: it is no workspace, nor an automation with one");
  CHECK(error("{\"blocks\": [{\"id\": \"x\"}]}") == "$.blocks[0] has no type");
  CHECK(decompile("[{\"blocks\": []}, {\"workspace\": {\"blocks\": []}}]").scripts.size() == 2);
}

TEST_CASE("mutated JSON is refused or comes back") {
  // Half of the mutants by their bytes, half by their members and values.
  std::vector<std::string> sources;
  for (std::uint64_t seed = 0; seed < 200; ++seed) sources.push_back(compile(generate_program(seed), {.compact = true}).output);
  // In the smaller ones a change hits more.
  std::sort(sources.begin(), sources.end(), [](const std::string& a, const std::string& b) { return a.size() < b.size(); });
  sources.resize(100);
  std::atomic<std::size_t> refused = 0;
  check_all(mutant_count(), [&](std::uint64_t seed) -> std::string {
    Random random(seed);
    std::string text = sources[random.below(sources.size())];
    if (seed / 2 % 2 == 0) {
      Json workspace = Json::parse(text);
      for (std::size_t changes = 1 + random.below(4); changes > 0; --changes) disturb(workspace, random);
      text = workspace.dump();
    } else {
      mutate(text, random);
    }
    const DecompileResult back = decompile(text, {.exact = true});
    if (!back.error.empty()) ++refused;
    for (const std::string& script : back.scripts)
      if (!compile(script).ok) return fmt::format("does not compile: {}\n{}", text, script);
    return {};
  });
  CHECK(refused > 0);
  CHECK(refused < mutant_count());
}

}  // namespace dork
