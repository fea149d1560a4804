#include "compiler/syntax/tokens.hpp"

#include "compiler/syntax/parse.hpp"

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
  lexer.setInterpreter(
      new antlr4::atn::LexerATNSimulator(&lexer, lexer.getATN(), caches.lexer, caches.lexer_contexts));
  for (;;) {
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
