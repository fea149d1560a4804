#include "compiler/syntax/tokens.hpp"

#include "compiler/syntax/parse.hpp"

#include <limits>
#include <optional>

namespace dork::syntax {
namespace {

class SlimLexer final : public DorkLexer {
 public:
  using DorkLexer::DorkLexer;
  using DorkLexer::emit;

  antlr4::Token* emit() override {
    const auto begin = static_cast<std::uint32_t>(tokenStartCharIndex);
    const auto end = static_cast<std::uint32_t>(getCharIndex());
    token = std::make_unique<SlimToken>(type, Range{begin, end}, channel, 0);
    return token.get();
  }

  antlr4::Token* emitEOF() override {
    const auto at = static_cast<std::uint32_t>(getCharIndex());
    token = std::make_unique<SlimToken>(antlr4::Token::EOF, Range{at, at}, 0, 0);
    return token.get();
  }
};

/// A token as it lies in the source.
struct Match {
  std::size_t end;
  LexedToken token;
};

/// ANTLR's simulator with its DFA laid out as a table: the same states, made by ANTLR when they are first needed, without a lock, a
/// hash map and a cast for each byte and token.
class TableSimulator final : public antlr4::atn::LexerATNSimulator {
 public:
  TableSimulator(SlimLexer& lexer, Caches& caches)
      : LexerATNSimulator(&lexer, lexer.getATN(), caches.lexer, caches.lexer_contexts), lexer_(lexer), caches_(caches) {}

  /// The token that begins at an offset; nothing where the question is ANTLR's.
  std::optional<Match> token_at(ByteStream& bytes, std::size_t begin) {
    using antlr4::dfa::DFAState;
    DFAState* state = _decisionToDFA[0].s0;
    if (!state) return std::nullopt;
    const std::string_view text = bytes.text();
    const DFAState* accepted = nullptr;
    std::size_t end = begin;
    for (std::size_t at = begin; at < text.size(); ++at) {
      state = next(bytes, state, static_cast<unsigned char>(text[at]));
      if (is_error(*state)) break;
      if (state->isAcceptState) accepted = state, end = at + 1;
    }
    if (!accepted) return std::nullopt;
    return Match{end, token_of(*accepted, bytes, begin)};
  }

 private:
  static bool is_error(const antlr4::dfa::DFAState& state) { return state.stateNumber == std::numeric_limits<int>::max(); }

  antlr4::dfa::DFAState* next(ByteStream& bytes, antlr4::dfa::DFAState* state, unsigned char byte) {
    const auto number = static_cast<std::size_t>(state->stateNumber);
    if (number >= caches_.lexer_edges.size()) caches_.lexer_edges.resize(number + 64);
    if (antlr4::dfa::DFAState* known = caches_.lexer_edges[number][byte]) return known;
    antlr4::dfa::DFAState* found = getExistingTargetState(state, byte);
    if (!found) found = computeTargetState(&bytes, state, byte);
    return caches_.lexer_edges[number][byte] = found;
  }

  /// What a state that accepts makes of its text: the grammar's commands, `skip` and `channel`, say the same each time.
  LexedToken token_of(const antlr4::dfa::DFAState& state, ByteStream& bytes, std::size_t begin) {
    const auto number = static_cast<std::size_t>(state.stateNumber);
    if (number >= caches_.lexer_tokens.size()) caches_.lexer_tokens.resize(number + 64);
    if (const auto& known = caches_.lexer_tokens[number]) return *known;
    lexer_.type = antlr4::Token::INVALID_TYPE;
    lexer_.channel = antlr4::Token::DEFAULT_CHANNEL;
    if (state.lexerActionExecutor) state.lexerActionExecutor->execute(&lexer_, &bytes, begin);
    const std::size_t type = lexer_.type == antlr4::Token::INVALID_TYPE ? state.prediction : lexer_.type;
    const bool skipped = type == antlr4::Lexer::SKIP;
    return *(caches_.lexer_tokens[number] = LexedToken{static_cast<std::uint16_t>(skipped ? 0 : type), static_cast<std::uint8_t>(lexer_.channel), skipped});
  }

  SlimLexer& lexer_;
  Caches& caches_;
};

std::vector<antlr4::dfa::DFA> fresh_dfas(const antlr4::atn::ATN& atn) {
  std::vector<antlr4::dfa::DFA> result;
  const std::size_t count = atn.getNumberOfDecisions();
  result.reserve(count);
  for (std::size_t i = 0; i < count; ++i) result.emplace_back(atn.getDecisionState(i), i);
  return result;
}

template <typename Visit>
void each_token(std::string_view source, Visit&& visit) {
  ByteStream bytes(source);
  if (source.starts_with("\xEF\xBB\xBF")) bytes.seek(3);
  SlimLexer lexer(&bytes);
  lexer.removeErrorListeners();
  Caches& caches = thread_caches();
  if (caches.lexer.empty()) caches.lexer = fresh_dfas(lexer.getATN());
  auto* simulator = new TableSimulator(lexer, caches);
  lexer.setInterpreter(simulator);
  for (;;) {
    const std::size_t begin = bytes.index();
    if (const auto match = begin < source.size() ? simulator->token_at(bytes, begin) : std::nullopt) {
      bytes.seek(match->end);
      const Range range{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(match->end)};
      if (!match->token.skipped) visit(SlimToken(match->token.type, range, match->token.channel, 0));
      continue;
    }
    // The first token, the end of the source, and what is no token.
    const std::unique_ptr<antlr4::Token> token = lexer.nextToken();
    const auto& slim = static_cast<const SlimToken&>(*token);
    visit(slim);
    if (slim.getType() == antlr4::Token::EOF) return;
  }
}

}  // namespace

Caches& thread_caches() {
  thread_local Caches caches;
  return caches;
}

TokenList lex(std::string_view source) {
  TokenList list;
  list.tokens.reserve(source.size() / 6 + 16);
  each_token(source, [&](const SlimToken& token) {
    if (token.getChannel() == antlr4::Token::DEFAULT_CHANNEL)
      list.tokens.emplace_back(token.getType(), token.range(), 0, list.tokens.size());
    else
      list.comments.push_back({token.range(), token.getChannel() == DorkLexer::DOCS});
  });
  return list;
}

}  // namespace dork::syntax

namespace dork {

namespace {

/// The grammar's names of the kinds of tokens, by number.
std::vector<std::string> read_kind_names() {
  syntax::ByteStream empty("");
  syntax::DorkLexer lexer(&empty);
  const auto& vocabulary = lexer.getVocabulary();
  std::vector<std::string> names;
  for (std::size_t type = 0; type <= vocabulary.getMaxTokenType(); ++type) names.emplace_back(vocabulary.getSymbolicName(type));
  return names;
}

}  // namespace

std::vector<Token> tokenize(std::string_view source) {
  static const std::vector<std::string> names = read_kind_names();
  std::vector<Token> result;
  result.reserve(source.size() / 5 + 8);
  syntax::each_token(source, [&](const syntax::SlimToken& token) {
    if (token.getType() == antlr4::Token::EOF) return;
    const auto number = static_cast<std::uint16_t>(token.getType());
    result.push_back({names[number], token.range(), number});
  });
  return result;
}

}  // namespace dork
