// Lists: counting, joining, sorting.
#include "runtime/formula/implementations.hpp"
#include "runtime/formula/natural_order.hpp"
#include "runtime/value/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace dork::runtime::functions {
namespace {

// Values beside each other as a sort puts them; those that cannot be compared stay as they are.
int compare_regular(const Value& a, const Value& b) {
  const auto order = loosely_compare(a, b);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

int compare_texts(const Value& a, const Value& b, bool fold_case) {
  const auto fold = [&](std::string text) {
    if (fold_case)
      for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
  };
  const int order = fold(to_text(a)).compare(fold(to_text(b)));
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

int compare_numeric(const Value& a, const Value& b) {
  const auto number = [](const Value& value) { return to_number(value).value_or(0); };
  return compare_regular(number(a), number(b));
}

// Digits in texts sort as numbers; numbers do anyway, with their signs.
int compare_natural(const Value& a, const Value& b, bool fold_case) {
  if (a.is_number() && b.is_number()) return compare_regular(a, b);
  return natural_compare(a.is_text() ? a.text() : to_text(a), b.is_text() ? b.text() : to_text(b), fold_case);
}

using Compare = int (*)(const Value& a, const Value& b);

struct SortFlag {
  std::string_view name;  // PHP's
  Compare compare;
};

constexpr SortFlag sort_flags[] = {
    {"SORT_NATURAL", [](const Value& a, const Value& b) { return compare_natural(a, b, false); }},
    {"SORT_NATURAL|SORT_FLAG_CASE", [](const Value& a, const Value& b) { return compare_natural(a, b, true); }},
    {"SORT_REGULAR", compare_regular},
    {"SORT_NUMERIC", compare_numeric},
    {"SORT_STRING", [](const Value& a, const Value& b) { return compare_texts(a, b, false); }},
    {"SORT_STRING|SORT_FLAG_CASE", [](const Value& a, const Value& b) { return compare_texts(a, b, true); }},
    {"SORT_LOCALE_STRING", [](const Value& a, const Value& b) { return compare_texts(a, b, false); }},
};

Compare comparison(Arguments& arguments) {
  if (!arguments.has(2)) return sort_flags[0].compare;
  const TextArgument argument = arguments.text(2);
  std::string name(argument.view());
  std::erase(name, ' ');
  const auto found = std::find_if(std::begin(sort_flags), std::end(sort_flags), [&](const SortFlag& flag) { return flag.name == name; });
  if (name.empty() || found != std::end(sort_flags)) return name.empty() ? sort_flags[0].compare : found->compare;
  std::string known;
  for (const SortFlag& flag : sort_flags) known += (known.empty() ? "" : ", ") + std::string(flag.name);
  arguments.fail(fmt::format("the third argument must be one of {}", known));
  return sort_flags[0].compare;
}

const Value null;

// What an item is sorted by: its member under the key, or under `a.b` the member of a member.
const Value& sort_key(const Value& item, std::string_view key) {
  const Value* found = item.find(key);
  for (const Value* at = &item; found == nullptr && at != nullptr;) {
    const std::size_t dot = key.find('.');
    if (dot == key.npos) {
      found = at->find(key);
      break;
    }
    at = at->find(key.substr(0, dot));
    key.remove_prefix(dot + 1);
  }
  return found != nullptr ? *found : null;
}

Value sorted(Arguments& arguments, int direction) {
  List items = arguments.items(0);
  const TextArgument key = arguments.text(1);
  const Compare compare = comparison(arguments);
  if (arguments.failed()) return {};
  // Without a key items are compared as they are; equal ones keep their order.
  struct Row {
    const Value* key;
    std::size_t position;
  };
  std::vector<Row> rows;
  rows.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i)
    rows.push_back({key.view().empty() ? &items[i] : &sort_key(items[i], key.view()), i});
  std::stable_sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) { return direction * compare(*a.key, *b.key) < 0; });
  List result;
  result.reserve(items.size());
  for (const Row& row : rows) result.push_back(items[row.position]);
  return result;
}

// The item that none comes before; what is no scalar cannot be compared.
Value extreme(Arguments& arguments, int direction) {
  const List items = arguments.items(0);
  if (items.empty()) return {};
  const Value* best = nullptr;
  for (const Value& item : items) {
    if (item.is_list() || item.is_object()) return arguments.fail("the list must hold numbers or texts alone");
    if (best == nullptr || direction * compare_regular(item, *best) < 0) best = &item;
  }
  return *best;
}

}  // namespace

Value count(Arguments& arguments) {
  const Value& value = arguments[0];
  if (value.is_list()) return value.list().size();
  if (value.is_object()) return value.object().size();
  if (value.is_null() || (value.is_text() && value.text().empty())) return 0;
  arguments.items(0);
  return {};
}

Value getkeys(Arguments& arguments) {
  const Value& value = arguments[0];
  List keys;
  if (value.is_object())
    for (const Member& member : value.object()) keys.emplace_back(member.key);
  else
    for (std::size_t i = 0, size = arguments.items(0).size(); i < size; ++i) keys.emplace_back(i);
  return keys;
}

Value implode(Arguments& arguments) {
  const List items = arguments.items(0);
  const TextArgument delimiter = arguments.text(1);
  const std::string_view by = arguments.has(1) ? delimiter.view() : std::string_view(",");
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += by;
    if (!arguments.text_fits(out.size() + (items[i].is_text() ? items[i].text().size() : 0))) return {};
    append_text(out, items[i], arguments.limits().value_bytes);
  }
  if (!arguments.text_fits(out.size())) return {};
  return out;
}

Value max(Arguments& arguments) {
  return extreme(arguments, -1);
}

Value min(Arguments& arguments) {
  return extreme(arguments, 1);
}

Value sort(Arguments& arguments) {
  return sorted(arguments, 1);
}

Value sortdesc(Arguments& arguments) {
  return sorted(arguments, -1);
}

}  // namespace dork::runtime::functions
