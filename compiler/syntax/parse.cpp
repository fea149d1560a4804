#include "compiler/syntax/parse.hpp"

#include "compiler/syntax/build.hpp"
#include "compiler/syntax/explain.hpp"

#include <utf8.h>

namespace dork {
namespace {

using namespace syntax;
using antlr4::ParserRuleContext;

/// Thrown out of the generated parser where statements nest too deeply: an ordinary syntax error would be recovered from.
struct TooDeep {
  Range at;
};

class GuardedParser final : public DorkParser {
 public:
  GuardedParser(antlr4::TokenStream* input, std::uint32_t limit) : DorkParser(input), limit_(limit) {}

  void enterRule(ParserRuleContext* context, std::size_t state, std::size_t rule) override {
    DorkParser::enterRule(context, state, rule);
    if (rule != RuleStatement) return;
    std::uint32_t depth = 0;
    for (const antlr4::tree::ParseTree* at = context; at; at = at->parent)
      if (static_cast<const antlr4::RuleContext*>(at)->getRuleIndex() == RuleStatement && ++depth > limit_)
        throw TooDeep{range_of(getTokenStream()->LT(1))};
  }

 private:
  std::uint32_t limit_;
};

/// The second stage's strategy: reports in our words, makes up a missing `;` or THEN, and otherwise skips to where a
/// statement ends. No single token is dropped in silence, so that a mistake is reported once and in its place.
class StatementRecovery final : public antlr4::DefaultErrorStrategy {
 public:
  StatementRecovery(std::string_view source, Diagnostics& diagnostics)
      : source_(source), diagnostics_(diagnostics),
        missing_(antlr4::Token::INVALID_TYPE, Range{}, 0, INVALID_INDEX) {}

  void sync(antlr4::Parser*) override {}

  void reportError(antlr4::Parser* parser, const antlr4::RecognitionException& error) override {
    if (inErrorRecoveryMode(parser)) return;
    beginErrorCondition(parser);
    explain(*parser, error, source_, diagnostics_);
  }

  antlr4::Token* recoverInline(antlr4::Parser* parser) override {
    const antlr4::misc::IntervalSet expected = parser->getExpectedTokens();
    for (const std::size_t type : {std::size_t{DorkParser::SEMICOLON}, std::size_t{DorkParser::THEN}})
      if (expected.contains(type) && may_be_missing(*parser, type)) {
        if (!inErrorRecoveryMode(parser)) explain_missing(*parser, type, source_, diagnostics_);
        beginErrorCondition(parser);
        return &missing_;
      }
    throw antlr4::InputMismatchException(parser);
  }

  void recover(antlr4::Parser* parser, std::exception_ptr) override {
    const std::size_t rule = parser->getContext()->getRuleIndex();
    const bool whole = rule == DorkParser::RuleStatement || rule == DorkParser::RuleNested ||
                       rule == DorkParser::RuleItem;
    for (std::size_t type = parser->getTokenStream()->LA(1);
         !ends_statement(type) || (whole && type == DorkParser::THEN); type = parser->getTokenStream()->LA(1))
      parser->consume();
    if (whole && parser->getTokenStream()->LA(1) == DorkParser::SEMICOLON) parser->consume();
  }

 private:
  static bool ends_statement(std::size_t type) {
    switch (type) {
      case DorkParser::SEMICOLON:
      case DorkParser::THEN:
      case DorkParser::END:
      case DorkParser::NEXT:
      case DorkParser::ELSE:
      case DorkParser::ELSEIF:
      case DorkParser::CASE:
      case DorkParser::DEFAULT:
      case antlr4::Token::EOF: return true;
      default: return false;
    }
  }

  bool may_be_missing(antlr4::Parser& parser, std::size_t type) const {
    const antlr4::Token* next = parser.getTokenStream()->LT(1);
    const antlr4::Token* previous = parser.getTokenStream()->LT(-1);
    if (!previous) return false;
    if (type == DorkParser::SEMICOLON && ends_statement(next->getType())) return next->getType() != DorkParser::THEN;
    const Range gap{range_of(previous).end, range_of(next).begin};
    return source_.substr(gap.begin, gap.end - gap.begin).find('\n') != std::string_view::npos;
  }

  std::string_view source_;
  Diagnostics& diagnostics_;
  SlimToken missing_;
};

/// Reports brackets that nest too deeply; the parser would run out of stack on them.
bool check_brackets(const TokenList& list, std::uint32_t limit, Diagnostics& diagnostics) {
  std::uint32_t depth = 0;
  for (const SlimToken& token : list.tokens) {
    switch (token.getType()) {
      case DorkLexer::LEFT_PAREN:
      case DorkLexer::LEFT_BRACKET:
      case DorkLexer::LEFT_BRACE:
        if (++depth > limit) {
          diagnostics.report(Code::nested_too_deeply, token.range(), limit);
          return false;
        }
        break;
      case DorkLexer::RIGHT_PAREN:
      case DorkLexer::RIGHT_BRACKET:
      case DorkLexer::RIGHT_BRACE:
        if (depth > 0) --depth;
        break;
      case DorkLexer::SEMICOLON: depth = 0; break;
      default: break;
    }
  }
  return true;
}

/// Parses item by item, so that ANTLR's tree never holds more than one top-level statement.
class Driver {
 public:
  Driver(std::string_view source, TokenList& list, const ParseLimits& limits, Diagnostics& diagnostics)
      : source_(source), diagnostics_(diagnostics), stream_(list.tokens), parser_(&stream_, limits.statement_depth),
        limits_(limits) {
    parser_.removeErrorListeners();
    Caches& caches = thread_caches();
    const antlr4::atn::ATN& atn = parser_.getATN();
    if (caches.parser.empty()) {
      const std::size_t count = atn.getNumberOfDecisions();
      caches.parser.reserve(count);
      for (std::size_t i = 0; i < count; ++i) caches.parser.emplace_back(atn.getDecisionState(i), i);
    }
    simulator_ = new antlr4::atn::ParserATNSimulator(&parser_, atn, caches.parser, caches.parser_contexts);
    parser_.setInterpreter(simulator_);
  }

  /// Calls `build` for every item; says whether the end was reached.
  template <typename Build>
  void run(Build&& build) {
    const auto bail = std::make_shared<antlr4::BailErrorStrategy>();
    const auto recover = std::make_shared<StatementRecovery>(source_, diagnostics_);
    while (stream_.LA(1) != antlr4::Token::EOF) {
      const std::size_t begin = stream_.index();
      DorkParser::ItemContext* item = nullptr;
      bool whole = true;
      try {
        try {
          simulator_->setPredictionMode(antlr4::atn::PredictionMode::SLL);
          parser_.setErrorHandler(bail);
          item = parser_.item();
        } catch (const antlr4::ParseCancellationException&) {
          ++second_stages;
          whole = false;
          release();
          stream_.seek(begin);
          simulator_->setPredictionMode(antlr4::atn::PredictionMode::LL);
          parser_.setErrorHandler(recover);
          recover->reset(&parser_);
          item = parser_.item();
          if (stream_.index() == begin) skip_one();
        }
      } catch (const TooDeep& deep) {
        diagnostics_.report(Code::nested_too_deeply, deep.at, limits_.statement_depth);
        release();
        return;
      }
      build(*item, whole);
      release();
    }
  }

  std::size_t second_stages = 0;

 private:
  void release() {
    parser_.setContext(nullptr);
    parser_.getTreeTracker().reset();
  }

  /// Past a word that closes nothing, with what belongs to it.
  void skip_one() {
    const std::size_t type = stream_.LA(1);
    stream_.consume();
    if (type == DorkParser::END && (stream_.LA(1) == DorkParser::IF || stream_.LA(1) == DorkParser::SWITCH ||
                                    stream_.LA(1) == DorkParser::DETACHED))
      stream_.consume();
    if (stream_.LA(1) == DorkParser::SEMICOLON) stream_.consume();
  }

  std::string_view source_;
  Diagnostics& diagnostics_;
  TokenListStream stream_;
  GuardedParser parser_;
  antlr4::atn::ParserATNSimulator* simulator_ = nullptr;
  ParseLimits limits_;
};

}  // namespace

bool check_utf8(std::string_view source, Diagnostics& diagnostics) {
  const auto bad = utf8::find_invalid(source.begin(), source.end());
  if (bad == source.end()) return true;
  const auto at = static_cast<std::uint32_t>(bad - source.begin());
  diagnostics.report(Code::invalid_utf8, Range{at, at + 1}, fmt::format("0x{:02X}", static_cast<unsigned char>(*bad)));
  return false;
}

Automation parse(std::string_view source, Diagnostics& diagnostics, const ParseLimits& limits) {
  if (source.size() > limits.source_bytes) {
    diagnostics.report(Code::source_too_large, Range{}, source.size(), limits.source_bytes);
    return {};
  }
  TokenList list = lex(source);
  Builder builder(source, list.comments, diagnostics);
  if (!check_readable(list, source, diagnostics) || !check_brackets(list, limits.bracket_depth, diagnostics))
    return builder.finish();
  Driver driver(source, list, limits, diagnostics);
  driver.run([&](DorkParser::ItemContext& item, bool whole) { builder.add(item, whole); });
  return builder.finish();
}

std::size_t second_stage_count(std::string_view source) {
  Diagnostics diagnostics;
  TokenList list = lex(source);
  Driver driver(source, list, {}, diagnostics);
  driver.run([](DorkParser::ItemContext&, bool) {});
  return driver.second_stages;
}

}  // namespace dork
