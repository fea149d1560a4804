// Evaluates templates that were made ready.
#include "compiler/formula/operators.hpp"
#include "runtime/formula/conditions.hpp"
#include "runtime/formula/node.hpp"
#include "runtime/formula/program.hpp"
#include "runtime/value/json.hpp"
#include "runtime/value/text.hpp"

#include <array>
#include <charconv>
#include <fmt/format.h>
#include <span>

namespace dork::runtime {
namespace {

using Steps = std::span<const PathStep>;

const Slot nothing;

std::optional<std::size_t> as_index(std::string_view key) {
  std::size_t index = 0;
  const auto read = std::from_chars(key.data(), key.data() + key.size(), index);
  if (key.empty() || read.ec != std::errc() || read.ptr != key.data() + key.size()) return std::nullopt;
  return index;
}

const Value* item_at(const List& list, std::size_t index) {
  return index < list.size() ? &list[index] : nullptr;
}

// One step that is no `[*]`; null where nothing is there. As in PHP, keys that are numbers are indexes and the reverse.
const Value* step_into(const Value& value, const PathStep& step) {
  if (step.kind == PathStep::Kind::key) {
    if (value.is_object()) return value.object().find(step.key);
    if (!value.is_list()) return nullptr;
    const auto index = as_index(step.key);
    return index ? item_at(value.list(), *index) : nullptr;
  }
  if (value.is_list()) return item_at(value.list(), step.index);
  return value.is_object() ? value.object().find(std::to_string(step.index)) : nullptr;
}

class Evaluator {
 public:
  Evaluator(const Scope& scope, Environment& environment) : scope_(scope), environment_(environment) {}

  Value evaluate(const Node& node) {
    switch (node.kind) {
      case Node::Kind::constant: return node.value;
      case Node::Kind::path: return path(node);
      case Node::Kind::joined: return joined(node);
      case Node::Kind::call: return call(node);
      case Node::Kind::choice: return choice(node);
      case Node::Kind::list: return list(node);
      case Node::Kind::object: return object(node);
      case Node::Kind::json: return json(node);
      case Node::Kind::impossible: return fail(node.value.text());
    }
    return {};
  }

  std::optional<std::string> error;

 private:
  Value fail(std::string message) {
    if (!error) error = std::move(message);
    return {};
  }

  /// A value that was made here, if it may be kept.
  Value made(Value value) {
    if (auto why = exceeds(value, environment_.limits)) return fail(std::move(*why));
    if (out_of_memory(environment_)) return fail(out_of_memory_message());
    environment_.work += work_of(value);
    return value;
  }

  std::string out_of_memory_message() const {
    return fmt::format("all values together take more than {} bytes of memory", environment_.limits.total_bytes);
  }

  const Slot& slot(std::uint32_t place) const { return place < scope_.slots.size() ? scope_.slots[place] : nothing; }

  Value path(const Node& node) {
    const Slot* of = &slot(node.place);
    const Value* base = &of->value;
    Steps steps = node.steps;
    Value made_up;
    switch (node.ask) {
      case Node::Ask::value: break;
      case Node::Ask::item:
      case Node::Ask::index:
        if (!of->looping) break;
        base = node.ask == Node::Ask::item ? &of->item : &of->index;
        steps = steps.subspan(1);
        break;
      case Node::Ask::error: {
        // A variable may have the name that stands for all errors.
        if (!base->is_null() || of->looping) break;
        of = &slot(node.failed_place);
        base = &of->error;
        steps = steps.subspan(1);
        if (!steps.empty() && steps.front().kind == PathStep::Kind::key && steps.front().key == "error") {
          steps = steps.subspan(1);
        } else {
          made_up = base->is_null() ? Value() : Value(Object{{"error", *base}});
          base = &made_up;
        }
        break;
      }
    }
    if (node.spreads) {
      List found;
      if (!spread(*base, steps, found)) return fail(fmt::format("a path finds more than {} items", environment_.limits.list_items));
      return made(std::move(found));
    }
    for (const PathStep& step : steps) {
      base = step_into(*base, step);
      if (base == nullptr) return {};
    }
    return *base;
  }

  /// Adds what the steps lead to, where anything is there. False where that is too much.
  bool spread(const Value& value, Steps steps, List& found) {
    const Value* at = &value;
    for (; !steps.empty() && steps.front().kind != PathStep::Kind::all; steps = steps.subspan(1)) {
      at = step_into(*at, steps.front());
      if (at == nullptr) return true;
    }
    if (steps.empty()) {
      found.push_back(*at);
      return found.size() <= environment_.limits.list_items;
    }
    steps = steps.subspan(1);
    if (at->is_list()) {
      for (const Value& item : at->list())
        if (!spread(item, steps, found)) return false;
    } else if (at->is_object()) {
      for (const Member& member : at->object())
        if (!spread(member.value, steps, found)) return false;
    }
    return true;
  }

  Value joined(const Node& node) {
    std::string text;
    text.reserve(node.literal_bytes + 16 * node.children.size());
    const std::size_t limit = environment_.limits.value_bytes;
    for (const Node& child : node.children) {
      if (child.kind == Node::Kind::constant) {
        append(text, child, child.value, limit);
      } else {
        append(text, child, evaluate(child), limit);
      }
      if (error) return {};
      if (text.size() > limit) return fail(fmt::format("a text grew longer than {} bytes", limit));
    }
    return text;
  }

  void append(std::string& text, const Node& piece, const Value& value, std::size_t limit) {
    if (value.is_text() && text.size() + value.text().size() > limit) {
      fail(fmt::format("a text grew longer than {} bytes", limit));
    } else if (piece.in_json_text) {
      // Without the quotes, which the template has.
      std::string quoted;
      append_json(quoted, value.is_text() ? value : Value(to_text(value, limit)), JsonEscapes::few, limit);
      if (quoted.size() > limit) return void(text.append(quoted));
      text.append(quoted, 1, quoted.size() - 2);
    } else {
      append_text(text, value, limit);
    }
  }

  Value call(const Node& node) {
    constexpr std::size_t most = 5;
    std::array<Value, most> values;
    const std::size_t count = std::min(node.children.size(), most);
    for (std::size_t i = 0; i < count; ++i) {
      values[i] = evaluate(node.children[i]);
      if (error) return {};
      environment_.work += work_of(values[i]);
    }
    Arguments arguments(std::span<const Value>(values.data(), count), environment_);
    Value result = node.function->run(arguments);
    if (arguments.failed()) return fail(fmt::format("{}: {}", node.function->name, *std::move(arguments).error()));
    return made(std::move(result));
  }

  Value choice(const Node& node) {
    const Value left = evaluate(node.children[0]);
    if (error) return {};
    bool chosen = false;
    if (node.op == no_operator) {
      chosen = is_true(left);
    } else if (condition_operators()[node.op].unary) {
      chosen = holds(node.op, left, {});
    } else {
      const Value right = evaluate(node.children[1]);
      if (error) return {};
      chosen = holds(node.op, left, right);
    }
    return evaluate(node.children[chosen ? 2 : 3]);
  }

  Value list(const Node& node) {
    List items;
    items.reserve(node.children.size());
    for (const Node& child : node.children) {
      items.push_back(evaluate(child));
      if (error) return {};
      if (out_of_memory(environment_)) return fail(out_of_memory_message());
    }
    return made(std::move(items));
  }

  Value object(const Node& node) {
    Object members;
    for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
      members[node.children[i].value.text()] = evaluate(node.children[i + 1]);
      if (error) return {};
      if (out_of_memory(environment_)) return fail(out_of_memory_message());
    }
    return made(std::move(members));
  }

  Value json(const Node& node) {
    const Value text = evaluate(node.children.front());
    if (error) return {};
    std::string why;
    const Limits& limits = environment_.limits;
    auto value = parse_json(text.text(), why, {limits.depth, limits.list_items, static_cast<std::int64_t>(limits.total_bytes)});
    if (!value) return fail("this is no JSON: " + why);
    return made(std::move(*value));
  }

  const Scope& scope_;
  Environment& environment_;
};

}  // namespace

Evaluation evaluate(const Program& program, const Scope& scope, Environment& environment) {
  Evaluator evaluator(scope, environment);
  Value value = evaluator.evaluate(*program.root);
  if (evaluator.error) return {Value(), std::move(evaluator.error)};
  return {std::move(value), std::nullopt};
}

}  // namespace dork::runtime
