// The grammars of grammar/*.g4 as they are built into the program.
#pragma once

#include "compiler/catalog/embedded.hpp"

namespace dork {

/// The lexer's grammar and the parser's.
std::span<const EmbeddedFile> embedded_grammars();

}  // namespace dork
