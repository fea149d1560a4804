#include "compiler/catalog/catalog.hpp"

#include "compiler/catalog/embedded.hpp"
#include "compiler/catalog/names.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace dork {
namespace {

/// The first item whose `member` is `wanted` without case, or null.
template <typename Item>
const Item* find_by(const std::vector<Item>& items, std::string Item::*member, std::string_view wanted) {
  const auto found = std::find_if(items.begin(), items.end(), [&](const Item& item) { return same_name(item.*member, wanted); });
  return found == items.end() ? nullptr : &*found;
}

/// Puts `item` in the place of `existing`, or at the end when that is null, under a name that no other item has.
template <typename Item>
void put(std::vector<Item>& items, const Item* existing, Item item) {
  item.name = unique_name(item.name, [&](std::string_view name) {
    return std::any_of(items.begin(), items.end(),
                       [&](const Item& other) { return &other != existing && same_name(other.name, name); });
  });
  if (existing) {
    items[static_cast<std::size_t>(existing - items.data())] = std::move(item);
  } else {
    items.push_back(std::move(item));
  }
}

void merge_connector(Connector& base, Connector extension) {
  base.name = std::move(extension.name);
  base.alias = std::move(extension.alias);
  base.description = std::move(extension.description);
  base.needs_connection = extension.needs_connection;
  for (Action& action : extension.actions) {
    const Action* existing = find_action_guid(base, action.kind, action.guid);
    put(base.actions, existing, std::move(action));
  }
  for (Webhook& webhook : extension.webhooks) {
    const Webhook* existing = find_webhook_guid(base, webhook.guid);
    put(base.webhooks, existing, std::move(webhook));
  }
}

Catalog load_builtin() {
  Catalog catalog;
  for (const EmbeddedFile& file : embedded_catalog()) {
    std::string error;
    auto part = parse_catalog(file.content, error);
    if (!part) {
      // The tests read every embedded file, so this is a build that skipped them.
      std::fprintf(stderr, "built-in catalog %s: %s\n", std::string(file.name).c_str(), error.c_str());
      std::abort();
    }
    std::move(part->connectors.begin(), part->connectors.end(), std::back_inserter(catalog.connectors));
  }
  return catalog;
}

}  // namespace

const Connector* Catalog::find_alias(std::string_view alias) const { return find_by(connectors, &Connector::alias, alias); }

const Connector* Catalog::find_name(std::string_view name) const { return find_by(connectors, &Connector::name, name); }

const Connector* Catalog::find_guid(std::string_view guid) const { return find_by(connectors, &Connector::guid, guid); }

const Action* find_action(const Connector& connector, std::string_view name) {
  return find_by(connector.actions, &Action::name, name);
}

const Action* find_action_guid(const Connector& connector, ActionKind kind, std::string_view guid) {
  const auto& actions = connector.actions;
  const auto found = std::find_if(actions.begin(), actions.end(), [&](const Action& action) {
    return action.kind == kind && same_name(action.guid, guid);
  });
  return found == actions.end() ? nullptr : &*found;
}

const Parameter* find_parameter(const Action& action, std::string_view name) {
  return find_by(action.parameters, &Parameter::name, name);
}

const Parameter* find_parameter_id(const Action& action, std::string_view id) {
  return find_by(action.parameters, &Parameter::id, id);
}

const Webhook* find_webhook(const Connector& connector, std::string_view name) {
  return find_by(connector.webhooks, &Webhook::name, name);
}

const Webhook* find_webhook_guid(const Connector& connector, std::string_view guid) {
  return find_by(connector.webhooks, &Webhook::guid, guid);
}

bool is_list_role(std::string_view role) {
  constexpr std::array<std::string_view, 4> roles{"list", "search", "listnew", "listupdated"};
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

bool is_iterable(const Action& action) {
  return action.iterable || (action.kind == ActionKind::endpoint && is_list_role(action.role));
}

std::vector<std::string> usual_settings(std::string_view role, bool needs_connection) {
  std::vector<std::string> settings;
  const bool list = is_list_role(role);
  if (needs_connection) settings.emplace_back("datasource");
  if (list) settings.emplace_back("maxitemcount");
  if (role == "listnew" || role == "listupdated") settings.emplace_back("blendr_pointer");
  settings.emplace_back("blendr_on_error");
  if (list || role == "get") settings.emplace_back("cache");
  settings.emplace_back("automations_censor_data");
  return settings;
}

const Catalog& builtin_catalog() {
  static const Catalog catalog = load_builtin();
  return catalog;
}

void merge_catalog(Catalog& base, Catalog extension) {
  for (Connector& connector : extension.connectors) {
    const auto place = std::find_if(base.connectors.begin(), base.connectors.end(),
                                    [&](const Connector& other) { return same_name(other.guid, connector.guid); });
    connector.alias = unique_name(connector.alias, [&](std::string_view alias) {
      const Connector* holder = base.find_alias(alias);
      return holder && !same_name(holder->guid, connector.guid);
    });
    if (place == base.connectors.end()) {
      base.connectors.push_back(std::move(connector));
    } else {
      merge_connector(*place, std::move(connector));
    }
  }
}

}  // namespace dork
