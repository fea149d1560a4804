// List blocks: a list in, a list out.
#include "compiler/formula/operators.hpp"
#include "runtime/interpret/blocks.hpp"
#include "runtime/interpret/coerce.hpp"
#include "runtime/formula/text_case.hpp"
#include "runtime/value/json.hpp"
#include "runtime/value/text.hpp"

#include <fmt/format.h>
#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace dork::runtime::blocks {
namespace {

/// What items are matched by: the text of a field of theirs, or all of them.
class Key {
 public:
  Key(Machine& machine, const Block& block, std::string_view field, Step& step)
      : path_(machine.text(block, field, step)), fold_(machine.input(block, "case_insensitive", step) == Value(true)) {}

  /// Nothing for an item that has no such field.
  std::optional<std::string> of(const Value& item) const {
    const Value value = path_.empty() ? item : at_path(item, path_);
    if (value.is_null()) return std::nullopt;
    std::string text = to_text(value);
    return fold_ ? to_lower(text) : std::move(text);
  }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
  bool fold_;
};

/// Makes items the block's current one, one after the other: for formulas that say `thisBlock.item` or the block's name.
class CurrentItem {
 public:
  CurrentItem(Machine& machine, const Block& block, const Value& list)
      : own_(machine.slot(block.place)), common_(machine.slot(machine.plan().current_item)), own_before_(own_), common_before_(common_) {
    common_.value = list;
    own_.looping = common_.looping = true;
  }
  CurrentItem(const CurrentItem&) = delete;
  CurrentItem& operator=(const CurrentItem&) = delete;
  ~CurrentItem() {
    own_ = std::move(own_before_);
    common_ = std::move(common_before_);
  }

  void set(const Value& item, std::size_t index) {
    own_.item = common_.item = item;
    own_.index = common_.index = Value(static_cast<std::int64_t>(index));
  }

 private:
  Slot& own_;
  Slot& common_;
  Slot own_before_, common_before_;
};

/// Calls `use(item)` for the items of a list that a block's conditions hold for, until it says false.
void for_each_match(Machine& machine, const Block& block, const Value& list, Step& step, const std::function<bool(const Value&)>& use) {
  CurrentItem current(machine, block, list);
  for (std::size_t i = 0; i < list.list().size(); ++i) {
    if (!machine.spend(1, step)) return;
    const Value& item = list.list()[i];
    current.set(item, i);
    if (machine.holds(block, &item, step) && !use(item)) return;
  }
}

void show_conditions(Machine& machine, const Block& block, Step& step) {
  if (!machine.showing()) return;
  for (std::size_t i = 0; i < block.conditions.tests.size(); ++i) {
    const Condition& test = block.conditions.tests[i];
    if (test.field.empty()) continue;
    Object shown{{"field", Value(test.field)}, {"operator", Value(condition_operators()[test.op].json)}};
    if (!test.unary) shown["right"] = machine.evaluate(test.right, block, step);
    machine.show(fmt::format("test{}", i == 0 ? "" : std::to_string(i + 1)), Value(std::move(shown)));
  }
}

/// Which of two values a merged item keeps.
enum class Keep : std::uint8_t { first, second, both };

Keep kept(std::string_view word) { return word == "keep_list2" ? Keep::second : word == "keep_both" ? Keep::both : Keep::first; }

/// The keys of both items; of a key that both have, what `keep` says.
Value merged(const Value& a, const Value& b, Keep keep) {
  if (!a.is_object() || !b.is_object()) return keep == Keep::second ? b : a;
  Value result = a;
  for (const Member& member : b.object()) {
    const Value* before = a.find(member.key);
    if (!before) result.set(member.key, member.value);
    else if (keep == Keep::second) result.set(member.key, member.value);
    else if (keep == Keep::both && !(*before == member.value)) result.set(member.key, List{*before, member.value});
  }
  return result;
}

/// Positions of the items of a list by their key, the first of each.
std::unordered_map<std::string, std::size_t> positions(const List& list, const Key& key) {
  std::unordered_map<std::string, std::size_t> found;
  for (std::size_t i = 0; i < list.size(); ++i)
    if (auto text = key.of(list[i])) found.try_emplace(std::move(*text), i);
  return found;
}

/// Every item of list 1; what of list 2 matches one is merged into it, what matches none follows.
List joined(const List& first, const List& second, const Key& key1, const Key& key2, bool ignore, Keep keep) {
  List result = first;
  auto places = positions(first, key1);
  for (const Value& item : second) {
    auto text = key2.of(item);
    if (text) {
      const auto [at, fresh] = places.try_emplace(std::move(*text), result.size());
      if (!fresh) {
        if (!ignore) result[at->second] = merged(result[at->second], item, keep);
        continue;
      }
    }
    result.push_back(item);
  }
  return result;
}

/// List 1 whose items hold the items of list 2 that match them, without the field that they are matched by.
List nested(const List& first, const List& second, const Key& key1, const Key& key2, const std::string& children) {
  std::unordered_map<std::string, Value> groups;
  for (const Value& item : second) {
    auto text = key2.of(item);
    if (!text) continue;
    Value child = item;
    if (child.find(key2.path())) child.edit_object().erase(key2.path());
    groups.try_emplace(std::move(*text), List{}).first->second.push(std::move(child));
  }
  List result;
  result.reserve(first.size());
  for (Value item : first) {
    if (item.is_object()) {
      const auto text = key1.of(item);
      const auto group = text ? groups.find(*text) : groups.end();
      item.set(children, group == groups.end() ? Value(List{}) : group->second);
    }
    result.push_back(std::move(item));
  }
  return result;
}

}  // namespace

void filter_list(Machine& machine, const Block& block, Step& step) {
  const Value list = machine.list(block, "list", step);
  show_conditions(machine, block, step);
  List result;
  for_each_match(machine, block, list, step, [&](const Value& item) {
    result.push_back(item);
    return true;
  });
  give_list(block, std::move(result), step);
}

void lookup_item(Machine& machine, const Block& block, Step& step) {
  const Value list = machine.list(block, "list", step);
  show_conditions(machine, block, step);
  for_each_match(machine, block, list, step, [&](const Value& item) {
    step.output = item;
    return false;
  });
}

void deduplicate_list(Machine& machine, const Block& block, Step& step) {
  const Value list = machine.list(block, "list", step);
  const Key key(machine, block, "key", step);
  std::unordered_set<std::string> seen;
  List result;
  for (const Value& item : list.list()) {
    auto text = key.of(item);
    if (!text || seen.insert(std::move(*text)).second) result.push_back(item);
  }
  give_list(block, std::move(result), step);
}

void merge_lists(Machine& machine, const Block& block, Step& step) {
  const Value first = machine.list(block, "list1", step);
  const Value second = machine.list(block, "list2", step);
  if (step.failure) return;
  if (machine.text(block, "merge_strategy", step) == "set") {
    const Key key1(machine, block, "list1_key", step), key2(machine, block, "list2_key", step);
    const std::string children = machine.text(block, "children_key", step);
    if (children.empty()) {
      step.failure = Failure{.message = "`children_key` does not say where the items of list 2 go"};
      return;
    }
    return give_list(block, nested(first.list(), second.list(), key1, key2, children), step);
  }
  const Key key1(machine, block, "list1_unique_key", step), key2(machine, block, "list2_unique_key", step);
  const bool ignore = machine.text(block, "on_duplicate_key", step) == "ignore";
  const Keep keep = kept(machine.text(block, "on_existing_item_key", step));
  give_list(block, joined(first.list(), second.list(), key1, key2, ignore, keep), step);
}

void compare_lists(Machine& machine, const Block& block, Step& step) {
  const Value first = machine.list(block, "list1", step);
  const Value second = machine.list(block, "list2", step);
  if (step.failure) return;
  const Key key1(machine, block, "list1_unique_key", step), key2(machine, block, "list2_unique_key", step);
  const bool intersect = machine.text(block, "compare_mode", step) == "intersect";
  const bool merge = intersect && machine.text(block, "result_mode", step) == "merge";
  // The worker takes whatever is not keep_list1 for keep-both.
  const std::string word = machine.text(block, "on_existing_item_key", step);
  const Keep keep = word.empty() || word == "keep_list1" ? Keep::first : Keep::both;
  const auto others = positions(second.list(), key2);
  List result;
  for (const Value& item : first.list()) {
    const auto text = key1.of(item);
    const auto other = text ? others.find(*text) : others.end();
    if ((other != others.end()) != intersect) continue;
    result.push_back(merge ? merged(item, second.list()[other->second], keep) : item);
  }
  give_list(block, std::move(result), step);
}

void replace_field_names(Machine& machine, const Block& block, Step& step) {
  const Value list = machine.list(block, "list", step);
  std::string problem;
  const auto names = as_object(machine.input(block, "mapping", step), problem);
  if (!names) {
    step.failure = Failure{.message = fmt::format("the new names are {}", problem)};
    return;
  }
  const bool only = machine.text(block, "keepOtherFields", step) == "remove";
  List result;
  result.reserve(list.list().size());
  for (Value item : list.list()) {
    if (!machine.spend(1, step)) return;
    if (item.is_object()) {
      Value renamed = only ? Value(Object{}) : item;
      for (const Member& name : names->object()) {
        const std::string to = to_text(name.value);
        if (!only && item.find(name.key)) renamed.edit_object().rename(name.key, to);
        else if (Value value = at_path(item, name.key); !value.is_null() || item.find(name.key)) renamed.set(to, std::move(value));
      }
      item = std::move(renamed);
    }
    result.push_back(std::move(item));
  }
  give_list(block, std::move(result), step);
}

void transform_list(Machine& machine, const Block& block, Step& step) {
  const Value list = machine.list(block, "list", step);
  const Field* mapping = block.find("mapping");
  List result;
  if (mapping) {
    CurrentItem current(machine, block, list);
    result.reserve(list.list().size());
    for (std::size_t i = 0; i < list.list().size(); ++i) {
      current.set(list.list()[i], i);
      std::string problem;
      auto item = as_object(machine.evaluate(mapping->input, block, step), problem);
      if (!item) {
        step.failure = Failure{.message = fmt::format("the new item is {}", problem)};
        return;
      }
      if (!machine.spend(1, step) || !machine.fits(*item, step)) return;
      result.push_back(std::move(*item));
    }
  }
  give_list(block, std::move(result), step);
}

void limit(Machine& machine, const Block& block, Step& step) {
  const Value list = machine.list(block, "list", step);
  std::string problem;
  const auto most = as_count(machine.input(block, "limit", step), problem);
  if (!problem.empty()) {
    step.failure = Failure{.message = fmt::format("the limit is {}", problem)};
    return;
  }
  const List& items = list.list();
  if (!most || static_cast<std::size_t>(*most) >= items.size()) return give_list(block, list, step);
  give_list(block, List(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(*most)), step);
}

/// Fields that differ, each with both values; or fields that agree, each with its value.
void compare_object(Machine& machine, const Block& block, Step& step) {
  std::string problem;
  const auto first = as_object(machine.input(block, "object1", step), problem);
  const auto second = as_object(machine.input(block, "object2", step), problem);
  if (!first || !second) {
    step.failure = Failure{.message = fmt::format("only objects are compared, not {}", problem)};
    return;
  }
  const bool similar = machine.text(block, "compare_mode", step) == "similar";
  const bool ignore1 = machine.text(block, "ignore_missing_in_object1", step) == "yes";
  const bool ignore2 = machine.text(block, "ignore_missing_in_object2", step) == "yes";
  Object result;
  for (const Member& member : first->object()) {
    const Value* other = second->find(member.key);
    const bool same = other && loosely_equal(member.value, *other);
    if (similar && same) result[member.key] = member.value;
    if (!similar && !same && (other || !ignore2))
      result[member.key] = Object{{"object1", member.value}, {"object2", other ? *other : Value()}};
  }
  if (!similar && !ignore1)
    for (const Member& member : second->object())
      if (!first->find(member.key)) result[member.key] = Object{{"object1", Value()}, {"object2", member.value}};
  step.output = Value(std::move(result));
}

}  // namespace dork::runtime::blocks
