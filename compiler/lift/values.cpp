#include "compiler/lift/values.hpp"

#include "compiler/formula/operators.hpp"

#include <algorithm>
#include <unordered_set>

namespace dork {
namespace {

using Json = nlohmann::ordered_json;

/// Values nested deeper than this stand in an attribute: nobody reads them as a script.
constexpr std::size_t deepest = 20;

Expr of_kind(ExprKind kind) {
  Expr expr;
  expr.kind = kind;
  return expr;
}

Expr text(std::string_view value) {
  Expr expr = of_kind(ExprKind::text);
  if (is_script_text(value)) expr.text = value;
  return expr;
}

Expr lift(const Json& value, std::size_t depth) {
  if (depth > deepest) return of_kind(ExprKind::null);
  switch (value.type()) {
    case Json::value_t::string: return text(value.get_ref<const std::string&>());
    case Json::value_t::boolean: {
      Expr expr = of_kind(ExprKind::boolean);
      expr.flag = value.get<bool>();
      return expr;
    }
    case Json::value_t::array: {
      Expr expr = of_kind(ExprKind::list);
      for (const Json& item : value) expr.children.push_back(lift(item, depth + 1));
      return expr;
    }
    case Json::value_t::object: {
      Expr expr = of_kind(ExprKind::object);
      for (const auto& [key, item] : value.items()) {
        expr.keys.push_back(key);
        expr.children.push_back(lift(item, depth + 1));
      }
      return expr;
    }
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float: return text(value.dump());
    default: return of_kind(ExprKind::null);
  }
}

}  // namespace

bool is_script_text(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t'; });
}

Expr lift_value(const Json& value) { return lift(value, 0); }

Expr lift_key_values(const Json& value) {
  if (!value.is_array() || value.empty()) return lift_value(value);
  Expr object = of_kind(ExprKind::object);
  std::unordered_set<std::string> seen;
  for (const Json& pair : value) {
    if (!pair.is_object() || pair.size() != 2) return lift_value(value);
    const auto key = pair.find("key");
    const auto held = pair.find("value");
    if (key == pair.end() || held == pair.end() || !key->is_string() || !seen.insert(key->get<std::string>()).second)
      return lift_value(value);
    object.keys.push_back(key->get<std::string>());
    object.children.push_back(lift(*held, 1));
  }
  return object;
}

Tests lift_tests(const Json& value) {
  Tests tests;
  if (value.is_object()) {
    const auto mode = value.find("mode");
    tests.any = mode != value.end() && *mode == "some";
    if (const auto conditions = value.find("conditions"); conditions != value.end() && conditions->is_array())
      for (const Json& condition : *conditions) {
        Test test;
        const auto member = [&](const char* key) { return condition.is_object() && condition.contains(key) ? condition.at(key) : Json(); };
        test.left = lift_value(member("input1"));
        if (const Json op = member("operator"); op.is_string())
          test.op = find_operator_json(op.get_ref<const std::string&>()).value_or(0);
        if (!condition_operators()[test.op].unary) test.right = lift_value(member("input2"));
        tests.tests.push_back(std::move(test));
      }
  }
  if (tests.tests.size() < 2) tests.any = false;
  if (tests.tests.empty()) tests.tests.push_back({text(""), 0, text(""), {}});
  return tests;
}

}  // namespace dork
