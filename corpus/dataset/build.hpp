// Making rows: candidates of the rules and of source files, verified and judged, in chunks that any process can make.
#pragma once

#include "corpus/dataset/chunk.hpp"
#include "corpus/dataset/contamination.hpp"
#include "corpus/dataset/select.hpp"
#include "corpus/dataset/source.hpp"
#include "corpus/dataset/template.hpp"
#include "corpus/synthesis/synthesis.hpp"
#include "corpus/verify/verify.hpp"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace dork::corpus {

/// What decides which rows there are, before any is chosen.
struct RowOptions {
  std::string generator;                  ///< name and version of the program
  const Catalog* catalog = nullptr;
  Rules rules;
  Settings settings;
  Level level = Level::behaves;
  std::uint64_t seed = 0;
  std::vector<SourceFile> sources;        ///< the first candidates, one each
  bool synthesis = true;                  ///< the rules make the others; without, the sources are all
  std::vector<std::string> hold_out;      ///< actions kept for the test split
  Contamination contamination;
  std::uint64_t max_tokens = 0;           ///< of a whole row in its templates, estimated; 0: any length
  std::vector<PromptTemplate> templates;  ///< what the length is measured with
  double near = 0.9;
};

/// The options as an object: what a work folder was made with. Two builds make the same chunks where these are equal.
nlohmann::ordered_json recipe_of(const RowOptions& options);

/// The settings and the seed of a recipe: with them the rules make its rows again.
struct Remake {
  Settings settings;
  std::uint64_t seed = 0;
};
/// Nothing where the rules are not those of the recipe, or the recipe is of none.
std::optional<Remake> remake_of(const nlohmann::ordered_json& recipe, const Rules& rules, const Catalog& catalog);

/// Makes the chunks of a recipe.
class RowMaker {
 public:
  explicit RowMaker(RowOptions options);

  const RowOptions& options() const { return options_; }
  std::uint64_t recipe() const { return recipe_; }   ///< the hash of `recipe_of`
  Banding banding() const { return banding_; }

  /// All that comes of one chunk's candidates. Safe to call from several threads.
  Chunk make(std::uint64_t chunk) const;

 private:
  void candidate(std::uint64_t number, Chunk& chunk) const;
  /// Why a verified row does not belong into the set: a rule and a reason.
  std::optional<Reject> fault(const Row& row) const;
  std::uint64_t tokens_with_template(const Row& row) const;

  RowOptions options_;
  std::uint64_t recipe_;
  Banding banding_;
  std::vector<std::string> source_tasks_;
};

/// The recipe that a work folder is marked with; nothing where it is none. Throws `IoError` where it cannot be read.
std::optional<nlohmann::ordered_json> read_recipe(const std::string& folder);

/// Marks a work folder with a recipe, creating it, or checks the mark that is there: on a difference false, and `error` says
/// which option differs.
bool mark_folder(const std::string& folder, const nlohmann::ordered_json& recipe, std::string& error);

/// How many chunks a work folder is to have, as far as is known: 0 where nothing says. `plan_chunks` raises it.
std::uint64_t planned_chunks(const std::string& folder);
void plan_chunks(const std::string& folder, std::uint64_t chunks);

/// One part of a build: every chunk whose number leaves `index` when divided by `count`.
struct Shard {
  std::uint64_t index = 0;
  std::uint64_t count = 1;
};

/// Makes the chunks 0 … chunks - 1 of a shard that are not there yet, on several threads.
void make_chunks(const RowMaker& maker, const std::string& folder, std::uint64_t chunks, Shard shard, std::size_t jobs, const Told& told);

inline std::uint64_t chunks_for(std::uint64_t candidates) { return (candidates + chunk_candidates - 1) / chunk_candidates; }

}  // namespace dork::corpus
