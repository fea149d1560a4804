// Syntax errors in the user's words.
#pragma once

#include "compiler/syntax/tokens.hpp"

namespace dork::syntax {

/// Reports what the parser could not go on with.
void explain(antlr4::Parser& parser, const antlr4::RecognitionException& error, std::string_view source,
             Diagnostics& diagnostics);

/// Reports a `;` or THEN that must have been forgotten before the next token.
void explain_missing(antlr4::Parser& parser, std::size_t type, std::string_view source, Diagnostics& diagnostics);

/// Reports what the lexer could not read and takes single bytes of it out of the list, so that no second error follows.
/// False where the rest makes no sense: a text or comment that never ends.
bool check_readable(TokenList& list, std::string_view source, Diagnostics& diagnostics);

}  // namespace dork::syntax
