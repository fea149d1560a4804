// The style of reports, which is built into the program.
#pragma once

#include "compiler/catalog/embedded.hpp"

#include <span>

namespace dork {

/// `report.css`.
std::span<const EmbeddedFile> embedded_style();

}  // namespace dork
