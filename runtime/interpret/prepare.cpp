// Workspace JSON to a plan.
#include "compiler/compile.hpp"
#include "compiler/formula/operators.hpp"
#include "compiler/lift/connectors.hpp"
#include "compiler/lift/workspace.hpp"
#include "runtime/interpret/plan.hpp"
#include "runtime/value/json.hpp"
#include "runtime/value/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <unordered_map>

namespace dork::runtime {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view single_edges[] = {"childId", "loopBlockId", "childTrueId", "childFalseId", "defaultChildId"};

/// The label of a form's field as references spell it.
std::string without_blanks(std::string_view label) {
  std::string key(label);
  std::erase_if(key, [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); });
  return key;
}

class Preparer {
 public:
  Preparer(const Workspace& workspace, const Catalog& catalog)
      : path_(workspace.path), blocks_(workspace.json["blocks"]), catalog_(catalog), plan_(std::make_shared<Plan>()) {
    variables(member(workspace.json, "variables"));
  }

  Prepared prepare() {
    Prepared prepared;
    plan_->current_item = plan_->names.place("thisBlock");
    plan_->blocks.resize(blocks_.size());
    if (ids() && edges() && owners())
      for (std::size_t i = 0; i < blocks_.size(); ++i) block(blocks_[i], plan_->blocks[i]);
    prepared.code = code_;
    prepared.error = std::move(error_);
    if (prepared.error.empty()) prepared.plan = std::move(plan_);
    else prepared.help = std::string(rule(code_).explanation);
    return prepared;
  }

 private:
  bool fail(Code code, std::string error) {
    code_ = code;
    error_ = std::move(error);
    return false;
  }

  template <typename... Arguments>
  bool fail_as(Code code, const Arguments&... arguments) {
    return fail(code, fmt::format(fmt::runtime(rule(code).message), arguments...));
  }

  std::string called(std::size_t block) const {
    const std::string path = fmt::format("{}.blocks[{}]", path_, block);
    const std::string_view name = text_member(blocks_[block], "name");
    return name.empty() ? path : fmt::format("{} ({})", name, path);
  }

  void variables(const Json& all) {
    if (!all.is_array()) return;
    for (const Json& each : all) {
      const std::string_view name = text_member(each, "name");
      const auto types = variable_types();
      const auto type = std::find(types.begin(), types.end(), text_member(each, "type"));
      if (name.empty() || type == types.end()) continue;
      variables_.try_emplace(std::string(text_member(each, "guid")), plan_->variables.size());
      plan_->variables.push_back({std::string(name), static_cast<VariableType>(type - types.begin()), plan_->names.place(name)});
    }
  }

  bool ids() {
    bool started = false;
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      Block& block = plan_->blocks[i];
      block.origin = static_cast<std::uint32_t>(i);
      block.id = text_member(blocks_[i], "id");
      block.name = text_member(blocks_[i], "name");
      block.json_type = text_member(blocks_[i], "type");
      if (const BlockSpec* spec = find_block_spec(block.json_type)) block.type = spec->type;
      // Nothing can refer to a block without a name; it has its output all the same.
      if (block.name.empty()) block.name = block.id.empty() ? fmt::format("block {}", i) : block.id;
      if (!block.id.empty() && !ids_.try_emplace(block.id, block.origin).second)
        return fail_as(Code::duplicate_block_id, called(i), called(ids_.at(block.id)));
      if (block.type != BlockType::start) continue;
      if (std::exchange(started, true)) return fail_as(Code::second_start_block, called(i));
      plan_->start = block.origin;
    }
    return true;
  }

  std::uint32_t id(std::string_view text) const {
    const auto found = ids_.find(text);
    return found == ids_.end() ? Block::none : found->second;
  }

  /// The block that an edge leads to. What a fragment was copied from goes on behind it.
  bool edge(std::uint32_t from, std::string_view key, const Json& to, std::uint32_t& target) {
    if (!to.is_string() || to.get_ref<const std::string&>().empty()) return true;
    target = id(to.get_ref<const std::string&>());
    if (target == Block::none)
      return plan_->start == Block::none || fail_as(Code::dangling_edge, called(from), key, to.get<std::string>());
    if (parents_[target] != Block::none) return fail_as(Code::two_parents, called(target), called(parents_[target]), called(from));
    parents_[target] = from;
    return true;
  }

  bool edges() {
    parents_.assign(blocks_.size(), Block::none);
    for (std::uint32_t i = 0; i < blocks_.size(); ++i) {
      Block& block = plan_->blocks[i];
      std::uint32_t* const targets[] = {&block.next, &block.body, &block.yes, &block.no, &block.no};
      for (std::size_t k = 0; k < std::size(single_edges); ++k)
        if (!edge(i, single_edges[k], member(blocks_[i], single_edges[k].data()), *targets[k])) return false;
      if (const Json& children = member(blocks_[i], "statementChildrenIds"); children.is_array())
        for (const Json& child : children) {
          block.cases.push_back(Block::none);
          if (!edge(i, "statementChildrenIds", child, block.cases.back())) return false;
        }
      if (block.body == Block::none) continue;
      block.loops = may_loop(blocks_[i], block.type);
      if (!block.loops) return fail_as(Code::body_without_loop, called(i));
    }
    return true;
  }

  static bool may_loop(const Json& json, BlockType type) {
    if (type == BlockType::unknown || type == BlockType::snippet) return true;
    const std::string_view role = text_member(json, "endpoint_role");
    return block_spec(type).iterable || (type == BlockType::endpoint && (role.empty() || is_list_role(role)));
  }

  /// In whose loop or branch each block stands. What no way from a block without a parent leads to goes round in a circle.
  bool owners() {
    std::vector<Block>& blocks = plan_->blocks;
    std::vector<std::uint32_t> open;
    std::size_t seen = 0;
    for (std::uint32_t i = 0; i < blocks.size(); ++i) {
      blocks[i].begins = parents_[i] == Block::none;
      if (blocks[i].begins) open.push_back(i);
    }
    std::vector<bool> reached(blocks.size());
    while (!open.empty()) {
      const std::uint32_t at = open.back();
      open.pop_back();
      reached[at] = true;
      ++seen;
      const auto add = [&](std::uint32_t child, bool inside) {
        if (child == Block::none) return;
        blocks[child].owner = inside ? at : blocks[at].owner;
        blocks[child].depth = blocks[at].depth + inside;
        open.push_back(child);
      };
      const Block& block = blocks[at];
      add(block.next, false);
      add(block.body, true);
      add(block.yes, true);
      add(block.no, true);
      for (const std::uint32_t child : block.cases) add(child, true);
    }
    if (seen == blocks.size()) return true;
    const std::size_t lost = static_cast<std::size_t>(std::find(reached.begin(), reached.end(), false) - reached.begin());
    return fail_as(Code::circular_edges, called(lost));
  }

  // --- Values -------------------------------------------------------------------------------------------------------

  Input input(const Json& json, unsigned depth = 0) {
    Input made;
    if (json.is_string()) {
      const std::string& text = json.get_ref<const std::string&>();
      made.program = runtime::prepare(text, plan_->names);
      if (made.program.constant) made = {.constant = Value(text)};
      else made.kind = Input::Kind::program;
    } else if (json.is_structured() && depth < deepest) {
      made.kind = json.is_array() ? Input::Kind::list : Input::Kind::object;
      for (const auto& [key, part] : json.items()) {
        if (json.is_object()) made.keys.push_back(runtime::prepare(key, plan_->names));
        made.parts.push_back(input(part, depth + 1));
      }
      return folded(std::move(made));
    } else {
      made.constant = from_json(json);
    }
    return made;
  }

  /// The object of a list of {key, value}. A key that comes again replaces the value.
  Input key_values(const Json& json) {
    Input made{.kind = Input::Kind::object};
    for (const Json& entry : json) {
      const Json& key = member(entry, "key");
      made.keys.push_back(runtime::prepare(key.is_string() ? key.get<std::string>() : key.is_null() ? "" : key.dump(), plan_->names));
      made.parts.push_back(input(member(entry, "value"), 1));
    }
    return folded(std::move(made));
  }

  /// What holds no template is a constant.
  static Input folded(Input made) {
    for (const Input& part : made.parts)
      if (part.kind != Input::Kind::constant) return made;
    for (const Program& key : made.keys)
      if (!key.constant) return made;
    Names none;
    Environment nothing;
    List list;
    Object object;
    for (std::size_t i = 0; i < made.parts.size(); ++i) {
      if (made.kind == Input::Kind::list) list.push_back(std::move(made.parts[i].constant));
      else object[to_text(runtime::evaluate(made.keys[i], {}, nothing).value)] = std::move(made.parts[i].constant);
    }
    return {.constant = made.kind == Input::Kind::list ? Value(std::move(list)) : Value(std::move(object))};
  }

  static bool is_key_values(const Json& value) {
    return value.is_array() && std::all_of(value.begin(), value.end(), [](const Json& each) { return each.is_object() && each.contains("key"); });
  }

  /// The value of an entry of a block's inputs or settings.
  Input entry_value(const Json& entry, const FieldSpec* spec, const Parameter* parameter) {
    const Json& value = member(entry, "value");
    const bool object = text_member(entry, "type") == "object" || (spec && spec->type == "object");
    if (object && is_key_values(value) && text_member(entry, "mode") != "raw") return key_values(value);
    if (value.is_string() && text_member(entry, "type") == "select")
      if (const std::string label = choice_label(entry, value.get_ref<const std::string&>(), parameter); !label.empty())
        return {.constant = Value(label)};
    return input(value);
  }

  /// Whether an input takes no formulas: names of fields, and code.
  static bool is_plain(BlockType type, const FieldSpec* field) {
    if (!field) return false;
    return field->kind == FieldKind::key || field->type == "code" || (type == BlockType::replace_field_names && field->id == "mapping");
  }

  static Input plain(const Json& entry) {
    const Json& value = member(entry, "value");
    if (!is_key_values(value)) return {.constant = from_json(value)};
    Object object;
    for (const Json& pair : value) object[to_text(from_json(member(pair, "key")))] = from_json(member(pair, "value"));
    return {.constant = Value(std::move(object))};
  }

  /// What the editor shows for a choice: actions go by that.
  static std::string choice_label(const Json& entry, const std::string& value, const Parameter* parameter) {
    if (parameter)
      for (const Option& option : parameter->options)
        if (option.value == value) return option.label.empty() ? option.value : option.label;
    return parameter ? std::string(text_member(entry, "displayValue")) : std::string();
  }

  // --- Blocks -------------------------------------------------------------------------------------------------------

  void block(const Json& json, Block& block) {
    const BlockSpec& spec = block_spec(block.type);
    block.execute = execution_of(block.type);
    block.disabled = member(json, "disabled") == true && block.type != BlockType::start;
    if (block.type != BlockType::variable && (block.type == BlockType::unknown || spec.has_output))
      block.place = plan_->names.place(block.name);
    const Action* action = connector(json, block);
    fields(json, FieldPlace::input, spec, action, block);
    fields(json, FieldPlace::setting, spec, action, block);
    switch (block.type) {
      case BlockType::if_else:
      case BlockType::filter_list:
      case BlockType::lookup_item: conditions(json, block); break;
      case BlockType::case_: cases(json, block); break;
      case BlockType::variable: variable(json, block); break;
      case BlockType::form: form(json, block); break;
      case BlockType::for_each_break: loop_to_leave(block); break;
      default: break;
    }
  }

  const Action* connector(const Json& json, Block& block) {
    for (const CallKind& kind : call_kinds()) {
      if (kind.type != block.type) continue;
      const std::string_view connector_guid = text_member(json, "datasourcetype_guid");
      const std::string_view guid = text_member(json, kind.key);
      const Connector* connector = catalog_.find_guid(connector_guid);
      const Action* action = connector ? find_action_guid(*connector, kind.kind, guid) : nullptr;
      block.connector = connector ? connector->name : std::string(connector_guid);
      block.action_name = action ? action->name : std::string(guid);
      block.action = action ? fmt::format("{}.{}", connector->alias, action->name) : std::string(guid);
      block.role = action ? action->role : std::string(text_member(json, "endpoint_role"));
      return action;
    }
    return nullptr;
  }

  void fields(const Json& json, FieldPlace where, const BlockSpec& spec, const Action* action, Block& block) {
    const Json& entries = member(json, where == FieldPlace::input ? "inputs" : "settings");
    if (!entries.is_array()) return;
    for (const Json& entry : entries) {
      const std::string_view id = text_member(entry, "id");
      if (id.empty()) continue;
      const Parameter* parameter = action ? find_parameter_id(*action, id) : nullptr;
      const FieldSpec* field = parameter ? nullptr : find_field(spec, id);
      if (id == "conditions" || (field && field->kind == FieldKind::cases)) continue;
      if (field && field->kind == FieldKind::block) points_at(entry, block);
      const Json& value = member(entry, "value");
      if (id == "blendr_on_error") block.on_error = value == "warning" ? OnError::warning : value == "ignore" ? OnError::ignore : OnError::stop;
      else if (id == "automations_censor_data") block.censor = value == true;
      else if (id == "datasource" && value.is_string()) block.connection = value.get<std::string>();
      if (value.is_null()) continue;
      Input made = is_plain(block.type, field) ? plain(entry) : entry_value(entry, field, parameter);
      block.fields.push_back({parameter ? parameter->name : std::string(id), std::move(made), where == FieldPlace::setting});
    }
  }

  void points_at(const Json& entry, Block& block) {
    const Json& value = member(entry, "value");
    if (value.is_string()) block.target = id(value.get_ref<const std::string&>());
    if (block.target == Block::none) {
      block.fault = fmt::format("its input `{}` names no block", text_member(entry, "id"));
      return;
    }
    const auto types = pointed_types(block.type);
    const Block& target = plan_->blocks[block.target];
    if (!types.empty() && std::find(types.begin(), types.end(), target.type) == types.end())
      block.fault = fmt::format("its input `{}` names `{}`, which is a {}", text_member(entry, "id"), target.name, target.json_type);
  }

  void conditions(const Json& json, Block& block) {
    const Json* entry = find_entry(json, "inputs", "conditions");
    const Json& value = entry ? member(*entry, "value") : member(json, "");
    block.conditions.any = text_member(value, "mode") == "some";
    const Json& tests = member(value, "conditions");
    if (!tests.is_array()) return;
    for (const Json& test : tests) {
      Condition made;
      const std::string_view word = text_member(test, "operator");
      const auto op = find_operator_json(word.empty() ? "=" : word);
      if (!op) {
        block.fault = fmt::format("there is no operator `{}`", word);
        return;
      }
      made.op = *op;
      made.unary = condition_operators()[*op].unary;
      made.left = input(member(test, "input1"));
      if (!made.unary) made.right = input(member(test, "input2"));
      if (block.type != BlockType::if_else && made.left.kind == Input::Kind::constant && made.left.constant.is_text())
        made.field = made.left.constant.text();
      block.conditions.tests.push_back(std::move(made));
    }
  }

  void cases(const Json& json, Block& block) {
    const Json* entry = find_entry(json, "inputs", "statements");
    const Json& value = entry ? member(*entry, "value") : member(json, "");
    if (value.is_array())
      for (const Json& match : value) block.matches.push_back(input(match));
    block.cases.resize(block.matches.size(), Block::none);
  }

  void variable(const Json& json, Block& block) {
    const Json& operations = member(json, "operations");
    const auto found = variables_.find(text_member(json, "variableGuid"));
    // The editor leaves a block that sets no variable yet without operations.
    if (!operations.is_array() || operations.empty()) return;
    if (found == variables_.end()) {
      block.fault = "the workspace does not declare the variable that it sets";
      return;
    }
    const PlanVariable& variable = plan_->variables[found->second];
    block.variable = variable.type;
    block.place = variable.place;
    std::map<std::string_view, int> count;
    for (const Json& operation : operations) {
      const std::string_view id = text_member(operation, "id");
      VariableOp made{.id = std::string(id), .name = {}, .value = {}};
      const int number = ++count[id];
      made.name = number == 1 ? made.id : fmt::format("{}#{}", id, number);
      made.apply = operation_of(variable.type, id);
      if (!made.apply) {
        block.fault = fmt::format("a {} variable has no operation `{}`", variable_types()[static_cast<std::size_t>(variable.type)], id);
        return;
      }
      // Some exports hold the value under another key: `object`.
      const Json& value = operation.contains("value") ? member(operation, "value") : member(operation, "object");
      const auto specs = variable_operations();
      const bool pairs = std::any_of(specs.begin(), specs.end(), [&](const OperationSpec& each) { return each.id == id && each.key_value; });
      made.value = pairs && is_key_values(value) ? key_values(value) : input(value);
      block.operations.push_back(std::move(made));
    }
  }

  void form(const Json& json, Block& block) {
    const Json& items = member(json, "form");
    if (!items.is_array()) return;
    for (const Json& item : items) {
      FormField made;
      made.label = text_member(item, "label");
      made.key = without_blanks(made.label);
      made.type = text_member(item, "type");
      made.required = member(item, "isRequired") == true;
      made.values = input(member(item, "values"));
      const Json& options = member(item, "options");
      made.preset = from_json(options.is_object() ? member(options, "default") : Json());
      block.form.push_back(std::move(made));
    }
  }

  void loop_to_leave(Block& block) {
    std::uint32_t owner = block.owner;
    while (owner != Block::none && !plan_->blocks[owner].loops) owner = plan_->blocks[owner].owner;
    if (owner == Block::none) block.fault = "it stands in no loop that it could leave";
  }

  static constexpr unsigned deepest = 100;

  const std::string& path_;
  const Json& blocks_;
  const Catalog& catalog_;
  std::shared_ptr<Plan> plan_;
  std::unordered_map<std::string_view, std::uint32_t> ids_;   // views of the plan's blocks
  std::map<std::string, std::size_t, std::less<>> variables_;  // by GUID
  std::vector<std::uint32_t> parents_;
  Code code_ = Code::no_workspace;
  std::string error_;
};

}  // namespace

const Field* Block::find(std::string_view field) const {
  for (const Field& each : fields)
    if (each.name == field) return &each;
  return nullptr;
}

Prepared prepare_workspace(std::string_view json, const Catalog& catalog) {
  Workspaces workspaces = read_workspaces(json);
  if (!workspaces.error.empty())
    return {nullptr, Code::no_workspace, std::move(workspaces.error), std::string(rule(Code::no_workspace).explanation)};
  return prepare_workspace(workspaces.found.front(), catalog);
}

Prepared prepare_workspace(const Workspace& workspace, const Catalog& catalog) { return Preparer(workspace, catalog).prepare(); }

Prepared prepare_script(std::string_view script, const Catalog& catalog) {
  const CompileResult compiled = compile(script, {.catalog = &catalog, .compact = true});
  if (compiled.ok) return prepare_workspace(compiled.output, catalog);
  const auto first = std::find_if(compiled.diagnostics.begin(), compiled.diagnostics.end(),
                                  [](const Diagnostic& each) { return each.severity == Severity::error; });
  return {nullptr, first->code, first->message, first->help};
}

std::vector<BlockInfo> blocks_of(const Plan& plan) {
  std::vector<BlockInfo> all;
  for (const Block& block : plan.blocks) all.push_back({block.name, block.id, block.json_type, block.action, block.origin, block.begins});
  return all;
}

}  // namespace dork::runtime
