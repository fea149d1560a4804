// Random programs that are well typed: for the laws of the language, and to try the compiler with what nobody thought of.
#pragma once

#include <cstdint>
#include <string>

namespace dork {

/// A script without errors, the same for the same seed on any machine. Over many seeds all statements, clauses,
/// operators, operations of variables and functions occur, in any layout of white space and comments.
std::string generate_program(std::uint64_t seed);

}  // namespace dork
