// The catalog as JSON: reading with checks, and printing in the one form that the files have.
#include "compiler/catalog/catalog.hpp"

#include "compiler/catalog/json_place.hpp"
#include "compiler/catalog/names.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <initializer_list>
#include <iterator>

namespace dork {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

// --- reading -----------------------------------------------------------------------------------------------------------

using Keys = std::initializer_list<std::string_view>;

/// One object of the document. A key that is not among `keys` is a failure: a misspelt `required` must not pass unseen.
class Reader {
 public:
  Reader(const Json& json, const JsonPlace& place, JsonFailure& failure, Keys keys) : json_(json), place_(place), failure_(failure) {
    if (!json.is_object()) {
      failure.report(place, fmt::format("expected an object, not {}", json.type_name()));
      return;
    }
    for (const auto& item : json.items()) {
      if (std::find(keys.begin(), keys.end(), item.key()) == keys.end()) failure.report(place.at(item.key()), "unknown key");
    }
  }

  std::string text(const char* key, std::string fallback = {}) const {
    const Json* value = find(key);
    if (!value) return fallback;
    if (const auto* text = value->get_ptr<const std::string*>()) return *text;
    failure_.report(place_.at(key), fmt::format("expected a text, not {}", value->type_name()));
    return fallback;
  }

  std::string required_text(const char* key) const {
    std::string value = text(key);
    if (value.empty()) failure_.report(place_, fmt::format("\"{}\" is missing or empty", key));
    return value;
  }

  bool flag(const char* key) const {
    const Json* value = find(key);
    if (!value) return false;
    if (value->is_boolean()) return value->get<bool>();
    failure_.report(place_.at(key), fmt::format("expected true or false, not {}", value->type_name()));
    return false;
  }

  bool has(const char* key) const { return find(key) != nullptr; }

  /// Reads each item of the array at `key` by `read(item, place)`; no array, no items.
  template <typename Read>
  auto list(const char* key, Read read) const {
    std::vector<decltype(read(std::declval<const Json&>(), std::declval<const JsonPlace&>()))> items;
    const Json* value = find(key);
    if (!value) return items;
    const JsonPlace place = place_.at(key);
    if (!value->is_array()) {
      failure_.report(place, fmt::format("expected an array, not {}", value->type_name()));
      return items;
    }
    items.reserve(value->size());
    for (const Json& item : *value) items.push_back(read(item, place.at(items.size())));
    return items;
  }

  void fail(const char* key, std::string_view what) const { failure_.report(place_.at(key), what); }

  /// Reports the second of two items whose `member` is the same without case.
  template <typename Item>
  void check_unique(const char* key, const std::vector<Item>& items, std::string Item::*member, std::string_view what) const {
    for (std::size_t i = 1; i < items.size(); ++i) {
      const std::string& wanted = items[i].*member;
      const bool twice = std::any_of(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(i),
                                     [&](const Item& other) { return same_name(other.*member, wanted); });
      if (twice) failure_.report(place_.at(key).at(i), fmt::format("{} '{}' is there twice", what, wanted));
    }
  }

 private:
  const Json* find(const char* key) const {
    if (!json_.is_object()) return nullptr;
    const auto found = json_.find(key);
    return found == json_.end() ? nullptr : &*found;
  }

  const Json& json_;
  const JsonPlace& place_;
  JsonFailure& failure_;
};

Option read_option(const Json& json, const JsonPlace& place, JsonFailure& failure) {
  const Reader reader(json, place, failure, {"value", "label"});
  return {reader.required_text("value"), reader.text("label")};
}

Parameter read_parameter(const Json& json, const JsonPlace& place, JsonFailure& failure) {
  const Reader reader(json, place, failure,
                      {"name", "id", "type", "mode", "description", "options", "required", "guessed"});
  Parameter parameter;
  parameter.name = reader.required_text("name");
  parameter.id = reader.required_text("id");
  parameter.type = reader.required_text("type");
  parameter.mode = reader.text("mode");
  parameter.description = reader.text("description");
  parameter.options = reader.list("options", [&](const Json& item, const JsonPlace& at) { return read_option(item, at, failure); });
  parameter.required = reader.flag("required");
  parameter.guessed = reader.flag("guessed");
  if (!parameter.mode.empty() && (parameter.type != "object" || (parameter.mode != "keyValue" && parameter.mode != "raw"))) {
    reader.fail("mode", "must be \"keyValue\" or \"raw\", and only on type \"object\"");
  }
  return parameter;
}

std::vector<Parameter> read_parameters(const Reader& reader, JsonFailure& failure) {
  auto parameters = reader.list("parameters", [&](const Json& item, const JsonPlace& at) { return read_parameter(item, at, failure); });
  reader.check_unique("parameters", parameters, &Parameter::name, "the parameter");
  reader.check_unique("parameters", parameters, &Parameter::id, "the input id");
  return parameters;
}

Action read_action(const Json& json, const JsonPlace& place, JsonFailure& failure, bool needs_connection) {
  const Reader reader(json, place, failure,
                      {"name", "blockName", "displayName", "guid", "kind", "role", "iterable", "description", "settings", "parameters"});
  Action action;
  action.name = reader.required_text("name");
  action.block_name = reader.text("blockName", action.name);
  action.display_name = reader.text("displayName", title_words(action.block_name));
  action.guid = reader.required_text("guid");
  action.role = reader.text("role");
  action.description = reader.text("description");
  action.iterable = reader.flag("iterable");
  action.parameters = read_parameters(reader, failure);
  const std::string kind = reader.required_text("kind");
  if (kind == "snippet") {
    action.kind = ActionKind::snippet;
  } else if (kind != "endpoint") {
    reader.fail("kind", "must be \"endpoint\" or \"snippet\"");
  }
  action.settings = usual_settings(action.role, needs_connection);
  if (reader.has("settings")) {
    action.settings = reader.list("settings", [&](const Json& item, const JsonPlace& at) {
      if (item.is_string()) return item.get<std::string>();
      failure.report(at, "expected the id of a setting");
      return std::string();
    });
  }
  return action;
}

Webhook read_webhook(const Json& json, const JsonPlace& place, JsonFailure& failure) {
  const Reader reader(json, place, failure, {"name", "displayName", "guid", "description", "parameters"});
  Webhook webhook;
  webhook.name = reader.required_text("name");
  webhook.display_name = reader.text("displayName", title_words(webhook.name));
  webhook.guid = reader.required_text("guid");
  webhook.description = reader.text("description");
  webhook.parameters = read_parameters(reader, failure);
  return webhook;
}

Connector read_connector(const Json& json, const JsonPlace& place, JsonFailure& failure) {
  const Reader reader(json, place, failure, {"name", "alias", "guid", "description", "needsConnection", "actions", "webhooks"});
  Connector connector;
  connector.name = reader.required_text("name");
  connector.alias = reader.required_text("alias");
  connector.guid = reader.required_text("guid");
  connector.description = reader.text("description");
  connector.needs_connection = reader.flag("needsConnection");
  connector.actions = reader.list("actions", [&](const Json& item, const JsonPlace& at) {
    return read_action(item, at, failure, connector.needs_connection);
  });
  connector.webhooks = reader.list("webhooks", [&](const Json& item, const JsonPlace& at) { return read_webhook(item, at, failure); });
  reader.check_unique("actions", connector.actions, &Action::name, "the action");
  reader.check_unique("actions", connector.actions, &Action::guid, "the GUID");
  reader.check_unique("webhooks", connector.webhooks, &Webhook::name, "the webhook");
  reader.check_unique("webhooks", connector.webhooks, &Webhook::guid, "the GUID");
  return connector;
}

// --- printing ----------------------------------------------------------------------------------------------------------

constexpr std::size_t line_limit = 200;

std::string scalar_text(const OrderedJson& value) {
  return value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

/// The value on one line, or nothing where one of its members has members itself.
std::optional<std::string> one_line(const OrderedJson& value) {
  if (!value.is_structured() || value.empty()) return scalar_text(value);
  std::string text(1, value.is_array() ? '[' : '{');
  if (value.is_object()) text += ' ';
  bool first = true;
  for (const auto& item : value.items()) {
    if (item.value().is_structured()) return {};
    if (!first) text += ", ";
    first = false;
    if (value.is_object()) text += scalar_text(item.key()) + ": ";
    text += scalar_text(item.value());
  }
  return text + (value.is_array() ? "]" : " }");
}

/// Like any pretty-printer, but an object or array of mere scalars stays on one line where it fits.
void print(const OrderedJson& value, std::size_t indent, std::size_t column, std::string& out) {
  if (auto line = one_line(value); line && (!value.is_structured() || column + line->size() < line_limit)) {
    out += *line;
    return;
  }
  const std::string margin(indent + 2, ' ');
  out += value.is_array() ? '[' : '{';
  const char* separator = "\n";
  for (const auto& item : value.items()) {
    out += separator + margin;
    separator = ",\n";
    const std::string key = value.is_object() ? scalar_text(item.key()) + ": " : "";
    out += key;
    print(item.value(), indent + 2, indent + 2 + key.size(), out);
  }
  out += '\n' + std::string(indent, ' ') + (value.is_array() ? ']' : '}');
}

void put_text(OrderedJson& json, const char* key, const std::string& value) {
  if (!value.empty()) json[key] = value;
}

void put_flag(OrderedJson& json, const char* key, bool value) {
  if (value) json[key] = true;
}

template <typename Item, typename Write>
OrderedJson list_json(const std::vector<Item>& items, Write write) {
  OrderedJson list = OrderedJson::array();
  for (const Item& item : items) list.push_back(write(item));
  return list;
}

OrderedJson option_json(const Option& option) {
  OrderedJson json{{"value", option.value}};
  put_text(json, "label", option.label);
  return json;
}

OrderedJson parameter_json(const Parameter& parameter) {
  OrderedJson json{{"name", parameter.name}, {"id", parameter.id}, {"type", parameter.type}};
  put_text(json, "mode", parameter.mode);
  put_flag(json, "required", parameter.required);
  put_flag(json, "guessed", parameter.guessed);
  put_text(json, "description", parameter.description);
  if (!parameter.options.empty()) json["options"] = list_json(parameter.options, option_json);
  return json;
}

OrderedJson action_json(const Action& action) {
  OrderedJson json{{"name", action.name}};
  if (action.block_name != action.name) json["blockName"] = action.block_name;
  json["displayName"] = action.display_name;
  json["guid"] = action.guid;
  json["kind"] = action.kind == ActionKind::endpoint ? "endpoint" : "snippet";
  put_text(json, "role", action.role);
  put_flag(json, "iterable", action.iterable);
  put_text(json, "description", action.description);
  json["settings"] = action.settings;
  json["parameters"] = list_json(action.parameters, parameter_json);
  return json;
}

OrderedJson webhook_json(const Webhook& webhook) {
  OrderedJson json{{"name", webhook.name}, {"displayName", webhook.display_name}, {"guid", webhook.guid}};
  put_text(json, "description", webhook.description);
  json["parameters"] = list_json(webhook.parameters, parameter_json);
  return json;
}

OrderedJson connector_json(const Connector& connector) {
  OrderedJson json{{"name", connector.name}, {"alias", connector.alias}, {"guid", connector.guid}};
  put_text(json, "description", connector.description);
  put_flag(json, "needsConnection", connector.needs_connection);
  json["actions"] = list_json(connector.actions, action_json);
  if (!connector.webhooks.empty()) json["webhooks"] = list_json(connector.webhooks, webhook_json);
  return json;
}

}  // namespace

std::optional<Catalog> parse_catalog(std::string_view json, std::string& error) {
  JsonFailure failure(error);
  const Json document = parse_json(json, failure);
  if (failure.any()) return {};
  const JsonPlace root;
  const Reader reader(document, root, failure, {"connectors"});
  if (!reader.has("connectors")) failure.report(root, "\"connectors\" is missing");
  Catalog catalog;
  catalog.connectors = reader.list("connectors", [&](const Json& item, const JsonPlace& at) { return read_connector(item, at, failure); });
  reader.check_unique("connectors", catalog.connectors, &Connector::alias, "the alias");
  reader.check_unique("connectors", catalog.connectors, &Connector::guid, "the GUID");
  if (failure.any()) return {};
  return catalog;
}

std::string catalog_to_json(const Catalog& catalog) {
  const OrderedJson document{{"connectors", list_json(catalog.connectors, connector_json)}};
  std::string text;
  print(document, 0, 0, text);
  return text + '\n';
}

}  // namespace dork
