// Scripts and workspaces that requests bring along: to go on with, to mend, to change.
#pragma once

#include "compiler/catalog/catalog.hpp"

#include <string>
#include <string_view>

namespace dork::corpus {

/// Whether a request brings a program along: lines of a script, or the JSON of a workspace.
bool holds_program(std::string_view request);

/// Whether an answer that is no program by itself makes one with what the request brings along: it goes on with the script that the
/// request ends in, or fills the gap in it.
bool completes(std::string_view request, std::string_view answer, const Catalog& catalog);

}  // namespace dork::corpus
