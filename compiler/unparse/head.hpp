// The words of one statement, without its bodies: what stands before its `;`, or before its first body.
#pragma once

#include "compiler/model/automation.hpp"

#include <string>

namespace dork {

/// How wide a line of a canonical script may be before its arguments stand one a line.
inline constexpr std::size_t line_width = 100;

/// A statement's words, label and clauses included, as they stand at `indent`; in one line where that fits.
std::string statement_head(const Statement& statement, const Automation& automation, std::size_t indent);

/// `IF`, `ELSEIF`: the tests of one branch between `before` and ` THEN`.
std::string tests_head(std::string_view before, const Tests& tests, std::size_t indent);

/// `( … )` around items, on one line or one a line.
std::string in_parentheses(const std::vector<std::string>& items, bool broken, std::size_t indent);

/// Whether `line`, standing at `indent`, is too wide up to its first line break.
bool is_too_wide(std::string_view line, std::size_t indent);

}  // namespace dork
