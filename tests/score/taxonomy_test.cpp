// Mistakes that were planted: the taxonomy names the kind, the repair is no longer than the mistake. DORK_MUTANTS says how many.
#include "corpus/score/judge.hpp"
#include "corpus/score/repair.hpp"
#include "tests/generate/generate.hpp"
#include "tests/score/mutate.hpp"

#include <atomic>
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>
#include <thread>

namespace dork::score {
namespace {

std::size_t mutant_count() {
  const char* said = std::getenv("DORK_MUTANTS");
  return said ? std::strtoull(said, nullptr, 10) : 360;
}

/// Good scripts, canonical and without comments: those of the corpus, and generated ones of a moderate size.
std::vector<std::string> good_scripts() {
  std::vector<std::string> all;
  const auto add = [&](const std::string& source) {
    const Program program = read_program(source, Form::script, builtin_catalog());
    if (program.checks && program.errors.empty() && read_program(program.canonical, Form::script, builtin_catalog()).canonical == program.canonical) all.push_back(program.canonical);
  };
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(DORK_SOURCE_DIR "/corpus/scripts"))
    if (entry.path().extension() == ".dork") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    std::stringstream held;
    held << std::ifstream(file, std::ios::binary).rdbuf();
    add(held.str());
  }
  CHECK(all.size() > 40);
  for (std::uint64_t seed = 0; all.size() < 200; ++seed)
    if (const std::string source = generate_program(seed); source.size() < 1800) add(source);
  return all;
}

struct Tally {
  std::size_t made = 0, named = 0, repaired = 0, short_enough = 0;
  std::size_t blind_tried = 0, blind_found = 0, blind_short = 0, smallest = 0;
  std::vector<std::string> wrong, unrepaired;
};

}  // namespace

TEST_CASE("planted mistakes are named and repaired") {
  const std::vector<std::string> scripts = good_scripts();
  const std::size_t wanted = mutant_count();
  std::map<std::string, Tally> tallies;
  std::mutex mutex;
  std::atomic<std::size_t> next{0}, made{0};
  const auto work = [&] {
    for (;;) {
      const std::size_t index = next++;
      if (made >= wanted) return;
      Random random(index * 0x9e3779b97f4a7c15 + 17);
      const Mutation& mutation = mutations()[index % mutations().size()];
      // Not every script has a place for every mistake.
      std::string script;
      std::optional<std::string> mutant;
      for (int tries = 0; tries < 12 && !mutant; ++tries) {
        script = scripts[random.below(scripts.size())];
        mutant = mutation.apply(script, builtin_catalog(), random);
      }
      if (!mutant) continue;
      ++made;
      const Judgement judgement = judge(*mutant, script, {.soundness = false});
      const bool named = !judgement.errors.empty() && judgement.errors.front() == mutation.expected;
      // With the reference: as many edits as the mutation took, or fewer.
      const std::size_t mutation_edits = edit_distance(token_symbols(script), token_symbols(*mutant));
      const auto edits = edits_between(judgement.program.text, script);
      const bool scriptlike = judgement.program.form == Form::script;
      // Without it: the fewest that make it check.
      Repair blind;
      const bool tried = scriptlike && !judgement.checks;
      if (tried) blind = repair(judgement.program, builtin_catalog());
      const bool good = blind.found && check(blind.text, {}).ok;
      const std::lock_guard lock(mutex);
      Tally& tally = tallies[std::string(mutation.name)];
      ++tally.made;
      tally.named += named;
      if (scriptlike) ++tally.repaired, tally.short_enough += edits.size() <= mutation_edits;
      if (tried) {
        ++tally.blind_tried;
        tally.blind_found += good;
        tally.blind_short += good && blind.edits.size() <= mutation_edits;
        tally.smallest += blind.smallest;
        if (!good || blind.edits.size() > mutation_edits)
          tally.unrepaired.push_back(fmt::format("{} edits for a mutation of {} ({})\n{}\n--- repaired\n{}\n--- was\n{}", blind.edits.size(), mutation_edits, blind.note, *mutant, blind.text, script));
      }
      if (!named) {
        std::string classes;
        for (const Error error : judgement.errors) classes += std::string(error_spec(error).id) + " ";
        std::string said;
        for (const Diagnostic& diagnostic : judgement.program.diagnostics) said += code_name(diagnostic.code) + " " + diagnostic.message + "\n";
        for (const Finding& finding : judgement.findings) said += fmt::format("{}: {} {} '{}' not '{}'\n", error_spec(finding.error).id, finding.block, finding.what, finding.answer, finding.reference);
        tally.wrong.push_back(fmt::format("called {}\n{}\n--- was\n{}--- {}", classes, *mutant, script, said));
      }
    }
  };
  std::thread other(work);
  work();
  other.join();
  std::size_t all = 0, named = 0, repaired = 0, short_enough = 0, tried = 0, found = 0, found_short = 0, smallest = 0;
  const bool show = std::getenv("DORK_SHOW_MUTANTS") != nullptr;
  for (const auto& [name, tally] : tallies) {
    all += tally.made, named += tally.named, repaired += tally.repaired, short_enough += tally.short_enough;
    tried += tally.blind_tried, found += tally.blind_found, found_short += tally.blind_short, smallest += tally.smallest;
    if (!show) continue;
    fmt::print("{:<50} {:>5} named {:>5} | blind {:>5} found {:>5} short {:>5} smallest {:>5}\n", name, tally.made, tally.named, tally.blind_tried, tally.blind_found, tally.blind_short, tally.smallest);
    for (std::size_t i = 0; i < std::min<std::size_t>(tally.wrong.size(), 2); ++i) fmt::print("  WRONG {}\n", tally.wrong[i]);
    for (std::size_t i = 0; i < std::min<std::size_t>(tally.unrepaired.size(), 2); ++i) fmt::print("  UNREPAIRED {}\n", tally.unrepaired[i]);
  }
  fmt::print("{} planted mistakes: {} named, {} of {} repaired towards the reference within the mutation, {} of {} without it ({} found, {} proved the smallest)\n", all, named, short_enough, repaired, found_short, tried, found, smallest);
  CHECK(tallies.size() == mutations().size());
  CHECK(named * 100 >= all * 98);
  CHECK(short_enough == repaired);
  CHECK(found * 100 >= tried * 98);
}

TEST_CASE("every error of the compiler has a class") {
  for (std::size_t i = 0; i < diagnostic_rules().size(); ++i) {
    const auto code = static_cast<Code>(i);
    // From 5000 on a run speaks.
    if (rule(code).severity != Severity::error || rule(code).number >= 5000) continue;
    INFO(code_name(code) << " " << rule(code).name);
    CHECK(has_class(code));
  }
}

}  // namespace dork::score
