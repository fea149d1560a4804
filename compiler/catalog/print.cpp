#include "compiler/catalog/print.hpp"

#include "compiler/catalog/names.hpp"
#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/diagnostics/display.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace dork {
namespace {

using Row = std::vector<std::string>;

/// The rows in columns two blanks apart, each line indented. Names may come from a user's file, so all is made printable.
std::string table(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line = " ";
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (widths[i] == 0) continue;
      line += ' ' + printable(row[i]) + std::string(widths[i] - display_width(row[i]) + 1, ' ');
    }
    line.resize(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

std::string counted(std::size_t count, std::string_view thing) { return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s"); }

/// `list, loop`: what an action is, for the second column.
std::string traits(const Action& action) {
  std::string text = action.kind == ActionKind::snippet ? "snippet" : action.role.empty() ? "endpoint" : action.role;
  if (is_iterable(action)) text += ", loop";
  return text;
}

std::vector<Row> rows_of(const Connector& connector) {
  std::vector<Row> rows;
  for (const Action& action : connector.actions) rows.push_back({action.name, traits(action), action.description});
  for (const Webhook& webhook : connector.webhooks) rows.push_back({webhook.name, "webhook", webhook.description});
  return rows;
}

std::string title(const Connector& connector) {
  std::string text = fmt::format("{}  {} ({}", connector.alias, connector.name, counted(connector.actions.size(), "action"));
  if (!connector.webhooks.empty()) text += ", " + counted(connector.webhooks.size(), "webhook");
  return printable(text + ')') + '\n';
}

std::string arguments(const std::vector<Parameter>& parameters) {
  std::string text;
  for (const Parameter& parameter : parameters) {
    const std::string name = is_identifier(parameter.name) ? parameter.name : fmt::format("\"{}\"", parameter.name);
    text += fmt::format("{}{} = …", text.empty() ? "" : ", ", name);
  }
  return '(' + text + ')';
}

std::string parameters_text(const std::vector<Parameter>& parameters) {
  if (parameters.empty()) return {};
  std::vector<Row> rows;
  bool guessed = false;
  for (const Parameter& parameter : parameters) {
    guessed |= parameter.guessed;
    rows.push_back({parameter.name + (parameter.guessed ? "?" : ""), parameter.type, parameter.required ? "required" : "",
                    parameter.description});
    for (const Option& option : parameter.options) {
      const std::string label = option.label.empty() ? "" : " (" + option.label + ')';
      rows.push_back({"", "", "", fmt::format("· '{}'{}", option.value, label)});
    }
  }
  return "\nParameters\n" + table(rows) + (guessed ? "  ? the name is inferred, no source states it\n" : "");
}

std::string heading(const Connector& connector, std::string_view name, std::string_view display, std::string_view description) {
  const std::string text = fmt::format("{}.{}  {} - {}", connector.alias, name, connector.name, display);
  return printable(text) + '\n' + (description.empty() ? "" : "  " + printable(description) + '\n');
}

std::string action_text(const Connector& connector, const Action& action) {
  const std::string call = fmt::format("{}.{}{}", connector.alias, action.name, arguments(action.parameters));
  std::vector<Row> usage{{fmt::format("name: {};", call)}};
  if (is_iterable(action)) usage.push_back({fmt::format("FOR EACH name IN {} … NEXT", call)});
  std::vector<Row> facts{{"kind", action.kind == ActionKind::snippet ? "snippet" : "endpoint"}};
  if (!action.role.empty()) facts.push_back({"role", action.role});
  facts.push_back({"guid", action.guid});
  facts.push_back({"settings", fmt::format("{}", fmt::join(action.settings, ", "))});
  return heading(connector, action.name, action.display_name, action.description) + "\nUsage\n" + table(usage) +
         parameters_text(action.parameters) + "\nBlock\n" + table(facts);
}

std::string webhook_text(const Connector& connector, const Webhook& webhook) {
  const std::string event = fmt::format("START WEBHOOK {}.{}{};", connector.alias, webhook.name,
                                        webhook.parameters.empty() ? "" : arguments(webhook.parameters));
  return heading(connector, webhook.name, webhook.display_name, webhook.description) + "\nUsage\n" + table({{event}}) +
         parameters_text(webhook.parameters) + "\nEvent\n" + table({{"guid", webhook.guid}});
}

std::string connector_text(const Connector& connector) {
  std::vector<Row> facts;
  if (!connector.description.empty()) facts.push_back({connector.description});
  facts.push_back({"guid " + connector.guid + (connector.needs_connection ? ", needs a connection" : "")});
  return title(connector) + table(facts) + '\n' + table(rows_of(connector));
}

std::string suggestion(std::string_view word, const std::vector<std::string_view>& candidates, std::string_view prefix = "") {
  const auto near = nearest(word, candidates);
  return near ? fmt::format("; did you mean '{}{}'?", prefix, *near) : std::string();
}

const Connector* find_connector(const Catalog& catalog, std::string_view name) {
  const Connector* connector = catalog.find_alias(name);
  return connector ? connector : catalog.find_name(name);
}

std::string no_connector(const Catalog& catalog, std::string_view name) {
  std::vector<std::string_view> candidates;
  std::vector<std::string> actions;
  for (const Connector& connector : catalog.connectors) {
    if (const Action* action = find_action(connector, name)) actions.push_back(fmt::format("'{}.{}'", connector.alias, action->name));
    candidates.push_back(connector.alias);
    candidates.push_back(connector.name);
  }
  // Who names an action alone is closer to it than to any connector.
  const std::string help = actions.empty() ? suggestion(name, candidates) : fmt::format("; did you mean {}?", fmt::join(actions, " or "));
  return fmt::format("no connector '{}'{}", name, help);
}

}  // namespace

std::string list_catalog(const Catalog& catalog) {
  std::string text;
  for (const Connector& connector : catalog.connectors) {
    if (!text.empty()) text += '\n';
    text += title(connector) + table(rows_of(connector));
  }
  return text;
}

std::optional<Catalog> select_catalog(const Catalog& catalog, std::string_view name, std::string& error) {
  error.clear();
  if (const Connector* whole = find_connector(catalog, name)) return Catalog{{*whole}};
  const auto dot = name.rfind('.');
  const Connector* connector = dot == name.npos ? nullptr : find_connector(catalog, name.substr(0, dot));
  if (!connector) {
    error = no_connector(catalog, name.substr(0, dot));
    return {};
  }
  const std::string_view wanted = name.substr(dot + 1);
  Connector part = *connector;
  std::erase_if(part.actions, [&](const Action& action) { return !same_name(action.name, wanted); });
  std::erase_if(part.webhooks, [&](const Webhook& webhook) { return !same_name(webhook.name, wanted); });
  if (!part.actions.empty() || !part.webhooks.empty()) return Catalog{{std::move(part)}};

  std::vector<std::string_view> candidates;
  for (const Action& action : connector->actions) candidates.push_back(action.name);
  for (const Webhook& webhook : connector->webhooks) candidates.push_back(webhook.name);
  error = fmt::format("connector '{}' has no action '{}'{}", connector->alias, wanted,
                      suggestion(wanted, candidates, connector->alias + '.'));
  return {};
}

std::string show_catalog(const Catalog& selection) {
  std::string text;
  for (const Connector& connector : selection.connectors) {
    if (!text.empty()) text += '\n';
    if (connector.actions.size() + connector.webhooks.size() != 1) {
      text += connector_text(connector);
    } else if (connector.webhooks.empty()) {
      text += action_text(connector, connector.actions.front());
    } else {
      text += webhook_text(connector, connector.webhooks.front());
    }
  }
  return text;
}

}  // namespace dork
