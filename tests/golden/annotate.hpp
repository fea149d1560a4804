// A source with its diagnostics as comment lines under the lines they belong to.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"

#include <span>
#include <string>
#include <string_view>

namespace dork::golden {

/// Under the line where a diagnostic begins stands `//@ 5..12 error DORK2002 message | help: …`: the first and the last
/// column, from 1, in code points (`5` alone is an empty range before column 5, `5..3:2` one that ends in line 3). Notes
/// and fixes follow on lines of their own.
std::string annotate(std::string_view source, std::span<const Diagnostic> diagnostics);

/// The source with all fixes of the diagnostics made.
std::string apply_fixes(std::string_view source, std::span<const Diagnostic> diagnostics);

}  // namespace dork::golden
