// The seed scripts of corpus/scripts/ as they are built into the program.
#pragma once

#include "compiler/catalog/embedded.hpp"

namespace dork {

std::span<const EmbeddedFile> embedded_seeds();

}  // namespace dork
