// A part of a catalog that a small model can hold in mind.
#pragma once

#include "compiler/catalog/catalog.hpp"

#include <optional>
#include <span>
#include <string>

namespace dork::constrain {

/// The connectors, actions and webhooks that `names` say (`qlik`, `qlik.listApps`), in the order of the catalog; several names in
/// one text are parted by commas. On failure nothing, and `error` says which name means nothing and what was meant.
std::optional<Catalog> slice_catalog(const Catalog& catalog, std::span<const std::string> names, std::string& error);

}  // namespace dork::constrain
