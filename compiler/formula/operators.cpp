#include "compiler/formula/operators.hpp"

#include <algorithm>
#include <array>

namespace dork {
namespace {

constexpr std::array<ConditionOperator, 26> operators = {{
    {"=", "=", false},
    {"!=", "!=", false},
    {">", ">", false},
    {">=", ">=", false},
    {"<", "<", false},
    {"<=", "<=", false},
    {"empty", "IS EMPTY", true},
    {"notEmpty", "IS NOT EMPTY", true},
    {"contain", "CONTAINS", false},
    {"doesntContain", "NOT CONTAINS", false},
    {"inList", "IN", false},
    {"notInList", "NOT IN", false},
    {"isText", "IS TEXT", true},
    {"isNotText", "IS NOT TEXT", true},
    {"isNumber", "IS NUMBER", true},
    {"isNotNumber", "IS NOT NUMBER", true},
    {"isObject", "IS OBJECT", true},
    {"isNotObject", "IS NOT OBJECT", true},
    {"isList", "IS LIST", true},
    {"isNotList", "IS NOT LIST", true},
    {"isEmail", "IS EMAIL", true},
    {"isNotEmail", "IS NOT EMAIL", true},
    {"isPhone", "IS PHONE", true},
    {"isNotPhone", "IS NOT PHONE", true},
    {"isTrue", "IS TRUE", true},
    {"isFalse", "IS FALSE", true},
}};

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

template <typename Matches>
std::optional<std::uint8_t> find(Matches&& matches) {
  const auto found = std::find_if(operators.begin(), operators.end(), matches);
  if (found == operators.end()) return std::nullopt;
  return static_cast<std::uint8_t>(found - operators.begin());
}

}  // namespace

std::span<const ConditionOperator> condition_operators() {
  return operators;
}

std::optional<std::uint8_t> find_operator_json(std::string_view json) {
  if (json == "==") json = "=";
  if (json == "<>") json = "!=";
  return find([&](const ConditionOperator& each) { return each.json == json; });
}

std::optional<std::uint8_t> find_operator_script(std::string_view script) {
  if (script == "<>") script = "!=";
  return find([&](const ConditionOperator& each) {
    return std::equal(script.begin(), script.end(), each.script.begin(), each.script.end(),
                      [](char a, char b) { return upper(a) == b; });
  });
}

}  // namespace dork
