// What the scripts of the corpus are for can be asked for and made by the rules: intents.toml names the rules for each, and intents/
// holds a pair made of them. `DORK_UPDATE=1` accepts what is made now, and looks for
// another pair where that is no longer one for the purpose.
#include "corpus/synthesis/rule_book.hpp"
#include "corpus/synthesis/synthesis.hpp"
#include "corpus/verify/verify.hpp"
#include "tests/corpus/builtin_rules.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

namespace dork::corpus {
namespace {
namespace fs = std::filesystem;

const fs::path root = DORK_SOURCE_DIR;

std::string read(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// Statements, sources and starts only by the rules of a path; what fills them (tests, places, contents) as everywhere, those of
/// the path first.
Settings along(const std::vector<std::string>& path) {
  const RuleBook& book = *rules().book;
  Settings settings;
  settings.personas = {{"executive", 0}, {"chat", 0}, {"analyst", 0.5}};
  settings.max_steps = 9;
  settings.max_size = 24;
  const auto is_on_path = [&](const std::string& name) { return std::find(path.begin(), path.end(), name) != path.end(); };
  for (const Rule& rule : book.rules) {
    const std::string& category = book.categories[rule.category];
    const bool bound = category == "statement" || category == "action" || category == "source" || category == "start" || category == "report";
    const bool among = std::any_of(path.begin(), path.end(), [&](const std::string& name) {
      const Id other = book.find_rule(name);
      return other != none && book.rules[other].category == rule.category;
    });
    if (is_on_path(rule.name)) settings.rules.emplace_back(rule.name, 10);
    else if (rule.name == "act") settings.rules.emplace_back(rule.name, 10);
    else if (category == "start" && !among) settings.rules.emplace_back(rule.name, rule.name == "manual" ? 1 : 0);
    else if (bound) settings.rules.emplace_back(rule.name, 0.02);
    else if (among) settings.rules.emplace_back(rule.name, 0.1);
  }
  return settings;
}

/// Verified apart, since that fills in what a candidate leaves open.
Verdict verdict_on(Candidate candidate) { return verify(candidate, rules()); }

bool covers(const Row& row, const std::vector<std::string>& path) {
  return std::all_of(path.begin(), path.end(), [&](const std::string& name) { return std::find(row.rules.begin(), row.rules.end(), name) != row.rules.end(); });
}

std::string shown(std::uint64_t index, const std::string& asks, const std::vector<std::string>& path, const Candidate& candidate) {
  std::string out = fmt::format("{}\nrules:", asks);
  for (const std::string& name : path) out += ' ' + name;
  return out + fmt::format("\ncandidate {}\n\n{}\n\n{}", index, candidate.row.instruction, candidate.script);
}

}  // namespace

TEST_CASE("the rules make what every script is for") {
  const toml::table intents = toml::parse_file((root / "tests/corpus/intents.toml").string());
  std::size_t scripts = 0;
  for (const auto& entry : fs::directory_iterator(root / "corpus/scripts")) {
    if (entry.path().extension() != ".dork") continue;
    ++scripts;
    CHECK(intents.contains(entry.path().stem().string()));
  }
  CHECK(scripts == intents.size());
  for (const auto& [key, node] : intents) {
    const std::string script(key);
    INFO(script);
    const toml::table& intent = *node.as_table();
    std::vector<std::string> path;
    for (const auto& name : *intent["rules"].as_array()) path.push_back(*name.value<std::string>());
    for (const std::string& name : path) {
      INFO(name);
      CHECK(rules().book->find_rule(name) != none);
    }
    const std::string asks = *intent["asks"].value<std::string>();
    const fs::path golden = root / "tests/corpus/intents" / (script + ".txt");
    const Settings settings = along(path);
    std::uint64_t index = 0;
    if (const std::string text = read(golden); !text.empty()) index = std::strtoull(text.c_str() + text.find("candidate ") + 10, nullptr, 10);
    std::optional<Candidate> candidate = make(rules(), settings, 1, index);
    if (std::getenv("DORK_UPDATE") && (!candidate || !covers(candidate->row, path) || !verdict_on(*candidate).ok)) {
      // The shortest of the first that have all rules.
      std::uint64_t found = 0, best = index;
      std::size_t least = std::string::npos;
      for (index = 0; index < 60000 && found < 8; ++index) {
        candidate = make(rules(), settings, 1, index);
        if (!candidate || !covers(candidate->row, path) || !verdict_on(*candidate).ok) continue;
        ++found;
        if (candidate->script.size() >= least) continue;
        least = candidate->script.size();
        best = index;
      }
      CHECK(found > 0);
      index = best;
      candidate = make(rules(), settings, 1, index);
    }
    REQUIRE(candidate);
    if (std::getenv("DORK_UPDATE")) std::ofstream(golden, std::ios::binary) << shown(index, asks, path, *candidate);
    CHECK(covers(candidate->row, path));
    CHECK(shown(index, asks, path, *candidate) == read(golden));
    const Verdict verdict = verdict_on(*candidate);
    INFO(verdict.reason);
    CHECK(verdict.ok);
  }
}

}  // namespace dork::corpus
