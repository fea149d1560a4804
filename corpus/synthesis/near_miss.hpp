// Near misses: a right script made wrong by a few characters, and why it is wrong.
#pragma once

#include "compiler/catalog/catalog.hpp"
#include "corpus/synthesis/random.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dork::corpus {

/// Where the compiler, or only a run, finds a near miss out.
enum class Stage : std::uint8_t { lexical, syntax, name, meaning, behaviour };

std::span<const std::string_view> stage_names();

struct NearMiss {
  Stage stage = Stage::lexical;
  std::string mutation;   ///< what was done: `drop-semicolon`
  std::string script;
  std::string reason;     ///< the diagnostic's code and message; of `behaviour` the difference, in the script's words
};

/// The stage that a diagnostic's code belongs to.
Stage stage_of(std::uint16_t code_number);

/// A near miss of a canonical script at a stage, or at any; nothing where none is found. What is said of it has been checked:
/// the compiler rejects it for that reason, or it compiles to an automation that differs in what it does.
std::optional<NearMiss> near_miss(std::string_view script, const Catalog& catalog, std::optional<Stage> stage, Random& random);

/// The names of all mutations, for tests and docs.
std::span<const std::string_view> mutation_names();

}  // namespace dork::corpus
