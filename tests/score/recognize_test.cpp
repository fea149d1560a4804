// The grammar as a machine agrees with the parser.
#include "compiler/syntax/parse.hpp"
#include "compiler/syntax/recognize.hpp"
#include "corpus/score/program.hpp"
#include "tests/generate/generate.hpp"
#include "tests/generate/random.hpp"

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

namespace dork {
namespace {

std::vector<TokenKind> kinds_of(const std::string& script) {
  std::vector<TokenKind> kinds;
  for (const Token& token : tokenize(script))
    if (!score::is_comment(token)) kinds.push_back(token.number);
  return kinds;
}

}  // namespace

TEST_CASE("the machine takes what the parser takes, and goes on where it says it can") {
  Recognizer machine;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    const std::string script = generate_program(seed);
    const std::vector<TokenKind> kinds = kinds_of(script);
    Recognizer::State state = machine.start();
    Random random(seed);
    for (const TokenKind kind : kinds) {
      const auto expected = machine.expected(state);
      REQUIRE(std::find(expected.begin(), expected.end(), kind) != expected.end());
      // Now and then what is missing is looked at: so many tokens, and then it is a script.
      if (random.one_in(20)) {
        Recognizer::State end = state;
        const auto completion = machine.completion(state);
        REQUIRE(completion.size() == machine.missing(state));
        for (const TokenKind more : completion) end = machine.next(end, more);
        REQUIRE(machine.accepts(end));
      }
      state = machine.next(state, kind);
      REQUIRE(state != Recognizer::dead);
    }
    REQUIRE(machine.accepts(state));
    REQUIRE(machine.missing(state) == 0);
  }
}

TEST_CASE("the machine refuses what the parser refuses") {
  std::size_t refused = 0;
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    Random random(seed);
    std::string script = generate_program(seed % 60);
    if (script.size() > 3000) continue;
    const std::vector<Token> tokens = tokenize(script);
    const Token& victim = tokens[random.below(tokens.size())];
    script.erase(victim.range.begin, victim.range.end - victim.range.begin);
    Recognizer& machine = recognizer();
    Recognizer::State state = machine.start();
    for (const TokenKind kind : kinds_of(script)) state = machine.next(state, kind);
    Diagnostics diagnostics;
    parse(script, diagnostics);
    // The builder refuses some of what the grammar takes; never the other way about.
    bool by_grammar = false;
    for (const Code code : diagnostics.error_codes())
      by_grammar |= code == Code::unexpected_token || code == Code::unknown_statement || code == Code::missing_semicolon || code == Code::unclosed_block || code == Code::unmatched_end ||
                    code == Code::unterminated_text || code == Code::unterminated_name || code == Code::stray_character || code == Code::unterminated_comment;
    INFO(script);
    if (by_grammar) CHECK_FALSE(machine.accepts(state));
    if (!machine.accepts(state)) CHECK(diagnostics.has_errors());
    refused += by_grammar;
  }
  CHECK(refused > 200);
}

}  // namespace dork
