#include "compiler/lift/statements.hpp"

#include "compiler/lift/noise.hpp"
#include "compiler/lift/values.hpp"

#include <algorithm>
#include <array>

namespace dork {
namespace {

using Json = nlohmann::ordered_json;

const Json null_json;

const Json* find_field_entry(const Json& block, const FieldSpec& spec) {
  return find_entry(block, spec.place == FieldPlace::input ? "inputs" : "settings", spec.id);
}

/// The label that the editor shows for a value, where it says more than the value.
std::optional<std::string> label_of(const Json& entry) {
  const std::string_view label = text_member(entry, "displayValue");
  if (label.empty() || !is_script_text(label) || label == text_member(entry, "value")) return std::nullopt;
  return std::string(label);
}

Expr text_expr(std::string_view text) {
  Expr expr;
  expr.kind = ExprKind::text;
  expr.text = text;
  return expr;
}

/// A setting without a value is as it is by default.
bool is_unset(const Json& value) { return value.is_null() || value == ""; }

/// Whether a value is what the block has when nothing is said.
bool is_preset(const FieldSpec& spec, const Json& value) {
  const std::string_view preset = spec.preset;
  if (preset.empty() || preset == "null") return value.is_null();
  if (preset.front() == '"') return value.is_string() && value.get_ref<const std::string&>() == preset.substr(1, preset.size() - 2);
  return value == Json::parse(preset);
}

/// The words that a statement has for a field of the kind choice: `{method|GET=GET|…}`; only these can be said.
bool sayable(const StatementSpec& spec, std::string_view field, std::string_view word) {
  const std::string opening = "{" + std::string(field) + "|";
  const std::size_t begin = spec.pattern.find(opening);
  if (begin == std::string_view::npos) return true;
  // In an optional part other words go to WITH.
  if (begin > 0 && spec.pattern[begin - 1] != '{' && spec.pattern.substr(0, begin).rfind('[') != std::string_view::npos) return true;
  const std::string_view words = spec.pattern.substr(begin, spec.pattern.find('}', begin) - begin);
  return words.find("|" + std::string(word) + "=") != std::string_view::npos;
}

class StatementLifter {
 public:
  StatementLifter(std::size_t index, const LiftContext& context) : context_(context), block_(context.blocks[index]) {
    statement_.origin = static_cast<std::uint32_t>(index);
    statement_.label.text = context.labels[index];
    const Json& disabled = member(block_, "disabled");
    statement_.disabled = disabled.is_boolean() && disabled.get<bool>();
    const std::string_view comment = text_member(block_, "comment");
    if (is_comment(comment)) statement_.comment = comment;
  }

  Statement as_block() {
    statement_.spec = &statement_spec(StatementKind::block);
    statement_.member.text = text_member(block_, "type");
    static constexpr std::array<std::string_view, 9> made = {"id", "type", "disabled", "name", "displayName", "comment", "childId", "x", "y"};
    Json members = Json::object();
    for (const auto& [key, value] : block_.items())
      if (std::find(made.begin(), made.end(), key) == made.end() && (context_.exact || !says_nothing(key, value))) members[key] = value;
    statement_.json.text = members.dump();
    return std::move(statement_);
  }

  /// A start of which nothing is said but what stands in its attributes.
  Statement as_plain_start() {
    statement_.spec = &statement_spec(StatementKind::start_manual);
    return std::move(statement_);
  }

  Statement lift() {
    const BlockSpec* block = find_block_spec(text_member(block_, "type"));
    if (!block) return as_block();
    for (const CallKind& kind : call_kinds())
      if (kind.type == block->type) return call(*block);
    if (block->type == BlockType::variable) return let();
    statement_.spec = choose(*block);
    if (!statement_.spec) return as_block();
    fields(block->fields, true);
    if (block->type == BlockType::start) webhook();
    if (statement_.spec->kind == StatementKind::set_pointer) new_pointer();
    if (statement_.spec->kind == StatementKind::code) code_arguments();
    if (find_field(*block, "datasourcetype") && block->type != BlockType::start) adapter_arguments(*block);
    if (block->type == BlockType::form) form();
    if (block->type == BlockType::if_else) {
      Branch then;
      then.tests = tests_of("conditions");
      statement_.branches.push_back(std::move(then));
      statement_.fields.clear();
    } else if (block->type == BlockType::case_) {
      cases();
    } else if (statement_.spec->pattern.find("{#tests}") != std::string_view::npos) {
      statement_.tests = tests_of("conditions");
    }
    return std::move(statement_);
  }

 private:
  static bool is_comment(std::string_view comment) {
    if (comment.empty() || !is_script_text(comment)) return false;
    while (!comment.empty()) {
      const std::size_t end = std::min(comment.find('\n'), comment.size());
      const std::string_view line = comment.substr(0, end);
      if (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.front() == ' ' || line.front() == '\t')) return false;
      if (end + 1 == comment.size()) return false;
      comment.remove_prefix(std::min(end + 1, comment.size()));
    }
    return true;
  }

  std::string_view value_of(const char* list, std::string_view id) const {
    const Json* entry = find_entry(block_, list, id);
    return entry ? text_member(*entry, "value") : std::string_view();
  }

  /// The statement whose words imply what the block holds.
  const StatementSpec* choose(const BlockSpec& block) const {
    const StatementSpec* first = nullptr;
    for (const StatementSpec& spec : statement_specs()) {
      if (spec.block != block.type) continue;
      if (!first) first = &spec;
      if (spec.kind == StatementKind::start_webhook && !webhook_callee()) continue;
      const bool fits = std::all_of(spec.implied.begin(), spec.implied.end(), [&](const Implied& implied) {
        const FieldSpec* field = find_field(block, implied.field);
        const Json* entry = field ? find_field_entry(block_, *field) : nullptr;
        return entry && text_member(*entry, "value") == implied.value;
      });
      if (fits) return &spec;
    }
    return first;
  }

  const Callee* webhook_callee() const {
    const Callee* callee = context_.connectors.find(block_);
    return callee && (callee->webhook || callee->declaration) ? callee : nullptr;
  }

  bool is_implied(std::string_view id) const {
    return std::any_of(statement_.spec->implied.begin(), statement_.spec->implied.end(), [&](const Implied& i) { return i.field == id; });
  }

  /// Fields that say something else than the preset; unknown settings by their id.
  void fields(std::span<const FieldSpec> specs, bool clauses) {
    for (const FieldSpec& spec : specs) {
      const Json* entry = find_field_entry(block_, spec);
      if (!entry || is_implied(spec.id) || spec.kind == FieldKind::conditions || spec.kind == FieldKind::cases) continue;
      if (statement_.spec->kind == StatementKind::start_webhook &&
          (spec.id == "datasourcetype_guid" || spec.id == "webhook_event_guid" || spec.id == "webhook_documentation"))
        continue;
      if (find_field_kind(StatementKind::start_manual) && spec.place == FieldPlace::input) continue;
      if (statement_.spec->kind == StatementKind::code && spec.id == "inputs") continue;
      const Json& value = member(*entry, "value");
      if (!spec.required && is_preset(spec, value) && (spec.kind != FieldKind::value || !label_of(*entry))) continue;
      if (auto lifted = field_value(spec, *entry)) statement_.fields.push_back({&spec, {std::string(spec.id), {}}, std::move(*lifted)});
    }
    if (!clauses || find_field_kind(StatementKind::if_)) return;
    const Json& settings = member(block_, "settings");
    if (!settings.is_array()) return;
    for (const Json& setting : settings) {
      const std::string_view id = text_member(setting, "id");
      const bool known = std::any_of(specs.begin(), specs.end(), [&](const FieldSpec& s) { return s.id == id; });
      if (!known) unknown_setting(setting, id);
    }
  }

  bool find_field_kind(StatementKind kind) const { return statement_.spec->kind == kind; }

  void unknown_setting(const Json& setting, std::string_view id) {
    if (id.empty() || !is_script_text(id) || statement_.spec->block == BlockType::start) return;
    for (const Field& field : statement_.fields)
      if (field.name.text == id) return;
    // A setting without a value says nothing that matters.
    if (member(setting, "value").is_null()) return;
    statement_.fields.push_back({find_connector_setting(id), {std::string(id), {}}, {lift_value(member(setting, "value")), label_of(setting)}});
    if (!statement_.action && statement_.spec->kind != StatementKind::action) statement_.fields.back().spec = nullptr;
  }

  std::optional<Value> field_value(const FieldSpec& spec, const Json& entry) {
    const Json& value = member(entry, "value");
    switch (spec.kind) {
      case FieldKind::block: return block_pointer(value);
      case FieldKind::flag:
        if (!value.is_boolean() && !value.is_null()) return std::nullopt;
        return Value{lift_value(value), {}};
      case FieldKind::choice:
        if (!value.is_string() || !sayable(*statement_.spec, spec.id, value.get_ref<const std::string&>())) return std::nullopt;
        // READ and WRITE say it as a word of their own.
        if (const auto words = choice_words(statement_.spec->block, spec.id);
            spec.id == "mode" && std::find(words.begin(), words.end(), value.get_ref<const std::string&>()) == words.end())
          return std::nullopt;
        return Value{lift_value(value), {}};
      case FieldKind::key:
        if (!value.is_string() && !value.is_null()) return std::nullopt;
        return Value{lift_value(value), {}};
      default: break;
    }
    if (spec.id == "datasourcetype") {
      if (!value.is_string()) return std::nullopt;
      return Value{lift_value(value), {}};
    }
    return Value{spec.mode == "keyValue" ? lift_key_values(value) : lift_value(value), spec.labelled ? label_of(entry) : std::nullopt};
  }

  /// A block that an input points at: by name, a label by its text.
  std::optional<Value> block_pointer(const Json& value) const {
    if (value.is_null()) return Value{lift_value(value), {}};
    if (!value.is_string()) return std::nullopt;
    const auto target = context_.by_id.find(value.get_ref<const std::string&>());
    if (target == context_.by_id.end()) return Value{lift_value(value), {}};
    if (statement_.spec->kind == StatementKind::go_to) {
      const Json& label = context_.blocks[target->second];
      const Json* name = find_entry(label, "inputs", "name");
      if (text_member(label, "type") != block_spec(BlockType::label).json_name || !name || !member(*name, "value").is_string())
        return Value{lift_value(value), {}};
      return Value{lift_value(member(*name, "value")), {}};
    }
    Expr path = text_expr(context_.labels[target->second]);
    if (path.text.empty()) return Value{lift_value(value), {}};
    path.kind = ExprKind::path;
    return Value{std::move(path), {}};
  }

  Tests tests_of(const char* id) const {
    const Json* entry = find_entry(block_, "inputs", id);
    return lift_tests(entry ? member(*entry, "value") : null_json);
  }

  void cases() {
    const Json* entry = find_entry(block_, "inputs", "statements");
    const Json& values = entry ? member(*entry, "value") : null_json;
    const Json& children = member(block_, "statementChildrenIds");
    const std::size_t count = std::max(values.is_array() ? values.size() : 0, children.is_array() ? children.size() : 0);
    for (std::size_t i = 0; i < count; ++i) {
      Branch branch;
      const bool text = values.is_array() && i < values.size() && values[i].is_string();
      branch.match = text ? lift_value(values[i]) : text_expr("");
      statement_.branches.push_back(std::move(branch));
    }
  }

  Statement call(const BlockSpec& block) {
    const Callee* callee = context_.connectors.find(block_);
    if (!callee) return as_block();
    statement_.spec = &statement_spec(StatementKind::action);
    statement_.alias.text = callee->alias;
    statement_.member.text = callee->member;
    inputs(callee);
    fields(block.fields, false);
    const Json& settings = member(block_, "settings");
    if (settings.is_array())
      for (const Json& setting : settings) connector_setting(setting, callee->action);
    return std::move(statement_);
  }

  void connector_setting(const Json& setting, const Action* action) {
    const std::string_view id = text_member(setting, "id");
    const FieldSpec* spec = find_connector_setting(id);
    const Json& value = member(setting, "value");
    if (!spec) return unknown_setting(setting, id);
    const bool twice = std::any_of(statement_.fields.begin(), statement_.fields.end(), [&](const Field& f) { return f.name.text == id; });
    if (twice) return;
    if (is_preset(*spec, value) || is_unset(value)) return;
    // What the catalog knows the action not to have stands in an attribute.
    if (action && std::find(action->settings.begin(), action->settings.end(), id) == action->settings.end()) return;
    if (auto lifted = field_value(*spec, setting)) statement_.fields.push_back({spec, {std::string(id), {}}, {std::move(lifted->expr), {}}});
  }

  /// The name of an input by its id, as the catalog or the declaration has it.
  static const std::string* parameter_name(const Callee& callee, std::string_view id, std::string& mode) {
    if (callee.declaration) {
      for (const DeclaredParameter& parameter : callee.declaration->parameters)
        if (parameter.id.text == id) {
          mode = parameter.type.text == "object" && !parameter.raw ? "keyValue" : "";
          return &parameter.name.text;
        }
      return nullptr;
    }
    const std::vector<Parameter>& parameters = callee.action ? callee.action->parameters : callee.webhook->parameters;
    for (const Parameter& parameter : parameters)
      if (parameter.id == id) {
        mode = parameter.mode;
        return &parameter.name;
      }
    return nullptr;
  }

  void inputs(const Callee* callee) {
    const Json& inputs = member(block_, "inputs");
    if (!inputs.is_array()) return;
    std::vector<std::string_view> seen;
    for (const Json& input : inputs) {
      const std::string_view id = text_member(input, "id");
      const Json& value = member(input, "value");
      if (std::find(seen.begin(), seen.end(), id) != seen.end()) continue;
      std::string mode;
      const std::string* name = parameter_name(*callee, id, mode);
      const bool guid = id.size() == 36 && id[8] == '-' && is_script_text(id);
      if (name ? value.is_null() : !guid || statement_.spec->kind == StatementKind::start_webhook) continue;
      seen.push_back(id);
      Argument argument;
      argument.name.text = name ? *name : std::string(id);
      if (!name) mode = text_member(input, "mode");
      argument.value = {mode == "keyValue" ? lift_key_values(value) : lift_value(value), label_of(input)};
      // What the catalog shows for a choice the editor writes anew where it is missing.
      if (!context_.exact && !argument.value.label) argument.value.label = option_label(*callee, id, value);
      statement_.arguments.push_back(std::move(argument));
    }
  }

  static std::optional<std::string> option_label(const Callee& callee, std::string_view id, const Json& value) {
    const Parameter* parameter = callee.action ? find_parameter_id(*callee.action, id) : nullptr;
    if (!parameter || !value.is_string()) return std::nullopt;
    for (const Option& option : parameter->options)
      if (option.value == value.get_ref<const std::string&>() && !option.label.empty() && option.label != option.value) return option.label;
    return std::nullopt;
  }

  void webhook() {
    if (statement_.spec->kind != StatementKind::start_webhook) return;
    const Callee* callee = webhook_callee();
    statement_.alias.text = callee->alias;
    statement_.member.text = callee->member;
    inputs(callee);
  }

  /// SET POINTER always says what it sets the pointer to.
  void new_pointer() {
    const auto says = [&](std::string_view id) {
      return std::any_of(statement_.fields.begin(), statement_.fields.end(), [&](const Field& f) { return f.name.text == id; });
    };
    if (says("last_retrieved_at") || says("highest_record_retrieved")) return;
    statement_.fields.push_back({find_field(block_spec(BlockType::update_pointer), "last_retrieved_at"), {"last_retrieved_at", {}}, {lift_value(null_json), {}}});
  }

  void code_arguments() {
    const Json* entry = find_entry(block_, "inputs", "inputs");
    if (!entry) return;
    const Expr values = lift_key_values(member(*entry, "value"));
    if (values.kind != ExprKind::object) return;
    for (std::size_t i = 0; i < values.keys.size(); ++i) {
      Argument argument;
      argument.name.text = values.keys[i];
      argument.value.expr = values.children[i];
      statement_.arguments.push_back(std::move(argument));
    }
  }

  /// The inputs of a file block that its storage adds.
  void adapter_arguments(const BlockSpec& block) {
    const Json& inputs = member(block_, "inputs");
    if (!inputs.is_array()) return;
    const AdapterSpec* adapter = find_adapter(value_of("inputs", "datasourcetype"));
    // What the storage asks for is NULL when nobody says it.
    const auto is_asked = [&](std::string_view id) {
      return adapter && std::any_of(adapter->inputs.begin(), adapter->inputs.end(), [&](const FieldSpec& spec) { return spec.id == id; });
    };
    for (const Json& input : inputs) {
      const std::string_view id = text_member(input, "id");
      const Json& value = member(input, "value");
      if (id.empty() || find_field(block, id) || !is_script_text(id)) continue;
      if (value.is_null() && !label_of(input) && is_asked(id)) continue;
      Argument argument;
      argument.name.text = id;
      argument.value = {text_member(input, "mode") == "keyValue" ? lift_key_values(value) : lift_value(value), label_of(input)};
      statement_.arguments.push_back(std::move(argument));
    }
  }

  Statement let() {
    const auto found = context_.variables.find(text_member(block_, "variableGuid"));
    const Json& operations = member(block_, "operations");
    if (found == context_.variables.end() || !operations.is_array()) return as_block();
    const auto type = variable_type(text_member(*found->second, "type"));
    const std::string_view name = text_member(*found->second, "name");
    if (!type || name.empty() || !is_script_text(name) || operations.empty()) return as_block();
    statement_.spec = &statement_spec(StatementKind::let);
    statement_.variable.text = name;
    for (const Json& operation : operations) {
      const std::string_view id = text_member(operation, "id");
      const auto specs = variable_operations();
      const auto spec = std::find_if(specs.begin(), specs.end(), [&](const OperationSpec& s) { return s.type == *type && s.id == id; });
      if (spec == specs.end()) return as_block();
      Operation lifted;
      lifted.spec = &*spec;
      lifted.op = spec->op;
      const Json& value = member(operation, "value");
      if (spec->op != "CLEAR") lifted.value.expr = spec->key_value ? lift_key_values(value) : lift_value(value);
      // As literals these would stand for several operations.
      const ExprKind kind = lifted.value.expr.kind;
      if (lifted.op == "=" && (kind == ExprKind::list || kind == ExprKind::object)) lifted.value.expr = text_expr("");
      statement_.operations.push_back(std::move(lifted));
    }
    return std::move(statement_);
  }

  void form() {
    const Json& items = member(block_, "form");
    if (!items.is_array()) return;
    for (const Json& item : items) {
      FormItem lifted;
      const std::string_view caption = text_member(item, "label");
      if (is_script_text(caption)) lifted.caption.text = caption;
      lifted.type = form_types().front().json;
      for (const FormType& type : form_types())
        if (type.json == text_member(item, "type")) lifted.type = type.json;
      const Json& required = member(item, "isRequired");
      lifted.required = required.is_boolean() && required.get<bool>();
      const Json& help = member(item, "helpText");
      if (help.is_string() && is_script_text(help.get_ref<const std::string&>())) lifted.help = help.get<std::string>();
      if (const Json& values = member(item, "values"); !values.is_null()) lifted.values = Value{lift_value(values), {}};
      if (const Json& options = member(item, "options"); options.is_object() && !options.empty()) lifted.options = options.dump();
      statement_.form.push_back(std::move(lifted));
    }
  }

  const LiftContext& context_;
  const Json& block_;
  Statement statement_;
};

}  // namespace

Statement lift_statement(std::size_t index, const LiftContext& context, bool verbatim) {
  StatementLifter lifter(index, context);
  if (!verbatim) return lifter.lift();
  return text_member(context.blocks[index], "type") == block_spec(BlockType::start).json_name ? lifter.as_plain_start() : lifter.as_block();
}

std::optional<VariableType> variable_type(std::string_view word) {
  const auto types = variable_types();
  for (std::size_t i = 0; i < types.size(); ++i)
    if (types[i] == word) return static_cast<VariableType>(i);
  return std::nullopt;
}

}  // namespace dork
