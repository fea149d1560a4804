#include "compiler/diff/diff.hpp"

#include "compiler/diff/align.hpp"
#include "compiler/diff/parts.hpp"
#include "compiler/diff/references.hpp"
#include "compiler/model/walk.hpp"
#include "compiler/unparse/values.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_map>

namespace dork {
namespace {

std::uint64_t hash(std::string_view text) { return std::hash<std::string_view>()(text); }
std::uint64_t mix(std::uint64_t a, std::uint64_t b) { return (a ^ (b + 0x9e3779b97f4a7c15 + (a << 6) + (a >> 2))) * 0xbf58476d1ce4e5b9; }

std::string in_capitals(std::string_view word) {
  std::string out(word);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

std::string kind_of(const Statement& s) {
  const std::string call = s.action ? s.connector->guid + "/" + s.action->guid : s.webhook ? s.webhook->guid : std::string();
  return fmt::format("{}\x1f{}\x1f{}\x1f{}", static_cast<int>(s.spec->kind), call, s.variable.text, is_written_as_loop(s));
}

std::uint64_t hash_of(const Parts& parts) {
  std::uint64_t all = 0;
  for (const auto& [name, value] : parts) all = mix(mix(all, hash(name)), hash(value));
  return all;
}

/// A statement as the comparison sees it, with what is nested in it.
struct Node {
  const Statement* statement = nullptr;
  Item item;
  std::vector<std::vector<Node>> bodies;   ///< of branches, of ELSE, its own: as many for every statement of a kind, empty at the end
  bool placed = false;                     ///< of what was removed: it stands elsewhere now
};

/// The statements of an automation with what tells them apart whatever their blocks are called: names that follow from numbers
/// change when a block is inserted, and mean nothing.
class Forest {
 public:
  explicit Forest(const Automation& automation) {
    const auto learn = [&](const Statement& statement) {
      if (!statement.name.empty() && !kinds_.try_emplace(statement.name, hash(kind_of(statement))).second) given_twice_.insert(statement.name);
    };
    if (automation.start) learn(*automation.start);
    for_each_statement(automation.main, learn);
    if (automation.start) start.push_back(node(*automation.start));
    main = nodes(automation.main);
  }

  std::vector<Node> start, main;

  /// Which block a name means that several have, nobody can say.
  bool is_given_twice(const std::string& name) const { return given_twice_.contains(name); }

 private:
  std::vector<Node> nodes(const Body& body) {
    std::vector<Node> all;
    all.reserve(body.statements.size());
    for (const Statement& statement : body.statements)
      if (!is_bare_declaration(statement)) all.push_back(node(statement));
    return all;
  }

  Node node(const Statement& statement) {
    const auto by = [](const auto& known) {
      return [&](std::string_view name) -> std::optional<std::string> {
        const auto found = known.find(std::string(name));
        return found == known.end() ? std::nullopt : std::optional(fmt::format("x{:x}", found->second));
      };
    };
    Node made;
    made.statement = &statement;
    Item& item = made.item;
    item.kind = hash(kind_of(statement));
    item.name = hash(statement.name);
    item.rough = mix(item.kind, hash_of(parts_of(renamed(statement, by(kinds_)))));
    // What is referred to stands before, as a rule; what does not is known by its kind.
    const auto deep = [&](std::string_view name) -> std::optional<std::string> {
      if (auto said = by(said_)(name)) return said;
      return by(kinds_)(name);
    };
    item.own = item.whole = mix(item.kind, hash_of(parts_of(renamed(statement, deep))));
    if (!statement.name.empty()) said_.try_emplace(statement.name, item.own);
    for (const Branch& branch : statement.branches) made.bodies.push_back(nodes(branch.body));
    made.bodies.push_back(statement.otherwise ? nodes(statement.otherwise->body) : std::vector<Node>());
    made.bodies.push_back(nodes(statement.body));
    for (const auto& body : made.bodies) {
      item.whole = mix(item.whole, body.size());
      for (const Node& below : body) {
        item.whole = mix(item.whole, below.item.whole);
        item.size += below.item.size;
      }
    }
    return made;
  }

  std::set<std::string> given_twice_;
  std::unordered_map<std::string, std::uint64_t> kinds_, said_;   ///< by the name of a block: its kind, and all that it says
};

class Comparison {
 public:
  Comparison(const Automation& before, const Automation& after) : before_(before), after_(after), old_(before), new_(after) {}

  std::vector<Difference> run() {
    head();
    bodies(old_.start, new_.start);
    bodies(old_.main, new_.main);
    for (Event& event : events_)
      if (event.after && !event.before) place(*event.after);
    for (const Event& event : events_) tell(event);
    return std::move(found_);
  }

 private:
  /// A pair, or one that is alone.
  struct Event {
    Node* before;
    Node* after;
  };

  void head() {
    const auto text = [](const std::optional<Name>& name) { return name ? name->text : std::string(); };
    if (before_.name && after_.name && text(before_.name) != text(after_.name)) change("", "name", text(before_.name), text(after_.name));
    if (before_.name && after_.name && text(before_.description) != text(after_.description))
      change("", "description", text(before_.description), text(after_.description));
    if (before_.fragment != after_.fragment) change("", "fragment", before_.fragment ? "TRUE" : "FALSE", after_.fragment ? "TRUE" : "FALSE");
    if (before_.attributes.text != after_.attributes.text) change("", "attributes", before_.attributes.text, after_.attributes.text);
    bare_variables(before_, after_, DifferenceKind::removed);
    bare_variables(after_, before_, DifferenceKind::inserted);
    const auto bound = [](const Automation& automation) {
      // Of connectors that no statement uses there is nothing to connect.
      std::set<std::string_view> used;
      for_each_statement(automation.main, [&](const Statement& statement) { used.insert(statement.alias.text); });
      if (automation.start) used.insert(automation.start->alias.text);
      std::map<std::string, std::string> all;
      for (const Connection& c : automation.connections)
        if (c.connection && used.contains(c.alias ? c.alias->text : std::string())) all[c.connector.text] = c.connection->text;
      return all;
    };
    const auto before = bound(before_);
    const auto after = bound(after_);
    for (const auto& [connector, connection] : before)
      if (const auto now = after.find(connector); now == after.end() || now->second != connection)
        change("", "connection of " + connector, connection, now == after.end() ? "" : now->second);
    for (const auto& [connector, connection] : after)
      if (!before.contains(connector)) change("", "connection of " + connector, "", connection);
  }

  /// Variables without a value stand for no block: those that the other automation lacks.
  void bare_variables(const Automation& there, const Automation& lacking, DifferenceKind kind) {
    for (const Variable& variable : there.variables) {
      const bool known = std::any_of(lacking.variables.begin(), lacking.variables.end(), [&](const Variable& other) { return other.name.text == variable.name.text; });
      if (!variable.bare || known) continue;
      std::string text = fmt::format("LET {} AS {}", script_name(variable.name.text), in_capitals(variable_types()[static_cast<std::size_t>(variable.type)]));
      const bool gone = kind == DifferenceKind::removed;
      found_.push_back({kind, variable.name.text, {}, gone ? std::move(text) : std::string(), gone ? std::string() : std::move(text)});
    }
  }

  void change(std::string block, std::string what, std::string before, std::string after) {
    found_.push_back({DifferenceKind::changed, std::move(block), std::move(what), std::move(before), std::move(after)});
  }

  // --- Which stands for which -----------------------------------------------------------------------------------

  void bodies(std::vector<Node>& before, std::vector<Node>& after) {
    const auto items = [](const std::vector<Node>& nodes) {
      std::vector<Item> all;
      all.reserve(nodes.size());
      for (const Node& node : nodes) all.push_back(node.item);
      return all;
    };
    for (const Step& step : align(items(before), items(after))) {
      if (step.before == Step::none) {
        events_.push_back({nullptr, &after[step.after]});
      } else if (step.after == Step::none) {
        events_.push_back({&before[step.before], nullptr});
        offer(before[step.before]);
      } else {
        pair(before[step.before], after[step.after]);
      }
    }
  }

  void pair(Node& before, Node& after) {
    call_now(before, after);
    events_.push_back({&before, &after});
    // Branches from the first on; ELSE and the loop's body, which every statement has, from the last.
    static std::vector<Node> none;
    const std::size_t old_branches = before.bodies.size() - 2, new_branches = after.bodies.size() - 2;
    for (std::size_t i = 0; i < std::max(old_branches, new_branches); ++i) bodies(i < old_branches ? before.bodies[i] : none, i < new_branches ? after.bodies[i] : none);
    for (const std::size_t last : {2, 1}) bodies(before.bodies[before.bodies.size() - last], after.bodies[after.bodies.size() - last]);
  }

  void call_now(const Node& before, const Node& after) {
    const std::string& name = before.statement->name;
    if (!name.empty() && !old_.is_given_twice(name)) now_called_.try_emplace(name, after.statement->name);
  }

  /// What was removed may stand elsewhere, and so may what is nested in it.
  void offer(Node& node) {
    removed_[node.item.whole].push_back(&node);
    for (auto& body : node.bodies)
      for (Node& below : body) offer(below);
  }

  static bool any_placed(const Node& node) {
    return node.placed || std::any_of(node.bodies.begin(), node.bodies.end(), [](const auto& body) { return std::any_of(body.begin(), body.end(), any_placed); });
  }

  /// Finds for what was inserted, or for parts of it, what it was before.
  void place(Node& after) {
    if (const auto found = removed_.find(after.item.whole); found != removed_.end())
      for (Node* before : found->second)
        if (before->item.kind == after.item.kind && !any_placed(*before)) {
          was_.emplace(&after, before);
          settle(*before, after);
          return;
        }
    for (auto& body : after.bodies)
      for (Node& below : body) place(below);
  }

  void settle(Node& before, Node& after) {
    before.placed = true;
    call_now(before, after);
    for (std::size_t i = 0; i < std::min(before.bodies.size(), after.bodies.size()); ++i)
      for (std::size_t j = 0; j < std::min(before.bodies[i].size(), after.bodies[i].size()); ++j) settle(before.bodies[i][j], after.bodies[i][j]);
  }

  // --- What is told of it -----------------------------------------------------------------------------------------

  void tell(const Event& event) {
    if (event.before && event.after) parts(*event.before->statement, *event.after->statement);
    else if (event.before) removed(*event.before);
    else inserted(*event.after);
  }

  void removed(const Node& node) {
    if (node.placed) return;
    found_.push_back({DifferenceKind::removed, name_of(*node.statement), {}, head_of(*node.statement, before_), {}});
    for (const auto& body : node.bodies)
      for (const Node& below : body) removed(below);
  }

  void inserted(const Node& node) {
    const auto was = was_.find(&node);
    const bool moved = was != was_.end();
    found_.push_back({moved ? DifferenceKind::moved : DifferenceKind::inserted, name_of(*node.statement), {}, {}, head_of(*node.statement, after_)});
    if (moved) return compare_within(*was->second, node);
    for (const auto& body : node.bodies)
      for (const Node& below : body) inserted(below);
  }

  void compare_within(const Node& before, const Node& after) {
    parts(*before.statement, *after.statement);
    for (std::size_t i = 0; i < std::min(before.bodies.size(), after.bodies.size()); ++i)
      for (std::size_t j = 0; j < std::min(before.bodies[i].size(), after.bodies[i].size()); ++j) compare_within(before.bodies[i][j], after.bodies[i][j]);
  }

  static std::string name_of(const Statement& statement) {
    return statement.spec->kind == StatementKind::detached ? "DETACHED" : statement.name.empty() ? statement.variable.text : statement.name;
  }

  void parts(const Statement& before, const Statement& after) {
    const NewName now = [&](std::string_view name) -> std::optional<std::string> {
      const auto found = now_called_.find(std::string(name));
      return found == now_called_.end() ? std::nullopt : std::optional(found->second);
    };
    const Parts old_parts = parts_of(renamed(before, now));
    const Parts new_parts = parts_of(after);
    // Fields of a form may share their caption: the first is compared with the first.
    std::vector<bool> seen(new_parts.size());
    for (const auto& [name, held] : old_parts) {
      std::size_t at = 0;
      while (at < new_parts.size() && (seen[at] || new_parts[at].first != name)) ++at;
      const bool there = at < new_parts.size();
      if (there) seen[at] = true;
      if (!there || new_parts[at].second != held) change(name_of(after), name, held, there ? new_parts[at].second : std::string());
    }
    for (std::size_t i = 0; i < new_parts.size(); ++i)
      if (!seen[i]) change(name_of(after), new_parts[i].first, "", new_parts[i].second);
  }

  const Automation& before_;
  const Automation& after_;
  Forest old_, new_;
  std::vector<Event> events_;
  std::unordered_map<std::uint64_t, std::vector<Node*>> removed_;
  std::unordered_map<const Node*, Node*> was_;                  ///< of what was moved: what it was before
  std::unordered_map<std::string, std::string> now_called_;     ///< blocks that stand in both
  std::vector<Difference> found_;
};

std::string_view kind_word(DifferenceKind kind) {
  static constexpr std::string_view kinds[] = {"inserted", "removed", "moved", "changed"};
  return kinds[static_cast<std::size_t>(kind)];
}

}  // namespace

std::vector<Difference> compare(const Automation& before, const Automation& after) { return Comparison(before, after).run(); }

std::string to_text(const Difference& difference) {
  const std::string block = difference.block.empty() ? "automation" : difference.block;
  if (difference.kind != DifferenceKind::changed)
    return fmt::format("{}: {}: {}", block, kind_word(difference.kind), difference.before + difference.after);
  const auto shown = [](const std::string& value) { return value.empty() ? std::string("nothing") : value; };
  return fmt::format("{}: {} {} -> {}", block, difference.what, shown(difference.before), shown(difference.after));
}

std::string to_json(const std::vector<Difference>& differences) {
  auto all = nlohmann::ordered_json::array();
  for (const Difference& difference : differences)
    all.push_back({{"kind", kind_word(difference.kind)}, {"block", difference.block}, {"what", difference.what},
                   {"before", difference.before}, {"after", difference.after}});
  return all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace dork
