// Near misses: each is what is said of it, at every stage, and every mutation finds its use.
#include "compiler/compile.hpp"
#include "corpus/synthesis/near_miss.hpp"
#include "corpus/synthesis/synthesis.hpp"
#include "corpus/verify/verify.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <set>

namespace dork::corpus {

TEST_CASE("near misses are wrong for the reason given") {
  std::string error;
  const auto rules = load_rules(builtin_catalog(), "", error);
  REQUIRE(rules);
  std::map<Stage, std::size_t> found;
  std::set<std::string> used;
  for (std::uint64_t index = 0; index < 250; ++index) {
    auto candidate = make(*rules, {}, 7, index);
    if (!candidate || !verify(*candidate, *rules, Level::roundtrips).ok) continue;
    for (std::size_t stage = 0; stage < stage_names().size(); ++stage) {
      Random random(index, stage);
      const auto miss = near_miss(candidate->script, builtin_catalog(), static_cast<Stage>(stage), random);
      if (!miss) continue;
      INFO(miss->mutation << '\n' << miss->script);
      CHECK(miss->script != candidate->script);
      const CompileResult result = check(miss->script);
      CHECK(result.ok == (miss->stage == Stage::behaviour));
      if (miss->stage != Stage::behaviour) CHECK(miss->reason.starts_with("DORK"));
      else CHECK(miss->reason.starts_with("behaviour: "));
      // The same draws give the same near miss.
      Random again(index, stage);
      CHECK(near_miss(candidate->script, builtin_catalog(), static_cast<Stage>(stage), again)->script == miss->script);
      ++found[miss->stage];
      used.insert(miss->mutation);
    }
  }
  for (std::size_t stage = 0; stage < stage_names().size(); ++stage) {
    INFO(stage_names()[stage]);
    CHECK(found[static_cast<Stage>(stage)] > 60);
  }
  CHECK(used.size() * 10 >= mutation_names().size() * 8);
}

}  // namespace dork::corpus
