#include "compiler/catalog/import.hpp"

#include "compiler/catalog/json_place.hpp"
#include "compiler/catalog/names.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <initializer_list>

namespace dork {
namespace {

using Json = nlohmann::json;

struct FieldType {
  std::string_view api;   ///< the API's `fieldType`
  std::string_view type;  ///< the editor's type
  std::string_view mode;
};

constexpr std::array field_types{
    FieldType{"string", "string", ""},      FieldType{"input", "string", ""},         FieldType{"int", "string", ""},
    FieldType{"json", "string", ""},        FieldType{"json_list", "string", ""},     FieldType{"enum", "select", ""},
    FieldType{"select", "select", ""},      FieldType{"object", "object", "keyValue"}, FieldType{"json_object", "object", "keyValue"},
    FieldType{"longtext", "longtext", ""},  FieldType{"textarea", "longtext", ""},    FieldType{"file", "file", ""},
    FieldType{"date", "date", ""},
};

struct Import {
  const Catalog& known;
  JsonFailure& failure;
  std::vector<std::string>& warnings;

  void warn(const JsonPlace& place, std::string_view what) { warnings.push_back(fmt::format("{}: {}", place.path(), what)); }

  const Json* member(const Json& json, const char* key) const {
    const auto found = json.find(key);
    return found == json.end() || found->is_null() ? nullptr : &*found;
  }

  /// A text, or a number as one; empty where there is neither. The API is not ours, so other kinds count as absent.
  std::string text(const Json& json, const char* key) const {
    const Json* value = member(json, key);
    if (!value) return {};
    if (value->is_number()) return value->dump();
    return value->is_string() ? value->get<std::string>() : std::string();
  }

  std::string first_text(const Json& json, std::initializer_list<const char*> keys) const {
    for (const char* key : keys) {
      if (std::string found = text(json, key); !found.empty()) return found;
    }
    return {};
  }

  std::string needed_text(const Json& json, const char* key, const JsonPlace& place) {
    std::string value = text(json, key);
    if (value.empty()) failure.report(place, fmt::format("\"{}\" is missing or empty", key));
    return value;
  }

  /// Calls `visit(item, place)` for each object of the array at `key`; absent and null are empty.
  template <typename Visit>
  void each(const Json& json, const char* key, const JsonPlace& place, Visit visit) {
    const Json* items = member(json, key);
    if (!items) return;
    const JsonPlace list = place.at(key);
    if (!items->is_array()) return failure.report(list, fmt::format("expected an array, not {}", items->type_name()));
    for (std::size_t i = 0; i < items->size(); ++i) {
      const JsonPlace at = list.at(i);
      const Json& item = (*items)[i];
      if (!item.is_object()) return failure.report(at, fmt::format("expected an object, not {}", item.type_name()));
      visit(item, at);
    }
  }

  /// Descriptions stand on one line everywhere.
  static std::string one_line(std::string text) {
    const auto end = text.find_last_not_of(" \t\r\n");
    text.resize(end == text.npos ? 0 : end + 1);
    std::replace_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return text;
  }

  std::vector<Option> options(const Json& input, const JsonPlace& place) {
    std::vector<Option> options;
    const Json* given = member(input, "options");
    if (!given || (given->is_string() && given->get_ref<const std::string&>().empty())) return options;
    if (!given->is_structured()) {
      warn(place.at("options"), "neither an array nor an object, left out");
      return options;
    }
    for (const auto& item : given->items()) {
      const Json& value = item.value();
      Option option;
      if (value.is_object()) {
        option = {first_text(value, {"value", "id", "key"}), first_text(value, {"label", "name", "title"})};
        if (option.value.empty()) option.value = option.label;
      } else {
        const std::string plain = value.is_string() ? value.get<std::string>() : value.dump();
        option = given->is_object() ? Option{item.key(), plain} : Option{plain, {}};
      }
      if (option.label == option.value) option.label.clear();
      if (!option.value.empty()) options.push_back(std::move(option));
    }
    return options;
  }

  void set_type(Parameter& parameter, const Json& input, const JsonPlace& place) {
    const std::string api = text(input, "fieldType");
    const auto found = std::find_if(field_types.begin(), field_types.end(),
                                    [&](const FieldType& type) { return same_name(type.api, api); });
    if (found == field_types.end()) warn(place.at("fieldType"), fmt::format("'{}' is no known type, taken as string", api));
    parameter.type = found == field_types.end() ? "string" : found->type;
    parameter.mode = found == field_types.end() ? "" : found->mode;
  }

  Parameter parameter(const Json& input, const JsonPlace& place, const Action* known_action, const Action& action) {
    Parameter parameter;
    parameter.id = needed_text(input, "id", place);
    const std::string label = text(input, "name");
    const Parameter* known_parameter = known_action ? find_parameter_id(*known_action, parameter.id) : nullptr;
    std::string name = known_parameter && !known_parameter->guessed ? known_parameter->name : lower_camel(label);
    if (name.empty()) {
      name = "input";
      warn(place.at("name"), "no name to make a parameter of, taken as input");
    }
    parameter.name = unique_name(name, [&](std::string_view wish) { return find_parameter(action, wish) != nullptr; });
    parameter.description = one_line(text(input, "description"));
    if (parameter.description.empty()) parameter.description = one_line(label.empty() ? title_words(parameter.name) : label);
    set_type(parameter, input, place);
    parameter.options = options(input, place);
    if (const Json* optional = member(input, "optional"); optional && optional->is_boolean()) parameter.required = !optional->get<bool>();
    return parameter;
  }

  Action action(const Json& block, const JsonPlace& place, ActionKind kind, const Connector& connector, const Connector* known_connector) {
    Action action;
    action.kind = kind;
    action.guid = needed_text(block, "id", place);
    const std::string label = needed_text(block, "name", place);
    const Action* known_action = known_connector ? find_action_guid(*known_connector, kind, action.guid) : nullptr;
    // The editor names blocks after the action: an identifier stays as it is, a label becomes one.
    const bool plain = is_identifier(label);
    std::string name = plain ? label : lower_camel(label);
    if (name.empty()) name = "action";
    action.block_name = known_action ? known_action->block_name : name;
    action.display_name = known_action ? known_action->display_name : one_line(plain ? title_words(label) : label);
    action.name = unique_name(known_action ? known_action->name : lower_camel(name),
                              [&](std::string_view wish) { return find_action(connector, wish) != nullptr; });
    const std::string role = text(block, "role");
    // A snippet's role is not written into a workspace, it only says how the editor treats the block.
    if (kind == ActionKind::endpoint) action.role = role;
    action.settings = usual_settings(action.role, connector.needs_connection);
    action.iterable = kind == ActionKind::snippet && ((known_action && known_action->iterable) || is_list_role(role) ||
                                                      same_name(label.substr(0, 4), "list"));
    action.description = one_line(text(block, "description"));
    if (action.description.empty()) action.description = known_action ? known_action->description : action.display_name;
    each(block, "inputs", place, [&](const Json& input, const JsonPlace& at) {
      action.parameters.push_back(parameter(input, at, known_action, action));
    });
    return action;
  }

  Connector connector(const Json& details, const JsonPlace& place, const Catalog& imported) {
    Connector connector;
    connector.guid = needed_text(details, "id", place);
    connector.name = one_line(needed_text(details, "name", place));
    const Connector* known_connector = known.find_guid(connector.guid);
    const std::string wish = known_connector ? known_connector->alias : lower_camel(connector.name);
    connector.alias = unique_name(wish.empty() ? "connector" : wish,
                                  [&](std::string_view alias) { return imported.find_alias(alias) != nullptr; });
    connector.description = one_line(text(details, "description"));
    if (connector.description.empty() && known_connector) connector.description = known_connector->description;
    // The details do not say it, and a connector without a connection is the exception.
    connector.needs_connection = known_connector ? known_connector->needs_connection : true;
    if (known_connector) connector.webhooks = known_connector->webhooks;
    const auto read = [&](const char* key, ActionKind kind) {
      each(details, key, place, [&](const Json& block, const JsonPlace& at) {
        connector.actions.push_back(action(block, at, kind, connector, known_connector));
      });
    };
    read("blocks", ActionKind::endpoint);
    read("snippets", ActionKind::snippet);
    if (connector.actions.empty()) warn(place, fmt::format("'{}' has neither blocks nor snippets", connector.name));
    return connector;
  }
};

}  // namespace

std::optional<Catalog> import_connectors(std::string_view json, const Catalog& known, std::vector<std::string>& warnings,
                                         std::string& error) {
  JsonFailure failure(error);
  Json document = parse_json(json, failure);
  if (failure.any()) return {};

  Import import{known, failure, warnings};
  Catalog catalog;
  const auto add = [&](const Json& details, const JsonPlace& place) {
    catalog.connectors.push_back(import.connector(details, place, catalog));
  };
  const JsonPlace root;
  if (document.is_array()) {
    for (std::size_t i = 0; i < document.size(); ++i) {
      if (document[i].is_object()) {
        add(document[i], root.at(i));
      } else {
        failure.report(root.at(i), fmt::format("expected an object, not {}", document[i].type_name()));
      }
    }
  } else if (!document.is_object()) {
    failure.report(root, fmt::format("expected a connector or a list of connectors, not {}", document.type_name()));
  } else if (document.contains("data")) {
    import.each(document, "data", root, add);
  } else {
    add(document, root);
  }
  if (failure.any()) return {};
  return catalog;
}

}  // namespace dork
