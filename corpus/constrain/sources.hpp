// The grammars of scripts as data.
#pragma once

#include "corpus/constrain/antlr.hpp"

#include <string>
#include <string_view>

namespace dork::constrain {

/// The two grammars, read once. They are built in, so that what is wrong with them is a fault of the build (`std::logic_error`).
const AntlrGrammar& lexer_grammar();
const AntlrGrammar& parser_grammar();

/// A token's canonical spelling, `END` or `&=`; empty where it has no single one.
std::string spelling(std::string_view token, const AntlrGrammar& lexer = lexer_grammar());

}  // namespace dork::constrain
