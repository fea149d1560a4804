// `// dork: allow DORK2004`: errors that a script says it knows of.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"

namespace dork {

/// Whether the compiler can go on after this error: the script says what to write, though Qlik would not run it well.
bool can_be_allowed(Code code);

/// Whether comments at the head of `source` allow all of these errors.
bool are_allowed(std::string_view source, std::span<const Code> errors);

}  // namespace dork
