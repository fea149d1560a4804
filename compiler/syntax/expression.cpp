#include "compiler/syntax/expression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <optional>

namespace dork {
namespace {

// REM is no token of its own, but begins a comment where a blank follows it.
constexpr std::array<std::string_view, 15> reserved_words = {"AND",  "CASE",  "DEFAULT", "ELSE", "ELSEIF",
                                                             "END",  "FALSE", "IS",      "NEXT", "NOT",
                                                             "NULL", "OR",    "REM",     "THEN", "TRUE"};

bool equal_without_case(std::string_view word, std::string_view upper) {
  return std::equal(word.begin(), word.end(), upper.begin(), upper.end(),
                    [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b; });
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_identifier(std::string_view name) {
  return !name.empty() && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c); });
}

// The four hexadecimal digits at `at`, if they are there.
std::optional<std::uint32_t> four_digits(std::string_view token, std::size_t at) {
  if (at + 4 > token.size()) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : token.substr(at, 4)) {
    if (!std::isxdigit(static_cast<unsigned char>(c))) return std::nullopt;
    value = value * 16 + static_cast<std::uint32_t>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return value;
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80 | ((code >> shift) & 0x3F)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    tail(6), tail(0);
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    tail(12), tail(6), tail(0);
  }
}

// Appends what the escape at `at` (a backslash) stands for and returns its length; 0 where it is none of JSON's.
std::size_t append_escape(std::string& out, std::string_view token, std::size_t at) {
  constexpr std::string_view letters = "\"\\/bfnrt";
  constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  if (at + 1 >= token.size()) return 0;
  if (const std::size_t which = letters.find(token[at + 1]); which != std::string_view::npos) {
    out += meanings[which];
    return 2;
  }
  if (token[at + 1] != 'u') return 0;
  const auto unit = four_digits(token, at + 2);
  if (!unit) return 0;
  if (*unit < 0xD800 || *unit > 0xDFFF) {
    append_utf8(out, *unit);
    return 6;
  }
  if (*unit > 0xDBFF || token.substr(std::min(at + 6, token.size()), 2) != "\\u") return 0;
  const auto low = four_digits(token, at + 8);
  if (!low || *low < 0xDC00 || *low > 0xDFFF) return 0;
  append_utf8(out, 0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00));
  return 12;
}

// The part of a text's token between its quotes, and whether a doubled quote in it stands for one.
struct TextBody {
  std::size_t begin;
  std::size_t end;
  bool doubled;
};

TextBody text_body(std::string_view token) {
  if (token.size() >= 6 && token.substr(0, 3) == "'''") {
    std::size_t begin = 3;
    if (token.substr(begin, 1) == "\n")
      begin += 1;
    else if (token.substr(begin, 2) == "\r\n")
      begin += 2;
    return {begin, token.size() - 3, false};
  }
  const std::size_t begin = token.substr(0, 1) == "'" ? 1 : 0;
  return {begin, token.size() - (token.size() > begin && token.back() == '\'' ? 1 : 0), true};
}

// How much of `text` one token holds: three quotes in a row end the token, which takes two of them.
std::size_t one_text(std::string_view text) {
  const std::size_t run = text.find("'''");
  return run == std::string_view::npos ? text.size() : run + 2;
}

}  // namespace

bool is_reserved_word(std::string_view word) {
  return std::any_of(reserved_words.begin(), reserved_words.end(),
                     [&](std::string_view reserved) { return equal_without_case(word, reserved); });
}

bool is_plain_name(std::string_view name) {
  return is_identifier(name) && !is_reserved_word(name);
}

bool is_plain_key(std::string_view name) {
  return is_identifier(name) && !equal_without_case(name, "REM");
}

std::string quoted_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20)
          fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
        else
          out += c;
    }
  }
  out += '"';
  return out;
}

std::string unquoted_name(std::string_view token) {
  if (token.empty() || token.front() != '"') return std::string(token);
  token.remove_prefix(1);
  if (!token.empty() && token.back() == '"') token.remove_suffix(1);
  std::string out;
  out.reserve(token.size());
  for (std::size_t at = 0; at < token.size();) {
    const std::size_t length = token[at] == '\\' ? append_escape(out, token, at) : 0;
    if (length == 0) out += token[at];
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

bool needs_joined_texts(std::string_view text) {
  return one_text(text) < text.size();
}

std::string quoted_text(std::string_view text) {
  if (text.find('\'') == std::string_view::npos) return fmt::format("'{}'", text);
  std::string out;
  while (true) {
    const std::string_view part = text.substr(0, one_text(text));
    out += part.find('\n') == std::string_view::npos ? "'''" : "'''\n";
    out += part;
    out += "'''";
    text.remove_prefix(part.size());
    if (text.empty()) return out;
    out += " & ";
  }
}

std::string unquoted_text(std::string_view token) {
  const TextBody body = text_body(token);
  std::string out;
  out.reserve(body.end - body.begin);
  for (std::size_t at = body.begin; at < body.end; ++at) {
    out += token[at];
    if (body.doubled && token[at] == '\'' && at + 1 < body.end && token[at + 1] == '\'') ++at;
  }
  return out;
}

std::uint32_t text_offset_in_token(std::string_view token, std::uint32_t offset) {
  const TextBody body = text_body(token);
  if (!body.doubled) return static_cast<std::uint32_t>(std::min(body.begin + offset, body.end));
  std::size_t at = body.begin;
  for (; offset > 0 && at < body.end; --offset, ++at)
    if (token[at] == '\'' && at + 1 < body.end && token[at + 1] == '\'') ++at;
  return static_cast<std::uint32_t>(std::min(at, body.end));
}

}  // namespace dork
