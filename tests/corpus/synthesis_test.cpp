// Laws of synthesis over seeded candidates: each verifies, says what it writes, reads as English, and is made alike by anybody.
#include "compiler/decompile.hpp"
#include "corpus/synthesis/english.hpp"
#include "corpus/synthesis/synthesis.hpp"
#include "corpus/verify/skeleton.hpp"
#include "corpus/verify/verify.hpp"
#include "tests/corpus/builtin_rules.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fmt/format.h>
#include <set>

namespace dork::corpus {
namespace {

std::size_t row_count() {
  const char* said = std::getenv("DORK_CORPUS_ROWS");
  return said ? std::strtoull(said, nullptr, 10) : 4000;
}

}  // namespace

TEST_CASE("every candidate verifies") {
  std::set<std::string> shapes, pairs;
  std::size_t made = 0, empty = 0, failed = 0;
  for (std::uint64_t index = 0; index < row_count(); ++index) {
    auto candidate = make(rules(), {}, 1, index);
    if (!candidate) {
      ++empty;
      continue;
    }
    ++made;
    const Verdict verdict = verify(*candidate, rules(), Level::roundtrips);
    if (!verdict.ok && ++failed < 5) UNSCOPED_INFO(fmt::format("{}: {} {}\n{}\n{}", index, verdict.rule, verdict.reason, candidate->row.instruction, candidate->script));
    CHECK(verdict.ok);
    shapes.insert(candidate->row.skeleton);
    pairs.insert(candidate->row.instruction + '\n' + candidate->script);
  }
  CHECK(empty * 50 <= row_count());
  CHECK(pairs.size() * 100 >= made * 99);
  CHECK(shapes.size() * 2 >= made);
}

TEST_CASE("candidates of every task do what they promise") {
  for (const std::string& task : task_names()) {
    INFO(task);
    Settings settings;
    settings.tasks = {{task, 1}};
    std::size_t made = 0;
    for (std::uint64_t index = 0; index < row_count() / 4; ++index) {
      auto candidate = make(rules(), settings, 5, index);
      if (!candidate) continue;
      ++made;
      const Verdict verdict = verify(*candidate, rules());
      INFO(index << ": " << verdict.rule << ' ' << verdict.reason << '\n' << candidate->row.instruction << '\n' << candidate->script);
      CHECK((verdict.ok || verdict.rule == steps_at_odds));
      // What is asked for in JSON is all in it: the name and the schedule as well. What a script calls actions of its own is not.
      if (task != "text-to-json" || candidate->script.find("\nACTION ") != std::string::npos) continue;
      const DecompileResult back = decompile(candidate->row.completion, {.catalog = &builtin_catalog()});
      REQUIRE(back.scripts.size() == 1);
      CHECK(back.scripts.front() == candidate->script);
    }
    CHECK(made * 2 > row_count() / 4);
  }
}

TEST_CASE("prompts read as English") {
  // A chat is what it is.
  Settings settings;
  settings.personas = {{"chat", 0}};
  std::size_t failed = 0;
  for (std::uint64_t index = 0; index < row_count() / 2; ++index) {
    const auto candidate = make(rules(), settings, 2, index);
    if (!candidate) continue;
    const auto faults = lint(candidate->row.instruction);
    if (!faults.empty() && ++failed < 8) UNSCOPED_INFO(fmt::format("{}: {}\n{}", index, faults.front(), candidate->row.instruction));
    CHECK(faults.empty());
  }
}

TEST_CASE("a candidate depends on its number alone") {
  std::vector<std::string> forwards, backwards;
  for (std::uint64_t index = 0; index < 60; ++index) {
    const auto candidate = make(rules(), {}, 3, index);
    forwards.push_back(candidate ? candidate->row.instruction + candidate->script : std::string());
  }
  for (std::uint64_t index = 60; index-- > 0;) {
    const auto candidate = make(rules(), {}, 3, index);
    backwards.insert(backwards.begin(), candidate ? candidate->row.instruction + candidate->script : std::string());
  }
  CHECK(forwards == backwards);
}

TEST_CASE("shapes leave values and names out") {
  const auto shape = [](std::string_view script) { return skeleton(script, builtin_catalog()); };
  CHECK(shape("OUTPUT 'a';") == shape("AUTOMATION 'x';\nOUTPUT 'b';"));
  CHECK(shape("apps: qlik.listApps();\nOUTPUT count(apps);") == shape("mine: qlik.listApps();\nOUTPUT count(mine);"));
  CHECK(shape("apps: qlik.listApps() LIMIT 5;\nOUTPUT count(apps);") == shape("apps: qlik.listApps() LIMIT 500;\nOUTPUT count(apps);"));
  CHECK(shape("apps: qlik.listApps();\nOUTPUT count(apps);") != shape("apps: qlik.listSpaces();\nOUTPUT count(apps);"));
  CHECK(shape("OUTPUT 'a';") != shape("TITLE 'a';"));
  CHECK(shape("no script at all").empty());
}

TEST_CASE("mistakes in the data are told with file and line") {
  std::string error;
  CHECK(!load_rules(builtin_catalog(), "/nowhere/at/all", error));
  CHECK(!error.empty());
}

}  // namespace dork::corpus
