// The worlds made for one program, in which actions answer with what it reads, and with what its conditions turn on.
#include "compiler/formula/formula.hpp"
#include "compiler/formula/operators.hpp"
#include "compiler/model/walk.hpp"
#include "corpus/score/behave.hpp"
#include "corpus/score/theatre.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <set>
#include <span>

namespace dork::score {
namespace {

using runtime::List;
using runtime::Object;
using runtime::Value;
using Path = std::span<const PathStep>;

// --- What a program reads ---------------------------------------------------------------------------------------------

/// Calls `visit` for every path that a program reads, in texts too.
template <typename Visit>
void for_each_path_read(const Automation& automation, Visit&& visit) {
  const auto expression = [&](const Expr& expr, const auto& self) -> void {
    if (expr.kind == ExprKind::text && has_formula(expr.text)) {
      for (const Piece& piece : parse_template(expr.text).pieces)
        if (piece.formula) for_each_path(*piece.formula, visit);
    } else {
      for_each_path(expr, visit);
    }
    for (const Expr& child : expr.children) self(child, self);
  };
  for_each_statement(automation.main, [&](const Statement& statement) {
    const auto tests = [&](const Tests& all) {
      for (const Test& test : all.tests) expression(test.left, expression), expression(test.right, expression);
    };
    for (const Argument& argument : statement.arguments) expression(argument.value.expr, expression);
    for (const Field& field : statement.fields) expression(field.value.expr, expression);
    for (const Operation& operation : statement.operations) expression(operation.value.expr, expression);
    tests(statement.tests);
    for (const Branch& branch : statement.branches) {
      tests(branch.tests);
      if (branch.match) expression(*branch.match, expression);
    }
  });
}

/// Sets the member at a path of keys, making objects on the way.
void put(Value& object, Path steps, const Value& leaf) {
  Value* at = &object;
  for (const PathStep& step : steps) {
    if (step.kind != PathStep::Kind::key) return;
    if (!at->is_object()) *at = Object();
    at = &at->edit_object()[step.key];
  }
  if (!at->is_object()) *at = leaf;
}

std::string words_of(std::string_view first, Path steps) {
  std::string words(first);
  for (const PathStep& step : steps) words += " " + step.key;
  return words;
}

// --- What conditions turn on --------------------------------------------------------------------------------------------

std::optional<std::string> literal_of(const Expr& expr) {
  if (expr.kind == ExprKind::number) return expr.text;
  if (expr.kind == ExprKind::text && !has_formula(expr.text)) return expr.text;
  return std::nullopt;
}

std::vector<Value> itself(const Expr& right) {
  const auto literal = literal_of(right);
  return literal ? std::vector<Value>{Value(*literal)} : std::vector<Value>{};
}

/// Texts that hold it, and texts that hold nearly all of it.
std::vector<Value> around_part(const Expr& right) {
  const auto literal = literal_of(right);
  if (!literal || literal->empty()) return {};
  std::vector<Value> values{Value("a " + *literal + " b")};
  // Half a character would be no text.
  const auto is_plain = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (literal->size() > 1 && is_plain(literal->back())) values.emplace_back("a " + literal->substr(0, literal->size() - 1));
  if (literal->size() > 1 && is_plain(literal->front())) values.emplace_back(literal->substr(1) + " b");
  return values;
}

/// Numbers at the border; where it is computed, a time long ago and one far away.
std::vector<Value> around_border(const Expr& right) {
  const auto literal = literal_of(right);
  if (!literal) return {Value("1999-01-01T00:00:00Z"), Value("2999-01-01T00:00:00Z")};
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(literal->data(), literal->data() + literal->size(), number);
  if (error != std::errc() || end != literal->data() + literal->size() || number > 1'000'000'000'000 || number < -1'000'000'000'000) return {Value(*literal)};
  return {Value(number + 1), Value(number), Value(number - 1)};
}

std::vector<Value> each_of_list(const Expr& right) {
  if (right.kind != ExprKind::list) return itself(right);
  std::vector<Value> values;
  for (const Expr& child : right.children)
    if (const auto literal = literal_of(child)) values.emplace_back(*literal);
  return values;
}

/// The values that show which way a condition goes, by operator (its JSON word).
struct Probe {
  std::string_view op;
  std::vector<Value> (*values)(const Expr& right);
};

constexpr auto nothing_at_all = [](const Expr&) { return std::vector<Value>{Value("")}; };
constexpr auto an_address = [](const Expr&) { return std::vector<Value>{Value("someone@example.com")}; };
constexpr auto a_number = [](const Expr&) { return std::vector<Value>{Value(7)}; };
constexpr auto a_phone_number = [](const Expr&) { return std::vector<Value>{Value("+46701234567")}; };
constexpr auto yes_and_no = [](const Expr&) { return std::vector<Value>{Value(true), Value(false)}; };

constexpr Probe probes[] = {
    {"=", itself},                 {"!=", itself},                        {">", around_border},          {">=", around_border},          {"<", around_border},
    {"<=", around_border},         {"contain", around_part},              {"doesntContain", around_part}, {"inList", each_of_list},       {"notInList", each_of_list},
    {"empty", nothing_at_all},     {"notEmpty", nothing_at_all},          {"isEmail", an_address},       {"isNotEmail", an_address},     {"isNumber", a_number},
    {"isNotNumber", a_number},     {"isPhone", a_phone_number},           {"isNotPhone", a_phone_number}, {"isTrue", yes_and_no},         {"isFalse", yes_and_no},
};

std::vector<Value> values_for(const Test& test) {
  const std::string_view op = condition_operators()[test.op].json;
  const auto found = std::find_if(std::begin(probes), std::end(probes), [&](const Probe& probe) { return probe.op == op; });
  return found == std::end(probes) ? std::vector<Value>{} : found->values(test.right);
}

// --- The worlds -----------------------------------------------------------------------------------------------------------

/// A member that a program reads, and the values that its conditions turn on.
struct Member {
  std::vector<PathStep> steps;
  std::vector<Value> turning;
};

/// What is asked, and what of the answer is read.
struct Asked {
  std::string action;   ///< `qlik.listApps`; empty for what is given from outside: what starts the program, the answers to a form
  bool list = false;
  std::map<std::string, Member> members;   ///< by their words

  /// What it answers: each member a text of its own, or where it is turned on the value of a number.
  Value answer(std::size_t turn, std::string_view suffix) const {
    Value object{Object()};
    for (const auto& [words, member] : members)
      put(object, member.steps, turn < member.turning.size() ? member.turning[turn] : Value(words + std::string(suffix)));
    return object;
  }

  std::size_t turns() const {
    std::size_t most = 0;
    for (const auto& [words, member] : members) most = std::max(most, member.turning.size());
    return most;
  }
};

class Reading {
 public:
  Reading(const Automation& program, const Catalog& catalog) {
    if (program.start) asked_.emplace(program.start->name, Asked{});
    for_each_statement(program.main, [&](const Statement& statement) {
      if (!statement.form.empty()) asked_.emplace(statement.name, Asked{});
      else if (statement.action && statement.connector && catalog.find_alias(statement.connector->alias))
        asked_.emplace(statement.name, Asked{statement.connector->alias + "." + statement.action->name, is_iterable(*statement.action), {}});
      else if (const std::string* source = source_of(statement); source && !statement.name.empty()) same_list_.emplace(statement.name, *source);
    });
    for_each_path_read(program, [&](const Expr& path) { member_of(path.text, path.steps); });
    for_each_statement(program.main, [&](const Statement& statement) { read_conditions(statement); });
    unite();
  }

  std::map<std::string, Asked, std::less<>>& asked() { return asked_; }

 private:
  /// The list that a loop goes through or a filter takes from, where it is one that an action gave.
  const std::string* source_of(const Statement& statement) const {
    for (const Field& field : statement.fields) {
      const Expr& value = field.value.expr;
      if (value.kind != ExprKind::path || !value.steps.empty()) continue;
      if (const auto again = same_list_.find(value.text); again != same_list_.end()) return &again->second;
      if (const auto found = asked_.find(value.text); found != asked_.end() && found->second.list) return &found->first;
    }
    return nullptr;
  }

  Member* member_of(const std::string& name, Path steps) {
    const auto again = same_list_.find(name);
    const auto found = asked_.find(again == same_list_.end() ? name : again->second);
    if (found == asked_.end()) return nullptr;
    if (found->second.list && !steps.empty() && (steps.front().kind != PathStep::Kind::key || steps.front().key == "item")) steps = steps.subspan(1);
    if (steps.empty()) return nullptr;
    Member& member = found->second.members[words_of(found->second.action.empty() ? "value of" : found->second.action, steps)];
    if (member.steps.empty()) member.steps.assign(steps.begin(), steps.end());
    return &member;
  }

  void turn_on(Member* member, const std::vector<Value>& values) {
    if (!member) return;
    for (const Value& value : values)
      if (member->turning.size() < most_turns && std::find(member->turning.begin(), member->turning.end(), value) == member->turning.end()) member->turning.push_back(value);
  }

  void read_conditions(const Statement& statement) {
    const std::string* source = statement.tests.tests.empty() ? nullptr : source_of(statement);
    for (const Test& test : statement.tests.tests) {
      const std::vector<Value> values = values_for(test);
      for_each_path(test.left, [&](const Expr& path) {
        if (!source) return turn_on(member_of(path.text, path.steps), values);
        // A bare name is a field of the items.
        std::vector<PathStep> steps{PathStep{PathStep::Kind::key, path.text, 0}};
        steps.insert(steps.end(), path.steps.begin(), path.steps.end());
        turn_on(member_of(*source, steps), values);
      });
    }
    std::vector<Value> cases;
    for (const Branch& branch : statement.branches) {
      for (const Test& test : branch.tests.tests)
        for_each_path(test.left, [&, values = values_for(test)](const Expr& path) { turn_on(member_of(path.text, path.steps), values); });
      if (branch.match)
        if (const auto literal = literal_of(*branch.match)) cases.emplace_back(*literal);
    }
    if (cases.empty()) return;
    for (const Field& field : statement.fields)
      for_each_path(field.value.expr, [&](const Expr& path) { turn_on(member_of(path.text, path.steps), cases); });
  }

  /// Of several blocks with one action each answers with all that any of them is asked for.
  void unite() {
    std::map<std::string, std::map<std::string, Member>> all;
    for (auto& [name, asked] : asked_) {
      if (asked.action.empty()) continue;
      for (const auto& [words, member] : asked.members) {
        Member& of = all[asked.action][words];
        if (of.steps.empty()) of.steps = member.steps;
        turn_on(&of, member.turning);
      }
    }
    for (auto& [name, asked] : asked_)
      if (!asked.action.empty()) asked.members = all[asked.action];
  }

  static constexpr std::size_t most_turns = 4;

  std::map<std::string, Asked, std::less<>> asked_;               ///< by the name of the block
  std::map<std::string, std::string, std::less<>> same_list_;     ///< what goes through the items of a list, by the block that gave them
};

/// The fixture in which the actions of a program answer so.
Value fixture_of(const std::map<std::string, Asked, std::less<>>& all, const std::function<Value(const Asked&)>& answer) {
  List responses;
  std::set<std::string_view> answered;
  for (const auto& [block, asked] : all)
    if (!asked.action.empty() && answered.insert(asked.action).second) responses.push_back(Object{{"action", Value(asked.action)}, {"output", answer(asked)}});
  return Object{{"base", Value("empty")}, {"responses", Value(std::move(responses))}};
}

}  // namespace

runtime::Value stimulus_of(const Automation& automation) {
  Value stimulus{Object()};
  const auto answer = [&](const Statement& statement) {
    for (const FormItem& item : statement.form) stimulus.edit_object()[item.caption.text] = Value("answer to " + item.caption.text);
  };
  for_each_statement(automation.main, answer);
  if (!automation.start) return stimulus;
  for_each_path_read(automation, [&](const Expr& path) {
    if (path.text == automation.start->name) put(stimulus, path.steps, Value(words_of("value of", path.steps)));
  });
  return stimulus;
}

std::shared_ptr<const Theatre> answering_theatre(const Theatre& theatre, const Automation& program, const Catalog& catalog) {
  if (!theatre.answering) return nullptr;
  Reading reading(program, catalog);
  auto& asked = reading.asked();
  auto made = std::make_shared<Theatre>();
  const auto add = [&](std::string name, const Value& fixture, std::optional<Value> stimulus) {
    std::string error;
    if (auto tenant = runtime::Tenant::from(fixture, error, catalog)) made->worlds.push_back({std::move(name), std::move(*tenant), std::move(stimulus)});
  };
  const bool calls = std::any_of(asked.begin(), asked.end(), [](const auto& each) { return !each.second.action.empty(); });
  constexpr std::size_t none = SIZE_MAX;
  if (calls)
    add(std::string(answering_world), fixture_of(asked, [&](const Asked& of) {
          return of.list ? Value(List{of.answer(none, ""), of.answer(none, " again")}) : of.answer(none, "");
        }), {});

  // A list has an item for every turn, in one world; what is there once takes a world for each.
  std::size_t turns = 0;
  for (const auto& [name, of] : asked) turns = std::max(turns, of.list ? std::min<std::size_t>(of.turns(), 1) : of.turns());
  const Value given = turns > 0 ? stimulus_of(program) : Value();
  for (std::size_t turn = 0; turn < turns; ++turn) {
    const Value fixture = fixture_of(asked, [&](const Asked& of) {
      if (!of.list) return of.answer(turn, "");
      List items;
      for (std::size_t i = 0; i < std::max<std::size_t>(of.turns(), 1); ++i) items.push_back(of.answer(i, fmt::format(" {}", i + 1)));
      return Value(std::move(items));
    });
    std::optional<Value> stimulus;
    for (const auto& [name, of] : asked) {
      if (!of.action.empty() || of.turns() == 0) continue;
      if (!stimulus) stimulus = given;
      for (const auto& [words, member] : of.members)
        if (turn < member.turning.size()) put(*stimulus, member.steps, member.turning[turn]);
    }
    add(fmt::format("{}, turn {}", answering_world, turn + 1), fixture, std::move(stimulus));
  }
  return made->worlds.empty() ? nullptr : made;
}

}  // namespace dork::score
