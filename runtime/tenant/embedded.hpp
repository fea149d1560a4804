// The files of runtime/tenant/behaviour/ and the built-in fixture as they are built into the program.
#pragma once

#include "compiler/catalog/embedded.hpp"

#include <span>

namespace dork {

/// The behaviour files, by name.
std::span<const EmbeddedFile> embedded_behaviour();

/// `default.json`.
std::span<const EmbeddedFile> embedded_default_fixture();

}  // namespace dork
