#include "corpus/constrain/json_schema.hpp"

#include "compiler/formula/operators.hpp"
#include "compiler/model/block_table.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <span>
#include <string_view>
#include <vector>

namespace dork::constrain {
namespace {

using Json = nlohmann::ordered_json;

Json constant(std::string_view value) { return {{"type", "string"}, {"const", value}}; }

Json one_of(const std::vector<std::string>& values) {
  if (values.size() == 1) return constant(values.front());
  return {{"type", "string"}, {"enum", values}};
}

Json any_of(std::vector<Json> ways) {
  if (ways.size() == 1) return std::move(ways.front());
  return {{"anyOf", std::move(ways)}};
}

Json refer(std::string_view name) { return {{"$ref", "#/$defs/" + std::string(name)}}; }
Json array_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }
Json string() { return {{"type", "string"}}; }

/// An object that has just these properties.
Json object(const std::vector<std::pair<std::string_view, Json>>& members) {
  Json properties = Json::object(), required = Json::array();
  for (const auto& [name, schema] : members) {
    properties[std::string(name)] = schema;
    required.push_back(name);
  }
  return {{"type", "object"}, {"properties", std::move(properties)}, {"required", std::move(required)}, {"additionalProperties", false}};
}

std::vector<std::string> words(std::span<const std::string_view> values) {
  std::vector<std::string> result;
  for (const std::string_view value : values)
    if (!value.empty()) result.emplace_back(value);
  return result;
}

class Builder {
 public:
  explicit Builder(const SchemaOptions& options) : options_(options), catalog_(options.catalog ? *options.catalog : builtin_catalog()) {}

  Json build() {
    add_definitions();
    std::vector<Json> blocks;
    for (const BlockSpec& spec : block_specs()) {
      if (spec.type == BlockType::unknown) continue;
      if (spec.type != BlockType::endpoint && spec.type != BlockType::snippet) blocks.push_back(table_block(spec));
    }
    if (options_.catalog_names) add_actions(blocks);
    else add_any_actions(blocks);
    Json variable = object({{"guid", refer("id")}, {"name", string()}, {"type", one_of(words(variable_types()))}});
    Json schema = object({{"blocks", array_of(any_of(std::move(blocks)))}, {"variables", array_of(std::move(variable))}});
    schema["$defs"] = std::move(definitions_);
    return schema;
  }

 private:
  // --- Values -------------------------------------------------------------------------------------------------------------

  void add_definitions() {
    definitions_["id"] = {{"type", "string"}, {"format", "uuid"}};
    definitions_["edge"] = any_of({refer("id"), {{"type", "null"}}});
    std::vector<Json> values{string(), {{"type", "boolean"}}, {{"type", "null"}}, array_of(refer("value"))};
    if (options_.open) values.push_back({{"type", "object"}, {"additionalProperties", refer("value")}});
    definitions_["value"] = any_of(std::move(values));
    // A text that holds a formula.
    definitions_["template"] = {{"type", "string"}, {"pattern", "\\{"}};
    definitions_["pairs"] = array_of(object({{"key", string()}, {"value", refer("value")}}));
    definitions_["structure"] = {{"type", "array"}, {"items", string()}, {"maxItems", 0}};
    std::vector<std::string> operators;
    for (const ConditionOperator& op : condition_operators()) operators.emplace_back(op.json);
    Json test = object({{"input1", refer("value")}, {"operator", one_of(operators)}, {"input2", refer("value")}});
    definitions_["conditions"] = object({{"mode", one_of({"all", "some"})}, {"conditions", array_of(std::move(test))}});
    definitions_["collapsed"] = array_of(object({{"name", one_of({"loop", "both", "yes", "no"})}, {"isCollapsed", {{"type", "boolean"}}}}));
    for (const FieldSpec& setting : connector_settings())
      definitions_["setting-" + std::string(setting.id)] = entry(setting.id, field_value(setting, BlockType::endpoint), setting.type);
  }

  Json choice_value(std::vector<std::string> values) { return any_of({one_of(values), refer("template"), {{"type", "null"}}}); }

  Json field_value(const FieldSpec& field, BlockType block) {
    for (const NumberSpec& number : field_numbers())
      if (number.field == field.id)
        return any_of({{{"type", "string"}, {"pattern", number.whole ? "^ *[0-9]* *$" : "^ *[0-9]*(\\.[0-9]+)? *$"}}, refer("template"), {{"type", "null"}}});
    switch (field.kind) {
      case FieldKind::conditions: return refer("conditions");
      case FieldKind::cases: return array_of(refer("value"));
      case FieldKind::flag: return any_of({{{"type", "boolean"}}, {{"type", "null"}}, refer("template")});
      case FieldKind::key:
      case FieldKind::block: return any_of({string(), {{"type", "null"}}});
      case FieldKind::choice:
        for (const ChoiceSpec& choice : field_choices())
          if (choice.field == field.id && (choice.block == BlockType::unknown || choice.block == block)) return choice_value(words(choice.values));
        // What START's words say.
        if (field.id == "run_mode") return one_of({"manual", "triggered", "scheduled", "webhook"});
        return string();
      case FieldKind::value: break;
    }
    return refer("value");
  }

  /// An input or a setting.
  Json entry(std::string_view id, Json value, std::string_view type) {
    return object({{"id", constant(id)}, {"value", std::move(value)}, {"type", constant(type)}, {"structure", refer("structure")}});
  }

  void add_entry(std::vector<Json>& entries, std::string_view id, Json value, std::string_view type) {
    if (type != "object") {
      entries.push_back(entry(id, std::move(value), type));
      return;
    }
    const auto with_mode = [&](Json own, Json mode) {
      return object({{"id", constant(id)}, {"value", std::move(own)}, {"type", constant(type)}, {"mode", std::move(mode)}, {"structure", refer("structure")}});
    };
    entries.push_back(with_mode(any_of({refer("pairs"), {{"type", "null"}}, array_of(refer("value"))}), one_of({"keyValue", "raw"})));
    entries.push_back(with_mode(string(), constant("raw")));
  }

  /// The entries with the label that the editor shows; one for all inputs of a block.
  void add_labelled(std::vector<Json>& entries, const std::vector<std::string>& ids, const std::vector<std::string>& types) {
    if (ids.empty()) return;
    entries.push_back(object({{"id", one_of(ids)}, {"value", refer("value")}, {"type", one_of(types)}, {"displayValue", string()}, {"structure", refer("structure")}}));
  }

  /// The items of a list of entries, or an empty list.
  static Json list(std::vector<Json> entries) { return entries.empty() ? refer("structure") : array_of(any_of(std::move(entries))); }

  // --- Blocks -------------------------------------------------------------------------------------------------------------

  std::vector<std::pair<std::string_view, Json>> members(std::string_view type, Json inputs, Json settings) {
    return {{"id", refer("id")},
            {"type", constant(type)},
            {"disabled", {{"type", "boolean"}}},
            {"name", string()},
            {"displayName", string()},
            {"comment", any_of({string(), {{"type", "null"}}})},
            {"childId", refer("edge")},
            {"inputs", std::move(inputs)},
            {"settings", std::move(settings)},
            {"collapsed", refer("collapsed")},
            {"x", {{"type", "number"}}},
            {"y", {{"type", "number"}}}};
  }

  Json table_block(const BlockSpec& spec) {
    std::vector<Json> inputs, settings;
    std::vector<std::string> ids, types;
    std::set<std::string> known;
    const auto add_input = [&](std::string_view id, Json value, std::string_view type) {
      if (!known.insert(std::string(id) + " " + std::string(type)).second) return;
      add_entry(inputs, id, std::move(value), type);
      ids.emplace_back(id);
      if (std::find(types.begin(), types.end(), type) == types.end()) types.emplace_back(type);
    };
    for (const FieldSpec& field : spec.fields) {
      if (field.place == FieldPlace::setting) {
        settings.push_back(entry(field.id, field_value(field, spec.type), field.type));
        continue;
      }
      if (field.id == "recurrence") continue;
      if (field.id == "datasourcetype") {
        std::vector<std::string> adapters;
        for (const AdapterSpec& adapter : file_adapters()) adapters.emplace_back(adapter.name);
        add_input(field.id, any_of({one_of(adapters), {{"type", "null"}}}), field.type);
        for (const AdapterSpec& adapter : file_adapters())
          for (const FieldSpec& input : adapter.inputs) {
            if (spec.type == BlockType::move_file && input.id == "path") {
              for (const std::string_view id : {"origin", "destination"}) add_input(id, refer("value"), input.type);
            } else {
              add_input(input.id, field_value(input, spec.type), input.type);
            }
          }
        continue;
      }
      add_input(field.id, field_value(field, spec.type), field.type);
    }
    if (spec.type == BlockType::start) {
      // The event's parameters, by the catalog where it is what counts.
      inputs.push_back(object({{"id", webhook_parameter()}, {"value", refer("value")}, {"type", string()}, {"structure", refer("structure")}}));
    }
    add_labelled(inputs, ids, types);
    auto all = members(spec.json_name, list(std::move(inputs)), list(std::move(settings)));
    if (spec.iterable) all.emplace_back("loopBlockId", refer("edge"));
    add_further(all, spec.type);
    return object(all);
  }

  Json webhook_parameter() const {
    std::vector<std::string> ids;
    if (options_.catalog_names)
      for (const Connector& connector : catalog_.connectors)
        for (const Webhook& webhook : connector.webhooks)
          for (const Parameter& parameter : webhook.parameters) ids.push_back(parameter.id);
    if (ids.empty()) return {{"type", "string"}, {"pattern", "^webhook_param_"}};
    return one_of(ids);
  }

  void add_further(std::vector<std::pair<std::string_view, Json>>& all, BlockType type) {
    switch (type) {
      case BlockType::if_else:
        all.emplace_back("childTrueId", refer("edge"));
        all.emplace_back("childFalseId", refer("edge"));
        break;
      case BlockType::case_:
        all.emplace_back("statementChildrenIds", array_of(refer("edge")));
        all.emplace_back("defaultChildId", refer("edge"));
        break;
      case BlockType::variable: {
        std::vector<Json> operations;
        std::set<std::string_view> labels;
        for (const OperationSpec& spec : variable_operations()) {
          if (!labels.insert(spec.label).second) continue;
          operations.push_back(object({{"id", constant(spec.id)}, {"key", refer("id")}, {"name", constant(spec.label)},
                                       {"value", spec.key_value ? any_of({refer("pairs"), refer("value")}) : refer("value")}}));
        }
        all.emplace_back("variableGuid", refer("id"));
        all.emplace_back("operations", array_of(any_of(std::move(operations))));
        break;
      }
      case BlockType::form: {
        std::vector<std::string> types;
        for (const FormType& form : form_types()) types.emplace_back(form.json);
        Json options = options_.open ? Json{{"type", "object"}, {"additionalProperties", Json::object()}} : object({});
        all.emplace_back("form", array_of(object({{"id", string()}, {"type", one_of(types)}, {"label", string()}, {"order", {{"type", "integer"}}},
                                                  {"values", refer("value")}, {"options", std::move(options)},
                                                  {"helpText", any_of({string(), {{"type", "null"}}})}, {"isRequired", {{"type", "boolean"}}}})));
        all.emplace_back("persistData", one_of({"yes", "no"}));
        break;
      }
      default: break;
    }
  }

  // --- Connectors ---------------------------------------------------------------------------------------------------------

  void add_guids(std::vector<std::pair<std::string_view, Json>>& all, ActionKind kind, Json connector, Json guid, Json role, bool has_role) {
    all.emplace_back("datasourcetype_guid", std::move(connector));
    all.emplace_back(kind == ActionKind::endpoint ? "endpoint_guid" : "snippet_guid", std::move(guid));
    if (kind == ActionKind::endpoint && has_role) all.emplace_back("endpoint_role", std::move(role));
  }

  /// Blocks of any action: with a loop or without, with a role or without.
  void add_any_actions(std::vector<Json>& blocks) {
    definitions_["any-input"] =
        any_of({object({{"id", string()}, {"value", refer("value")}, {"type", string()}, {"structure", refer("structure")}}),
                object({{"id", string()}, {"value", refer("value")}, {"type", string()}, {"displayValue", string()}, {"structure", refer("structure")}}),
                object({{"id", string()}, {"value", any_of({refer("pairs"), refer("value")})}, {"type", constant("object")}, {"mode", one_of({"keyValue", "raw"})},
                        {"structure", refer("structure")}}),
                object({{"id", string()}, {"value", any_of({refer("pairs"), refer("value")})}, {"type", constant("object")}, {"displayValue", string()},
                        {"mode", one_of({"keyValue", "raw"})}, {"structure", refer("structure")}})});
    for (const ActionKind kind : {ActionKind::endpoint, ActionKind::snippet})
      for (const bool loops : {false, true})
        for (const bool role : {false, true}) {
          if (kind == ActionKind::snippet && role) continue;
          auto all = members(kind == ActionKind::endpoint ? "EndpointBlock" : "SnippetBlock", array_of(refer("any-input")), array_of(refer("any-input")));
          if (loops) all.emplace_back("loopBlockId", refer("edge"));
          add_guids(all, kind, refer("id"), refer("id"), string(), role);
          blocks.push_back(object(all));
        }
  }

  void add_actions(std::vector<Json>& blocks) {
    for (const Connector& connector : catalog_.connectors)
      for (const Action& action : connector.actions) {
        std::vector<Json> inputs, settings;
        std::vector<std::string> ids, types;
        for (const Parameter& parameter : action.parameters) {
          Json value = refer("value");
          if (parameter.type == "checkbox") value = any_of({{{"type", "boolean"}}, {{"type", "null"}}, refer("template")});
          if (!parameter.options.empty()) {
            std::vector<std::string> options;
            for (const Option& option : parameter.options) options.push_back(option.value);
            options.emplace_back();  // nothing chosen
            value = choice_value(std::move(options));
          }
          add_entry(inputs, parameter.id, std::move(value), parameter.type);
          ids.push_back(parameter.id);
          if (std::find(types.begin(), types.end(), parameter.type) == types.end()) types.push_back(parameter.type);
        }
        add_labelled(inputs, ids, types);
        for (const std::string& id : action.settings)
          settings.push_back(find_connector_setting(id) ? refer("setting-" + id) : entry(id, refer("value"), "string"));
        auto all = members(action.kind == ActionKind::endpoint ? "EndpointBlock" : "SnippetBlock", list(std::move(inputs)), list(std::move(settings)));
        if (is_iterable(action)) all.emplace_back("loopBlockId", refer("edge"));
        add_guids(all, action.kind, constant(connector.guid), constant(action.guid), constant(action.role), !action.role.empty());
        blocks.push_back(object(all));
      }
  }

  const SchemaOptions& options_;
  const Catalog& catalog_;
  Json definitions_ = Json::object();
};

class Measure {
 public:
  explicit Measure(const Json& schema) : definitions_(schema.at("$defs")) {
    size_.depth = depth(schema);
    count(schema);
  }

  SchemaSize size() const { return size_; }

 private:
  void count(const Json& node) {
    if (node.is_object()) {
      if (const auto properties = node.find("properties"); properties != node.end()) {
        size_.properties += properties->size();
        for (const auto& [name, schema] : properties->items()) size_.characters += name.size();
      }
      if (const auto values = node.find("enum"); values != node.end()) {
        size_.enum_values += values->size();
        for (const Json& value : *values) size_.characters += value.get_ref<const std::string&>().size();
      }
      if (const auto value = node.find("const"); value != node.end()) size_.characters += value->get_ref<const std::string&>().size();
      if (const auto names = node.find("$defs"); names != node.end())
        for (const auto& [name, schema] : names->items()) size_.characters += name.size();
    }
    if (node.is_structured())
      for (const Json& child : node) count(child);
  }

  std::size_t depth(const Json& node) {
    if (const auto to = node.find("$ref"); to != node.end()) {
      const std::string name = to->get_ref<const std::string&>().substr(8);
      if (!open_.insert(name).second) return 0;  // recursion counts once
      const std::size_t result = depth(definitions_.at(name));
      open_.erase(name);
      return result;
    }
    std::size_t below = 0;
    if (const auto ways = node.find("anyOf"); ways != node.end())
      for (const Json& way : *ways) below = std::max(below, depth(way));
    if (const auto items = node.find("items"); items != node.end()) below = std::max(below, depth(*items) + 1);
    if (const auto properties = node.find("properties"); properties != node.end()) {
      std::size_t deepest = 0;
      for (const Json& each : *properties) deepest = std::max(deepest, depth(each));
      below = std::max(below, deepest + 1);
    }
    return below;
  }

  const Json& definitions_;
  std::set<std::string> open_;
  SchemaSize size_;
};

}  // namespace

Schema workspace_schema(const SchemaOptions& options) {
  Json schema = Builder(options).build();
  // Definitions that nothing refers to would count for nothing.
  const std::string text = schema.dump();
  std::vector<std::string> unused;
  for (const auto& [name, definition] : schema["$defs"].items())
    if (text.find("#/$defs/" + name + "\"") == std::string::npos) unused.push_back(name);
  for (const std::string& name : unused) schema["$defs"].erase(name);
  return {schema.dump() + "\n", Measure(schema).size()};
}

}  // namespace dork::constrain
