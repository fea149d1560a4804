// Meaning: names, types, actions and parameters resolved against the catalog; all diagnostics about meaning.
#pragma once

#include "compiler/catalog/catalog.hpp"
#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/model/automation.hpp"

#include <string>
#include <string_view>
#include <unordered_map>

namespace dork::sema {

/// What the steps of the analysis share.
struct Context {
  std::string_view source;        ///< empty for an automation that was lifted from JSON
  const Catalog& catalog;
  Diagnostics& diagnostics;
  bool names_are_sure = true;     ///< false after syntax errors: then an unknown name may well be on a broken line
};

/// What a name stands for.
struct Symbol {
  const Statement* block = nullptr;     ///< null for a variable
  const Variable* variable = nullptr;
  std::size_t position = 0;             ///< of a block, in the order of the text
};
using Symbols = std::unordered_map<std::string_view, Symbol>;

/// Resolves every name in place and reports all that is wrong with the automation's meaning.
void analyze(Automation& automation, Context& context);

/// The part of `analyze` that changes the automation: actions, variables, names.
void resolve(Automation& automation, Context& context);

/// Connectors, declared actions, and each statement's action or webhook with its parameters.
void resolve_actions(Automation& automation, Context& context);

/// One script for each automation: what at least half of the calls through an alias have as their connection is said by its
/// CONNECT, the rest by USING; CONNECTs stand in the order of their first use. For an automation that is resolved.
void bind_connections(Automation& automation);

/// Variables and their operations; literals of lists and objects become operations.
void resolve_variables(Automation& automation, Context& context);

/// Gives every block its name: the label, or the default one with the editor's numbering.
void name_blocks(Automation& automation, Context& context);

/// Everything that can be referred to.
Symbols collect_symbols(const Automation& automation, Context& context);

/// References in expressions and templates: unknown names, order, items, lists in texts, functions.
void check_references(const Automation& automation, const Symbols& symbols, Context& context);

/// What each statement demands: fields, settings, places, values.
void check_statements(const Automation& automation, const Symbols& symbols, Context& context);

/// Why `text` looks like a credential; empty where it does not. `key` is the name it stands under, if any.
std::string_view credential_in(std::string_view key, std::string_view text);

/// A text in which the values that stand behind the names of secrets (`"password": "…"`, `password=…`) are replaced.
std::string without_labelled(std::string_view text, std::string_view instead);

/// `a`, `b` or `c`: the candidates joined for a help line.
std::string one_of(std::span<const std::string_view> candidates);

/// The block type of a statement: its action's kind, or the table's.
BlockType block_type(const Statement& statement);

/// Whether a statement's block may own a loop.
bool can_loop(const Statement& statement);

/// Sets help and fix to the candidate nearest to a word, if one is near; says whether.
bool suggest(Diagnostic& report, std::string_view word, Range range, std::span<const std::string_view> candidates);

}  // namespace dork::sema
