#include "compiler/diff/diff.hpp"

#include "compiler/diff/parts.hpp"
#include "compiler/model/walk.hpp"
#include "compiler/unparse/unparse.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>
#include <span>

namespace dork {
namespace {

/// Matching every block with every other is worth it up to so many pairs; beyond, only what stands in line is matched.
constexpr std::size_t most_pairs = 4'000'000;

/// A statement as the comparison sees it.
struct Item {
  const Statement* statement;
  std::string own;     ///< its kind and parts
  std::string whole;   ///< that, and all that is nested
  std::size_t size;    ///< blocks, nested ones included
};

class Comparison {
 public:
  Comparison(const Automation& before, const Automation& after) : before_(before), after_(after) {}

  std::vector<Difference> run() {
    head();
    std::vector<Item> starts_before, starts_after;
    if (before_.start) starts_before.push_back(item(*before_.start));
    if (after_.start) starts_after.push_back(item(*after_.start));
    align(starts_before, starts_after);
    bodies(before_.main, after_.main);
    return std::move(found_);
  }

 private:
  static std::string call(const Statement& s) { return s.action ? s.connector->guid + "/" + s.action->guid : s.webhook ? s.webhook->guid : std::string(); }

  static std::string kind(const Statement& s) {
    return fmt::format("{}\x1f{}\x1f{}\x1f{}", static_cast<int>(s.spec->kind), call(s), s.variable.text, is_written_as_loop(s));
  }

  static Item item(const Statement& statement) {
    Item made{&statement, kind(statement), {}, 1};
    for (const auto& [name, value] : parts_of(statement)) made.own += "\x1e" + name + "\x1f" + value;
    made.whole = made.own;
    for_each_body(statement, [&](const Body& body) {
      made.whole += "\x1d(";
      for (const Statement& below : body.statements) {
        const Item inner = item(below);
        made.whole += inner.whole + "\x1c";
        made.size += inner.size;
      }
    });
    return made;
  }

  static std::vector<Item> items(const Body& body) {
    std::vector<Item> all;
    for (const Statement& statement : body.statements) all.push_back(item(statement));
    return all;
  }

  void head() {
    const auto text = [](const std::optional<Name>& name) { return name ? name->text : std::string(); };
    if (before_.name && after_.name && text(before_.name) != text(after_.name)) change("", "name", text(before_.name), text(after_.name));
    if (before_.name && after_.name && text(before_.description) != text(after_.description))
      change("", "description", text(before_.description), text(after_.description));
    if (before_.fragment != after_.fragment) change("", "fragment", before_.fragment ? "TRUE" : "FALSE", after_.fragment ? "TRUE" : "FALSE");
    if (before_.attributes.text != after_.attributes.text) change("", "attributes", before_.attributes.text, after_.attributes.text);
    const auto bound = [](const Automation& automation) {
      std::map<std::string, std::string> all;
      for (const Connection& c : automation.connections)
        if (c.connection) all[c.connector.text] = c.connection->text;
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

  void change(std::string block, std::string what, std::string before, std::string after) {
    found_.push_back({DifferenceKind::changed, std::move(block), std::move(what), std::move(before), std::move(after)});
  }

  void bodies(const Body& before, const Body& after) { align(items(before), items(after)); }

  /// What it costs to take one statement for the other; the size of both for what cannot be.
  static std::size_t cost(const Item& a, const Item& b) {
    if (a.whole == b.whole) return 0;
    if (a.own == b.own) return 1;
    if (kind(*a.statement) != kind(*b.statement)) return a.size + b.size + 1;
    const bool same_name = !a.statement->name.empty() && a.statement->name == b.statement->name;
    return same_name ? 1 : 2;
  }

  void align(const std::vector<Item>& all_a, const std::vector<Item>& all_b) {
    std::size_t first = 0, last_a = all_a.size(), last_b = all_b.size();
    while (first < last_a && first < last_b && all_a[first].whole == all_b[first].whole) ++first;
    while (last_a > first && last_b > first && all_a[last_a - 1].whole == all_b[last_b - 1].whole) --last_a, --last_b;
    const std::span<const Item> a(all_a.data() + first, last_a - first);
    const std::span<const Item> b(all_b.data() + first, last_b - first);
    if (a.size() * b.size() > most_pairs) return in_line(a, b);
    const std::size_t width = b.size() + 1;
    std::vector<std::size_t> table((a.size() + 1) * width);
    const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& { return table[i * width + j]; };
    for (std::size_t i = a.size(); i-- > 0;) at(i, b.size()) = at(i + 1, b.size()) + a[i].size + 1;
    for (std::size_t j = b.size(); j-- > 0;) at(a.size(), j) = at(a.size(), j + 1) + b[j].size + 1;
    for (std::size_t i = a.size(); i-- > 0;)
      for (std::size_t j = b.size(); j-- > 0;)
        at(i, j) = std::min({at(i + 1, j + 1) + cost(a[i], b[j]), at(i + 1, j) + a[i].size + 1, at(i, j + 1) + b[j].size + 1});
    std::size_t i = 0, j = 0;
    while (i < a.size() || j < b.size()) {
      if (i < a.size() && j < b.size() && at(i, j) == at(i + 1, j + 1) + cost(a[i], b[j]) && kind(*a[i].statement) == kind(*b[j].statement)) pair(a[i++], b[j++]);
      else if (i < a.size() && at(i, j) == at(i + 1, j) + a[i].size + 1) removed(a[i++]);
      else if (j < b.size() && at(i, j) == at(i, j + 1) + b[j].size + 1) inserted(b[j++]);
      else removed(a[i++]), inserted(b[j++]);
    }
  }

  void in_line(std::span<const Item> a, std::span<const Item> b) {
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
      if (i < a.size() && i < b.size() && kind(*a[i].statement) == kind(*b[i].statement)) pair(a[i], b[i]);
      else {
        if (i < a.size()) removed(a[i]);
        if (i < b.size()) inserted(b[i]);
      }
    }
  }

  void removed(const Item& item) { whole(DifferenceKind::removed, *item.statement, before_); }
  void inserted(const Item& item) { whole(DifferenceKind::inserted, *item.statement, after_); }

  void whole(DifferenceKind kind, const Statement& statement, const Automation& automation) {
    std::string text = head_of(statement, automation);
    const bool gone = kind == DifferenceKind::removed;
    found_.push_back({kind, name_of(statement), {}, gone ? std::move(text) : std::string(), gone ? std::string() : std::move(text)});
    for_each_body(statement, [&](const Body& body) {
      for (const Statement& below : body.statements) whole(kind, below, automation);
    });
  }

  static std::string name_of(const Statement& statement) {
    return statement.spec->kind == StatementKind::detached ? "DETACHED" : statement.name.empty() ? statement.variable.text : statement.name;
  }

  void pair(const Item& a, const Item& b) {
    if (a.whole == b.whole) return;
    if (a.own != b.own) parts(*a.statement, *b.statement);
    const Statement& before = *a.statement;
    const Statement& after = *b.statement;
    static const Body none;
    const std::size_t branches = std::max(before.branches.size(), after.branches.size());
    for (std::size_t i = 0; i < branches; ++i)
      bodies(i < before.branches.size() ? before.branches[i].body : none, i < after.branches.size() ? after.branches[i].body : none);
    bodies(before.otherwise ? before.otherwise->body : none, after.otherwise ? after.otherwise->body : none);
    bodies(before.body, after.body);
  }

  void parts(const Statement& before, const Statement& after) {
    const Parts old_parts = parts_of(before);
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
  std::vector<Difference> found_;
};

std::string_view kind_word(DifferenceKind kind) {
  static constexpr std::string_view kinds[] = {"inserted", "removed", "changed"};
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
