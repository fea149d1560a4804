// Reads grammars in ANTLR's notation: as much of it as grammar/*.g4 uses. What a grammar holds beyond that is an error, never
// left out in silence.
#pragma once

#include "corpus/constrain/grammar.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dork::constrain {

struct AntlrAlternative;

/// One element of an alternative, with what follows it.
struct AntlrElement {
  enum class Kind : std::uint8_t {
    rule,     ///< `text` names a rule, `statement`, or a token, `SEMICOLON`
    literal,  ///< `text` is its characters, in UTF-8
    set,      ///< `set`; `.` is the set of all characters
    group     ///< `alternatives`
  };
  enum class Suffix : std::uint8_t { one, optional, many, some };

  Kind kind = Kind::rule;
  Suffix suffix = Suffix::one;
  bool lazy = false;       ///< `*?`
  std::string label;       ///< `left` of `left=expression`; also of `ops+=product`
  std::string text;
  CharacterSet set;
  std::vector<AntlrAlternative> alternatives;

  bool is_token() const { return kind == Kind::rule && text.front() >= 'A' && text.front() <= 'Z'; }
};

struct AntlrAlternative {
  std::vector<AntlrElement> elements;
  std::string label;  ///< `# outputStatement`
};

struct AntlrRule {
  std::string name;
  bool fragment = false;
  std::string command;  ///< of a lexer rule: `skip`, `channel(DOCS)`; else empty
  std::vector<AntlrAlternative> alternatives;
};

struct AntlrGrammar {
  std::string name;
  std::vector<AntlrRule> rules;

  const AntlrRule* find(std::string_view name) const;  ///< null where there is none
};

/// Reads a grammar. On failure nothing, and `error` says what is wrong in which line.
std::optional<AntlrGrammar> parse_antlr(std::string_view text, std::string& error);

}  // namespace dork::constrain
