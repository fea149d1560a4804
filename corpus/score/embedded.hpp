// The files of the judge that are built into the program.
#pragma once

#include "compiler/catalog/embedded.hpp"

#include <span>

namespace dork {

/// The fixtures of `corpus/score/worlds/`, in the order of their names.
std::span<const EmbeddedFile> embedded_worlds();

}  // namespace dork
