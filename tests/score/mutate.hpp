// Wrong answers of known kinds, made from good scripts.
#pragma once

#include "compiler/catalog/catalog.hpp"
#include "corpus/score/taxonomy.hpp"
#include "tests/generate/random.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dork::score {

struct Mutation {
  std::string_view name;
  Error expected;                 ///< what the taxonomy must call it
  bool keeps_checking;            ///< what comes out is a good program, only another
  /// The mutated script, or whatever the answer then is; nothing where the script has no place for it.
  std::optional<std::string> (*apply)(const std::string& script, const Catalog& catalog, Random& random);
};

/// All mutations. They work on canonical scripts without comments.
std::span<const Mutation> mutations();

}  // namespace dork::score
