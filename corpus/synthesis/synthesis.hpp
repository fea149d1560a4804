// Synthesis: utterances and programs made together, from rules, phrases and values that are data (docs/corpus.md).
#pragma once

#include "compiler/catalog/catalog.hpp"
#include "corpus/row.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dork::corpus {

struct RuleBook;  // everything that the data files say, resolved: corpus/synthesis/rule_book.hpp

/// What verification keeps of each world, from the first program that is run in it on.
struct WorldMemory {
  std::mutex mutex;
  struct Kept {
    std::shared_ptr<const void> tenant;   ///< null where it is not kept
    std::uint64_t used = 0;               ///< when it was used last, by `uses`
  };
  std::vector<Kept> kept;
  std::uint64_t uses = 0;
};

/// The rules, phrases and values that examples are made from. Immutable and shared by threads.
struct Rules {
  std::shared_ptr<const RuleBook> book;
  std::shared_ptr<WorldMemory> memory;
};

/// The built-in data (`corpus/rules`, `corpus/phrases`, `corpus/values`), with the TOML files of `folder` put in the place
/// of those of the same name, and others added; an empty `folder`: the built-in data alone. `catalog` must outlive them.
/// On failure nothing, and `error` says file, place and what is wrong.
std::optional<Rules> load_rules(const Catalog& catalog, const std::string& folder, std::string& error);

/// A word with how often it is chosen in comparison to its like. What is not mentioned has its weight from the data, else 1.
using Weights = std::vector<std::pair<std::string, double>>;

/// What is to be made. Part of what a candidate depends on.
struct Settings {
  Weights tasks = {{"text-to-script", 1}};  ///< the tasks to make; those not mentioned are not made
  Weights personas;                         ///< `executive`, `analyst`, `developer`, `chat`, …
  Weights rules;                            ///< by rule name; 0 leaves a rule out
  std::uint32_t max_depth = 3;              ///< of loops and conditions within each other
  std::uint32_t max_steps = 6;              ///< statements at the top level, at most
  std::uint32_t max_size = 14;              ///< statements in all, about
  bool rejected = false;                    ///< also make a near miss of each completion
};

/// A value that was said: what stands for it in the prompt and what in the program.
struct Slot {
  std::string said;     ///< empty: left to a default
  std::string written;  ///< as the program's text has it
};

/// What running the program is promised to do, with `*` for what only the run knows.
struct Promise {
  std::string what;      ///< where it shows: `output`, `title`, `warning`, `error`, `file`, or a collection of the tenant: `outbox`, `apps`
  std::vector<std::pair<std::string, std::string>> values;  ///< by field: `to`, `subject`, …
  bool always = false;   ///< it stands under no condition, and nothing before it can end the run
};

/// An example before it is verified.
struct Candidate {
  Row row;
  std::string script;             ///< the program that the example is about, canonical
  std::vector<Slot> slots;
  std::vector<Promise> promises;
  std::uint32_t world = 0;        ///< the simulated tenant that its values come from
};

/// Makes candidate number `index`. It depends on nothing but the arguments, so that any shard can make it alone.
/// Nothing where the draws lead nowhere (a rule without anything to stand on); that too depends on the arguments alone.
std::optional<Candidate> make(const Rules& rules, const Settings& settings, std::uint64_t seed, std::uint64_t index);

/// The catalog that the rules were read for.
const Catalog* rules_catalog(const Rules& rules);

/// The names of all personas, tasks, rules that `Settings` can weigh, for messages and help.
std::vector<std::string> persona_names(const Rules& rules);
std::vector<std::string> task_names();
std::vector<std::string> rule_names(const Rules& rules);

}  // namespace dork::corpus
