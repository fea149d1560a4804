// What the names of an automation stand for, and which of them have to be said.
#include "compiler/model/walk.hpp"
#include "corpus/explain/action_words.hpp"
#include "corpus/explain/words.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace dork::corpus {
namespace {

/// What the results of statements are called, where no phrase of an action says it.
struct ResultWords {
  StatementKind kind;
  std::string_view words;
};
constexpr ResultWords result_words[] = {
    {StatementKind::web, "the answer"},
    {StatementKind::inputs, "the form"},
    {StatementKind::run, "the result of the run"},
    {StatementKind::code, "the result of the code"},
    {StatementKind::compare, "the result of the comparison"},
    {StatementKind::pointers, "the pointers"},
    {StatementKind::open_file, "the file"},
    {StatementKind::create_file, "the file"},
};

/// A phrase that is nothing but words; empty where it has holes.
std::string plain(const std::vector<Pieces>& phrases) {
  std::string out;
  if (phrases.empty()) return out;
  for (const Piece& piece : phrases.front()) {
    if (piece.form != Piece::Form::text) return {};
    out += piece.text;
  }
  return out;
}

Named named_by_action(const Statement& statement, const RuleBook& book) {
  Named named;
  const Rule* rule = rule_of_call(book, statement);
  if (!rule) {
    named.list = is_iterable(*statement.action);
    return named;
  }
  named.kind = rule->items;
  named.list = rule->items != none;
  if (named.list || rule->gives.empty()) return named;
  named.kind = rule->gives.front().kind;
  named.said = plain(rule->gives.front().say);
  return named;
}

/// Marks what would be said just as something else is. Nobody speaks of a loop over a list but by its items.
void find_ambiguous(NamedThings& things, const RuleBook& book) {
  std::unordered_map<std::string, std::vector<Named*>> said;
  for (auto& [name, named] : things) {
    if (!named.statement || named.statement->spec->kind == StatementKind::for_value ||
        named.statement->spec->kind == StatementKind::for_batches)
      continue;
    if (!named.said.empty())
      said[named.said].push_back(&named);
    else if (named.kind != none)
      said[(named.list ? "all " : "the ") + book.kinds[named.kind].noun].push_back(&named);
  }
  for (auto& [words, all] : said)
    if (all.size() > 1)
      for (Named* named : all) named->ambiguous = true;
}

/// Marks loops within loops over things of the same kind, `around` being the loops that a body stands in.
void find_ambiguous_items(const Body& body, NamedThings& things, std::vector<Named*>& around) {
  for (const Statement& statement : body.statements) {
    const auto found = statement.loops ? things.find(statement.name) : things.end();
    Named* named = found == things.end() || found->second.kind == none ? nullptr : &found->second;
    if (named) {
      for (Named* outer : around)
        if (outer->kind == named->kind) outer->item_ambiguous = named->item_ambiguous = true;
      around.push_back(named);
    }
    for_each_body(statement, [&](const Body& inner) { find_ambiguous_items(inner, things, around); });
    if (named) around.pop_back();
  }
}

}  // namespace

const Rule* rule_of_event(const RuleBook& book, const Statement& start) {
  const std::string call = fmt::format("WEBHOOK {}.{}(", start.alias.text, start.member.text);
  for (const Rule& rule : book.rules)
    if (!rule.gives.empty() && !rule.script.empty() && rule.script.front().text.find(call) != std::string::npos)
      return &rule;
  return nullptr;
}

NamedThings name_things(const Automation& automation, const RuleBook& book) {
  NamedThings things;
  for (const Variable& variable : automation.variables) {
    Named named;
    named.list = variable.type == VariableType::list || variable.type == VariableType::table;
    things[variable.name.text] = named;
  }
  const auto kind_behind = [&](const Statement& statement) -> const Named* {
    // A list operation has the items of the list that it works on.
    for (const Field& field : statement.fields)
      if (field.value.expr.kind == ExprKind::path)
        if (const auto found = things.find(field.value.expr.text); found != things.end()) return &found->second;
    return nullptr;
  };
  for_each_statement(automation.main, [&](const Statement& statement) {
    if (statement.name.empty() || statement.spec->kind == StatementKind::let) return;
    Named named;
    if (statement.action && statement.connector) {
      named = named_by_action(statement, book);
    } else if (const auto words = std::find_if(std::begin(result_words), std::end(result_words),
                                               [&](const ResultWords& it) { return it.kind == statement.spec->kind; });
               words != std::end(result_words)) {
      named.said = words->words;
    } else if (const Named* behind = kind_behind(statement)) {
      named.kind = behind->kind;
      named.list = statement.loops || statement.spec->kind != StatementKind::lookup;
    }
    named.statement = &statement;
    things[statement.name] = named;
  });
  if (automation.start && !automation.start->name.empty()) {
    const Statement& start = *automation.start;
    Named named;
    named.statement = &start;
    if (start.spec->kind == StatementKind::start_triggered) named.said = "the call";
    if (start.spec->kind == StatementKind::start_webhook) {
      named.said = "the event";
      if (const Rule* rule = rule_of_event(book, start)) {
        named.kind = rule->gives.front().kind;
        if (const std::string said = plain(rule->gives.front().say); !said.empty()) named.said = said;
      }
    }
    things[start.name] = named;
  }
  find_ambiguous(things, book);
  std::vector<Named*> around;
  find_ambiguous_items(automation.main, things, around);
  return things;
}

}  // namespace dork::corpus
