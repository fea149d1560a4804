// Judging a workspace as a script is judged: in terms of its blocks.
#pragma once

#include "compiler/compile.hpp"

#include <optional>

namespace dork {

/// What would not import, what would fail at run time, and secrets, each at its block in the text of the JSON.
CompileResult check_workspace(std::string_view json, const CompileOptions& options = {});

/// A copy of JSON in which every text that looks like a credential is replaced; the texts around stay as they are.
/// Nothing where the text is no JSON.
std::optional<std::string> redact(std::string_view json);

}  // namespace dork
