#include "compiler/emit/emit.hpp"

#include "compiler/emit/fields.hpp"
#include "compiler/emit/graph.hpp"
#include "compiler/emit/ids.hpp"
#include "compiler/emit/patch.hpp"
#include "compiler/emit/values.hpp"
#include "compiler/formula/formula.hpp"
#include "compiler/sema/sema.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace dork {
namespace {

using Json = nlohmann::ordered_json;

/// `exportAppToFile` and `my_result` as people read them: `Export App To File`, `My Result`.
std::string humanized(std::string_view name) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  std::string result;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (c == '_' || c == ' ') {
      if (!result.empty() && result.back() != ' ') result.push_back(' ');
      continue;
    }
    const bool begins = result.empty() || result.back() == ' ';
    const bool hump = i > 0 && upper(c) && (lower(name[i - 1]) || (i + 1 < name.size() && lower(name[i + 1]) && upper(name[i - 1])));
    if (!begins && hump) result.push_back(' ');
    result.push_back(begins && lower(c) ? static_cast<char>(c - 32) : c);
  }
  return result;
}

/// The number that a default name carries: `output12` of `output` is ` 12`; nothing where `name` is another name.
std::optional<std::string> number_after(std::string_view base, std::string_view name, std::string_view mark = "") {
  if (!name.starts_with(base)) return std::nullopt;
  name.remove_prefix(base.size());
  if (name.empty()) return std::string();
  if (!name.starts_with(mark)) return std::nullopt;
  name.remove_prefix(mark.size());
  if (name.empty() || name.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return fmt::format(" {}", name);
}

std::string display_name(const Node& node) {
  const Statement& statement = *node.statement;
  const std::string_view name = node.name();
  if (statement.action) {
    const auto number = number_after(statement.action->block_name, name);
    return fmt::format("{} - {}{}", statement.connector->name, number ? statement.action->display_name : humanized(name),
                       number.value_or(""));
  }
  if (statement.webhook) {
    const auto number = number_after(statement.webhook->name, name);
    return number ? statement.webhook->display_name + *number : humanized(name);
  }
  if (statement.spec->kind == StatementKind::let) {
    const auto number = number_after(statement.variable.text, name, "#");
    return fmt::format("Variable - {}{}", statement.variable.text, number.value_or(""));
  }
  if (statement.spec->kind == StatementKind::label && statement.label.text.empty())
    return fmt::format("Label - {}", choice_of(statement, "name"));
  if (statement.spec->kind == StatementKind::block) return humanized(name);
  const BlockSpec& spec = block_spec(statement.spec->block);
  const auto number = number_after(spec.default_name, name);
  return number ? fmt::format("{}{}", spec.default_display, *number) : humanized(name);
}

class Emitter {
 public:
  Emitter(const Automation& automation, JsonWriter writer)
      : automation_(automation), graph_(build_graph(automation)), context_{automation_, graph_},
        name_(automation.name ? std::string_view(automation.name->text) : std::string_view()), json_(std::move(writer)) {
    if (!automation.attributes.text.empty()) attributes_ = Json::parse(automation.attributes.text);
  }

  void workspace() {
    json_.begin_object();
    json_.key("blocks");
    json_.begin_array();
    for (const Node& node : graph_.nodes) write(node);
    json_.end_array();
    json_.key("variables");
    json_.begin_array();
    for (const Variable& variable : automation_.variables) {
      json_.begin_object();
      json_.field("guid", variable_guid(variable.name.text));
      json_.field("name", variable.name.text);
      json_.field("type", variable_types()[static_cast<std::size_t>(variable.type)]);
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
  }

  void envelope(auto&& write_workspace) {
    json_.begin_object();
    json_.field("name", automation_.name ? automation_.name->text : "");
    json_.field("description", automation_.description ? automation_.description->text : "");
    json_.key("workspace");
    write_workspace();
    json_.key("schedules");
    json_.begin_array();
    if (automation_.start && automation_.start->spec->kind == StatementKind::start_scheduled) schedule(*automation_.start);
    json_.end_array();
    json_.end_object();
  }

  JsonWriter& json() { return json_; }

  /// Whether the attributes of the head say something that writing the workspace does not heed by itself: more than the GUIDs of
  /// variables that there are.
  bool is_to_be_patched() const {
    if (automation_.attributes.text.empty()) return false;
    if (!attributes_.is_object() || attributes_.size() != 1 || !attributes_.contains("variables")) return true;
    const Json& variables = attributes_["variables"];
    if (!variables.is_object()) return true;
    for (const auto& [name, variable] : variables.items()) {
      const bool guid_alone = variable.is_object() && variable.size() == 1 && variable.contains("guid") && variable["guid"].is_string();
      const bool there = std::count_if(automation_.variables.begin(), automation_.variables.end(), [&](const Variable& each) { return each.name.text == name; }) == 1;
      if (!guid_alone || !there) return true;
    }
    return false;
  }

 private:
  std::string variable_guid(std::string_view name) const {
    if (attributes_.is_object())
      if (const auto all = attributes_.find("variables"); all != attributes_.end() && all->is_object())
        if (const auto one = all->find(std::string(name)); one != all->end() && one->is_object())
          if (const auto guid = one->find("guid"); guid != one->end() && guid->is_string()) return *guid;
    return stable_id(name_, "variable", name, 1);
  }

  void schedule(const Statement& start) {
    if (choice_of(start, "recurrence").empty()) return;
    static constexpr std::pair<std::string_view, std::string_view> rows[] = {
        {"recurrence", "recurrence"}, {"startAt", "schedule_start"}, {"stopAt", "schedule_stoptime"}, {"timezone", "schedule_timezone"}};
    json_.begin_object();
    for (const auto& [key, field] : rows)
      if (const std::string value = choice_of(start, field); !value.empty()) json_.field(key, value);
    json_.end_object();
  }

  /// Attributes change the block's JSON after it was made. One that gives an id alone has been heard already.
  void write(const Node& node) {
    if (node.branch > 0 || node.statement->attributes.text.empty() || gives_id_alone(node)) return block(node, json_);
    Json made;
    JsonWriter plain(made);
    block(node, plain);
    apply_patch(made, Json::parse(node.statement->attributes.text));
    json_.tree(made);
  }

  static bool gives_id_alone(const Node& node) {
    constexpr std::string_view before = "{\"id\":\"", after = "\"}";
    std::string_view text = node.statement->attributes.text;
    if (text.size() != before.size() + node.id.size() + after.size() || !text.starts_with(before) || !text.ends_with(after)) return false;
    text = text.substr(before.size(), node.id.size());
    return text == node.id && text.find_first_of("\\\"") == text.npos;
  }

  void edge(JsonWriter& json, std::string_view key, std::uint32_t to) {
    json.key(key);
    id_or_null(json, to);
  }

  void id_or_null(JsonWriter& json, std::uint32_t to) {
    if (to == Node::none) json.null();
    else json.text(graph_.nodes[to].id);
  }

  void block(const Node& node, JsonWriter& json) {
    const Statement& statement = *node.statement;
    const BlockType type = sema::block_type(statement);
    const bool own_type = statement.spec->kind == StatementKind::block;
    json.begin_object(16);
    json.field("id", node.id);
    json.field("type", own_type ? std::string_view(statement.member.text) : block_spec(type).json_name);
    json.key("disabled");
    json.boolean(statement.disabled && node.branch == 0);
    json.field("name", node.name());
    json.field("displayName", display_name(node));
    json.key("comment");
    if (statement.comment && node.branch == 0) json.text(*statement.comment);
    else json.null();
    edge(json, "childId", node.next);
    if (own_type) {
      own_members(json, statement);
    } else {
      write_inputs(json, node, context_);
      write_settings(json, node, context_);
      collapsed(json, type);
    }
    json.key("x");
    json.number(node.x);
    json.key("y");
    json.number(node.y);
    if (!own_type) further(json, node, type);
    json.end_object();
  }

  /// BLOCK: its JSON holds the members; what every block has is filled in.
  void own_members(JsonWriter& json, const Statement& statement) {
    const Json members = Json::parse(statement.json.text);
    for (const std::string_view key : usual_members) {
      json.key(key);
      const auto said = members.find(std::string(key));
      json.tree(said == members.end() ? Json::array() : *said);
    }
    for (const auto& [key, value] : members.items()) {
      if (std::find(std::begin(usual_members), std::end(usual_members), key) != std::end(usual_members)) continue;
      json.key(key);
      json.tree(value);
    }
  }

  void collapsed(JsonWriter& json, BlockType type) {
    static constexpr std::string_view loop[] = {"loop"};
    static constexpr std::string_view branches[] = {"both", "yes", "no"};
    std::span<const std::string_view> names = loop;
    if (type == BlockType::if_else) names = branches;
    if (type == BlockType::lookup_item) names = {};
    json.key("collapsed");
    json.begin_array();
    for (const std::string_view name : names) {
      json.begin_object();
      json.field("name", name);
      json.key("isCollapsed");
      json.boolean(false);
      json.end_object();
    }
    json.end_array();
  }

  void further(JsonWriter& json, const Node& node, BlockType type) {
    const Statement& statement = *node.statement;
    if (sema::can_loop(statement)) edge(json, "loopBlockId", node.loop);
    switch (type) {
      case BlockType::endpoint:
        json.field("datasourcetype_guid", statement.connector->guid);
        json.field("endpoint_guid", statement.action->guid);
        if (!statement.action->role.empty()) json.field("endpoint_role", statement.action->role);
        break;
      case BlockType::snippet:
        json.field("datasourcetype_guid", statement.connector->guid);
        json.field("snippet_guid", statement.action->guid);
        break;
      case BlockType::if_else:
        edge(json, "childTrueId", node.yes);
        edge(json, "childFalseId", node.no);
        break;
      case BlockType::case_:
        json.key("statementChildrenIds");
        json.begin_array();
        for (const std::uint32_t child : node.cases) id_or_null(json, child);
        json.end_array();
        edge(json, "defaultChildId", node.no);
        break;
      case BlockType::variable: operations(json, node); break;
      case BlockType::form: form(json, node); break;
      default: break;
    }
  }

  void operations(JsonWriter& json, const Node& node) {
    const Statement& statement = *node.statement;
    json.field("variableGuid", variable_guid(statement.variable.text));
    json.key("operations");
    json.begin_array();
    std::size_t number = 0;
    for (const Operation& operation : statement.operations) {
      json.begin_object();
      json.field("id", operation.spec->id);
      json.field("key", stable_id(name_, "operation", node.id, ++number));
      json.field("name", operation.spec->label);
      json.key("value");
      if (operation.spec->key_value) write_key_values(json, operation.value.expr);
      else write_value(json, operation.value.expr);
      json.end_object();
    }
    json.end_array();
  }

  void form(JsonWriter& json, const Node& node) {
    const Statement& statement = *node.statement;
    json.key("form");
    json.begin_array();
    std::int64_t order = 0;
    for (const FormItem& item : statement.form) {
      json.begin_object();
      json.field("id", fmt::format("{}-input-{}", node.name(), order));
      json.field("type", item.type);
      json.field("label", item.caption.text);
      json.key("order");
      json.number(order++);
      json.key("values");
      if (item.values) write_value(json, item.values->expr);
      else json.null();
      json.key("options");
      json.tree(item.options.empty() ? Json::object() : Json::parse(item.options));
      json.key("helpText");
      if (item.help) json.text(*item.help);
      else json.null();
      json.key("isRequired");
      json.boolean(item.required);
      json.end_object();
    }
    json.end_array();
    json.field("persistData", choice_of(statement, "persist_data"));
  }

  const Automation& automation_;
  const Graph graph_;
  const EmitContext context_;
  std::string_view name_;
  JsonWriter json_;
  Json attributes_;
};

}  // namespace

namespace {

void write(const Automation& automation, JsonWriter writer, bool envelope) {
  Emitter emitter(automation, std::move(writer));
  if (!emitter.is_to_be_patched()) {
    if (envelope) emitter.envelope([&] { emitter.workspace(); });
    else emitter.workspace();
    return;
  }
  Json workspace;
  Emitter(automation, JsonWriter(workspace)).workspace();
  apply_patch(workspace, Json::parse(automation.attributes.text));
  if (envelope) emitter.envelope([&] { emitter.json().tree(workspace); });
  else emitter.json().tree(workspace);
}

}  // namespace

std::string emit(const Automation& automation, const EmitOptions& options) {
  std::string out;
  write(automation, JsonWriter(out, options.compact), options.envelope);
  out.push_back('\n');
  return out;
}

nlohmann::ordered_json emit_tree(const Automation& automation, bool envelope) {
  Json tree;
  write(automation, JsonWriter(tree), envelope);
  return tree;
}

}  // namespace dork
