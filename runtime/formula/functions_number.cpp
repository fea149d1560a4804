// Arithmetic as PHP does it: whole numbers stay whole as long as they fit 64 bits.
#include "runtime/formula/implementations.hpp"
#include "runtime/value/number.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace dork::runtime::functions {
namespace {

// What is no number any more is a failure: JSON cannot hold it.
Value finite(Arguments& arguments, double result) {
  if (std::isfinite(result)) return result;
  return arguments.fail("the result is larger than a number can be");
}

/// Two operands: whole where both are and the result is, else other numbers.
template <typename Whole, typename Other>
Value compute(Arguments& arguments, Whole whole, Other other) {
  const Value a = arguments.number(0);
  const Value b = arguments.number(1);
  if (arguments.failed()) return {};
  if (a.kind() == Kind::integer && b.kind() == Kind::integer)
    if (std::int64_t result = 0; whole(a.integer(), b.integer(), result)) return result;
  return finite(arguments, other(a.number(), b.number()));
}

// The digits of a number that a check digit is computed for, the last first.
std::string digits_backwards(Arguments& arguments) {
  const TextArgument text = arguments.text(0);
  std::string digits(text.view());
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
    arguments.fail("a check digit is made of digits alone");
  std::reverse(digits.begin(), digits.end());
  return digits;
}

// Adds one to a row of decimal digits, which may get longer.
void increment(std::string& digits) {
  std::size_t at = digits.size();
  while (at > 0 && digits[at - 1] == '9') digits[--at] = '0';
  if (at > 0)
    ++digits[at - 1];
  else
    digits.insert(digits.begin(), '1');
}

/// Rounds what is written in digits, as people do it: 1.005 to two decimals is 1.01, though the nearest binary number is
/// a bit less. PHP rounds that way too. Halves go away from zero.
Value round_digits(double number, int decimals) {
  char buffer[40];
  const auto written = std::to_chars(buffer, buffer + sizeof buffer, std::abs(number), std::chars_format::scientific);
  const std::string_view text(buffer, static_cast<std::size_t>(written.ptr - buffer));
  const std::size_t e = text.find('e');
  int exponent = 0;
  std::from_chars(text.data() + e + (text[e + 1] == '+' ? 2 : 1), text.data() + text.size(), exponent);
  std::string digits(1, text[0]);
  if (e > 2) digits += text.substr(2, e - 2);
  // The value is 0.digits times ten to the power of `point`; `kept` of its digits stay.
  const int point = exponent + 1;
  const int kept = point + decimals;
  if (kept >= static_cast<int>(digits.size())) return number;
  if (kept < 0) return 0.0;
  const bool up = digits[static_cast<std::size_t>(kept)] >= '5';
  digits.resize(static_cast<std::size_t>(kept));
  if (up) increment(digits);
  if (digits.empty()) return 0.0;
  double result = 0;
  const std::string rounded = fmt::format("{}e{}", digits, -decimals);
  std::from_chars(rounded.data(), rounded.data() + rounded.size(), result);
  return std::copysign(result, number);
}

// A number without fraction as a whole one, where it fits.
Value whole_if_it_is(double number) {
  constexpr double end = 9223372036854775808.0;
  if (std::trunc(number) == number && number >= -end && number < end) return static_cast<std::int64_t>(number);
  return number;
}

}  // namespace

Value add(Arguments& arguments) {
  return compute(
      arguments, [](auto a, auto b, auto& result) { return !__builtin_add_overflow(a, b, &result); },
      [](double a, double b) { return a + b; });
}

Value subtract(Arguments& arguments) {
  return compute(
      arguments, [](auto a, auto b, auto& result) { return !__builtin_sub_overflow(a, b, &result); },
      [](double a, double b) { return a - b; });
}

Value multiply(Arguments& arguments) {
  return compute(
      arguments, [](auto a, auto b, auto& result) { return !__builtin_mul_overflow(a, b, &result); },
      [](double a, double b) { return a * b; });
}

Value divide(Arguments& arguments) {
  if (arguments.number(1).number() == 0 && !arguments.failed()) return arguments.fail("nothing can be divided by 0");
  return compute(
      arguments,
      [](std::int64_t a, std::int64_t b, std::int64_t& result) {
        if (b == -1) return !__builtin_sub_overflow(std::int64_t{0}, a, &result);
        result = a / b;
        return a % b == 0;
      },
      [](double a, double b) { return a / b; });
}

// As PHP's `%` for whole numbers, its `fmod` for others: the sign is that of the first.
Value mod(Arguments& arguments) {
  if (arguments.number(1).number() == 0 && !arguments.failed()) return arguments.fail("nothing can be divided by 0");
  return compute(
      arguments,
      [](std::int64_t a, std::int64_t b, std::int64_t& result) {
        result = b == -1 ? 0 : a % b;
        return true;
      },
      [](double a, double b) { return std::fmod(a, b); });
}

Value round(Arguments& arguments) {
  const Value number = arguments.number(0);
  const auto decimals = static_cast<int>(arguments.whole(1, -400, 400));
  if (arguments.failed() || (number.kind() == Kind::integer && decimals >= 0)) return number;
  const Value rounded = round_digits(number.number(), decimals);
  return finite(arguments, rounded.number()).is_null() ? Value() : whole_if_it_is(rounded.number());
}

// Luhn's check digit.
Value modtendigit(Arguments& arguments) {
  int sum = 0;
  bool doubled = true;
  for (const char digit : digits_backwards(arguments)) {
    const int value = (digit - '0') * (doubled ? 2 : 1);
    sum = (sum + value / 10 + value % 10) % 10;
    doubled = !doubled;
  }
  return (10 - sum) % 10;
}

// Weights 2 to 7, again and again from the right.
Value modelevendigit(Arguments& arguments) {
  int sum = 0;
  int weight = 2;
  for (const char digit : digits_backwards(arguments)) {
    sum = (sum + (digit - '0') * weight) % 11;
    weight = weight == 7 ? 2 : weight + 1;
  }
  const int check = (11 - sum) % 11;
  return check == 10 ? Value("X") : Value(check);
}

Value randomnumber(Arguments& arguments) {
  const std::int64_t digits = arguments.whole(0, 1, 18);
  std::uint64_t least = 1;
  for (std::int64_t i = 1; i < digits; ++i) least *= 10;
  const std::uint64_t range = 9 * least;
  // What is left over of 2^64 would make some numbers more likely than others.
  const std::uint64_t fair = (0 - range) % range;
  std::uint64_t random = 0;
  do random = arguments.environment().random.next();
  while (random < fair);
  return static_cast<std::int64_t>(least + random % range);
}

}  // namespace dork::runtime::functions
