#include "compiler/model/walk.hpp"
#include "compiler/sema/sema.hpp"

#include <algorithm>

namespace dork::sema {
namespace {

bool same(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

/// `Git Hub` as a name of the script: `gitHub`.
std::string alias_from(std::string_view name) {
  std::string alias;
  bool upper = false;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter) {
      upper = !alias.empty();
      continue;
    }
    char use = c;
    if (alias.empty() && c >= 'A' && c <= 'Z') use = static_cast<char>(c + 32);
    if (upper && c >= 'a' && c <= 'z') use = static_cast<char>(c - 32);
    alias.push_back(use);
    upper = false;
  }
  return alias.empty() ? "connector" : alias;
}

/// The connectors that a script can name, by alias.
struct Aliases {
  struct Entry {
    std::string_view alias;
    const Connector* known;     ///< in the catalog; null where only the script declares it
    std::size_t declared;       ///< index into `Automation::declared`, or none
  };
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::vector<Entry> entries;

  const Entry* find(std::string_view alias) const {
    for (const Entry& entry : entries)
      if (same(entry.alias, alias)) return &entry;
    return nullptr;
  }
};

/// A connector's stand-in among the declared ones, made where it is not yet.
std::size_t declared_index(Automation& automation, const Connector& connector) {
  auto& all = automation.declared.connectors;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (same(all[i].guid, connector.guid)) return i;
  Connector copy;
  copy.name = connector.name;
  copy.alias = connector.alias;
  copy.guid = connector.guid;
  copy.needs_connection = connector.needs_connection;
  all.push_back(std::move(copy));
  return all.size() - 1;
}

/// The settings of a declared action where it lists none.
std::vector<std::string> default_settings(const ActionDeclaration& declaration, bool with_connection) {
  const bool has_role = declaration.role && declaration.kind == ActionKind::endpoint;
  return usual_settings(has_role ? std::string_view(declaration.role->text) : std::string_view(), with_connection);
}

/// A list of settings that says no more than the role does is left out.
void forget_usual_settings(ActionDeclaration& declaration, bool with_connection) {
  const std::vector<std::string> usual = default_settings(declaration, with_connection);
  const auto same_id = [](const Name& setting, const std::string& id) { return setting.text == id; };
  if (std::equal(declaration.settings.begin(), declaration.settings.end(), usual.begin(), usual.end(), same_id)) declaration.has_settings = false;
}

/// `exportAppToFile` as people read it: `Export App To File`.
std::string humanized(std::string_view name) {
  std::string result;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool upper = c >= 'A' && c <= 'Z';
    if (i > 0 && upper && !(name[i - 1] >= 'A' && name[i - 1] <= 'Z')) result.push_back(' ');
    result.push_back(i == 0 && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
  }
  return result;
}

std::vector<Parameter> parameters_of(const ActionDeclaration& declaration) {
  std::vector<Parameter> parameters;
  for (const DeclaredParameter& declared : declaration.parameters) {
    Parameter parameter;
    parameter.name = declared.name.text;
    parameter.id = declared.id.text;
    parameter.type = declared.type.text;
    for (char& c : parameter.type)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    if (parameter.type == "object") parameter.mode = declared.raw ? "raw" : "keyValue";
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

Webhook webhook_of(const ActionDeclaration& declaration) {
  return {declaration.name.text, humanized(declaration.name.text), declaration.guid.text, {}, parameters_of(declaration)};
}

Action action_of(const ActionDeclaration& declaration, bool with_connection) {
  Action action;
  action.name = declaration.name.text;
  action.block_name = declaration.name.text;
  action.display_name = humanized(declaration.name.text);
  action.guid = declaration.guid.text;
  action.kind = declaration.kind;
  if (declaration.role) {
    // A snippet carries no role in the JSON; `ROLE list` then only says that it can be looped over.
    if (declaration.kind == ActionKind::endpoint) action.role = declaration.role->text;
    else action.iterable = true;
  }
  action.parameters = parameters_of(declaration);
  if (declaration.has_settings)
    for (const Name& setting : declaration.settings) action.settings.push_back(setting.text);
  else
    action.settings = default_settings(declaration, with_connection);
  return action;
}

Aliases resolve_connections(Automation& automation, Context& context) {
  Aliases aliases;
  std::vector<const Connector*> bound;
  for (Connection& connection : automation.connections) {
    const Connector* known = connection.guid ? context.catalog.find_guid(connection.guid->text)
                                             : context.catalog.find_name(connection.connector.text);
    if (!known && !connection.guid) {
      Diagnostic& report = context.diagnostics.report(Code::connector_without_guid, connection.connector.range,
                                                      connection.connector.text);
      std::vector<std::string_view> names;
      for (const Connector& connector : context.catalog.connectors) names.push_back(connector.name);
      if (const auto near = nearest(connection.connector.text, names)) {
        report.help = fmt::format("did you mean '{}'?", *near);
        report.fix = Fix{connection.connector.range, quoted_text(*near)};
      } else {
        report.help = "give the connector's id: CONNECT TO 'Name' GUID '…' AS alias;";
      }
      continue;
    }
    if (!connection.alias) {
      const std::string alias = known ? known->alias : alias_from(connection.connector.text);
      connection.alias = Name{alias, {}};
    }
    std::size_t declared = Aliases::none;
    if (known) {
      bound.push_back(known);
    } else {
      Connector connector;
      connector.name = connection.connector.text;
      connector.alias = connection.alias->text;
      connector.guid = connection.guid->text;
      connector.needs_connection = true;
      declared = declared_index(automation, connector);
    }
    if (aliases.find(connection.alias->text))
      context.diagnostics.report(Code::duplicate_alias, connection.alias->range.end ? connection.alias->range : connection.range,
                                 connection.alias->text);
    aliases.entries.push_back({connection.alias->text, known, declared});
  }
  for (const Connector& connector : context.catalog.connectors)
    if (std::find(bound.begin(), bound.end(), &connector) == bound.end() && !aliases.find(connector.alias))
      aliases.entries.push_back({connector.alias, &connector, Aliases::none});
  return aliases;
}

const Aliases::Entry* find_alias(const Aliases& aliases, const Name& alias, Context& context) {
  const Aliases::Entry* entry = aliases.find(alias.text);
  if (entry || !context.names_are_sure) return entry;
  Diagnostic& report = context.diagnostics.report(Code::unknown_connector, alias.range, alias.text);
  std::vector<std::string_view> names;
  for (const Aliases::Entry& known : aliases.entries) names.push_back(known.alias);
  if (!suggest(report, alias.text, alias.range, names)) report.help = fmt::format("there are {}", one_of(names));
  return nullptr;
}

void declare_actions(Automation& automation, Aliases& aliases, Context& context) {
  for (ActionDeclaration& declaration : automation.actions) {
    const Aliases::Entry* entry = find_alias(aliases, declaration.alias, context);
    if (!entry) continue;
    const auto is_there = [&](const Connector& connector) {
      return declaration.webhook ? find_webhook(connector, declaration.name.text) != nullptr
                                 : find_action(connector, declaration.name.text) != nullptr;
    };
    if (entry->known && is_there(*entry->known)) {
      context.diagnostics.report(Code::duplicate_action, declaration.name.range, entry->known->name, declaration.name.text)
          .help = "give it another name, or leave the ACTION out";
      continue;
    }
    std::size_t index = entry->declared;
    if (index == Aliases::none) {
      index = declared_index(automation, *entry->known);
      const_cast<Aliases::Entry*>(entry)->declared = index;
    }
    Connector& connector = automation.declared.connectors[index];
    if (is_there(connector)) {
      context.diagnostics.report(Code::duplicate_action, declaration.name.range, connector.name, declaration.name.text);
      continue;
    }
    forget_usual_settings(declaration, connector.needs_connection);
    if (declaration.webhook) connector.webhooks.push_back(webhook_of(declaration));
    else connector.actions.push_back(action_of(declaration, connector.needs_connection));
  }
}

void resolve_arguments(Statement& statement, std::span<const Parameter> parameters, std::string_view owner, Context& context) {
  for (std::size_t i = 0; i < statement.arguments.size(); ++i) {
    Argument& argument = statement.arguments[i];
    for (const Parameter& parameter : parameters)
      if (same(parameter.name, argument.name.text) || same(parameter.id, argument.name.text)) argument.parameter = &parameter;
    const bool guid = argument.name.text.size() == 36 && argument.name.text[8] == '-';
    if (!argument.parameter && !guid && context.names_are_sure) {
      Diagnostic& report = context.diagnostics.report(Code::unknown_parameter, argument.name.range, owner, argument.name.text);
      std::vector<std::string_view> names;
      for (const Parameter& parameter : parameters) names.push_back(parameter.name);
      if (!suggest(report, argument.name.text, argument.name.range, names))
        report.help = names.empty() ? "it takes no arguments" : fmt::format("it has {}", one_of(names));
    }
    for (std::size_t j = 0; j < i; ++j)
      if ((argument.parameter && statement.arguments[j].parameter == argument.parameter) ||
          statement.arguments[j].name.text == argument.name.text)
        context.diagnostics.report(Code::duplicate_argument, argument.name.range, argument.name.text);
  }
}

void resolve_call(Statement& statement, const Automation& automation, const Aliases& aliases, Context& context) {
  const Aliases::Entry* entry = find_alias(aliases, statement.alias, context);
  if (!entry) return;
  const Connector* declared =
      entry->declared == Aliases::none ? nullptr : &automation.declared.connectors[entry->declared];
  statement.connector = entry->known ? entry->known : declared;
  const bool webhook = statement.spec->kind == StatementKind::start_webhook;
  std::vector<std::string_view> names;
  for (const Connector* connector : {entry->known, declared}) {
    if (!connector) continue;
    if (webhook) {
      if (!statement.webhook) statement.webhook = find_webhook(*connector, statement.member.text);
    } else if (!statement.action) {
      statement.action = find_action(*connector, statement.member.text);
    }
  }
  if (webhook ? statement.webhook != nullptr : statement.action != nullptr) {
    const std::span<const Parameter> parameters =
        webhook ? std::span<const Parameter>(statement.webhook->parameters) : statement.action->parameters;
    resolve_arguments(statement, parameters, webhook ? statement.webhook->name : statement.action->name, context);
    return;
  }
  if (!context.names_are_sure) return;
  for (const Connector* connector : {entry->known, declared}) {
    if (!connector) continue;
    if (webhook) for (const Webhook& known : connector->webhooks) names.push_back(known.name);
    else for (const Action& known : connector->actions) names.push_back(known.name);
  }
  Diagnostic& report = context.diagnostics.report(webhook ? Code::unknown_webhook : Code::unknown_action,
                                                  statement.member.range, statement.connector->name, statement.member.text);
  if (!suggest(report, statement.member.text, statement.member.range, names))
    report.help = webhook ? (names.empty() ? "it has no events" : fmt::format("it has {}", one_of(names)))
                          : fmt::format("`dork catalog show {}` lists its actions", statement.alias.text);
}

}  // namespace

void resolve_actions(Automation& automation, Context& context) {
  Aliases aliases = resolve_connections(automation, context);
  declare_actions(automation, aliases, context);
  const auto resolve = [&](Statement& statement) {
    if (statement.spec->kind == StatementKind::action || statement.spec->kind == StatementKind::start_webhook)
      resolve_call(statement, automation, aliases, context);
  };
  if (automation.start) resolve(*automation.start);
  for_each_statement(automation.main, resolve);
}

bool suggest(Diagnostic& report, std::string_view word, Range range, std::span<const std::string_view> candidates) {
  const auto near = nearest(word, candidates);
  if (!near) return false;
  report.help = fmt::format("did you mean `{}`?", *near);
  report.fix = Fix{range, is_plain_name(*near) ? std::string(*near) : quoted_name(*near)};
  return true;
}

std::string one_of(std::span<const std::string_view> candidates) {
  constexpr std::size_t most = 12;
  std::string result;
  const std::size_t count = std::min(candidates.size(), most);
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) result += i + 1 == candidates.size() ? " and " : ", ";
    result.append("`").append(candidates[i]).append("`");
  }
  if (candidates.size() > most) result += fmt::format(" and {} more", candidates.size() - most);
  return result;
}

BlockType block_type(const Statement& statement) {
  if (statement.spec->kind != StatementKind::action) return statement.spec->block;
  return statement.action && statement.action->kind == ActionKind::snippet ? BlockType::snippet : BlockType::endpoint;
}

bool can_loop(const Statement& statement) {
  if (statement.action) return is_iterable(*statement.action);
  return block_spec(block_type(statement)).iterable;
}

}  // namespace dork::sema
