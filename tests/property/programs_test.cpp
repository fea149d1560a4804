// Laws over generated programs: whatever is well typed compiles, the canonical form says the same, blocks form a tree.
#include "compiler/compile.hpp"
#include "compiler/model/walk.hpp"
#include "tests/generate/generate.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fmt/format.h>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

namespace dork {
namespace {

using Json = nlohmann::json;

std::size_t program_count() {
  const char* said = std::getenv("DORK_PROGRAMS");
  return said ? std::strtoull(said, nullptr, 10) : 10000;
}

std::vector<std::string> targets(const Json& block) {
  std::vector<std::string> result;
  for (const char* key : {"childId", "loopBlockId", "childTrueId", "childFalseId", "defaultChildId"})
    if (const auto to = block.find(key); to != block.end() && to->is_string()) result.push_back(*to);
  if (const auto all = block.find("statementChildrenIds"); all != block.end())
    for (const Json& to : *all)
      if (to.is_string()) result.push_back(to);
  return result;
}

/// What is wrong with a workspace as a graph and as a picture; empty where nothing is.
std::string fault_of(const Json& workspace) {
  std::set<std::string> ids, reached;
  std::set<std::pair<int, int>> places;
  std::size_t starts = 0;
  for (const Json& block : workspace.at("blocks")) {
    if (!ids.insert(block.at("id")).second) return "two blocks have the same id";
    if (!places.emplace(block.at("x").get<int>(), block.at("y").get<int>()).second) return "two blocks overlap";
    starts += block.at("type") == "StartBlock";
  }
  if (starts > 1) return "more than one start";
  for (const Json& block : workspace.at("blocks"))
    for (const std::string& to : targets(block)) {
      if (!ids.contains(to)) return "an edge leads nowhere";
      if (!reached.insert(to).second) return "a block has two parents";
    }
  return {};
}

/// Why a program breaks a law; empty where it keeps them all.
std::string broken_law(const std::string& source) {
  const CompileResult compiled = compile(source);
  if (!compiled.ok) return fmt::format("does not compile: {}", compiled.diagnostics.front().message);
  if (compile(source).output != compiled.output) return "compiles to other bytes the second time";
  const CompileResult formatted = format(source);
  if (!formatted.ok) return "cannot be formatted";
  if (format(formatted.output).output != formatted.output) return fmt::format("formatting again changes\n{}", formatted.output);
  if (compile(formatted.output).output != compiled.output) return fmt::format("formatting changes the meaning:\n{}", formatted.output);
  return fault_of(Json::parse(compiled.output));
}

}  // namespace

TEST_CASE("generated programs keep the laws") {
  const std::size_t count = program_count();
  std::mutex mutex;
  std::vector<std::string> faults;
  const auto work = [&](std::size_t first) {
    for (std::size_t seed = first; seed < count; seed += 2) {
      const std::string source = generate_program(seed);
      if (const std::string fault = broken_law(source); !fault.empty()) {
        const std::lock_guard lock(mutex);
        if (faults.size() < 5) faults.push_back(fmt::format("seed {}: {}\n{}", seed, fault, source));
      }
    }
  };
  std::thread other(work, 1);
  work(0);
  other.join();
  for (const std::string& fault : faults) UNSCOPED_INFO(fault);
  CHECK(faults.empty());
}

TEST_CASE("generated programs use every statement") {
  std::set<StatementKind> seen;
  for (std::uint64_t seed = 0; seed < 1000 && seen.size() < statement_specs().size(); ++seed) {
    Diagnostics diagnostics;
    const Automation automation = analyze(generate_program(seed), builtin_catalog(), diagnostics);
    if (automation.start) seen.insert(automation.start->spec->kind);
    for_each_statement(automation.main, [&](const Statement& statement) { seen.insert(statement.spec->kind); });
  }
  for (const StatementSpec& spec : statement_specs()) {
    INFO(spec.pattern);
    CHECK(seen.contains(spec.kind));
  }
}

TEST_CASE("two threads give the same as one") {
  std::vector<std::string> one(100), two(100);
  for (std::size_t i = 0; i < one.size(); ++i) one[i] = compile(generate_program(i)).output;
  const auto work = [&](std::size_t first) {
    for (std::size_t i = first; i < two.size(); i += 2) two[i] = compile(generate_program(i)).output;
  };
  std::thread other(work, 1);
  work(0);
  other.join();
  CHECK(one == two);
}

}  // namespace dork
