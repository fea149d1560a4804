#include "runtime/formula/natural_order.hpp"

#include <cstddef>

namespace dork::runtime {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/// A text that is read from its front; NUL behind its end.
struct Cursor {
  std::string_view rest;

  bool at_end() const { return rest.empty(); }
  char peek() const { return rest.empty() ? '\0' : rest.front(); }
  bool at_digit() const { return is_digit(peek()); }
  void advance() { rest.remove_prefix(1); }
  void skip_leading_zeros() {
    while (rest.size() > 1 && rest[0] == '0' && is_digit(rest[1])) advance();
  }
  void skip_blanks() {
    while (!rest.empty() && is_blank(rest.front())) advance();
  }
};

int compare_bytes(char a, char b) {
  const auto left = static_cast<unsigned char>(a);
  const auto right = static_cast<unsigned char>(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

// Two runs of digits as numbers: the longer is greater, else the first difference decides.
int compare_numbers(Cursor& a, Cursor& b) {
  for (int bias = 0;; a.advance(), b.advance()) {
    if (!a.at_digit() || !b.at_digit()) return a.at_digit() ? 1 : b.at_digit() ? -1 : bias;
    if (bias == 0) bias = compare_bytes(a.peek(), b.peek());
  }
}

// Two runs of digits as fractions: the first difference decides.
int compare_fractions(Cursor& a, Cursor& b) {
  for (;; a.advance(), b.advance()) {
    if (!a.at_digit() || !b.at_digit()) return a.at_digit() ? 1 : b.at_digit() ? -1 : 0;
    if (const int order = compare_bytes(a.peek(), b.peek()); order != 0) return order;
  }
}

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace

int natural_compare(std::string_view a_text, std::string_view b_text, bool fold_case) {
  Cursor a{a_text};
  Cursor b{b_text};
  a.skip_leading_zeros();
  b.skip_leading_zeros();
  while (!a.at_end() && !b.at_end()) {
    a.skip_blanks();
    b.skip_blanks();
    if (a.at_digit() && b.at_digit()) {
      const bool fraction = a.peek() == '0' || b.peek() == '0';
      if (const int order = fraction ? compare_fractions(a, b) : compare_numbers(a, b); order != 0) return order;
      continue;
    }
    if (a.at_end() || b.at_end()) break;
    const int order = fold_case ? compare_bytes(upper(a.peek()), upper(b.peek())) : compare_bytes(a.peek(), b.peek());
    if (order != 0) return order;
    a.advance();
    b.advance();
  }
  return a.at_end() ? (b.at_end() ? 0 : -1) : 1;
}

}  // namespace dork::runtime
