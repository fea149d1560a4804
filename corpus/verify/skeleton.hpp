// The shape of a program: what it is when values and names are left out.
#pragma once

#include "compiler/catalog/catalog.hpp"

#include <string>
#include <string_view>

namespace dork::corpus {

/// The canonical script with texts, numbers, names of blocks and variables, comments and the header replaced, on one line:
/// equal for programs of one shape. Takes a script or workspace JSON; empty where the text is neither.
std::string skeleton(std::string_view program, const Catalog& catalog);

/// The same for a script that is known to be canonical: no parse.
std::string skeleton_of_canonical(std::string_view script);

}  // namespace dork::corpus
