#include "corpus/synthesis/tokens.hpp"

namespace dork::corpus {
namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

/// Where the text that begins at `at` ends.
std::size_t end_of_text(std::string_view script, std::size_t at) {
  if (script.substr(at).starts_with("'''")) {
    const std::size_t end = script.find("'''", at + 3);
    return end == std::string_view::npos ? script.size() : end + 3;
  }
  for (std::size_t i = at + 1; i < script.size(); ++i) {
    if (script[i] != '\'') continue;
    if (i + 1 < script.size() && script[i + 1] == '\'') ++i;
    else return i + 1;
  }
  return script.size();
}

std::size_t end_of_line(std::string_view script, std::size_t at) {
  const std::size_t end = script.find('\n', at);
  return end == std::string_view::npos ? script.size() : end;
}

}  // namespace

std::vector<Token> tokens_of(std::string_view script) {
  std::vector<Token> tokens;
  bool tight = false;
  for (std::size_t i = 0; i < script.size();) {
    const char c = script[i];
    if (is_space(c)) {
      tight = false;
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    TokenKind kind = TokenKind::sign;
    if (c == '\'') kind = TokenKind::text, end = end_of_text(script, i);
    else if (script.substr(i).starts_with("//")) kind = TokenKind::comment, end = end_of_line(script, i);
    else if (script.substr(i).starts_with("/*")) {
      kind = TokenKind::comment;
      end = script.find("*/", i + 2);
      end = end == std::string_view::npos ? script.size() : end + 2;
    } else if (c == '"') {
      kind = TokenKind::name;
      while (end < script.size() && script[end] != '"' && script[end] != '\n') end += script[end] == '\\' ? 2 : 1;
      end = end < script.size() ? end + 1 : script.size();
    } else if (is_digit(c)) {
      kind = TokenKind::number;
      while (end < script.size() && (is_digit(script[end]) || script[end] == '.')) ++end;
    } else if (is_name(c)) {
      kind = TokenKind::name;
      while (end < script.size() && is_name(script[end])) ++end;
    } else if (end < script.size() && script[end] == '=' && std::string_view("&+-*/!<>").find(c) != std::string_view::npos) {
      ++end;
    }
    tokens.push_back({kind, script.substr(i, end - i), tight});
    tight = true;
    i = end;
  }
  return tokens;
}

std::vector<std::string> literal_stretches(std::string_view text) {
  std::vector<std::string> all;
  const auto add = [&](std::string_view stretch) {
    while (!stretch.empty() && is_space(stretch.front())) stretch.remove_prefix(1);
    while (!stretch.empty() && is_space(stretch.back())) stretch.remove_suffix(1);
    if (!stretch.empty()) all.emplace_back(stretch);
  };
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '{') continue;
    std::size_t depth = 0, end = i;
    for (; end < text.size(); ++end) {
      if (text[end] == '{') ++depth;
      if (text[end] == '}' && --depth == 0) break;
    }
    if (end == text.size()) break;
    add(text.substr(begin, i - begin));
    begin = end + 1;
    i = end;
  }
  add(text.substr(begin));
  return all;
}

}  // namespace dork::corpus
