#include "compiler/emit/graph.hpp"

#include "compiler/emit/ids.hpp"
#include "compiler/model/walk.hpp"
#include "compiler/sema/sema.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace dork {
namespace {

/// A chain of blocks as placed: where it begins, how many columns it takes, and the first row below it.
struct Placed {
  std::uint32_t first = Node::none;
  std::int32_t columns = 1;
  std::int32_t bottom = 0;
};

class GraphBuilder {
 public:
  explicit GraphBuilder(const Automation& automation)
      : automation_(automation), name_(automation.name ? std::string_view(automation.name->text) : std::string_view()) {}

  Graph build() {
    std::int32_t row = 0;
    std::uint32_t start = Node::none;
    if (!automation_.fragment) {
      start = add(automation_.start ? *automation_.start : manual_start(), 0, 0, row++);
    }
    const Placed main = chain(automation_.main, 0, row);
    if (start != Node::none) node(start).next = main.first;
    std::int32_t column = main.columns + 1;
    for (const Statement& statement : automation_.main.statements)
      if (statement.spec->kind == StatementKind::detached) column += chain(statement.body, column, 0).columns + 1;
    return std::move(graph_);
  }

 private:
  Node& node(std::uint32_t at) { return graph_.nodes[at]; }

  /// The StartBlock of a script that says nothing about its start.
  static const Statement& manual_start() {
    static const Statement start = [] {
      Statement statement;
      statement.spec = &statement_spec(StatementKind::start_manual);
      statement.name = block_spec(BlockType::start).default_name;
      return statement;
    }();
    return start;
  }

  std::uint32_t add(const Statement& statement, std::uint32_t branch, std::int32_t column, std::int32_t row) {
    const auto at = static_cast<std::uint32_t>(graph_.nodes.size());
    Node& made = graph_.nodes.emplace_back();
    made.statement = &statement;
    made.branch = branch;
    made.x = column * column_width;
    made.y = row * row_height;
    made.id = id_of(made);
    graph_.by_name.try_emplace(made.name(), at);
    if (statement.spec->kind == StatementKind::label && !statement.fields.empty())
      graph_.labels.try_emplace(statement.fields.front().value.expr.text, at);
    return at;
  }

  std::string id_of(const Node& made) {
    if (made.branch == 0 && !made.statement->attributes.text.empty()) {
      const auto attributes = nlohmann::json::parse(made.statement->attributes.text, nullptr, false);
      if (const auto id = attributes.find("id"); id != attributes.end() && id->is_string()) return *id;
    }
    return stable_id(name_, "block", made.name(), ++counts_[made.name()]);
  }

  Placed chain(const Body& body, std::int32_t column, std::int32_t row) {
    Placed placed;
    std::uint32_t previous = Node::none;
    for (const Statement& statement : body.statements) {
      if (statement.spec->kind == StatementKind::detached || is_bare_declaration(statement)) continue;
      const Placed block = place(statement, column, row);
      if (previous != Node::none) node(previous).next = block.first;
      else if (placed.first == Node::none) placed.first = block.first;
      previous = block_spec(sema::block_type(statement)).last ? Node::none : block.first;
      placed.columns = std::max(placed.columns, block.columns);
      row = block.bottom;
    }
    placed.bottom = row;
    return placed;
  }

  Placed place(const Statement& statement, std::int32_t column, std::int32_t row) {
    Placed placed{add(statement, 0, column, row), 1, row + 1};
    if (statement.loops && has_blocks(statement.body)) {
      const Placed body = chain(statement.body, column + 1, row + 1);
      node(placed.first).loop = body.first;
      placed.columns = std::max(placed.columns, 1 + body.columns);
      placed.bottom = std::max(placed.bottom, body.bottom);
    } else if (statement.spec->kind == StatementKind::if_) {
      place_tests(statement, placed, column, row);
    } else if (statement.spec->kind == StatementKind::switch_) {
      place_cases(statement, placed, column, row);
    }
    return placed;
  }

  /// An ELSE without blocks is the same as none.
  static bool has_blocks(const Body& body) { return !std::all_of(body.statements.begin(), body.statements.end(), is_bare_declaration); }

  /// Each ELSEIF stands in the column right of what its IF does, one row below.
  void place_tests(const Statement& statement, Placed& placed, std::int32_t column, std::int32_t row) {
    std::int32_t used = 0;
    std::uint32_t condition = placed.first;
    const auto branch_at = [&](const Body& body) {
      const Placed below = chain(body, column + used, row + 1);
      used += below.columns;
      placed.bottom = std::max(placed.bottom, below.bottom);
      return below.first;
    };
    for (std::size_t i = 0; i < statement.branches.size(); ++i) {
      if (i > 0) {
        ++row;
        const std::uint32_t next = add(statement, static_cast<std::uint32_t>(i), column + used, row);
        placed.bottom = std::max(placed.bottom, row + 1);
        node(condition).no = next;
        condition = next;
      }
      const std::uint32_t yes = branch_at(statement.branches[i].body);
      node(condition).yes = yes;
    }
    if (statement.otherwise && has_blocks(statement.otherwise->body)) {
      const std::uint32_t no = branch_at(statement.otherwise->body);
      node(condition).no = no;
    }
    placed.columns = std::max(placed.columns, used);
  }

  void place_cases(const Statement& statement, Placed& placed, std::int32_t column, std::int32_t row) {
    std::int32_t used = 0;
    const auto branch_at = [&](const Body& body) {
      const Placed below = chain(body, column + used, row + 1);
      used += below.columns;
      placed.bottom = std::max(placed.bottom, below.bottom);
      return below.first;
    };
    for (const Branch& branch : statement.branches) {
      const std::uint32_t first = branch_at(branch.body);
      node(placed.first).cases.push_back(first);
    }
    if (statement.otherwise && has_blocks(statement.otherwise->body)) {
      const std::uint32_t first = branch_at(statement.otherwise->body);
      node(placed.first).no = first;
    }
    placed.columns = std::max(placed.columns, used);
  }

  const Automation& automation_;
  std::string_view name_;
  Graph graph_;
  std::unordered_map<std::string_view, std::size_t> counts_;
};

}  // namespace

Graph build_graph(const Automation& automation) { return GraphBuilder(automation).build(); }

}  // namespace dork
