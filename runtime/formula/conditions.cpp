#include "runtime/formula/conditions.hpp"

#include "compiler/formula/operators.hpp"
#include "runtime/value/json.hpp"
#include "runtime/value/number.hpp"
#include "runtime/value/text.hpp"

#include <algorithm>
#include <array>

namespace dork::runtime {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool among(const List& list, const Value& value) {
  return std::any_of(list.begin(), list.end(), [&](const Value& item) { return loosely_equal(item, value); });
}

bool among(const Object& object, const Value& value) {
  return std::any_of(object.begin(), object.end(), [&](const Member& member) { return loosely_equal(member.value, value); });
}

bool contains(const Value& whole, const Value& part) {
  if (whole.is_list()) return among(whole.list(), part);
  if (whole.is_object()) return among(whole.object(), part);
  if (part.is_list() || part.is_object()) return false;
  return to_text(whole).find(to_text(part)) != std::string::npos;
}

// A list that is written as a text: JSON, or items with commas between them.
bool in_text(std::string_view list, const Value& value) {
  if (list.starts_with('[')) {
    std::string error;
    if (const auto items = parse_json(list, error); items && items->is_list()) return among(items->list(), value);
  }
  while (true) {
    const std::size_t comma = list.find(',');
    std::string_view item = list.substr(0, comma);
    while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
    while (!item.empty() && item.back() == ' ') item.remove_suffix(1);
    if (loosely_equal(item, value)) return true;
    if (comma == list.npos) return false;
    list.remove_prefix(comma + 1);
  }
}

bool in_list(const Value& value, const Value& list) {
  switch (list.kind()) {
    case Kind::null: return false;
    case Kind::list: return among(list.list(), value);
    case Kind::object: return among(list.object(), value);
    case Kind::text: return in_text(list.text(), value);
    default: return loosely_equal(value, list);
  }
}

bool is_number(const Value& value) {
  return value.is_number() || (value.is_text() && parse_number(value.text()));
}

// What PHP's FILTER_VALIDATE_EMAIL takes, quoted names and addresses in brackets aside.
bool is_email(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == text.npos || at == 0 || at > 64 || text.size() - at - 1 > 253) return false;
  const std::string_view name = text.substr(0, at);
  constexpr std::string_view marks = "!#$%&'*+-/=?^_`{|}~.";
  const bool letters = std::all_of(name.begin(), name.end(), [&](char c) { return is_letter(c) || is_digit(c) || marks.find(c) != marks.npos; });
  if (!letters || name.front() == '.' || name.back() == '.' || name.find("..") != name.npos) return false;
  std::string_view domain = text.substr(at + 1);
  std::size_t labels = 0;
  while (true) {
    const std::size_t dot = domain.find('.');
    const std::string_view label = domain.substr(0, dot);
    ++labels;
    const bool plain = std::all_of(label.begin(), label.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
    if (label.empty() || label.size() > 63 || !plain || label.front() == '-' || label.back() == '-') return false;
    if (dot == domain.npos) return labels > 1;
    domain.remove_prefix(dot + 1);
  }
}

// 7 to 15 digits (E.164 has no more), a plus before them, and what people write between them.
bool is_phone(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  constexpr std::string_view between = " -./()";
  const bool plain = std::all_of(text.begin(), text.end(), [&](char c) { return is_digit(c) || between.find(c) != between.npos; });
  const auto digits = std::count_if(text.begin(), text.end(), is_digit);
  return plain && digits >= 7 && digits <= 15;
}

bool is_one_of(const Value& value, std::initializer_list<std::string_view> words) {
  std::string text = to_text(value);
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return std::find(words.begin(), words.end(), text) != words.end();
}

// The words of PHP's FILTER_VALIDATE_BOOLEAN.
bool says_true(const Value& value) {
  return is_one_of(value, {"1", "true", "on", "yes"});
}

bool says_false(const Value& value) {
  return is_one_of(value, {"0", "false", "off", "no", ""});
}

bool text_that(const Value& value, bool (*is)(std::string_view)) {
  return value.is_text() ? is(value.text()) : value.is_number() && is(to_text(value));
}

/// What an operator asks, and whether it asks for the opposite.
struct Test {
  bool (*asks)(const Value& left, const Value& right);
  bool opposite = false;
};

bool equal(const Value& left, const Value& right) { return loosely_equal(left, right); }
bool greater(const Value& left, const Value& right) { return loosely_compare(left, right) > 0; }
bool greater_or_equal(const Value& left, const Value& right) { return loosely_compare(left, right) >= 0; }
bool less(const Value& left, const Value& right) { return loosely_compare(left, right) < 0; }
bool less_or_equal(const Value& left, const Value& right) { return loosely_compare(left, right) <= 0; }
bool empty(const Value& left, const Value&) { return is_empty(left); }
bool text(const Value& left, const Value&) { return left.is_text(); }
bool number(const Value& left, const Value&) { return is_number(left); }
bool object(const Value& left, const Value&) { return left.is_object(); }
bool list(const Value& left, const Value&) { return left.is_list(); }
bool email(const Value& left, const Value&) { return text_that(left, is_email); }
bool phone(const Value& left, const Value&) { return text_that(left, is_phone); }
bool true_word(const Value& left, const Value&) { return says_true(left); }
bool false_word(const Value& left, const Value&) { return says_false(left); }

// In the order of `condition_operators()`.
constexpr std::array<Test, 26> tests = {{
    {equal},         {equal, true},    {greater},       {greater_or_equal}, {less},    {less_or_equal}, {empty},
    {empty, true},   {contains},       {contains, true}, {in_list},         {in_list, true},
    {text},          {text, true},     {number},        {number, true},     {object},  {object, true},
    {list},          {list, true},     {email},         {email, true},      {phone},   {phone, true},
    {true_word},     {false_word},
}};

}  // namespace

bool holds(std::uint8_t op, const Value& left, const Value& right) {
  const Test& test = tests[op];
  return test.asks(left, right) != test.opposite;
}

bool is_true(const Value& value) {
  return !is_empty(value);
}

}  // namespace dork::runtime
