// A JSON Schema for models that answer with a workspace: within what structured-output services take.
#pragma once

#include "compiler/catalog/catalog.hpp"

#include <cstddef>
#include <string>

namespace dork::constrain {

struct SchemaOptions {
  const Catalog* catalog = nullptr;  ///< null: the one built in
  bool catalog_names = false;        ///< the catalog's actions alone, each with its inputs by their ids
  bool open = false;                 ///< objects with any keys as values, which strict services do not take
};

/// Sizes that services set limits to.
struct SchemaSize {
  std::size_t properties = 0;   ///< in all objects
  std::size_t depth = 0;        ///< objects and arrays within each other, recursion once
  std::size_t characters = 0;   ///< of names, enums and constants
  std::size_t enum_values = 0;
};

struct Schema {
  std::string text;  ///< JSON, ending in a newline
  SchemaSize size;
};

/// The schema of what `dork compile` prints. Every object has all its properties required and no others, optional parts are
/// alternatives, and there are no keywords but type, properties, required, additionalProperties, items, maxItems, anyOf, enum,
/// const, pattern, format, $defs and $ref: the strict subset. Not in it: blocks of types that the table lacks, and what
/// `@{…}` adds; with `catalog_names` neither are other actions.
Schema workspace_schema(const SchemaOptions& options = {});

/// What OpenAI's strict mode takes at most, by its documentation in 2025.
inline constexpr SchemaSize strict_limits{5000, 10, 120'000, 1000};

}  // namespace dork::constrain
