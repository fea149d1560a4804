#include "runtime/cases/match.hpp"

#include "compiler/diagnostics/diagnostic.hpp"
#include "runtime/formula/regex.hpp"
#include "runtime/value/json.hpp"
#include "runtime/value/reader.hpp"
#include "runtime/value/text.hpp"
#include "runtime/value/utf8.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <optional>

namespace dork::runtime {
namespace {

constexpr std::size_t shortfall_limit = 20;
constexpr std::size_t shown_limit = 300;  // bytes of a value in a report

/// A value in a line: texts in quotes, what is long shortened.
std::string shown(const Value* value) {
  if (value == nullptr) return "nothing";
  std::string text = to_json_text(*value);
  if (text.size() <= shown_limit) return text;
  std::size_t end = shown_limit;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + fmt::format("… ({} bytes)", text.size());
}

bool is_operator(const Value& expected) {
  return expected.is_object() && !expected.object().empty() && expected.object().begin()->key.starts_with('$');
}

class Matcher {
 public:
  explicit Matcher(std::vector<Shortfall>& shortfalls) : shortfalls_(shortfalls) {}

  void compare(const Value& expected, const Value* actual, const std::string& path) {
    if (shortfalls_.size() >= shortfall_limit) return;
    if (is_operator(expected)) return operators(expected, actual, path);
    if (actual == nullptr) return report(path, shown(&expected), actual);
    if (expected.is_object() && actual->is_object()) return members(expected, *actual, path);
    if (expected.is_list() && actual->is_list()) return items(expected.list(), actual->list(), path);
    if (expected == *actual) return;
    if (expected.is_text() && actual->is_text() && expected.text().find('\n') != std::string::npos)
      return lines(expected.text(), actual->text(), path);
    std::string wanted = shown(&expected);
    // "2" and 2 look alike in a report.
    if (expected.kind() != actual->kind() && to_text(expected) == to_text(*actual))
      wanted += fmt::format(" as {}", kind_name(expected.kind()));
    report(path, wanted, actual);
  }

  bool holds(const Value& expected, const Value* actual) const {
    std::vector<Shortfall> ignored;
    Matcher(ignored).compare(expected, actual, {});
    return ignored.empty();
  }

  void report(const std::string& path, std::string expected, const Value* actual) {
    shortfalls_.push_back({path, std::move(expected), shown(actual)});
  }
  void report(const std::string& path, std::string expected, std::string actual) {
    shortfalls_.push_back({path, std::move(expected), std::move(actual)});
  }

 private:
  void members(const Value& expected, const Value& actual, const std::string& path) {
    for (const auto& [key, value] : expected.object())
      compare(value, actual.find(key), path.empty() ? key : path + '.' + key);
  }

  void items(const List& expected, const List& actual, const std::string& path) {
    const std::size_t common = std::min(expected.size(), actual.size());
    for (std::size_t i = 0; i < common; ++i) compare(expected[i], &actual[i], fmt::format("{}[{}]", path, i));
    for (std::size_t i = common; i < expected.size(); ++i)
      compare(expected[i], nullptr, fmt::format("{}[{}]", path, i));
    for (std::size_t i = common; i < actual.size() && shortfalls_.size() < shortfall_limit; ++i)
      report(fmt::format("{}[{}]", path, i), "nothing more", &actual[i]);
  }

  /// Texts of several lines: those that differ, with the line before them.
  void lines(std::string_view expected, std::string_view actual, const std::string& path) {
    const auto line_at = [](std::string_view text, std::size_t start) {
      return text.substr(start, std::min(text.find('\n', start), text.size()) - start);
    };
    std::size_t start = 0, number = 1;
    while (start < expected.size() && start < actual.size() && line_at(expected, start) == line_at(actual, start)) {
      start += line_at(expected, start).size() + 1;
      ++number;
    }
    const auto rest = [&](std::string_view text) {
      if (start >= text.size()) return std::string("the text ends");
      const Value line(line_at(text, start));
      return shown(&line);
    };
    report(fmt::format("{}, line {}", path, number), rest(expected), rest(actual));
  }

  void operators(const Value& expected, const Value* actual, const std::string& path);

  std::vector<Shortfall>& shortfalls_;

  friend struct Operators;
};

/// The operators: how each compares, and how its operand is checked.
struct Operators {
  using Compare = void (*)(Matcher&, const Value& operand, const Value* actual, const std::string& path);
  using Check = void (*)(const Value& operand, const JsonPlace& place, JsonFailure& failure);

  struct Row {
    MatchOperator description;
    Compare compare;
    Check check;
  };

  static const List& list_of(const Value* value) {
    static const List none;
    return value != nullptr && value->is_list() ? value->list() : none;
  }

  static void any(const Value& operand, const JsonPlace& place, JsonFailure& failure) {
    check_expectation(operand, place, failure);
  }

  static void flag(const Value& operand, const JsonPlace& place, JsonFailure& failure) {
    if (!operand.is_boolean())
      failure.report(place, fmt::format("expected true or false, not {}", kind_name(operand.kind())));
  }

  static void list(const Value& operand, const JsonPlace& place, JsonFailure& failure) {
    if (!operand.is_list())
      return failure.report(place, fmt::format("expected a list, not {}", kind_name(operand.kind())));
    check_expectation(operand, place, failure);
  }

  static void pattern(const Value& operand, const JsonPlace& place, JsonFailure& failure) {
    if (!operand.is_text())
      return failure.report(place, fmt::format("expected a regular expression, not {}", kind_name(operand.kind())));
    std::string error;
    if (!Regex::compile(operand.text(), false, error)) failure.report(place, error);
  }

  static void bound(const Value& operand, const JsonPlace& place, JsonFailure& failure) {
    if (!operand.is_number() && !operand.is_text())
      failure.report(place, fmt::format("expected a number or a text, not {}", kind_name(operand.kind())));
  }

  static void count(Matcher& matcher, const Value& operand, const Value* actual, const std::string& path) {
    if (actual != nullptr && !actual->is_list() && !actual->is_object()) return matcher.report(path, "a list", actual);
    const std::size_t size = actual == nullptr   ? 0
                             : actual->is_list() ? actual->list().size()
                                                 : actual->object().size();
    const Value number(static_cast<std::int64_t>(size));
    if (matcher.holds(operand, &number)) return;
    matcher.report(path, fmt::format("{} items", shown(&operand)), fmt::format("{}: {}", size, shown(actual)));
  }

  /// Of a text a part, of a list an item; of several given ones each.
  static void contains(Matcher& matcher, const Value& operand, const Value* actual, const std::string& path) {
    const List wanted = operand.is_list() ? operand.list() : List{operand};
    for (const Value& each : wanted) {
      bool found = false;
      if (actual != nullptr && actual->is_text())
        found = actual->text().find(to_text(each)) != std::string::npos;
      else
        for (const Value& item : list_of(actual)) found = found || matcher.holds(each, &item);
      if (!found) matcher.report(path, fmt::format("contains {}", shown(&each)), actual);
    }
  }

  static void in_order(Matcher& matcher, const Value& operand, const Value* actual, const std::string& path) {
    auto item = list_of(actual).begin();
    const auto end = list_of(actual).end();
    for (std::size_t i = 0; i < operand.list().size(); ++i) {
      item = std::find_if(item, end, [&](const Value& each) { return matcher.holds(operand.list()[i], &each); });
      if (item == end)
        return matcher.report(path,
                              fmt::format("{}{}", shown(&operand.list()[i]),
                                          i == 0 ? "" : fmt::format(" after {}", shown(&operand.list()[i - 1]))),
                              actual);
      ++item;
    }
  }

  static void unordered(Matcher& matcher, const Value& operand, const Value* actual, const std::string& path) {
    List left = list_of(actual);
    for (const Value& wanted : operand.list()) {
      const auto found =
          std::find_if(left.begin(), left.end(), [&](const Value& each) { return matcher.holds(wanted, &each); });
      if (found == left.end())
        matcher.report(path, fmt::format("an item {}", shown(&wanted)), actual);
      else
        left.erase(found);
    }
    for (const Value& item : left) matcher.report(path, "no further item", &item);
  }

  static void each(Matcher& matcher, const Value& operand, const Value* actual, const std::string& path) {
    if (actual == nullptr || !actual->is_list()) return matcher.report(path, "a list", actual);
    for (std::size_t i = 0; i < actual->list().size(); ++i)
      matcher.compare(operand, &actual->list()[i], fmt::format("{}[{}]", path, i));
  }

  static void matches(Matcher& matcher, const Value& operand, const Value* actual, const std::string& path) {
    std::string error;
    const std::string text = actual != nullptr ? to_text(*actual) : std::string();
    auto regex = Regex::compile(operand.text(), !is_utf8(text), error);
    if (actual != nullptr && regex && regex->match(text, 0, false, error)) return;
    matcher.report(path, fmt::format("matches {}{}{}", operand.text(), error.empty() ? "" : ": ", error), actual);
  }

  static void negation(Matcher& matcher, const Value& operand, const Value* actual, const std::string& path) {
    if (matcher.holds(operand, actual)) matcher.report(path, fmt::format("not {}", shown(&operand)), actual);
  }

  static void absent(Matcher& matcher, const Value& operand, const Value* actual, const std::string& path) {
    if (operand.boolean() != (actual == nullptr))
      matcher.report(path, operand.boolean() ? "nothing" : "something", actual);
  }

  static void exactly(Matcher& matcher, const Value& operand, const Value* actual, const std::string& path) {
    if (actual == nullptr || !(operand == *actual))
      matcher.report(path, fmt::format("exactly {}", shown(&operand)), actual);
  }

  static void least(Matcher& matcher, const Value& operand, const Value* actual, const std::string& path) {
    if (actual == nullptr || !(loosely_compare(*actual, operand) >= 0))
      matcher.report(path, fmt::format("at least {}", shown(&operand)), actual);
  }

  static void most(Matcher& matcher, const Value& operand, const Value* actual, const std::string& path) {
    if (actual == nullptr || !(loosely_compare(*actual, operand) <= 0))
      matcher.report(path, fmt::format("at most {}", shown(&operand)), actual);
  }

  static void one_of(Matcher& matcher, const Value& operand, const Value* actual, const std::string& path) {
    const List& choices = operand.list();
    if (std::none_of(choices.begin(), choices.end(), [&](const Value& each) { return matcher.holds(each, actual); }))
      matcher.report(path, fmt::format("one of {}", shown(&operand)), actual);
  }

  static const Row* find(std::string_view name);
};

constexpr Operators::Row rows[] = {
    {{"$count", "the number of items of a list or members of an object; nothing has 0"},
     Operators::count,
     Operators::any},
    {{"$contains", "a list has an item like this, a text this part; of a list of them each"},
     Operators::contains,
     Operators::any},
    {{"$inOrder", "a list has items like these in this order, others between them"},
     Operators::in_order,
     Operators::list},
    {{"$unordered", "a list has items like these in any order, and no others"}, Operators::unordered, Operators::list},
    {{"$each", "every item of a list is like this"}, Operators::each, Operators::any},
    {{"$matches", "a text in which a regular expression finds something"}, Operators::matches, Operators::pattern},
    {{"$not", "not this"}, Operators::negation, Operators::any},
    {{"$oneOf", "one of these"}, Operators::one_of, Operators::list},
    {{"$absent", "true: it is not there; false: it is, whatever it is"}, Operators::absent, Operators::flag},
    {{"$exactly", "this and nothing else: objects have no further members"},
     Operators::exactly,
     [](const Value&, const JsonPlace&, JsonFailure&) {}},
    {{"$min", "a number or text not before this"}, Operators::least, Operators::bound},
    {{"$max", "a number or text not after this"}, Operators::most, Operators::bound},
};

const Operators::Row* Operators::find(std::string_view name) {
  const auto found =
      std::find_if(std::begin(rows), std::end(rows), [&](const Row& row) { return row.description.name == name; });
  return found == std::end(rows) ? nullptr : &*found;
}

void Matcher::operators(const Value& expected, const Value* actual, const std::string& path) {
  for (const auto& [name, operand] : expected.object())
    if (const Operators::Row* row = Operators::find(name)) row->compare(*this, operand, actual, path);
}

constexpr std::size_t depth_limit = 100;

}  // namespace

std::span<const MatchOperator> match_operators() {
  static const std::vector<MatchOperator> all = [] {
    std::vector<MatchOperator> made;
    for (const auto& row : rows) made.push_back(row.description);
    return made;
  }();
  return all;
}

void check_expectation(const Value& expected, const JsonPlace& place, JsonFailure& failure) {
  if (failure.any()) return;
  if (extent(expected).depth > depth_limit)
    return failure.report(place, fmt::format("lists and objects lie within each other more than {} deep", depth_limit));
  if (expected.is_list()) {
    for (std::size_t i = 0; i < expected.list().size(); ++i)
      check_expectation(expected.list()[i], place.at(i), failure);
  }
  if (!expected.is_object()) return;
  const bool operators = is_operator(expected);
  for (const auto& [key, operand] : expected.object()) {
    const JsonPlace at = place.at(key);
    if (!operators && !key.starts_with('$')) {
      check_expectation(operand, at, failure);
    } else if (const auto* row = Operators::find(key)) {
      if (!operators) failure.report(at, "operators stand alone, not beside members");
      row->check(operand, at, failure);
    } else if (key.starts_with('$')) {
      std::vector<std::string_view> names;
      for (const auto& each : rows) names.push_back(each.description.name);
      report_unknown(at, "operator", key, names, failure);
    } else {
      failure.report(at, "operators stand alone, not beside members");
    }
  }
}

void match(const Value& expected, const Value* actual, const std::string& path, std::vector<Shortfall>& shortfalls) {
  Matcher(shortfalls).compare(expected, actual, path);
}

// --- paths
// ---------------------------------------------------------------------------------------------------------------

namespace {

/// A step of a path: a member, an item by number, or the items in which a member has a value.
struct Hop {
  enum class Kind { member, index, first, all } kind = Kind::member;
  std::string name;
  std::string value;
  std::int64_t index = 0;
};

/// `name`, `'any name'`, up to one of the given characters.
std::string word(std::string_view& rest, std::string_view ends) {
  std::string text;
  if (rest.starts_with('\'')) {
    const std::size_t close = std::min(rest.find('\'', 1), rest.size());
    text = rest.substr(1, close - 1);
    rest.remove_prefix(std::min(close + 1, rest.size()));
    return text;
  }
  const std::size_t end = std::min(rest.find_first_of(ends), rest.size());
  text = rest.substr(0, end);
  rest.remove_prefix(end);
  return text;
}

std::optional<std::vector<Hop>> hops_of(std::string_view path, std::string& error) {
  std::vector<Hop> hops;
  std::string_view rest = path;
  while (!rest.empty()) {
    Hop hop;
    if (rest.starts_with('[')) {
      rest.remove_prefix(1);
      const bool all = rest.starts_with('?');
      if (all) rest.remove_prefix(1);
      hop.name = word(rest, "=]");
      if (rest.starts_with('=')) {
        rest.remove_prefix(1);
        hop.kind = all ? Hop::Kind::all : Hop::Kind::first;
        hop.value = word(rest, "]");
      } else {
        hop.kind = Hop::Kind::index;
        const auto number = number_from_text(hop.name);
        if (!number || number->kind() != Kind::integer) {
          error = fmt::format("`[{}]` is neither a number nor `[name=value]`", hop.name);
          return {};
        }
        hop.index = number->integer();
      }
      if (!rest.starts_with(']')) {
        error = "a `[` is not closed";
        return {};
      }
      rest.remove_prefix(1);
    } else {
      if (!hops.empty()) {
        if (!rest.starts_with('.')) {
          error = fmt::format("`.` or `[` expected before `{}`", rest);
          return {};
        }
        rest.remove_prefix(1);
      }
      hop.name = word(rest, ".[");
      if (hop.name.empty()) {
        error = "a name is missing";
        return {};
      }
    }
    hops.push_back(std::move(hop));
  }
  return hops;
}

bool has(const Value& item, const Hop& hop) {
  const Value* member = item.find(hop.name);
  return member != nullptr && to_text(*member) == hop.value;
}

}  // namespace

void check_path(std::string_view path, const JsonPlace& place, JsonFailure& failure) {
  std::string error;
  if (!hops_of(path, error)) failure.report(place, error);
}

const Value* at_path(const Value& root, std::string_view path, std::deque<Value>& made) {
  std::string error;
  const auto hops = hops_of(path, error);
  const Value* value = hops ? &root : nullptr;
  for (std::size_t i = 0; hops && i < hops->size() && value != nullptr; ++i) {
    const Hop& hop = (*hops)[i];
    if (hop.kind == Hop::Kind::member) {
      value = value->find(hop.name);
      continue;
    }
    if (!value->is_list()) return nullptr;
    const List& items = value->list();
    if (hop.kind == Hop::Kind::index) {
      const auto size = static_cast<std::int64_t>(items.size());
      const std::int64_t index = hop.index < 0 ? size + hop.index : hop.index;
      value = index >= 0 && index < size ? &items[static_cast<std::size_t>(index)] : nullptr;
    } else if (hop.kind == Hop::Kind::first) {
      const auto found = std::find_if(items.begin(), items.end(), [&](const Value& item) { return has(item, hop); });
      value = found == items.end() ? nullptr : &*found;
    } else {
      List chosen;
      std::copy_if(items.begin(), items.end(), std::back_inserter(chosen),
                   [&](const Value& item) { return has(item, hop); });
      made.emplace_back(std::move(chosen));
      value = &made.back();
    }
  }
  return value;
}

}  // namespace dork::runtime
