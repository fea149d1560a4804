#include "corpus/score/shape.hpp"

#include "compiler/diff/parts.hpp"
#include "compiler/formula/formula.hpp"
#include "compiler/model/walk.hpp"
#include "compiler/sema/words.hpp"
#include "compiler/unparse/let.hpp"
#include "compiler/unparse/values.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

namespace dork::score {
namespace {

constexpr ComponentSpec components[component_count] = {
    {"start", "how and when the automation starts"},
    {"actions", "what each block does: an action of a connector, or a statement"},
    {"parameters", "which parameters of actions and fields of statements are given"},
    {"literals", "texts and numbers"},
    {"conditions", "tests of IF, SWITCH, FILTER and LOOKUP"},
    {"references", "which outputs, items and variables are read"},
    {"order", "which block follows which, and which stands in which"},
};

std::string key_of(const Statement& statement, const Catalog& catalog) {
  const StatementKind kind = statement.spec->kind;
  if (kind == StatementKind::action || kind == StatementKind::start_webhook) {
    const Connector* connector = statement.connector ? catalog.find_guid(statement.connector->guid) : nullptr;
    const std::string member = statement.action ? statement.action->name : statement.webhook ? statement.webhook->name : statement.member.text;
    return (connector ? connector->alias : statement.alias.text) + "." + member;
  }
  return sema::statement_words(statement);
}

PartKind kind_of(const Field& field) {
  if (!field.spec) return PartKind::word;
  switch (field.spec->kind) {
    case FieldKind::choice:
    case FieldKind::flag: return PartKind::word;
    case FieldKind::key: return PartKind::key;
    case FieldKind::block: return PartKind::block;
    default: return PartKind::value;
  }
}

std::string tests_text(const Tests& tests, bool of_items) {
  std::string text;
  for (const Test& test : tests.tests) text += (text.empty() ? "" : tests.any ? " OR " : " AND ") + script_test(test, of_items);
  return text;
}

/// The parts that a block has of its own; an IF's first test only, since each ELSEIF is a block.
std::vector<Part> own_parts(const Statement& statement) {
  std::vector<Part> kept;
  const auto add = [&](std::string name, std::string value, PartKind kind) { kept.push_back({std::move(name), std::move(value), kind}); };
  if (statement.disabled) add("disabled", "TRUE", PartKind::word);
  for (const Argument& argument : statement.arguments)
    add(argument.parameter ? argument.parameter->name : argument.name.text, script_value(argument.value), PartKind::argument);
  for (const Field& field : statement.fields) {
    const PartKind kind = kind_of(field);
    const std::string name(field.spec ? field.spec->id : std::string_view(field.name.text));
    add(name, kind == PartKind::block ? script_block(field.value.expr) : script_value(field.value), kind);
  }
  if (!statement.tests.tests.empty()) add("condition", tests_text(statement.tests, true), PartKind::condition);
  for (std::size_t i = 0; i < statement.branches.size(); ++i) {
    const Branch& branch = statement.branches[i];
    if (branch.match) add(fmt::format("case {}", i + 1), script_expression(*branch.match), PartKind::condition);
    else if (i == 0) add("condition", tests_text(branch.tests, false), PartKind::condition);
  }
  if (statement.spec->kind == StatementKind::let) add("value", let_head(statement, false, 0), PartKind::value);
  if (!statement.form.empty() || !statement.json.text.empty() || !statement.attributes.text.empty())
    for (const auto& [name, value] : parts_of(statement))
      if (name.starts_with("input ") || name == "JSON" || name == "attributes") add(name, value, PartKind::value);
  if (is_written_as_loop(statement)) add("loop", "TRUE", PartKind::loop);
  return kept;
}

class Blocks {
 public:
  explicit Blocks(const Catalog& catalog) : catalog_(catalog) {}

  std::vector<Block> run(const Automation& automation) {
    if (automation.start) add(*automation.start, Block::none, 0, 0);
    body(automation.main, Block::none, 0, 0);
    return std::move(all_);
  }

 private:
  void body(const Body& body, std::uint32_t parent, std::uint32_t branch, std::uint32_t depth) {
    for (const Statement& statement : body.statements) {
      if (is_bare_declaration(statement)) continue;
      const std::uint32_t at = add(statement, parent, branch, depth);
      std::uint32_t number = 0;
      for (const Branch& each : statement.branches) {
        const bool elseif = statement.spec->kind == StatementKind::if_ && number > 0;
        std::uint32_t owner = at;
        if (elseif) {
          Block block;
          block.key = "IF";
          block.name = each.name;
          block.parts.push_back({"condition", tests_text(each.tests, false), PartKind::condition});
          owner = finish(std::move(block), at, number, depth + 1);
        }
        this->body(each.body, owner, elseif ? 0 : number, depth + 1);
        ++number;
      }
      if (statement.otherwise) this->body(statement.otherwise->body, at, number + 1000, depth + 1);
      this->body(statement.body, at, 0, depth + 1);
    }
  }

  std::uint32_t add(const Statement& statement, std::uint32_t parent, std::uint32_t branch, std::uint32_t depth) {
    Block block;
    block.key = key_of(statement, catalog_);
    block.name = statement.name.empty() ? statement.variable.text : statement.name;
    block.parts = own_parts(statement);
    const StatementKind kind = statement.spec->kind;
    block.action = kind == StatementKind::action || kind == StatementKind::start_webhook;
    block.start = parent == Block::none && all_.empty() && statement.spec->block == BlockType::start;
    return finish(std::move(block), parent, branch, depth);
  }

  std::uint32_t finish(Block block, std::uint32_t parent, std::uint32_t branch, std::uint32_t depth) {
    block.parent = parent;
    block.branch = branch;
    block.depth = depth;
    block.own = hash_of(block.key);
    for (const Part& part : block.parts) block.own = hash_of(part.value, hash_of(part.name, block.own));
    block.place = (parent == Block::none ? 0 : all_[parent].place * 31 + branch + 1) * 0x9e3779b97f4a7c15 + block.own;
    all_.push_back(std::move(block));
    return static_cast<std::uint32_t>(all_.size() - 1);
  }

  const Catalog& catalog_;
  std::vector<Block> all_;
};

/// Calls `visit(expression, of_items)` for every value of a statement; `of_items` where a bare name is a field of list items.
template <typename Visit>
void for_each_value(const Statement& statement, Visit&& visit) {
  const auto tests = [&](const Tests& all, bool of_items) {
    for (const Test& test : all.tests) visit(test.left, of_items), visit(test.right, false);
  };
  for (const Field& field : statement.fields) {
    const bool is_value = !field.spec || field.spec->kind == FieldKind::value || field.spec->kind == FieldKind::flag;
    if (is_value) visit(field.value.expr, false);
  }
  for (const Argument& argument : statement.arguments) visit(argument.value.expr, false);
  tests(statement.tests, true);
  for (const Branch& branch : statement.branches) {
    tests(branch.tests, false);
    if (branch.match) visit(*branch.match, false);
  }
  for (const Operation& operation : statement.operations) visit(operation.value.expr, false);
  for (const FormItem& item : statement.form)
    if (item.values) visit(item.values->expr, false);
}

class Items {
 public:
  Items(const Automation& automation, const std::vector<Block>& blocks) : automation_(automation), blocks_(blocks) {
    std::unordered_map<std::string_view, std::uint32_t> seen;
    for (const Block& block : blocks) {
      if (block.name.empty() || names_.contains(block.name)) continue;
      // Two blocks that do the same are told apart by their order.
      names_.emplace(block.name, hash_of(block.key, ++seen[block.key]));
    }
  }

  Components run() {
    const auto each = [&](const Statement& statement) {
      for_each_value(statement, [&](const Expr& expr, bool of_items) { value(expr, of_items); });
    };
    if (automation_.start) each(*automation_.start);
    else add(Component::start, hash_of("START MANUAL"));
    for_each_statement(automation_.main, each);
    std::unordered_map<std::uint64_t, Symbol> last;   // what stood before, by parent and branch
    for (const Block& block : blocks_) {
      if (block.start) add(Component::start, block.own);
      else add(Component::actions, hash_of(block.key));
      for (const Part& part : block.parts) {
        if (part.kind == PartKind::condition) add(Component::conditions, hash_of(part.value));
        else if (!block.start && part.kind != PartKind::loop) add(Component::parameters, hash_of(part.name, hash_of(block.key)));
      }
      if (block.start) continue;
      const std::uint64_t place = (std::uint64_t{block.parent} << 32) | block.branch;
      const auto before = last.find(place);
      const Symbol from = before != last.end() ? before->second
                          : block.parent == Block::none ? hash_of("the start")
                                                        : hash_of(blocks_[block.parent].key, 1 + block.branch);
      const Symbol own = hash_of(block.key);
      add(Component::order, from * 0x9e3779b97f4a7c15 + own);
      last[place] = own;
    }
    for (auto& all : items_) std::sort(all.begin(), all.end());
    return std::move(items_);
  }

 private:
  void add(Component component, Symbol item) { items_[static_cast<std::size_t>(component)].push_back(item); }

  void value(const Expr& expr, bool of_items) {
    switch (expr.kind) {
      case ExprKind::missing:
      case ExprKind::null: return;
      case ExprKind::number: return add(Component::literals, hash_of(expr.text));
      case ExprKind::boolean: return add(Component::literals, expr.flag ? 1 : 2);
      case ExprKind::path:
        if (!of_items) reference(expr);
        return;
      case ExprKind::text: return text(expr.text);
      default:
        for (const Expr& child : expr.children) value(child, false);
    }
  }

  void text(std::string_view whole) {
    if (!has_formula(whole)) {
      if (!whole.empty()) add(Component::literals, hash_of(whole));
      return;
    }
    for (const Piece& piece : parse_template(whole).pieces) {
      if (piece.formula) value(*piece.formula, false);
      else add(Component::literals, hash_of(whole.substr(piece.begin, piece.end - piece.begin)));
    }
  }

  void reference(const Expr& path) {
    const auto known = names_.find(path.text);
    Symbol hash = known == names_.end() ? hash_of(path.text) : known->second;
    for (const PathStep& step : path.steps)
      hash = step.kind == PathStep::Kind::key ? hash_of(step.key, hash) : hash * 31 + step.index + (step.kind == PathStep::Kind::all ? 7 : 3);
    add(Component::references, hash);
  }

  const Automation& automation_;
  const std::vector<Block>& blocks_;
  std::unordered_map<std::string_view, Symbol> names_;
  Components items_;
};

}  // namespace

std::vector<Block> blocks_of(const Automation& automation, const Catalog& catalog) { return Blocks(catalog).run(automation); }

const ComponentSpec& component(Component component) { return components[static_cast<std::size_t>(component)]; }

Components components_of(const Automation& automation, const std::vector<Block>& blocks) { return Items(automation, blocks).run(); }

Match match(const std::vector<Symbol>& answer, const std::vector<Symbol>& reference) {
  Match match{0, answer.size(), reference.size()};
  std::size_t i = 0, j = 0;
  while (i < answer.size() && j < reference.size()) {
    if (answer[i] == reference[j]) ++match.common, ++i, ++j;
    else if (answer[i] < reference[j]) ++i;
    else ++j;
  }
  return match;
}

Inventions inventions_of(const Automation& automation) {
  Inventions all;
  const auto each = [&](const Statement& statement) {
    const StatementKind kind = statement.spec->kind;
    if (kind != StatementKind::action && kind != StatementKind::start_webhook) return;
    ++all.actions;
    if (!statement.action && !statement.webhook) {
      ++all.invented_actions;
      return;   // nobody can say which parameters it has
    }
    for (const Argument& argument : statement.arguments) {
      ++all.parameters;
      all.invented_parameters += argument.parameter == nullptr;
    }
  };
  if (automation.start) each(*automation.start);
  for_each_statement(automation.main, each);
  return all;
}

}  // namespace dork::score
