// Characters and tokens for ANTLR, small and without copies: a byte stream over the source, tokens of 40 bytes.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"

#include <DorkLexer.h>
#include <DorkParser.h>
#include <antlr4-runtime.h>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

namespace dork::syntax {

using dork_grammar::DorkLexer;
using dork_grammar::DorkParser;

/// The source as a stream of bytes. The grammar reads all beyond ASCII as letters, so that bytes do as well as code
/// points, without a copy four times the size.
class ByteStream : public antlr4::CharStream {
 public:
  explicit ByteStream(std::string_view text) : text_(text) {}

  void consume() override { ++index_; }
  std::size_t LA(ssize_t i) override {
    const std::size_t at = i > 0 ? index_ + static_cast<std::size_t>(i) - 1 : index_ + static_cast<std::size_t>(i);
    return at < text_.size() ? static_cast<unsigned char>(text_[at]) : antlr4::IntStream::EOF;
  }
  ssize_t mark() override { return -1; }
  void release(ssize_t) override {}
  std::size_t index() override { return index_; }
  void seek(std::size_t index) override { index_ = index; }
  std::size_t size() override { return text_.size(); }
  std::string getSourceName() const override { return "script"; }
  std::string getText(const antlr4::misc::Interval& interval) override {
    const auto begin = static_cast<std::size_t>(interval.a);
    return begin >= text_.size() ? "" : std::string(text_.substr(begin, static_cast<std::size_t>(interval.b - interval.a) + 1));
  }
  std::string toString() const override { return std::string(text_); }
  std::string_view text() const { return text_; }

 private:
  std::string_view text_;
  std::size_t index_ = 0;
};

/// A token that knows its type and place, and nothing else.
class SlimToken final : public antlr4::Token {
 public:
  SlimToken(std::size_t type, Range range, std::size_t channel, std::size_t index)
      : range_(range), index_(static_cast<std::uint32_t>(index)), type_(static_cast<std::uint16_t>(type)),
        channel_(static_cast<std::uint8_t>(channel)), missing_(index == INVALID_INDEX) {}

  Range range() const { return range_; }

  std::string getText() const override { return {}; }
  std::size_t getType() const override { return type_ == none ? antlr4::Token::EOF : type_; }
  std::size_t getLine() const override { return 0; }
  std::size_t getCharPositionInLine() const override { return 0; }
  std::size_t getChannel() const override { return channel_; }
  std::size_t getTokenIndex() const override { return missing_ ? INVALID_INDEX : index_; }
  std::size_t getStartIndex() const override { return range_.begin; }
  std::size_t getStopIndex() const override { return range_.end - 1; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  antlr4::CharStream* getInputStream() const override { return nullptr; }
  std::string toString() const override { return {}; }

 private:
  static constexpr std::uint16_t none = 0xFFFF;  // what the conversion of ANTLR's EOF, the largest number, leaves
  Range range_;
  std::uint32_t index_;
  std::uint16_t type_;
  std::uint8_t channel_;
  bool missing_;
};

/// A comment with its kind.
struct CommentToken {
  Range range;
  bool doc = false;
};

/// All tokens of a source, comments apart.
struct TokenList {
  std::vector<SlimToken> tokens;  ///< ends with EOF
  std::vector<CommentToken> comments;
};

/// Runs the grammar's lexer over the whole source.
TokenList lex(std::string_view source);

/// The tokens as the parser reads them.
class TokenListStream final : public antlr4::TokenStream {
 public:
  explicit TokenListStream(std::vector<SlimToken>& tokens) : tokens_(&tokens) {}

  antlr4::Token* LT(ssize_t k) override {
    if (k == 0) return nullptr;
    const ssize_t at = static_cast<ssize_t>(index_) + (k > 0 ? k - 1 : k);
    if (at < 0) return nullptr;
    return &(*tokens_)[std::min(static_cast<std::size_t>(at), tokens_->size() - 1)];
  }
  std::size_t LA(ssize_t i) override {
    const antlr4::Token* token = LT(i);
    return token ? token->getType() : antlr4::Token::INVALID_TYPE;
  }
  antlr4::Token* get(std::size_t index) const override { return &(*tokens_)[index]; }
  void consume() override {
    if (index_ + 1 < tokens_->size()) ++index_;
  }
  ssize_t mark() override { return 0; }
  void release(ssize_t) override {}
  std::size_t index() override { return index_; }
  void seek(std::size_t index) override { index_ = index; }
  std::size_t size() override { return tokens_->size(); }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  std::string getSourceName() const override { return "script"; }
  std::string getText(const antlr4::misc::Interval&) override { return {}; }
  std::string getText() override { return {}; }
  std::string getText(antlr4::RuleContext*) override { return {}; }
  std::string getText(antlr4::Token*, antlr4::Token*) override { return {}; }

 private:
  std::vector<SlimToken>* tokens_;
  std::size_t index_ = 0;
};

/// The place of a token.
inline Range range_of(const antlr4::Token* token) {
  return token ? static_cast<const SlimToken*>(token)->range() : Range{};
}

/// What the lexer makes of a text that it knows.
struct LexedToken {
  std::uint16_t type;
  std::uint8_t channel;
  bool skipped;
};

/// The simulators' caches: one set a thread, kept warm, since parsers that share one wait for each other.
struct Caches {
  std::vector<antlr4::dfa::DFA> lexer, parser;
  antlr4::atn::PredictionContextCache lexer_contexts, parser_contexts;
  /// Where each state of the lexer's DFA goes by each byte; null: not asked yet.
  std::vector<std::array<antlr4::dfa::DFAState*, 256>> lexer_edges;
  std::vector<std::optional<LexedToken>> lexer_tokens;   ///< by its states that accept
};
Caches& thread_caches();

}  // namespace dork::syntax
