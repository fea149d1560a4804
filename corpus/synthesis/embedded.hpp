// The files of corpus/rules, corpus/phrases and corpus/values as they are built into the program.
#pragma once

#include "compiler/catalog/embedded.hpp"

namespace dork {

/// The data files of synthesis, by folder and name.
std::span<const EmbeddedFile> embedded_corpus();

}  // namespace dork
