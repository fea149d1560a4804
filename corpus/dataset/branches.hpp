// Whether a program does under ELSE what the request wants under IF.
#pragma once

#include "compiler/catalog/catalog.hpp"

#include <string>
#include <string_view>

namespace dork::corpus {

/// What speaks for two branches of a condition having been exchanged, in words: what only one of them does or holds (its texts,
/// its verbs) is said on the other side of "otherwise", and nothing of it on its own. Empty where nothing speaks for it, where
/// the request does not say "otherwise" as often as the program does, and for a script that does not compile.
std::string exchanged_branches(std::string_view request, std::string_view script, const Catalog& catalog);

}  // namespace dork::corpus
