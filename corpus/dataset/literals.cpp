#include "corpus/dataset/literals.hpp"

#include <algorithm>

namespace dork::corpus {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

}  // namespace

std::vector<Literal> literals_of(std::string_view script) {
  std::vector<Literal> all;
  std::string word, statement;
  bool begins = true;  // a statement does
  int depth = 0;
  for (std::size_t at = 0; at < script.size();) {
    const char c = script[at];
    if (script.substr(at).starts_with("//")) {
      at = std::min(script.find('\n', at), script.size());
    } else if (script.substr(at).starts_with("/*")) {
      at = std::min(script.find("*/", at), script.size() - 2) + 2;
    } else if (c == '\'') {
      Literal literal{word, {}, {}, statement, at, false};
      if (script.substr(at).starts_with("'''")) {
        const std::size_t end = std::min(script.find("'''", at + 3), script.size());
        literal.value = script.substr(at + 3, end - at - 3);
        at = std::min(end + 3, script.size());
      } else {
        for (++at; at < script.size(); ++at) {
          if (script[at] == '\'' && !script.substr(at).starts_with("''")) break;
          if (script[at] == '\'') ++at;
          if (at < script.size()) literal.value += script[at];
        }
        ++at;
      }
      if (word == "AS" && !all.empty()) all.back().label = std::move(literal.value);
      else all.push_back(std::move(literal));
      word.clear();
    } else if (is_digit(c)) {
      std::size_t end = at;
      while (end < script.size() && (is_word(script[end]) || script[end] == '.')) ++end;
      all.push_back({word, std::string(script.substr(at, end - at)), {}, statement, at, true});
      at = end;
    } else if (is_word(c)) {
      std::size_t end = at;
      while (end < script.size() && is_word(script[end])) ++end;
      word = script.substr(at, end - at);
      at = end;
      // A label says nothing about the statement.
      const bool label = begins && depth == 0 && at < script.size() && script[at] == ':';
      if (begins && !label) statement = word, begins = false;
    } else {
      if (c == '(' || c == '{' || c == '[') ++depth;
      if (c == ')' || c == '}' || c == ']') --depth;
      // Blocks need no semicolon: what opens or closes one ends with its line.
      if (c == ';' || (c == '\n' && depth <= 0 && (word == "THEN" || word == "ELSE" || word == "NEXT" || word == "IF" || word == "DEFAULT" || word == "SWITCH" || statement == "FOR" || statement == "CASE"))) begins = true;
      ++at;
    }
  }
  return all;
}

}  // namespace dork::corpus
