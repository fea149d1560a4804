// Verification: an example counts only when its program parses, checks, conforms, comes back, and does what was promised.
#pragma once

#include "compiler/catalog/catalog.hpp"
#include "corpus/synthesis/synthesis.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace dork::corpus {

/// How far an example is verified; each level includes those before it.
enum class Level : std::uint8_t { parses, checks, conforms, roundtrips, behaves };

/// The names of the levels, as `Row::verified` holds them.
std::span<const std::string_view> level_names();

/// The rule of a verdict on a program in which one step makes another impossible: it reads what it has deleted, creates what is
/// there. Each of its rules is right; the draws put together what does not go together.
inline constexpr std::string_view steps_at_odds = "steps-at-odds";

struct Verdict {
  bool ok = false;
  Level failed = Level::parses;  ///< where not ok: the first level that does not hold
  std::string rule;              ///< kebab-case, stable, to count by: `missing-slot`, `DORK2004`, `promise-not-kept`
  std::string reason;            ///< in words
};

/// Verifies a candidate of the rules. Fills `verified`, `skeleton`, `actions`, `effects` of its row.
Verdict verify(Candidate& candidate, const Rules& rules, Level upto = Level::behaves);

/// Lets go of the tenants that were made for verifying; they are made again where they are wanted.
void forget_tenants(const Rules& rules);

/// Verifies a row that anybody made, by its texts alone: the program of its completion (script or JSON) by all levels,
/// the values said against the values written, the near miss for being one. Fills what is empty of `verified`,
/// `skeleton`, `actions`.
Verdict verify(Row& row, const Rules& rules, Level upto = Level::behaves);

}  // namespace dork::corpus
