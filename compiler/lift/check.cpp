#include "compiler/lift/check.hpp"

#include "compiler/lift/connectors.hpp"
#include "compiler/lift/lift.hpp"
#include "compiler/lift/origins.hpp"
#include "compiler/lift/places.hpp"
#include "compiler/sema/sema.hpp"
#include "compiler/syntax/parse.hpp"
#include "compiler/unparse/unparse.hpp"

#include <fmt/format.h>
#include <unordered_map>

namespace dork {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* edge_keys[] = {"childId", "loopBlockId", "childTrueId", "childFalseId", "defaultChildId"};

/// What the inputs are called that the JSON names by GUID.
using ParameterNames = std::unordered_map<std::string_view, std::string_view>;

ParameterNames parameter_names(const Catalog& catalog) {
  ParameterNames names;
  for (const Connector& connector : catalog.connectors)
    for (const Action& action : connector.actions)
      for (const Parameter& parameter : action.parameters) names.try_emplace(parameter.id, parameter.name);
  return names;
}

std::string_view named(const ParameterNames& names, std::string_view id) {
  const auto found = names.find(id);
  return found == names.end() ? id : found->second;
}

class WorkspaceCheck {
 public:
  WorkspaceCheck(const Workspace& workspace, std::vector<Range> places, const Catalog& catalog, Diagnostics& diagnostics)
      : workspace_(workspace), blocks_(workspace.json["blocks"]), places_(std::move(places)), catalog_(catalog), names_(parameter_names(catalog)), diagnostics_(diagnostics) {}

  void run() {
    graph();
    meaning();
    for (std::size_t i = 0; i < blocks_.size(); ++i) secrets(blocks_[i], i, "", path(i));
  }

 private:
  std::string path(std::size_t block) const { return fmt::format("{}.blocks[{}]", workspace_.path, block); }

  Range place(std::size_t block) const {
    if (block >= places_.size()) return {};
    // The brace that opens it is enough to find it by.
    return {places_[block].begin, places_[block].begin + 1};
  }

  std::string called(std::size_t block) const {
    const std::string_view name = text_member(blocks_[block], "name");
    return name.empty() ? path(block) : fmt::format("{} ({})", name, path(block));
  }

  /// What no statement can say: ids, edges, parents.
  void graph() {
    std::unordered_map<std::string_view, std::size_t> ids;
    std::size_t starts = 0;
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      const std::string_view id = text_member(blocks_[i], "id");
      if (id.empty()) diagnostics_.report(Code::block_without_id, place(i), called(i));
      else if (!ids.try_emplace(id, i).second) diagnostics_.report(Code::duplicate_block_id, place(i), called(i), called(ids.at(id)));
      starts += text_member(blocks_[i], "type") == block_spec(BlockType::start).json_name;
      if (starts > 1) diagnostics_.report(Code::second_start_block, place(i), called(i)), starts = 1;
    }
    std::unordered_map<std::string_view, std::size_t> parents;
    const auto edge = [&](std::size_t from, const std::string& key, const Json& to) {
      if (!to.is_string()) return;
      const auto target = ids.find(to.get_ref<const std::string&>());
      if (target == ids.end()) {
        // What a fragment was copied from goes on behind it.
        if (starts > 0) diagnostics_.report(Code::dangling_edge, place(from), called(from), key, to.get<std::string>());
        return;
      }
      const auto [first, fresh] = parents.try_emplace(target->first, from);
      if (!fresh) diagnostics_.report(Code::two_parents, place(target->second), called(target->second), called(first->second), called(from));
    };
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      for (const char* key : edge_keys)
        if (const auto found = blocks_[i].find(key); found != blocks_[i].end()) edge(i, key, *found);
      if (const auto children = blocks_[i].find("statementChildrenIds"); children != blocks_[i].end() && children->is_array())
        for (const Json& child : *children) edge(i, "statementChildrenIds", child);
      body(i);
    }
    circles(ids, parents);
  }

  /// A way up through the parents that comes back: nothing leads to those blocks.
  void circles(const std::unordered_map<std::string_view, std::size_t>& ids, const std::unordered_map<std::string_view, std::size_t>& parents) {
    std::vector<std::size_t> walk(blocks_.size(), 0);  // in which walk a block was met
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      std::size_t at = i;
      while (walk[at] == 0) {
        walk[at] = i + 1;
        const std::string_view id = text_member(blocks_[at], "id");
        const auto parent = ids.contains(id) && ids.at(id) == at ? parents.find(id) : parents.end();
        if (parent == parents.end()) break;
        at = parent->second;
        if (walk[at] == i + 1) diagnostics_.report(Code::circular_edges, place(at), called(at));
      }
    }
  }

  void body(std::size_t block) {
    if (text_member(blocks_[block], "loopBlockId").empty()) return;
    const BlockSpec* spec = find_block_spec(text_member(blocks_[block], "type"));
    const bool connector = spec && (spec->type == BlockType::endpoint || spec->type == BlockType::snippet);
    const std::string_view role = text_member(blocks_[block], "endpoint_role");
    // A snippet's body is itself what shows that it can have one.
    const bool may = !spec || spec->iterable || (connector && (spec->type == BlockType::snippet || role.empty() || is_list_role(role)));
    if (!may) diagnostics_.report(Code::body_without_loop, place(block), called(block));
  }

  /// What the checker says of the script, at the block of the statement it says it of.
  void meaning() {
    const Automation lifted = lift(workspace_, catalog_, {});
    const std::string script = unparse(lifted);
    Diagnostics found;
    const Automation parsed = analyze(script, catalog_, found);
    const Origins origins(lifted, parsed);
    for (Diagnostic& diagnostic : found.sorted()) {
      // Secrets are looked for in the JSON itself.
      if (diagnostic.code == Code::credential) continue;
      const std::optional<std::size_t> block = origins.block_at(diagnostic.range);
      Diagnostic& report = diagnostics_.add(diagnostic.code, block ? place(*block) : Range{},
                                            block ? fmt::format("{}: {}", called(*block), diagnostic.message) : diagnostic.message);
      report.help = diagnostic.help;
    }
  }

  void secrets(const Json& value, std::size_t block, std::string_view key, const std::string& where) {
    if (value.is_string()) {
      const std::string_view what = sema::credential_in(key, value.get_ref<const std::string&>());
      if (!what.empty()) diagnostics_.report(Code::credential, place(block), fmt::format("{} at {}", what, where)).help = "dork check --redact writes a copy without it";
    } else if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) secrets(value[i], block, key, fmt::format("{}[{}]", where, i));
    } else if (value.is_object()) {
      const std::string_view own = text_member(value, "key");
      const std::string_view id = text_member(value, "id");
      for (const auto& [name, inner] : value.items()) {
        if (is_id_key(name)) continue;
        const bool held = name == "value" || name == "input2";
        secrets(inner, block, held && !own.empty() ? own : held && !id.empty() ? named(names_, id) : std::string_view(name), where + "." + name);
      }
    }
  }

 public:
  /// Keys whose values are ids by nature.
  static bool is_id_key(std::string_view key) {
    static constexpr std::string_view keys[] = {"id", "key", "type", "childId", "loopBlockId", "childTrueId", "childFalseId", "defaultChildId",
                                                "statementChildrenIds", "datasourcetype_guid", "endpoint_guid", "snippet_guid", "variableGuid", "guid"};
    return std::find(std::begin(keys), std::end(keys), key) != std::end(keys);
  }

 private:
  const Workspace& workspace_;
  const Json& blocks_;
  std::vector<Range> places_;
  const Catalog& catalog_;
  ParameterNames names_;
  Diagnostics& diagnostics_;
};

constexpr std::string_view redacted = "REDACTED";

void redact_value(Json& value, std::string_view key, const ParameterNames& names) {
  if (value.is_string()) {
    const std::string& text = value.get_ref<const std::string&>();
    if (sema::credential_in(key, text).empty()) return;
    // Of a body that holds a password the rest stays.
    std::string made = sema::without_labelled(text, redacted);
    value = made != text && sema::credential_in(key, made).empty() ? std::move(made) : std::string(redacted);
  } else if (value.is_array()) {
    for (Json& inner : value) redact_value(inner, key, names);
  } else if (value.is_object()) {
    const std::string own(text_member(value, "key"));
    const std::string id(text_member(value, "id"));
    for (auto& [name, inner] : value.items()) {
      if (WorkspaceCheck::is_id_key(name)) continue;
      const bool held = name == "value" || name == "input2";
      redact_value(inner, held && !own.empty() ? std::string_view(own) : held && !id.empty() ? named(names, id) : std::string_view(name), names);
    }
  }
}

}  // namespace

CompileResult check_workspace(std::string_view json, const CompileOptions& options) {
  Diagnostics diagnostics;
  const Workspaces workspaces = read_workspaces(json);
  if (!workspaces.error.empty()) diagnostics.report(Code::no_workspace, Range{}, workspaces.error);
  auto places = block_places(json);
  const Catalog& catalog = options.catalog ? *options.catalog : builtin_catalog();
  for (std::size_t i = 0; i < workspaces.found.size(); ++i)
    WorkspaceCheck(workspaces.found[i], i < places.size() ? std::move(places[i]) : std::vector<Range>(), catalog, diagnostics).run();
  return {{}, diagnostics.sorted(), diagnostics.dropped(), !diagnostics.has_errors(), diagnostics.error_codes()};
}

std::optional<std::string> redact(std::string_view json) {
  if (read_workspaces(json).error.starts_with("this is not JSON") || read_workspaces(json).error.starts_with("the JSON is nested")) return std::nullopt;
  if (json.starts_with("\xEF\xBB\xBF")) json.remove_prefix(3);
  Json value = Json::parse(json);
  redact_value(value, "", parameter_names(builtin_catalog()));
  return value.dump(2) + "\n";
}

}  // namespace dork
