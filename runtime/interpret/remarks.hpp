// What a run says, as diagnostics at the places of its blocks.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"
#include "runtime/interpret/run.hpp"

#include <string_view>
#include <vector>

namespace dork::runtime {

/// The remarks of a run, each at its block in the text that was run: a script, or the JSON of a workspace.
std::vector<Diagnostic> diagnostics_of(const RunResult& result, const Plan& plan, std::string_view source, const Catalog& catalog);

}  // namespace dork::runtime
