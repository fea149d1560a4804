// The grammar as a machine that reads token after token and can be asked what may come next: for tools that find scripts in
// other texts, complete them or mend them. It reads the same tables as the parser, and builds no tree.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dork {

/// A kind of token, by the grammar's number.
using TokenKind = std::uint16_t;

/// The kinds that a tool must know by name.
struct TokenKinds {
  TokenKind identifier, quoted_name, quoted_text, triple_text, numeral, semicolon, unclosed_text, unclosed_name, unclosed_comment, stray;
};
const TokenKinds& token_kinds();

/// How a token of this kind is written where its kind alone says it: `END`, `;`. Empty for names, texts and numbers.
std::string_view token_spelling(TokenKind kind);

/// Reads tokens; what it has read is a number, the same for equal states, so that states can be kept and compared. Not for
/// several threads at once.
class Recognizer {
 public:
  using State = std::uint32_t;
  static constexpr State dead = 0;  ///< what was read begins no script

  Recognizer();
  ~Recognizer();
  Recognizer(const Recognizer&) = delete;
  Recognizer& operator=(const Recognizer&) = delete;

  /// Nothing is read yet.
  State start() const;

  /// After one more token.
  State next(State state, TokenKind kind);

  /// Whether what was read is a whole script.
  bool accepts(State state) const;

  /// The kinds that can come next, in rising order.
  std::span<const TokenKind> expected(State state);

  /// How many tokens at least are missing to a whole script; `unreachable` from the dead state.
  static constexpr std::uint32_t unreachable = 0xffffffff;
  std::uint32_t missing(State state) const;

  /// So many tokens that make a whole script of what was read.
  std::vector<TokenKind> completion(State state);

  /// How many states are kept. One that reads much should be thrown away when there are many.
  std::size_t size() const;

 private:
  struct Machine;
  std::unique_ptr<Machine> machine_;
};

/// A recognizer that the calling thread keeps: what it has learned of the grammar makes it fast. States are good until the
/// next call.
Recognizer& recognizer();

}  // namespace dork
