// Where in a script its blocks are said.
#pragma once

#include "compiler/catalog/catalog.hpp"
#include "compiler/diagnostics/diagnostic.hpp"

#include <string>
#include <string_view>
#include <unordered_map>

namespace dork {

/// The ranges of the statements that a script's blocks come from, by the ids of the blocks. Empty for a script that does
/// not compile.
std::unordered_map<std::string, Range> block_ranges(std::string_view script, const Catalog& catalog);

}  // namespace dork
