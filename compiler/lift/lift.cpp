#include "compiler/lift/lift.hpp"

#include "compiler/emit/emit.hpp"
#include "compiler/emit/graph.hpp"
#include "compiler/lift/difference.hpp"
#include "compiler/lift/noise.hpp"
#include "compiler/lift/statements.hpp"
#include "compiler/lift/tidy.hpp"
#include "compiler/lift/values.hpp"
#include "compiler/model/walk.hpp"
#include "compiler/sema/sema.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <unordered_set>

namespace dork {
namespace {

using Json = nlohmann::ordered_json;

/// Bodies nested deeper than this stand in a DETACHED chain: no script that nests so deep can be read, or parsed.
constexpr std::size_t deepest = 60;

class Lifter {
 public:
  Lifter(const Workspace& workspace, const Catalog& catalog, const LiftOptions& options)
      : workspace_(workspace), blocks_(workspace.json["blocks"]), catalog_(catalog), options_(options),
        connectors_(blocks_, catalog, automation_), context_{blocks_, connectors_, options.exact, {}, {}, {}} {
    index();
    declares_ = !automation_.actions.empty() || !automation_.connections.empty();
  }

  /// Whether what is said depends on the order of the blocks in the workspace: which of two with one name is
  /// the first, what is declared first.
  bool depends_on_order() const { return same_names_ || declares_; }

  Automation lift() {
    structure();
    declare_variables();
    resolve();
    sema::bind_connections(automation_);
    if (!options_.bare) {
      attributes();
      resolve();
    }
    return std::move(automation_);
  }

 private:
  void index() {
    std::unordered_set<std::string_view> taken;
    context_.labels.resize(blocks_.size());
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      const std::string_view id = text_member(blocks_[i], "id");
      if (!id.empty()) context_.by_id.try_emplace(id, i);
      const std::string_view name = text_member(blocks_[i], "name");
      if (text_member(blocks_[i], "type") == block_spec(BlockType::variable).json_name || taken.insert(name).second)
        context_.labels[i] = name;
    }
    // Of several blocks with one name the first has it; the name of the others stands in an attribute.
    for (std::size_t i = 0; i < blocks_.size(); ++i)
      if (const std::string_view name = text_member(blocks_[i], "name"); context_.labels[i].empty() && !name.empty()) {
        same_names_ = true;
        for (std::size_t number = 2;; ++number) {
          std::string label = fmt::format("{}_{}", name, number);
          if (taken.contains(label)) continue;
          context_.labels[i] = std::move(label);
          taken.insert(context_.labels[i]);
          break;
        }
      }
    visited_.resize(blocks_.size());
    if (const auto variables = workspace_.json.find("variables"); variables != workspace_.json.end() && variables->is_array())
      for (const Json& variable : *variables)
        if (const std::string_view guid = text_member(variable, "guid"); !guid.empty()) context_.variables.try_emplace(guid, &variable);
  }

  /// The block that an edge leads to, if a statement can still stand there.
  std::optional<std::size_t> target(const Json& id) const {
    if (!id.is_string()) return std::nullopt;
    const auto found = context_.by_id.find(id.get_ref<const std::string&>());
    if (found == context_.by_id.end() || visited_[found->second] || is_start(found->second)) return std::nullopt;
    return found->second;
  }

  std::optional<std::size_t> edge(std::size_t from, const char* key) const {
    const auto found = blocks_[from].find(key);
    return found == blocks_[from].end() ? std::nullopt : target(*found);
  }

  bool is_start(std::size_t at) const { return start_ && *start_ == at; }

  void structure() {
    for (std::size_t i = 0; i < blocks_.size() && !start_; ++i)
      if (text_member(blocks_[i], "type") == block_spec(BlockType::start).json_name) start_ = i;
    if (start_) {
      visited_[*start_] = true;
      automation_.start = lift_statement(*start_, context_, options_.verbatim.contains(*start_));
      if (const auto first = edge(*start_, "childId")) automation_.main = chain(*first, 0);
    } else {
      automation_.fragment = true;
    }
    std::unordered_set<std::string_view> led_to;
    for (const Json& block : blocks_)
      for (const auto& [key, value] : block.items()) {
        if (key == "id" || key == "inputs") continue;
        if (value.is_string()) led_to.insert(value.get_ref<const std::string&>());
        if (key == "statementChildrenIds" && value.is_array())
          for (const Json& child : value)
            if (child.is_string()) led_to.insert(child.get_ref<const std::string&>());
      }
    // Of several blocks with one id edges lead to the first.
    const auto is_led_to = [&](std::size_t block) {
      const std::string_view id = text_member(blocks_[block], "id");
      const auto first = context_.by_id.find(id);
      return first != context_.by_id.end() && first->second == block && led_to.contains(id);
    };
    // First the chains that nothing leads to, then what is left of circles and of edges that no statement has.
    for (const bool roots : {true, false})
      for (std::size_t i = 0; i < blocks_.size(); ++i)
        if (!visited_[i] && (!roots || !is_led_to(i))) detached(i);
  }

  void detached(std::size_t first) {
    if (automation_.fragment && automation_.main.statements.empty()) {
      automation_.main = chain(first, 0);
      return;
    }
    Statement statement;
    statement.spec = &statement_spec(StatementKind::detached);
    statement.body = chain(first, 0);
    detached_.push_back(std::move(statement));
  }

  Body chain(std::size_t first, std::size_t depth) {
    Body body;
    for (std::optional<std::size_t> at = first; at;) {
      visited_[*at] = true;
      body.statements.push_back(lift_statement(*at, context_, options_.verbatim.contains(*at)));
      nested(body.statements.back(), *at, depth + 1);
      // Written as it stands or not, nothing is run behind a block that ends a chain: what it leads to stands apart.
      if (const BlockSpec* spec = find_block_spec(text_member(blocks_[*at], "type")); spec && spec->last) break;
      at = edge(*at, "childId");
    }
    return body;
  }

  void nested(Statement& statement, std::size_t at, std::size_t depth) {
    const auto below = [&](const char* key) {
      const auto first = depth > deepest ? std::nullopt : edge(at, key);
      return first ? chain(*first, depth) : Body();
    };
    if (statement.spec->kind == StatementKind::if_) {
      statement.branches.front().body = below("childTrueId");
      if (Body otherwise = below("childFalseId"); !otherwise.statements.empty()) {
        statement.otherwise.emplace();
        statement.otherwise->body = std::move(otherwise);
      }
    } else if (statement.spec->kind == StatementKind::switch_) {
      const auto children = blocks_[at].find("statementChildrenIds");
      for (std::size_t i = 0; i < statement.branches.size(); ++i) {
        if (depth > deepest || children == blocks_[at].end() || !children->is_array() || i >= children->size()) break;
        if (const auto first = target((*children)[i])) statement.branches[i].body = chain(*first, depth);
      }
      if (Body otherwise = below("defaultChildId"); !otherwise.statements.empty()) {
        statement.otherwise.emplace();
        statement.otherwise->body = std::move(otherwise);
      }
    } else if (may_loop(statement, at)) {
      const bool always = statement.spec->kind == StatementKind::for_value || statement.spec->kind == StatementKind::for_batches;
      statement.body = below("loopBlockId");
      statement.loops = always || !statement.body.statements.empty();
      // A loop is called by its name; a block without one gets one.
      if (statement.loops && statement.label.text.empty()) statement.label.text = fmt::format("loop_{}", at);
    }
  }

  bool may_loop(const Statement& statement, std::size_t at) const {
    if (statement.spec->kind != StatementKind::action) return block_spec(statement.spec->block).iterable;
    const Callee* callee = connectors_.find(blocks_[at]);
    return callee && callee->iterable;
  }

  /// The first LET of a variable declares it; what no LET declares is declared at the head.
  void declare_variables() {
    for (Statement& statement : detached_) automation_.main.statements.push_back(std::move(statement));
    detached_.clear();
    std::unordered_map<std::string_view, VariableType> types;
    for (const auto& [guid, variable] : context_.variables)
      if (const auto type = variable_type(text_member(*variable, "type"))) types.try_emplace(text_member(*variable, "name"), *type);
    std::unordered_set<std::string> declared;
    for_each_statement(automation_.main, [&](Statement& statement) {
      if (statement.spec->kind == StatementKind::let && declared.insert(statement.variable.text).second)
        statement.declares = statement.operations.front().spec->type;
    });
    const auto variables = workspace_.json.find("variables");
    if (variables == workspace_.json.end() || !variables->is_array()) return;
    std::vector<Statement> bare;
    for (const Json& variable : *variables) {
      const std::string_view name = text_member(variable, "name");
      const auto type = variable_type(text_member(variable, "type"));
      if (name.empty() || !is_script_text(name) || !type || !declared.insert(std::string(name)).second) continue;
      Statement statement;
      statement.spec = &statement_spec(StatementKind::let);
      statement.variable.text = name;
      statement.declares = type;
      bare.push_back(std::move(statement));
    }
    auto& statements = automation_.main.statements;
    statements.insert(statements.begin(), std::make_move_iterator(bare.begin()), std::make_move_iterator(bare.end()));
  }

  void resolve() {
    automation_.variables.clear();
    automation_.declared = {};
    each([](Statement& statement) {
      statement.connector = nullptr;
      statement.action = nullptr;
      statement.webhook = nullptr;
      for (Argument& argument : statement.arguments) argument.parameter = nullptr;
    });
    Diagnostics ignored;
    sema::Context context{{}, catalog_, ignored};
    sema::resolve(automation_, context);
  }

  template <typename Visit>
  void each(Visit&& visit) {
    if (automation_.start) visit(*automation_.start);
    for_each_statement(automation_.main, visit);
  }

  /// Gives each statement what lowering it would make differently.
  void attributes() {
    each([&](Statement& statement) {
      if (statement.origin == Statement::no_origin) return;
      const std::string_view id = text_member(blocks_[statement.origin], "id");
      if (!id.empty()) statement.attributes.text = Json{{"id", id}}.dump();
    });
    Json head = Json::object();
    if (const auto variables = workspace_.json.find("variables"); variables != workspace_.json.end() && variables->is_array())
      for (const Json& variable : *variables)
        if (const std::string_view name = text_member(variable, "name"); is_declared(name) && !text_member(variable, "guid").empty() && !head["variables"].contains(name))
          head["variables"][std::string(name)] = {{"guid", text_member(variable, "guid")}};
    if (!head.empty()) automation_.attributes.text = head.dump();
    Json made = emit_tree(automation_);
    if (!options_.exact) forget_form_ids(made["blocks"]);
    std::vector<Statement*> statements;
    const Graph graph = build_graph(automation_);
    for (const Node& node : graph.nodes) statements.push_back(const_cast<Statement*>(node.statement));
    block_attributes(made["blocks"], statements);
    head_attributes(made, statements);
  }

  /// Items of a form are known by their place: their ids are made anew.
  static void forget_form_ids(Json& blocks) {
    for (Json& block : blocks)
      if (const auto form = block.find("form"); form != block.end())
        for (Json& item : *form)
          if (item.is_object()) item.erase("id");
  }

  bool is_declared(std::string_view name) const {
    return std::any_of(automation_.variables.begin(), automation_.variables.end(), [&](const Variable& v) { return v.name.text == name; });
  }

  void block_attributes(const Json& made, const std::vector<Statement*>& statements) {
    std::unordered_set<std::string_view> pinned;
    std::vector<Json> patches(statements.size());
    for (std::size_t i = 0; i < statements.size(); ++i) {
      const Json& block = blocks_[statements[i]->origin];
      if (!options_.exact && statements[i]->spec->kind == StatementKind::block) pin(Json::parse(statements[i]->json.text), pinned);
      auto patch = difference(made[i], block, options_.exact);
      if (!patch) continue;
      patches[i] = options_.exact ? std::move(*patch) : without_noise(std::move(*patch), block, statements[i]->spec->kind == StatementKind::let);
      if (!options_.exact && automation_.fragment) forget_way_on(patches[i]);
      if (!options_.exact) pin(patches[i], pinned);
    }
    if (!options_.exact) pin_pointers(statements, pinned);
    for (std::size_t i = 0; i < statements.size(); ++i) {
      Json attribute = Json::object();
      const std::string_view id = text_member(blocks_[statements[i]->origin], "id");
      if (!id.empty() && (options_.exact || pinned.contains(id))) attribute["id"] = id;
      if (patches[i].is_object()) attribute.update(patches[i]);
      statements[i]->attributes.text = attribute.empty() ? std::string() : options_.exact ? attribute.dump() : sorted(attribute).dump();
      const bool variable = statements[i]->spec->kind == StatementKind::let;
      if (variable && !options_.exact) statements[i]->label.text.clear();
    }
  }

  /// Where a part was copied out of an automation, the way on leads to what was not copied: that is what makes it a part.
  void forget_way_on(Json& patch) const {
    if (!patch.is_object()) return;
    const auto next = patch.find("childId");
    if (next != patch.end() && next->is_string() && !context_.by_id.contains(next->get<std::string>())) patch.erase(next);
    if (patch.empty()) patch = Json();
  }

  /// Blocks that something names by id keep their id.
  void pin(const Json& value, std::unordered_set<std::string_view>& pinned) const {
    if (value.is_structured())
      for (const Json& inner : value) pin(inner, pinned);
    if (!value.is_string()) return;
    if (const auto block = context_.by_id.find(value.get_ref<const std::string&>()); block != context_.by_id.end()) pinned.insert(block->first);
  }

  void pin_pointers(const std::vector<Statement*>& statements, std::unordered_set<std::string_view>& pinned) const {
    for (const Statement* statement : statements)
      for (const Field& field : statement->fields)
        if (field.spec && field.spec->kind == FieldKind::block && field.value.expr.kind == ExprKind::text)
          if (const auto block = context_.by_id.find(field.value.expr.text); block != context_.by_id.end()) pinned.insert(block->first);
  }

  void head_attributes(const Json& made, const std::vector<Statement*>& statements) {
    automation_.attributes.text.clear();
    if (!options_.exact) {
      // What the workspace has besides is all that matters.
      Json extra = Json::object();
      for (const auto& [key, value] : workspace_.json.items())
        if (key != "blocks" && key != "variables") extra[key] = value;
      for (const auto& [key, value] : extra.items())
        if (value.is_object()) extra[key] = Json{{"=", value}};
      if (!extra.empty()) automation_.attributes.text = extra.dump();
      return;
    }
    Json head = Json::object();
    // Guids of variables stand here whether or not they differ: LET blocks take them from here.
    Json without = made;
    without.erase("blocks");
    Json wanted = workspace_.json;
    wanted.erase("blocks");
    Json order = Json::array();
    std::vector<std::size_t> place(statements.size());
    bool moved = false;
    for (std::size_t i = 0; i < statements.size(); ++i) place[statements[i]->origin] = i;
    for (std::size_t i = 0; i < place.size(); ++i) {
      moved |= place[i] != i;
      order.push_back(place[i]);
    }
    if (moved) head["blocks"] = {{"#", std::move(order)}};
    if (auto rest = difference(without, wanted)) head.update(*rest);
    if (const auto variables = without.find("variables"); variables != without.end() && !variables->empty())
      pin_variables(*variables, head);
    if (!head.empty()) automation_.attributes.text = head.dump();
  }

  static void pin_variables(const Json& variables, Json& head) {
    Json& patch = head["variables"];
    if (patch.is_null()) patch = Json::object();
    if (!patch.is_object() || patch.contains("=")) return;
    for (const Json& variable : variables) {
      const std::string_view name = text_member(variable, "name");
      if (name.empty()) continue;
      Json& one = patch[std::string(name)];
      if (one.is_null()) one = Json::object();
      if (one.is_object() && !one.contains("guid")) one["guid"] = variable["guid"];
    }
  }

  const Workspace& workspace_;
  const Json& blocks_;
  const Catalog& catalog_;
  const LiftOptions& options_;
  Automation automation_;
  Connectors connectors_;
  LiftContext context_;
  std::vector<bool> visited_;
  std::optional<std::size_t> start_;
  std::vector<Statement> detached_;
  bool same_names_ = false;
  bool declares_ = false;
};

/// The places of blocks in the order of the script that says them.
std::vector<std::size_t> script_order(const Automation& automation) {
  std::vector<std::size_t> order;
  if (automation.start) order.push_back(automation.start->origin);
  for_each_statement(automation.main, [&](const Statement& statement) {
    if (statement.origin != Statement::no_origin) order.push_back(statement.origin);
  });
  return order;
}

/// Of several blocks with one id edges lead to the first, wherever the others come to stand.
void forget_repeated_ids(Json& blocks) {
  std::unordered_set<std::string> seen;
  for (Json& block : blocks)
    if (const auto id = block.find("id"); id != block.end() && id->is_string() && !seen.insert(id->get<std::string>()).second) block.erase(id);
}

/// Which of two blocks with one name is the first must not depend on where they stand in the file: the blocks are
/// brought into the order of the script until they stand in it.
Automation lift_clean(const Workspace& workspace, const Catalog& catalog, const LiftOptions& options) {
  constexpr int most_orders = 5;
  Workspace tidied;
  tidied.json = workspace.json;
  Json& blocks = tidied.json["blocks"];
  tidy(blocks);
  forget_repeated_ids(blocks);
  std::vector<std::size_t> origins(blocks.size());
  std::iota(origins.begin(), origins.end(), 0);
  Automation automation;
  for (int attempt = 0; attempt < most_orders; ++attempt) {
    LiftOptions now{.bare = options.bare, .verbatim = {}};
    for (std::size_t i = 0; i < origins.size(); ++i)
      if (options.verbatim.contains(origins[i])) now.verbatim.insert(i);
    Lifter lifter(tidied, catalog, now);
    automation = lifter.lift();
    const std::vector<std::size_t> order = script_order(automation);
    if (!lifter.depends_on_order() || std::is_sorted(order.begin(), order.end()) || attempt + 1 == most_orders) break;
    Json moved = Json::array();
    std::vector<std::size_t> from;
    for (const std::size_t at : order) {
      moved.push_back(std::move(blocks[at]));
      from.push_back(origins[at]);
    }
    blocks = std::move(moved);
    origins = std::move(from);
  }
  const auto back = [&](Statement& statement) {
    if (statement.origin != Statement::no_origin) statement.origin = static_cast<std::uint32_t>(origins[statement.origin]);
  };
  if (automation.start) back(*automation.start);
  for_each_statement(automation.main, back);
  return automation;
}

void lift_schedule(const Json& schedule, Automation& automation) {
  static constexpr std::pair<std::string_view, std::string_view> rows[] = {
      {"recurrence", "recurrence"}, {"startAt", "schedule_start"}, {"stopAt", "schedule_stoptime"}, {"timezone", "schedule_timezone"}};
  if (!schedule.is_object() || !automation.start || automation.start->spec->kind != StatementKind::start_scheduled ||
      text_member(schedule, "recurrence").empty())
    return;
  Statement& start = *automation.start;
  std::erase_if(start.fields, [](const Field& field) { return field.spec && field.spec->id.starts_with("schedule_"); });
  for (const auto& [key, id] : rows) {
    const std::string_view value = text_member(schedule, std::string(key).c_str());
    if (value.empty() || !is_script_text(value)) continue;
    start.fields.push_back({find_field(block_spec(BlockType::start), id), {std::string(id), {}}, {lift_value(value), {}}});
  }
}

}  // namespace

Automation lift(const Workspace& workspace, const Catalog& catalog, const LiftOptions& options) {
  Automation automation = options.exact ? Lifter(workspace, catalog, options).lift() : lift_clean(workspace, catalog, options);
  const auto sayable = [](const std::optional<std::string>& text) { return text && is_script_text(*text) && !needs_joined_texts(*text); };
  if (sayable(workspace.name) && !automation.fragment) {
    automation.name = Name{*workspace.name, {}};
    if (sayable(workspace.description)) automation.description = Name{*workspace.description, {}};
  }
  // Attributes of the workspace stand before a header.
  if (!automation.name && !automation.fragment && !automation.attributes.text.empty()) automation.name = Name{};
  lift_schedule(workspace.schedule, automation);
  return automation;
}

}  // namespace dork
