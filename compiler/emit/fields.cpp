#include "compiler/emit/fields.hpp"

#include "compiler/emit/values.hpp"
#include "compiler/formula/formula.hpp"
#include "compiler/sema/sema.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace dork {
namespace {

bool same(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

const Field* find_field(const Statement& statement, std::string_view id) {
  // The last word holds where a clause says again what a word implied.
  for (auto field = statement.fields.rbegin(); field != statement.fields.rend(); ++field)
    if (field->spec ? field->spec->id == id : field->name.text == id) return &*field;
  return nullptr;
}

std::string_view implied_value(const Statement& statement, std::string_view id) {
  for (const Implied& implied : statement.spec->implied)
    if (implied.field == id) return implied.value;
  return {};
}

/// One input or setting around `write`, which writes the value.
template <typename Write>
void write_entry(JsonWriter& json, std::string_view id, std::string_view type, std::string_view mode,
                 const std::optional<std::string>& label, Write&& write) {
  json.begin_object();
  json.field("id", id);
  json.key("value");
  write();
  json.field("type", type);
  if (label) json.field("displayValue", *label);
  if (!mode.empty()) json.field("mode", mode);
  json.key("structure");
  json.begin_array();
  json.end_array();
  json.end_object();
}

/// An object said as a text is one reference or JSON, which the editor calls raw.
std::string_view mode_of(std::string_view type, std::string_view usual, const Expr& expression) {
  if (type != "object") return usual;
  if (expression.kind == ExprKind::object || expression.kind == ExprKind::list || expression.kind == ExprKind::null) return usual;
  return expression.kind == ExprKind::missing ? usual : "raw";
}

void write_typed(JsonWriter& json, std::string_view id, std::string_view type, std::string_view usual_mode, const Value& value) {
  const std::string_view mode = mode_of(type, usual_mode, value.expr);
  write_entry(json, id, type, mode, value.label, [&] {
    if (mode == "keyValue") write_key_values(json, value.expr);
    else write_value(json, value.expr);
  });
}

void write_parameter(JsonWriter& json, const Parameter& parameter, const Argument* argument) {
  if (!argument) return write_entry(json, parameter.id, parameter.type, parameter.mode, {}, [&] { json.null(); });
  const Expr& expr = argument->value.expr;
  if (expr.kind == ExprKind::text)
    for (const Option& option : parameter.options) {
      const bool by_value = option.value == expr.text;
      if (!by_value && (option.label.empty() || !same(option.label, expr.text))) continue;
      std::optional<std::string> label = argument->value.label;
      if (!label && !option.label.empty()) label = option.label;
      return write_entry(json, parameter.id, parameter.type, parameter.mode, label, [&] { json.text(option.value); });
    }
  write_typed(json, parameter.id, parameter.type, parameter.mode, argument->value);
}

void write_parameters(JsonWriter& json, std::span<const Parameter> parameters, const Statement& statement) {
  for (const Parameter& parameter : parameters) {
    const auto argument = std::find_if(statement.arguments.begin(), statement.arguments.end(),
                                       [&](const Argument& a) { return a.parameter == &parameter; });
    write_parameter(json, parameter, argument == statement.arguments.end() ? nullptr : &*argument);
  }
  // What the catalog does not know goes by the id it was said with.
  for (const Argument& argument : statement.arguments)
    if (!argument.parameter) {
      const bool object = argument.value.expr.kind == ExprKind::object;
      write_typed(json, argument.name.text, object ? "object" : "string", object ? "keyValue" : "", argument.value);
    }
}

void write_block_pointer(JsonWriter& json, const FieldSpec& spec, const Field* field, const Statement& statement,
                         const EmitContext& context) {
  if (!field || field->value.expr.kind == ExprKind::null)
    return write_entry(json, spec.id, spec.type, "", {}, [&] { json.null(); });
  const std::string& name = field->value.expr.text;
  const bool label = statement.spec->kind == StatementKind::go_to;
  std::uint32_t target = Node::none;
  if (label) {
    if (const auto at = context.graph.labels.find(name); at != context.graph.labels.end()) target = at->second;
  } else if (field->value.expr.kind == ExprKind::path) {
    if (const auto at = context.graph.by_name.find(name); at != context.graph.by_name.end()) target = at->second;
  }
  if (target == Node::none) return write_entry(json, spec.id, spec.type, "", field->value.label, [&] { json.text(name); });
  write_entry(json, spec.id, spec.type, "", label ? std::optional(name) : field->value.label,
              [&] { json.text(context.graph.nodes[target].id); });
}

void write_cases(JsonWriter& json, const FieldSpec& spec, const Statement& statement) {
  write_entry(json, spec.id, spec.type, "", {}, [&] {
    json.begin_array();
    for (const Branch& branch : statement.branches) write_value(json, *branch.match);
    json.end_array();
  });
}

/// Whether a field that nobody mentions is there, given the others.
bool applies(const FieldSpec& spec, const Statement& statement) {
  if (spec.only_when.empty()) return true;
  const std::size_t equal = spec.only_when.find('=');
  const std::string_view other = spec.only_when.substr(0, equal);
  const std::string_view value = spec.only_when.substr(equal + 1);
  if (other == "datasourcetype") {
    const AdapterSpec* adapter = find_adapter(choice_of(statement, other));
    return !adapter || adapter->needs_connection;
  }
  if (value != "*") {
    const FieldSpec* spec_of_other = find_field(block_spec(statement.spec->block), other);
    const bool there = find_field(statement, other) || !implied_value(statement, other).empty() ||
                       (spec_of_other && applies(*spec_of_other, statement));
    return there && choice_of(statement, other) == value;
  }
  const Field* field = find_field(statement, other);
  return field && field->value.expr.kind != ExprKind::null;
}

void write_field(JsonWriter& json, const FieldSpec& spec, const Node& node, const EmitContext& context) {
  const Statement& statement = *node.statement;
  switch (spec.kind) {
    case FieldKind::block: return write_block_pointer(json, spec, find_field(statement, spec.id), statement, context);
    case FieldKind::cases: return write_cases(json, spec, statement);
    case FieldKind::conditions: {
      const bool of_items = statement.branches.empty();
      const Tests& tests = of_items ? statement.tests : statement.branches[node.branch].tests;
      return write_entry(json, spec.id, spec.type, spec.mode, {}, [&] { write_conditions(json, tests, of_items); });
    }
    default: break;
  }
  if (const Field* field = find_field(statement, spec.id)) return write_typed(json, spec.id, spec.type, spec.mode, field->value);
  if (statement.spec->kind == StatementKind::code && spec.id == "inputs" && !statement.arguments.empty()) {
    return write_entry(json, spec.id, spec.type, spec.mode, {}, [&] {
      json.begin_array();
      for (const Argument& argument : statement.arguments) {
        json.begin_object();
        json.field("key", argument.name.text);
        json.key("value");
        write_value(json, argument.value.expr);
        json.end_object();
      }
      json.end_array();
    });
  }
  if (const std::string_view implied = implied_value(statement, spec.id); !implied.empty())
    return write_entry(json, spec.id, spec.type, spec.mode, {}, [&] { json.text(implied); });
  if (spec.preset.empty() || !applies(spec, statement)) return;
  write_entry(json, spec.id, spec.type, spec.mode, {}, [&] { json.raw(spec.preset); });
}

/// The inputs that a file block has by its adapter, and those that it was given besides.
void write_adapter_inputs(JsonWriter& json, const Statement& statement) {
  const AdapterSpec* adapter = find_adapter(choice_of(statement, "datasourcetype"));
  std::vector<const Argument*> left;
  for (const Argument& argument : statement.arguments) left.push_back(&argument);
  const auto write = [&](const FieldSpec& spec, std::string_view id) {
    const auto found = std::find_if(left.begin(), left.end(), [&](const Argument* a) { return same(a->name.text, id); });
    if (found == left.end()) return write_entry(json, id, spec.type, spec.mode, {}, [&] { json.raw(spec.preset); });
    write_typed(json, id, spec.type, spec.mode, (*found)->value);
    left.erase(found);
  };
  if (adapter) {
    for (const FieldSpec& spec : adapter->inputs) {
      if (statement.spec->kind == StatementKind::move_file && spec.id == "path") {
        write(spec, "origin");
        write(spec, "destination");
      } else if (spec.id != "ttl" || statement.spec->kind == StatementKind::create_file) {
        write(spec, spec.id);
      } else if (std::any_of(left.begin(), left.end(), [&](const Argument* a) { return same(a->name.text, spec.id); })) {
        write(spec, spec.id);
      }
    }
  }
  for (const Argument* argument : left) write_typed(json, argument->name.text, "string", "", argument->value);
}

/// The connection of a connector's blocks that the script binds at its head.
const Name* bound_connection(const Automation& automation, const Statement& statement) {
  for (const Connection& connection : automation.connections)
    if (connection.connection && connection.alias && same(connection.alias->text, statement.alias.text))
      return &*connection.connection;
  return nullptr;
}

void write_connector_settings(JsonWriter& json, const Statement& statement, const Automation& automation) {
  const std::vector<std::string>& settings = statement.action->settings;
  for (const std::string& id : settings) {
    const FieldSpec* spec = find_connector_setting(id);
    const Field* field = find_field(statement, id);
    if (field) {
      write_typed(json, id, spec ? spec->type : "string", "", field->value);
    } else if (const Name* connection = id == "datasource" ? bound_connection(automation, statement) : nullptr) {
      write_entry(json, id, spec->type, "", {}, [&] { json.text(connection->text); });
    } else {
      write_entry(json, id, spec ? spec->type : "string", "", {}, [&] { json.raw(spec ? spec->preset : "null"); });
    }
  }
  for (const Field& field : statement.fields) {
    const std::string_view id = field.spec ? field.spec->id : std::string_view(field.name.text);
    if (std::find(settings.begin(), settings.end(), id) == settings.end())
      write_typed(json, id, field.spec ? field.spec->type : "string", "", field.value);
  }
}

void write_webhook(JsonWriter& json, const Statement& statement) {
  write_entry(json, "datasourcetype_guid", "select", "", statement.connector->name, [&] { json.text(statement.connector->guid); });
  write_entry(json, "webhook_event_guid", "select", "", statement.webhook->display_name, [&] { json.text(statement.webhook->guid); });
  write_parameters(json, statement.webhook->parameters, statement);
}

}  // namespace

std::string choice_of(const Statement& statement, std::string_view id) {
  if (const Field* field = find_field(statement, id)) return template_of(field->value.expr);
  if (const std::string_view implied = implied_value(statement, id); !implied.empty()) return std::string(implied);
  const FieldSpec* spec = find_field(block_spec(statement.spec->block), id);
  if (!spec || spec->preset.size() < 2 || spec->preset.front() != '"') return {};
  return std::string(spec->preset.substr(1, spec->preset.size() - 2));
}

void write_inputs(JsonWriter& json, const Node& node, const EmitContext& context) {
  const Statement& statement = *node.statement;
  json.key("inputs");
  json.begin_array();
  if (statement.action) write_parameters(json, statement.action->parameters, statement);
  for (const FieldSpec& spec : block_spec(statement.spec->block).fields) {
    if (spec.place != FieldPlace::input) continue;
    // The schedule belongs to the automation, not to its workspace.
    if (spec.id == "recurrence") continue;
    if (statement.webhook && spec.id == "webhook_event_guid") continue;
    if (statement.webhook && spec.id == "datasourcetype_guid") {
      write_webhook(json, statement);
      continue;
    }
    if (statement.spec->kind == StatementKind::start_scheduled && find_field(statement, "recurrence") &&
        spec.id.starts_with("schedule_"))
      continue;
    write_field(json, spec, node, context);
    if (spec.id == "datasourcetype") write_adapter_inputs(json, statement);
  }
  json.end_array();
}

void write_settings(JsonWriter& json, const Node& node, const EmitContext& context) {
  const Statement& statement = *node.statement;
  json.key("settings");
  json.begin_array();
  if (statement.action) {
    write_connector_settings(json, statement, context.automation);
  } else {
    for (const FieldSpec& spec : block_spec(statement.spec->block).fields)
      if (spec.place == FieldPlace::setting) write_field(json, spec, node, context);
    for (const Field& field : statement.fields)
      if (!field.spec) write_typed(json, field.name.text, "string", "", field.value);
  }
  json.end_array();
}

}  // namespace dork
