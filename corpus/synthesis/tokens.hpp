// Canonical scripts as words: what verification, shapes and near misses work on without a parse.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dork::corpus {

enum class TokenKind : std::uint8_t { name, text, number, sign, comment };

/// A word of a script; `text` is a view of the script.
struct Token {
  TokenKind kind;
  std::string_view text;
  bool tight = false;   ///< nothing stands between it and the word before
};

/// The words of a script. Never fails: what it does not know is a sign of one character.
std::vector<Token> tokens_of(std::string_view script);

/// The literal stretches of a text or template, without the formulas in it and without blanks around.
std::vector<std::string> literal_stretches(std::string_view text);

}  // namespace dork::corpus
