#include "corpus/tokens.hpp"

#include <algorithm>

namespace dork::corpus {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_wide(char c) { return static_cast<unsigned char>(c) >= 0x80; }
bool is_letter(char c) { return is_upper(c) || is_lower(c) || is_wide(c); }
bool is_break(char c) { return c == '\n' || c == '\r'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || is_break(c); }

template <typename Belongs>
std::size_t run(std::string_view text, std::size_t at, Belongs&& belongs) {
  const std::size_t begin = at;
  while (at < text.size() && belongs(text[at])) ++at;
  return at - begin;
}

// Hundredths of a token, means over scripts and documentation.
constexpr std::size_t whole = 100;

/// A word with the one sign or blank before it, which belongs to its first token.
std::size_t word_cost(std::string_view word, char before) {
  std::size_t parts = 0, capitals = 0, wide = 0;
  for (std::size_t i = 0; i < word.size(); ++i) {
    wide += is_wide(word[i]);
    capitals += is_upper(word[i]);
    const bool begins = i == 0 || (is_upper(word[i]) && (is_lower(word[i - 1]) || (i + 1 < word.size() && is_lower(word[i + 1]))));
    parts += begins;
  }
  const std::size_t extra = wide * 45;
  if (parts > 1) return parts * 96 + extra;
  const auto beyond = [&](std::size_t length, std::size_t each) { return word.size() > length ? (word.size() - length) * each : 0; };
  const bool shouted = capitals == word.size() && word.size() > 1;
  const bool after_sign = before != 0 && before != ' ';
  if (shouted) return whole + (after_sign ? 90 : 0) + beyond(4, 22) + extra;
  if (before == ' ') return whole + beyond(3, 2) + beyond(9, 8) + extra;
  return whole + beyond(3, 6) + beyond(8, 12) + (after_sign ? beyond(5, 12) : 0) + extra;
}

std::size_t sign_cost(std::size_t length) {
  return length <= 3 ? whole : length == 4 ? 145 : length * 42;
}

}  // namespace

std::size_t estimate_tokens(std::string_view text) {
  std::size_t cost = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    const char next = at + 1 < text.size() ? text[at + 1] : 0;
    if (is_letter(c)) {
      const std::size_t length = run(text, at, is_letter);
      cost += word_cost(text.substr(at, length), 0);
      at += length;
    } else if (is_digit(c)) {
      const std::size_t length = std::min<std::size_t>(run(text, at, is_digit), 3);
      cost += whole;
      at += length;
    } else if (is_letter(next) && !is_break(c)) {
      const std::size_t length = run(text, at + 1, is_letter);
      cost += word_cost(text.substr(at + 1, length), c);
      at += 1 + length;
    } else if (is_blank(c) && !(c == ' ' && next != 0 && !is_blank(next) && !is_digit(next))) {
      const std::size_t length = run(text, at, is_blank);
      // All but the last blank, which joins what follows, are one token; so is what ends in line breaks.
      std::size_t own = length;
      const std::size_t after = at + length;
      if (length > 1 && after < text.size() && text[after - 1] == ' ' && !is_digit(text[after])) --own;
      cost += whole;
      at += own;
    } else {
      const std::size_t blank = c == ' ';
      const std::size_t length = run(text, at + blank, [](char each) { return !is_blank(each) && !is_letter(each) && !is_digit(each); });
      const std::size_t breaks = run(text, at + blank + length, is_break);
      cost += sign_cost(length + (breaks > 1));
      at += blank + length + breaks;
    }
  }
  return (cost + whole - 1) / whole;
}

}  // namespace dork::corpus
