#include "corpus/verify/conform.hpp"

#include "compiler/catalog/catalog.hpp"
#include "compiler/model/block_table.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dork::corpus {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* edge_keys[] = {"childId", "loopBlockId", "childTrueId", "childFalseId", "defaultChildId"};

std::string_view text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? std::string_view(found->get_ref<const std::string&>()) : std::string_view();
}

/// An uppercase UUID of version 4.
bool is_block_id(std::string_view id) {
  if (id.size() != 36 || id[14] != '4' || std::string_view("89AB").find(id[19]) == std::string_view::npos) return false;
  for (std::size_t i = 0; i < id.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? id[i] != '-' : !((id[i] >= '0' && id[i] <= '9') || (id[i] >= 'A' && id[i] <= 'F'))) return false;
  }
  return true;
}

bool is_variable_name(std::string_view name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

const Json* input_of(const Json& block, std::string_view id) {
  const auto inputs = block.find("inputs");
  if (inputs == block.end() || !inputs->is_array()) return nullptr;
  for (const Json& input : *inputs)
    if (text_of(input, "id") == id) return &input;
  return nullptr;
}

class Conformity {
 public:
  explicit Conformity(const Json& workspace) : workspace_(workspace) {}

  std::string fault() {
    const auto blocks = workspace_.find("blocks");
    const auto variables = workspace_.find("variables");
    if (blocks == workspace_.end() || !blocks->is_array()) return "`blocks` is no list";
    if (variables == workspace_.end() || !variables->is_array()) return "`variables` is no list";
    for (const Json& variable : *variables) check_variable(variable);
    for (const Json& block : *blocks) index(block);
    if (starts_ != 1) say("there are {} StartBlocks", starts_);
    for (const Json& block : *blocks) check(block);
    return std::move(fault_);
  }

 private:
  template <typename... Arguments>
  void say(fmt::format_string<Arguments...> what, Arguments&&... arguments) {
    if (fault_.empty()) fault_ = fmt::format(what, std::forward<Arguments>(arguments)...);
  }

  void check_variable(const Json& variable) {
    const std::string_view name = text_of(variable, "name"), guid = text_of(variable, "guid"), type = text_of(variable, "type");
    if (!is_variable_name(name)) say("`{}` is no name for a variable", name);
    const auto types = variable_types();
    if (std::find(types.begin(), types.end(), type) == types.end()) say("variable {}: there is no type `{}`", name, type);
    if (!variables_.emplace(guid, name).second) say("two variables have the guid {}", guid);
    if (!names_.emplace(name, "a variable").second) say("two variables are named {}", name);
  }

  void index(const Json& block) {
    const std::string_view id = text_of(block, "id"), type = text_of(block, "type"), name = text_of(block, "name");
    if (!is_block_id(id)) say("{}: the id `{}` is no uppercase UUID", name, id);
    if (!ids_.emplace(id, &block).second) say("two blocks have the id {}", id);
    if (name.empty()) say("a {} has no name", type);
    const BlockSpec* spec = find_block_spec(type);
    if (!spec) return;
    if (spec->type == BlockType::start) ++starts_;
    if (spec->type != BlockType::variable && !names_.emplace(name, "a block").second) say("two things are named {}", name);
  }

  void check(const Json& block) {
    const std::string_view name = text_of(block, "name");
    for (const char* key : edge_keys)
      if (const auto edge = block.find(key); edge != block.end() && !edge->is_null()) follow(block, key, *edge);
    if (const auto children = block.find("statementChildrenIds"); children != block.end())
      for (const Json& child : *children)
        if (!child.is_null()) follow(block, "statementChildrenIds", child);
    for (const char* key : {"inputs", "settings"}) {
      const auto fields = block.find(key);
      if (fields == block.end() || !fields->is_array()) {
        say("{}: `{}` is no list", name, key);
        continue;
      }
      for (const Json& field : *fields) check_field(block, name, key, field);
    }
    const BlockSpec* spec = find_block_spec(text_of(block, "type"));
    if (spec) check_type(block, *spec, name);
  }

  void check_field(const Json& block, std::string_view name, const char* key, const Json& field) {
    if (!field.is_object() || text_of(field, "id").empty()) return say("{}: an element of `{}` has no id", name, key);
    const auto value = field.find("value");
    if (value == field.end()) return say("{}: {} has no value", name, text_of(field, "id"));
    const std::string_view type = text_of(field, "type");
    if (type.empty()) say("{}: {} has no type", name, text_of(field, "id"));
    // What a ShowBlock shows may be of any kind.
    const bool shows = text_of(block, "type") == block_spec(BlockType::show).json_name;
    const bool scalar = !shows && (type == "string" || type == "longtext" || type == "select" || type == "code" || type == "date" || type == "field");
    if (scalar && !value->is_string() && !value->is_null()) say("{}: the value of {} is neither text nor null", name, text_of(field, "id"));
    if (type == "checkbox" && !value->is_boolean() && !value->is_null()) say("{}: the value of {} is neither true, false nor null", name, text_of(field, "id"));
  }

  void check_type(const Json& block, const BlockSpec& spec, std::string_view name) {
    const bool connector = spec.type == BlockType::endpoint || spec.type == BlockType::snippet;
    if (!text_of(block, "loopBlockId").empty()) {
      // A snippet's role is not in the workspace.
      const bool may = spec.iterable || spec.type == BlockType::snippet || (connector && is_list_role(text_of(block, "endpoint_role")));
      if (!may) say("{} owns a loop and is not iterable", name);
    }
    if (spec.last && !text_of(block, "childId").empty()) say("something follows {}", name);
    if (spec.type == BlockType::case_) {
      const Json* statements = input_of(block, "statements");
      const auto children = block.find("statementChildrenIds");
      const bool equal = statements && children != block.end() && (*statements)["value"].size() == children->size();
      if (!equal) say("{}: cases and branches differ in number", name);
    }
    if (spec.type == BlockType::variable && !variables_.contains(text_of(block, "variableGuid"))) say("{} sets no declared variable", name);
    if (connector && text_of(block, "datasourcetype_guid").empty()) say("{} has no datasourcetype_guid", name);
    for (const FieldSpec& field : spec.fields)
      if (field.kind == FieldKind::block) check_pointer(block, spec, field, name);
  }

  void check_pointer(const Json& block, const BlockSpec& spec, const FieldSpec& field, std::string_view name) {
    const Json* input = input_of(block, field.id);
    if (!input || (*input)["value"].is_null()) return;
    const auto target = ids_.find(text_of(*input, "value"));
    if (target == ids_.end()) return say("{}: `{}` names no block", name, field.id);
    const auto allowed = pointed_types(spec.type);
    const BlockSpec* type = find_block_spec(text_of(*target->second, "type"));
    if (!allowed.empty() && (!type || std::find(allowed.begin(), allowed.end(), type->type) == allowed.end()))
      say("{}: `{}` names {}, which it cannot work on", name, field.id, text_of(*target->second, "name"));
  }

  void follow(const Json& from, const char* key, const Json& to) {
    const std::string_view id = to.is_string() ? std::string_view(to.get_ref<const std::string&>()) : std::string_view();
    if (!ids_.contains(id)) return say("{}: `{}` leads to no block", text_of(from, "name"), key);
    if (!parents_.emplace(id, &from).second) say("{} has two parents", text_of(*ids_.at(id), "name"));
  }

  const Json& workspace_;
  std::string fault_;
  std::size_t starts_ = 0;
  std::unordered_map<std::string_view, const Json*> ids_, parents_;
  std::unordered_map<std::string_view, std::string_view> variables_, names_;
};

}  // namespace

std::string conformity_fault(const nlohmann::ordered_json& workspace) { return Conformity(workspace).fault(); }

}  // namespace dork::corpus
