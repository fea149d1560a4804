#include "runtime/value/number.hpp"

#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace dork::runtime {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

// `scientific` is `d.ddde±xx`, as to_chars gives it. PHP writes an exponent where the number has more than `digits` digits
// before its point or more than three zeros behind it.
std::string php_number(std::string_view scientific, int digits, char mark) {
  std::string out;
  if (scientific.front() == '-') {
    out = "-";
    scientific.remove_prefix(1);
  }
  const std::size_t e = scientific.find('e');
  std::string mantissa(1, scientific[0]);
  if (e > 2) mantissa += scientific.substr(2, e - 2);
  while (mantissa.size() > 1 && mantissa.back() == '0') mantissa.pop_back();
  int exponent = 0;
  std::string_view written = scientific.substr(e + 1);
  if (written.front() == '+') written.remove_prefix(1);
  std::from_chars(written.data(), written.data() + written.size(), exponent);
  const int point = exponent + 1;
  const int size = static_cast<int>(mantissa.size());
  if (point > digits || point < -3)
    return out + fmt::format("{}.{}{}{:+d}", mantissa[0], size > 1 ? mantissa.substr(1) : "0", mark, exponent);
  if (point <= 0) return out + "0." + std::string(static_cast<std::size_t>(-point), '0') + mantissa;
  if (point >= size) return out + mantissa + std::string(static_cast<std::size_t>(point - size), '0');
  return out + mantissa.substr(0, static_cast<std::size_t>(point)) + "." + mantissa.substr(static_cast<std::size_t>(point));
}

}  // namespace

std::string number_text(double number) {
  if (!std::isfinite(number)) return std::isnan(number) ? "NAN" : number > 0 ? "INF" : "-INF";
  if (number == 0) return std::signbit(number) ? "-0" : "0";
  constexpr int digits = 14;
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::scientific, digits - 1);
  return php_number(std::string_view(buffer, static_cast<std::size_t>(end.ptr - buffer)), digits, 'E');
}

std::string json_number(double number) {
  if (!std::isfinite(number)) return "0";
  if (number == 0) return std::signbit(number) ? "-0.0" : "0";
  constexpr int digits = 17;
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::scientific);
  return php_number(std::string_view(buffer, static_cast<std::size_t>(end.ptr - buffer)), digits, 'e');
}

std::optional<std::variant<std::int64_t, double>> parse_number(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
  // from_chars also takes `inf` and `nan`.
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  const bool begins = first < text.size() && (is_digit(text[first]) || (text[first] == '.' && first + 1 < text.size() && is_digit(text[first + 1])));
  if (!begins) return std::nullopt;
  const char* const end = text.data() + text.size();
  std::int64_t whole = 0;
  if (const auto read = std::from_chars(text.data(), end, whole); read.ec == std::errc() && read.ptr == end) return whole;
  double number = 0;
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ptr != end) return std::nullopt;
  if (read.ec == std::errc()) return number;
  // Beyond what a number can be: an infinity, or nothing.
  const std::size_t e = text.find_first_of("eE");
  const bool tiny = e != text.npos && e + 1 < text.size() && text[e + 1] == '-';
  return tiny ? 0.0 : first == 1 ? -HUGE_VAL : HUGE_VAL;
}

}  // namespace dork::runtime
