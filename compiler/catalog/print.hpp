// The catalog for people: what `dork catalog list` and `dork catalog show` print.
#pragma once

#include "compiler/catalog/catalog.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace dork {

/// Every connector with its actions and webhooks, one line each, in columns.
std::string list_catalog(const Catalog& catalog);

/// The part of the catalog that `name` means: a connector (by alias or name), or one action or webhook of it
/// (`alias.action`). It is a catalog itself; `catalog_to_json` prints it for `--json`, as it prints the whole for
/// `list --json`. On failure returns nothing and says in `error` what there is instead.
std::optional<Catalog> select_catalog(const Catalog& catalog, std::string_view name, std::string& error);

/// What `select_catalog` gives, for a terminal: a connector as `list_catalog` prints it, with its GUID and description; a
/// single action or webhook with how to write it and all of its parameters.
std::string show_catalog(const Catalog& selection);

}  // namespace dork
