// Catalog entries from what Qlik's automation-connector API says about a connector.
#pragma once

#include "compiler/catalog/catalog.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dork {

/// Reads connector details as the API returns them: one connector, an array of them, or `{"data": […]}`. What `known` holds by
/// the same GUID keeps its alias, its stated names and its webhooks, so that scripts stay valid; guessed names give way to the
/// true labels. `warnings` gets what had to be assumed. On failure returns nothing and says in `error` what is wrong and
/// where (JSON path). Throws nothing.
std::optional<Catalog> import_connectors(std::string_view json, const Catalog& known, std::vector<std::string>& warnings,
                                         std::string& error);

}  // namespace dork
