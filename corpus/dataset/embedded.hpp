// The prompt templates that are built into the program.
#pragma once

#include "compiler/catalog/embedded.hpp"

namespace dork {

/// The files of `corpus/templates`, by name.
std::span<const EmbeddedFile> embedded_templates();

}  // namespace dork
