// dork_derivations KIND COUNT SEED [FILE]: derives programs at random from an exported grammar, and says what the compiler
// makes of them. KIND: `general`, `catalog`, or `unaware` (the catalog's grammar, names chosen without a table of them).
// FILE gets the programs as lines of JSON texts. Exit code 1 where less holds than docs/grammar.md promises.
#include "compiler/compile.hpp"
#include "corpus/constrain/constrain.hpp"
#include "corpus/constrain/derive.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using namespace dork;

struct Reason {
  std::size_t count = 0;
  std::string example;
};

struct Tally {
  std::size_t programs = 0, bytes = 0, unparsed = 0, failed = 0;
  std::map<Code, Reason> reasons;
  std::vector<std::string> texts;

  void add(Tally&& other) {
    programs += other.programs, bytes += other.bytes, unparsed += other.unparsed, failed += other.failed;
    for (auto& [code, reason] : other.reasons) {
      reasons[code].count += reason.count;
      if (reasons[code].example.empty()) reasons[code].example = reason.example;
    }
    std::move(other.texts.begin(), other.texts.end(), std::back_inserter(texts));
  }
};

Tally judge(const constrain::Grammar& grammar, std::uint64_t seed, std::size_t count, bool names, bool keep) {
  Tally tally;
  constrain::Deriver deriver(grammar);
  for (std::uint64_t at = seed; at < seed + count; ++at) {
    std::string text = deriver.derive(at, {.names = names});
    const CompileResult result = compile(text);
    ++tally.programs;
    tally.bytes += text.size();
    tally.failed += result.ok ? 0 : 1;
    tally.unparsed += std::any_of(result.errors.begin(), result.errors.end(), [](Code code) { return rule(code).number < 2000; });
    for (const Code code : result.errors) {
      Reason& reason = tally.reasons[code];
      const auto first = std::find_if(result.diagnostics.begin(), result.diagnostics.end(), [&](const Diagnostic& each) { return each.code == code; });
      if (reason.count++ == 0 && first != result.diagnostics.end())
        reason.example = fmt::format("seed {}: {}: {}", at, first->message, text.substr(first->range.begin - std::min(first->range.begin, 30u), 90));
    }
    if (keep) tally.texts.push_back(std::move(text));
  }
  return tally;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view kind = argc > 1 ? argv[1] : "";
  if (argc < 4 || (kind != "general" && kind != "catalog" && kind != "unaware")) {
    fmt::print(stderr, "usage: dork_derivations general|catalog|unaware COUNT SEED [FILE]\n");
    return 2;
  }
  const std::size_t count = std::strtoull(argv[2], nullptr, 10);
  const std::uint64_t seed = std::strtoull(argv[3], nullptr, 10);
  const bool keep = argc > 4;
  const constrain::Grammar grammar = constrain::script_grammar({.catalog_names = kind != "general"});
  for (const std::string& fault : constrain::grammar_faults(grammar)) fmt::print("{}\n", fault);

  const std::size_t halves = std::max(1u, std::min(std::thread::hardware_concurrency(), 8u));
  std::vector<Tally> tallies(halves);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < halves; ++i)
      threads.emplace_back([&, i] {
        const std::size_t begin = count * i / halves, end = count * (i + 1) / halves;
        tallies[i] = judge(grammar, seed + begin, end - begin, kind != "unaware", keep);
      });
  }
  Tally all;
  for (Tally& each : tallies) all.add(std::move(each));
  if (keep) {
    std::ofstream file(argv[4], std::ios::binary);
    for (const std::string& text : all.texts) file << nlohmann::json(text).dump() << '\n';
    if (!file) return 3;
  }
  const auto share = [&](std::size_t bad) { return all.programs == 0 ? 100.0 : 100.0 * static_cast<double>(all.programs - bad) / static_cast<double>(all.programs); };
  fmt::print("{} programs, {} bytes: {:.3f} % parse, {:.3f} % compile\n", all.programs, all.bytes, share(all.unparsed), share(all.failed));
  std::vector<std::pair<Code, Reason>> reasons(all.reasons.begin(), all.reasons.end());
  std::stable_sort(reasons.begin(), reasons.end(), [](const auto& a, const auto& b) { return a.second.count > b.second.count; });
  for (const auto& [code, reason] : reasons) fmt::print("{:7} {} {}\n", reason.count, code_name(code), nlohmann::json(reason.example).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  return all.unparsed > 0 || (kind == "catalog" && share(all.failed) < 99.9) ? 1 : 0;
}
