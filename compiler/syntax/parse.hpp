// Source text to automation: the only door to the grammar. Nothing above sees an ANTLR type.
#pragma once

#include "compiler/model/automation.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace dork {

/// Bounds of what the parser takes on; past them it reports and stops. Each stands against an attack on stack or memory.
struct ParseLimits {
  std::size_t source_bytes = 1u << 30;  ///< ranges are 32 bits wide
  std::uint32_t bracket_depth = 200;    ///< (, [ and { within each other
  std::uint32_t statement_depth = 200;  ///< IF, FOR EACH and SWITCH within each other
};

/// Parses a script. What does not parse is reported and left out; the rest stands in the result.
/// `source` must be valid UTF-8 (see `check_utf8`). Any number of threads may parse at once.
Automation parse(std::string_view source, Diagnostics& diagnostics, const ParseLimits& limits = {});

/// Reports the first byte that is no UTF-8, if any, and says whether all is well.
bool check_utf8(std::string_view source, Diagnostics& diagnostics);

/// A token as the grammar's lexer sees it; comments and unknown bytes too, blanks not. For tests and tools.
struct Token {
  std::string_view kind;  ///< the grammar's name for it
  Range range;
  std::uint16_t number = 0;  ///< the grammar's number for its kind
};
std::vector<Token> tokenize(std::string_view source);

/// How many statements needed the second, slower stage of prediction. Zero for all valid scripts; for tests.
std::size_t second_stage_count(std::string_view source);

}  // namespace dork
