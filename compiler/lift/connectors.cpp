#include "compiler/lift/connectors.hpp"

#include "compiler/lift/values.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_set>

namespace dork {
namespace {

using Json = nlohmann::ordered_json;

/// The key of what starts the automation, among those of actions.
constexpr const char* start_key = "start";

constexpr CallKind kinds[] = {{BlockType::endpoint, ActionKind::endpoint, "endpoint_guid"},
                              {BlockType::snippet, ActionKind::snippet, "snippet_guid"}};

std::string lower(std::string_view word) {
  std::string result(word);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return result;
}

/// `Git Hub` as a name: `gitHub`; `fallback` where nothing is left.
std::string name_from(std::string_view title, std::string_view fallback) {
  std::string name;
  bool hump = false;
  for (const char c : title) {
    const bool digit = c >= '0' && c <= '9';
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(digit && !name.empty())) {
      hump = !name.empty();
      continue;
    }
    char use = c;
    if (name.empty() && c >= 'A' && c <= 'Z') use = static_cast<char>(c + 32);
    if (hump && c >= 'a' && c <= 'z') use = static_cast<char>(c - 32);
    name.push_back(use);
    hump = false;
  }
  return is_plain_name(name) ? name : std::string(fallback);
}

/// `listApps2` without its number: what several blocks of one action are named after.
std::string_view without_number(std::string_view name) {
  while (!name.empty() && name.back() >= '0' && name.back() <= '9') name.remove_suffix(1);
  return name;
}

/// `word`, or `word2`, … so that it is among the taken ones for the first time; without case.
std::string unique(std::string word, std::unordered_set<std::string>& taken) {
  std::string made = word;
  for (std::size_t number = 2; !taken.insert(lower(made)).second; ++number) made = fmt::format("{}{}", word, number);
  return made;
}

/// A type of an input as ACTION writes it; what is no word is a string.
std::string type_word(std::string_view type) {
  const bool word = !type.empty() && std::all_of(type.begin(), type.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  });
  return word ? std::string(type) : "string";
}

/// What the blocks of one unknown action show of it.
struct Sight {
  const CallKind* kind = nullptr;
  std::vector<const Json*> blocks;
};

struct ConnectorSight {
  std::string guid;
  std::string name;                            ///< as the first of its blocks shows it; empty where it does not
  const Connector* known = nullptr;
  std::string alias;
  std::vector<std::string> order;              ///< keys of `actions`, as first met
  std::unordered_map<std::string, Sight> actions;
  const Json* start = nullptr;                 ///< the StartBlock that waits for an event of it
};

std::string callee_key(std::string_view connector, std::string_view kind, std::string_view guid) {
  return fmt::format("{}/{}/{}", lower(connector), kind, lower(guid));
}

/// Adds the inputs of a block whose ids begin in a certain way.
void declare_parameters(const Json& block, std::string_view begins, ActionDeclaration& declaration, std::unordered_set<std::string>& ids) {
  const auto inputs = block.find("inputs");
  if (inputs == block.end() || !inputs->is_array()) return;
  for (const Json& input : *inputs) {
    const std::string_view id = text_member(input, "id");
    if (id.empty() || !id.starts_with(begins) || !is_script_text(id) || !ids.insert(lower(id)).second) continue;
    DeclaredParameter parameter;
    parameter.name.text = fmt::format("input{}", declaration.parameters.size() + 1);
    parameter.id.text = id;
    parameter.type.text = type_word(text_member(input, "type"));
    parameter.raw = text_member(input, "mode") == "raw";
    declaration.parameters.push_back(std::move(parameter));
  }
}

/// `App Published` as the name of an event: `AppPublished`.
std::string event_name(std::string_view title) {
  std::string name = name_from(title, "Event");
  if (name.front() >= 'a' && name.front() <= 'z') name.front() = static_cast<char>(name.front() - 32);
  return name;
}

ActionDeclaration declare_event(const Json& start, const std::string& alias, std::unordered_set<std::string>& taken) {
  const Json& event = *find_entry(start, "inputs", "webhook_event_guid");
  ActionDeclaration declaration;
  declaration.webhook = true;
  declaration.alias.text = alias;
  declaration.name.text = unique(event_name(text_member(event, "displayValue")), taken);
  declaration.guid.text = text_member(event, "value");
  std::unordered_set<std::string> ids;
  declare_parameters(start, "webhook_param_", declaration, ids);
  return declaration;
}

ActionDeclaration declare(const Sight& sight, const std::string& alias, std::unordered_set<std::string>& taken) {
  const Json& first = *sight.blocks.front();
  ActionDeclaration declaration;
  declaration.alias.text = alias;
  declaration.kind = sight.kind->kind;
  declaration.guid.text = text_member(first, sight.kind->key);
  const std::string_view name = text_member(first, "name");
  const std::string_view stem = without_number(name);
  declaration.name.text = unique(is_script_text(stem) && !stem.empty() ? std::string(stem) : "action", taken);
  bool loops = false;
  for (const Json* block : sight.blocks) loops |= !text_member(*block, "loopBlockId").empty();
  std::string_view role;
  for (const Json* block : sight.blocks)
    if (role.empty()) role = text_member(*block, "endpoint_role");
  if (declaration.kind == ActionKind::snippet) {
    if (loops) declaration.role = Name{"list", {}};
  } else if (is_plain_name(role)) {
    declaration.role = Name{std::string(role), {}};
  } else if (loops) {
    declaration.role = Name{"list", {}};
  }
  std::unordered_set<std::string> ids;
  for (const Json* block : sight.blocks) declare_parameters(*block, "", declaration, ids);
  std::unordered_set<std::string_view> settings;
  for (const Json* block : sight.blocks) {
    const auto own = block->find("settings");
    if (own == block->end() || !own->is_array()) continue;
    for (const Json& setting : *own)
      if (const std::string_view id = text_member(setting, "id"); !id.empty() && is_script_text(id) && settings.insert(id).second)
        declaration.settings.push_back({std::string(id), {}});
  }
  declaration.has_settings = !declaration.settings.empty();
  return declaration;
}

}  // namespace

std::span<const CallKind> call_kinds() { return kinds; }

const Json* find_member(const Json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  for (const auto& [name, value] : object.get_ref<const Json::object_t&>())
    if (name == key) return &value;
  return nullptr;
}

const Json& member(const Json& object, std::string_view key) {
  static const Json null;
  const Json* found = find_member(object, key);
  return found ? *found : null;
}

std::string_view text_member(const Json& object, std::string_view key) {
  const Json* found = find_member(object, key);
  return found && found->is_string() ? std::string_view(found->get_ref<const std::string&>()) : std::string_view();
}

const Json* find_entry(const Json& block, const char* list, std::string_view id) {
  const Json* entries = find_member(block, list);
  if (!entries || !entries->is_array()) return nullptr;
  for (const Json& entry : *entries)
    if (text_member(entry, "id") == id) return &entry;
  return nullptr;
}

namespace {

/// The connectors that blocks call, in the order in which they are first met.
std::vector<ConnectorSight> look(const Json& blocks, const Catalog& catalog) {
  std::vector<ConnectorSight> all;
  std::unordered_map<std::string, std::size_t> places;
  const auto sight_of = [&](std::string_view guid, std::string_view name) -> ConnectorSight& {
    const auto [at, fresh] = places.try_emplace(lower(guid), all.size());
    if (fresh) all.push_back({std::string(guid), is_script_text(name) ? std::string(name) : std::string(), catalog.find_guid(guid), {}, {}, {}, nullptr});
    return all[at->second];
  };
  for (const Json& block : blocks) {
    if (text_member(block, "type") == block_spec(BlockType::start).json_name) {
      const Json* connector = find_entry(block, "inputs", "datasourcetype_guid");
      const Json* event = find_entry(block, "inputs", "webhook_event_guid");
      const Json* mode = find_entry(block, "inputs", "run_mode");
      if (!connector || !event || !mode || text_member(*mode, "value") != "webhook") continue;
      const std::string_view guid = text_member(*connector, "value");
      if (guid.empty() || !is_script_text(guid) || text_member(*event, "value").empty() || !is_script_text(text_member(*event, "value"))) continue;
      ConnectorSight& sight = sight_of(guid, text_member(*connector, "displayValue"));
      if (!sight.start) sight.start = &block;
    }
    for (const CallKind& kind : kinds) {
      const std::string_view connector = text_member(block, "datasourcetype_guid");
      const std::string_view action = text_member(block, kind.key);
      if (text_member(block, "type") != block_spec(kind.type).json_name || connector.empty() || action.empty() ||
          !is_script_text(connector) || !is_script_text(action))
        continue;
      const std::string_view title = text_member(block, "displayName");
      const std::size_t dash = title.find(" - ");
      ConnectorSight& sight = sight_of(connector, dash == std::string_view::npos ? std::string_view() : title.substr(0, dash));
      const std::string key = callee_key(connector, kind.key, action);
      const auto [seen, first] = sight.actions.try_emplace(key);
      if (first) sight.order.push_back(key);
      seen->second.kind = &kind;
      seen->second.blocks.push_back(&block);
    }
  }
  return all;
}

/// Gives each connector an alias, and declares those that the catalog lacks.
void connect(std::vector<ConnectorSight>& sights, const Catalog& catalog, Automation& automation) {
  std::unordered_set<std::string> aliases;
  for (const Connector& connector : catalog.connectors) aliases.insert(lower(connector.alias));
  for (ConnectorSight& sight : sights) {
    if (sight.known) {
      sight.alias = sight.known->alias;
      continue;
    }
    Connection connection;
    connection.connector.text = sight.name.empty() ? "Connector" : sight.name;
    sight.alias = unique(name_from(connection.connector.text, "connector"), aliases);
    connection.guid = Name{sight.guid, {}};
    connection.alias = Name{sight.alias, {}};
    automation.connections.push_back(std::move(connection));
  }
}

}  // namespace

Connectors::Connectors(const Json& blocks, const Catalog& catalog, Automation& automation) {
  std::vector<ConnectorSight> sights = look(blocks, catalog);
  connect(sights, catalog, automation);
  std::vector<std::pair<std::string, std::size_t>> declared;   // callee key and its declaration
  for (const ConnectorSight& sight : sights) {
    if (sight.start) {
      const std::string_view event = text_member(*find_entry(*sight.start, "inputs", "webhook_event_guid"), "value");
      Callee& callee = callees_[start_key];
      callee.alias = sight.alias;
      callee.webhook = sight.known ? find_webhook_guid(*sight.known, event) : nullptr;
      std::unordered_set<std::string> names;
      if (sight.known)
        for (const Webhook& webhook : sight.known->webhooks) names.insert(lower(webhook.name));
      if (callee.webhook) {
        callee.member = callee.webhook->name;
      } else {
        declared.emplace_back(start_key, automation.actions.size());
        automation.actions.push_back(declare_event(*sight.start, sight.alias, names));
      }
    }
    std::unordered_set<std::string> names;
    if (sight.known)
      for (const Action& action : sight.known->actions) names.insert(lower(action.name));
    for (const std::string& key : sight.order) {
      const Sight& action = sight.actions.at(key);
      Callee& callee = callees_[key];
      callee.alias = sight.alias;
      if (sight.known)
        callee.action = find_action_guid(*sight.known, action.kind->kind, text_member(*action.blocks.front(), action.kind->key));
      if (callee.action) {
        callee.member = callee.action->name;
        callee.iterable = is_iterable(*callee.action);
        continue;
      }
      declared.emplace_back(key, automation.actions.size());
      automation.actions.push_back(declare(action, sight.alias, names));
    }
  }
  for (const auto& [key, index] : declared) {
    Callee& callee = callees_[key];
    callee.declaration = &automation.actions[index];
    callee.member = callee.declaration->name.text;
    callee.iterable = callee.declaration->role && is_list_role(callee.declaration->role->text);
  }
}

const Callee* Connectors::find(const Json& block) const {
  std::string key;
  const std::string_view type = text_member(block, "type");
  if (type == block_spec(BlockType::start).json_name) key = start_key;
  for (const CallKind& kind : kinds)
    if (type == block_spec(kind.type).json_name) key = callee_key(text_member(block, "datasourcetype_guid"), kind.key, text_member(block, kind.key));
  const auto found = callees_.find(key);
  return found == callees_.end() ? nullptr : &found->second;
}

}  // namespace dork
