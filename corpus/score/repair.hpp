// The smallest repair of an answer: the fewest edits of tokens that make it a good program, or its reference.
#pragma once

#include "corpus/score/program.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dork::score {

/// One edit of a token.
struct TokenEdit {
  EditKind kind;
  std::string before;    ///< the token that goes; empty where one comes
  std::string after;     ///< the token that comes; empty where one goes
  std::uint32_t at = 0;  ///< where in the text that is repaired, in bytes
};

/// The fewest edits that make the tokens of one script those of another: exact. Comments and layout do not count.
std::vector<TokenEdit> edits_between(std::string_view from, std::string_view to);

struct RepairLimits {
  std::size_t attempts = 600;    ///< programs that are checked
  std::size_t edits = 40;        ///< more than so many are no repair
  std::size_t bytes = 64u << 10; ///< a longer answer is not repaired
};

struct Repair {
  bool found = false;
  std::string text;                 ///< the repaired program, in canonical form where it is a script
  std::vector<TokenEdit> edits;     ///< of the answer as it stands
  bool smallest = false;            ///< nothing shorter exists: it is proved, not only not found
  std::string note;                 ///< where none was found: why
};

/// Looks for the smallest repair that makes a program parse and check, without a reference: best first by the number of edits,
/// from what the grammar expects at the first place that is wrong and from what the diagnostics suggest. JSON is made to parse
/// only. A program that checks needs none.
Repair repair(const Program& program, const Catalog& catalog, const RepairLimits& limits = {});

}  // namespace dork::score
