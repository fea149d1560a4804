// Grammars that keep a model from erring: what canonical scripts look like, for engines that constrain decoding.
#pragma once

#include "compiler/catalog/catalog.hpp"
#include "corpus/constrain/grammar.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dork::constrain {

struct GrammarOptions {
  const Catalog* catalog = nullptr;  ///< null: the one built in
  bool catalog_names = false;        ///< the catalog's actions and parameters, and what else the checker asks for
  bool templates = true;             ///< with them: formulas in texts, too; no regular expression can say those
  unsigned depth = 10;               ///< how many levels of indentation there are; 1 to 40
  bool comments = true;
};

/// The grammar of canonical scripts. Without `catalog_names` it accepts every canonical script, and what it accepts parses;
/// with them, what it accepts checks as well, as far as no names of blocks and variables are at stake.
/// The names of its rules are in the common subset of the notations; it has no left recursion.
Grammar script_grammar(const GrammarOptions& options = {});

}  // namespace dork::constrain
