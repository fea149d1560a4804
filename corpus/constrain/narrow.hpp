// What the checker asks for, said in the grammar as far as a grammar without context can: the catalog's actions with their
// parameters, the functions with their arguments, what a field takes, which clause goes where. All of it comes from the
// compiler's tables. The parts here add rules to one layout.
#pragma once

#include "compiler/catalog/catalog.hpp"
#include "compiler/model/block_table.hpp"
#include "corpus/constrain/layout.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dork::constrain {

/// Narrows the layout's grammar to what checks, with the actions and events of `catalog`. `templates`: the formulas in texts
/// are checked as well, by rules that no regular expression can say; otherwise a text may hold any braces.
void narrow(Narrowing& narrowing, Layout& layout, const Catalog& catalog, bool templates);

namespace parts {

/// Rules for expressions: `expression`, `filled` (not NULL), `computed` (nothing constant), `test`, `reference`, texts, numbers.
void add_values(Narrowing& narrowing, Layout& layout, bool templates);

/// Rules for names, as `name_rules` lists them.
void add_names(Layout& layout);

/// One input in a call's parentheses.
struct Input {
  std::string name;  ///< as scripts write it
  Node value;
  bool required;
};

/// `(a = …, b = …)` of inputs in their order, on one line or one a line; those that are not required may be missing, all
/// of them with the parentheses where `bare`. `rule` names the rules that it takes.
Node call_inputs(Layout& layout, const std::string& rule, std::vector<Input> inputs, bool bare, std::string_view before = "");

/// An action with its clauses.
struct Call {
  const Action* action;
  Node words;    ///< `alias.action(…)`
  Node clauses;
};
std::vector<Call> calls(Layout& layout, const Catalog& catalog);

/// The alternatives of START WEBHOOK; empty where the catalog has no events.
Node webhooks(Layout& layout, const Catalog& catalog);

/// CONNECT TO for every connector.
Node connections(Layout& layout, const Catalog& catalog);

/// Where a statement's file is, adapter by adapter, with the clauses of the statement.
Node file_location(Layout& layout, const StatementSpec& statement);

/// `AS CSV (delimiter = …)` and the like of READ and WRITE.
Node file_format(Layout& layout, const StatementSpec& statement);

/// The clauses for settings, in their canonical order.
Node clauses_of(Layout& layout, BlockType block, std::span<const FieldSpec* const> settings);
Node clauses_of(Layout& layout, const StatementSpec& statement);

/// What a field of a statement takes; empty for any value.
Node field_value(Layout& layout, BlockType block, const FieldSpec& field);

}  // namespace parts
}  // namespace dork::constrain
