#include "compiler/model/walk.hpp"
#include "compiler/sema/sema.hpp"

#include <unordered_set>

namespace dork::sema {
namespace {

/// The default name that a block's numbers are put after.
std::string_view base_name(const Statement& statement) {
  if (statement.webhook) return statement.webhook->name;
  if (statement.action) return statement.action->block_name;
  if (statement.spec->kind == StatementKind::action) return statement.member.text;
  return block_spec(statement.spec->block).default_name;
}

class Namer {
 public:
  Namer(Automation& automation, Context& context) : context_(context) {
    // Labels are taken before any default name is given, wherever they stand.
    const auto take = [&](Statement& statement) {
      if (statement.label.text.empty() || statement.spec->kind == StatementKind::let) return;
      if (!taken_.insert(statement.label.text).second)
        context_.diagnostics.report(Code::duplicate_name, statement.label.range, statement.label.text);
    };
    if (automation.start) take(*automation.start);
    for_each_statement(automation.main, take);
    for (const Variable& variable : automation.variables) taken_.insert(variable.name.text);
    for (const Variable& variable : automation.variables) kept_.insert(variable.name.text);
  }

  void name(Statement& statement) {
    const StatementKind kind = statement.spec->kind;
    if (kind == StatementKind::detached || is_bare_declaration(statement)) return;
    if (kind == StatementKind::let) {
      const std::size_t count = ++variable_blocks_[statement.variable.text];
      std::string usual = count == 1 ? statement.variable.text : fmt::format("{}#{}", statement.variable.text, count);
      statement.label_is_default = statement.label.text == usual;
      statement.name = statement.label.text.empty() ? std::move(usual) : statement.label.text;
      return;
    }
    statement.label_is_default = takes_default(base_name(statement), statement.label.text);
    if (!statement.label_is_default && !statement.label.text.empty()) kept_.insert(statement.label.text);
    statement.name = statement.label.text.empty() ? next(base_name(statement)) : statement.label.text;
  }

  /// An ELSEIF is named where it stands, so that it means the same as an IF in ELSE.
  void name(Body& body) {
    for (Statement& statement : body.statements) {
      name(statement);
      for (std::size_t i = 0; i < statement.branches.size(); ++i) {
        if (i > 0 && statement.spec->kind == StatementKind::if_) statement.branches[i].name = next(base_name(statement));
        name(statement.branches[i].body);
      }
      if (statement.otherwise) name(statement.otherwise->body);
      name(statement.body);
    }
  }

 private:
  /// Whether a block without a label would get the name `label` here, in a script without all labels that say no more than
  /// that. Then its number is used up.
  bool takes_default(std::string_view base, const std::string& label) {
    if (!label.starts_with(base)) return false;
    std::size_t& count = counts_[std::string(base)];
    std::size_t next = count + 1;
    while (kept_.contains(numbered(base, next))) ++next;
    if (numbered(base, next) != label) return false;
    count = next;
    return true;
  }

  static std::string numbered(std::string_view base, std::size_t count) {
    return count == 1 ? std::string(base) : fmt::format("{}{}", base, count);
  }

  std::string next(std::string_view base) {
    std::size_t& count = counts_[std::string(base)];
    for (;;) {
      ++count;
      std::string name = numbered(base, count);
      if (taken_.insert(name).second) return name;
    }
  }

  Context& context_;
  std::unordered_set<std::string> taken_;
  std::unordered_set<std::string> kept_;   ///< labels that say more than the default name, and variables
  std::unordered_map<std::string, std::size_t> counts_;
  std::unordered_map<std::string, std::size_t> variable_blocks_;
};

}  // namespace

void name_blocks(Automation& automation, Context& context) {
  Namer namer(automation, context);
  if (automation.start) namer.name(*automation.start);
  namer.name(automation.main);
}

Symbols collect_symbols(const Automation& automation, Context& context) {
  Symbols symbols;
  for (const Variable& variable : automation.variables) symbols.try_emplace(variable.name.text, Symbol{nullptr, &variable, 0});
  std::size_t position = 0;
  const auto add = [&](const Statement& statement) {
    ++position;
    if (statement.name.empty() || statement.spec->kind == StatementKind::let) return;
    const auto [at, fresh] = symbols.try_emplace(statement.name, Symbol{&statement, nullptr, position});
    if (!fresh && at->second.variable)
      context.diagnostics
          .report(Code::name_clash, statement.label.text.empty() ? statement.range : statement.label.range, statement.name)
          .notes.push_back({"the variable is declared here", at->second.variable->name.range});
  };
  if (automation.start) add(*automation.start);
  for_each_statement(automation.main, add);
  return symbols;
}

}  // namespace dork::sema
