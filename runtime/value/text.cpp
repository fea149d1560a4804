#include "runtime/value/text.hpp"

#include "runtime/value/json.hpp"
#include "runtime/value/number.hpp"

#include <charconv>

namespace dork::runtime {
namespace {

constexpr std::string_view truths[] = {"false", "true"};

// A whole number and one that need not be, exactly.
std::partial_ordering compare_numbers(std::int64_t whole, double number) {
  constexpr double end = 9223372036854775808.0;
  if (number >= end) return std::partial_ordering::less;
  if (number < -end) return std::partial_ordering::greater;
  if (number != number) return std::partial_ordering::unordered;
  const auto floor = static_cast<std::int64_t>(number);
  if (whole != floor) return whole <=> floor;
  return 0.0 <=> number - static_cast<double>(floor);
}

std::partial_ordering compare_numbers(const Value& a, const Value& b) {
  if (a.kind() == Kind::integer)
    return b.kind() == Kind::integer ? a.integer() <=> b.integer() : compare_numbers(a.integer(), b.number());
  if (b.kind() == Kind::integer) return 0 <=> compare_numbers(b.integer(), a.number());
  return a.number() <=> b.number();
}

bool equal_without_case(std::string_view a, std::string_view lower) {
  if (a.size() != lower.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const char c = a[i] >= 'A' && a[i] <= 'Z' ? static_cast<char>(a[i] - 'A' + 'a') : a[i];
    if (c != lower[i]) return false;
  }
  return true;
}

// What a text says as a truth value; nothing for most texts.
std::optional<bool> truth(std::string_view text) {
  if (text.empty() || text == "0" || equal_without_case(text, truths[0])) return false;
  if (text == "1" || equal_without_case(text, truths[1])) return true;
  return std::nullopt;
}

// A boolean beside another scalar: as a truth value, else as its text.
std::partial_ordering compare_boolean(bool a, const Value& b) {
  switch (b.kind()) {
    case Kind::null: return a <=> false;
    case Kind::boolean: return a <=> b.boolean();
    case Kind::text:
      if (const auto other = truth(b.text())) return a <=> *other;
      return truths[a] <=> std::string_view(b.text());
    default: return compare_numbers(Value(a ? 1 : 0), b);
  }
}

}  // namespace

void append_text(std::string& out, const Value& value, std::size_t limit) {
  switch (value.kind()) {
    case Kind::null: break;
    case Kind::boolean: out += truths[value.boolean()]; break;
    case Kind::integer: {
      char buffer[24];
      out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value.integer()).ptr);
      break;
    }
    case Kind::number: out += number_text(value.number()); break;
    case Kind::text: out += value.text(); break;
    case Kind::list:
    case Kind::object: append_json(out, value, JsonEscapes::php, limit); break;
  }
}

std::string to_text(const Value& value, std::size_t limit) {
  std::string out;
  append_text(out, value, limit);
  return out;
}

std::optional<Value> number_from_text(std::string_view text) {
  const auto number = parse_number(text);
  if (!number) return std::nullopt;
  return std::visit([](auto each) { return Value(each); }, *number);
}

std::optional<Value> to_number(const Value& value) {
  if (value.is_number()) return value;
  if (value.is_text()) return number_from_text(value.text());
  if (value.is_boolean()) return Value(value.boolean() ? 1 : 0);
  return std::nullopt;
}

std::partial_ordering loosely_compare(const Value& a, const Value& b) {
  if (a.kind() > b.kind()) return 0 <=> loosely_compare(b, a);
  if (b.kind() >= Kind::list) {
    if (a == b) return std::partial_ordering::equivalent;
    const bool nothing = (a.is_null() || (a.is_boolean() && !a.boolean())) && is_empty(b);
    return nothing ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
  }
  // The kinds are in order: null, boolean, numbers, text.
  switch (a.kind()) {
    case Kind::null:
      if (b.is_null()) return std::partial_ordering::equivalent;
      if (b.is_text()) return std::string_view() <=> std::string_view(b.text());
      return b.is_boolean() ? compare_boolean(false, b) : compare_numbers(Value(0), b);
    case Kind::boolean: return compare_boolean(a.boolean(), b);
    case Kind::text: {
      if (const auto number = parse_number(a.text())) {
        if (const auto other = parse_number(b.text()))
          return compare_numbers(*number_from_text(a.text()), *number_from_text(b.text()));
      }
      return std::string_view(a.text()) <=> std::string_view(b.text());
    }
    default:
      if (b.is_number()) return compare_numbers(a, b);
      if (const auto number = number_from_text(b.text())) return compare_numbers(a, *number);
      return to_text(a) <=> b.text();
  }
}

bool loosely_equal(const Value& a, const Value& b) {
  return loosely_compare(a, b) == std::partial_ordering::equivalent;
}

bool is_empty(const Value& value) {
  switch (value.kind()) {
    case Kind::null: return true;
    case Kind::boolean: return !value.boolean();
    case Kind::integer: return value.integer() == 0;
    case Kind::number: return value.number() == 0;
    case Kind::text: return value.text().empty() || value.text() == "0";
    case Kind::list: return value.list().empty();
    case Kind::object: return value.object().empty();
  }
  return true;
}

}  // namespace dork::runtime
