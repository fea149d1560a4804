// The lexer's table says what ANTLR says, whatever the bytes.
#include "compiler/emit/emit.hpp"
#include "compiler/compile.hpp"
#include "compiler/syntax/parse.hpp"
#include "compiler/syntax/tokens.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

namespace dork {
namespace {

std::vector<std::string> scripts() {
  std::vector<std::string> all;
  for (const char* folder : {"/corpus/scripts", "/tests/cases"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(DORK_SOURCE_DIR) + folder)) {
      if (entry.path().extension() != ".dork") continue;
      std::stringstream held;
      held << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      all.push_back(held.str());
    }
  return all;
}

/// Kind, channel and place of each token, by ANTLR's own lexer and simulator.
std::string by_antlr(std::string_view source) {
  syntax::ByteStream bytes(source);
  if (source.starts_with("\xEF\xBB\xBF")) bytes.seek(3);
  syntax::DorkLexer lexer(&bytes);
  lexer.removeErrorListeners();
  std::string text;
  for (;;) {
    const auto token = lexer.nextToken();
    if (token->getType() == antlr4::Token::EOF) return text;
    text += std::to_string(token->getType()) + ' ' + std::to_string(token->getStartIndex()) + '-' + std::to_string(token->getStopIndex() + 1) + '\n';
  }
}

std::string by_table(std::string_view source) {
  std::string text;
  for (const Token& token : tokenize(source)) text += std::to_string(token.number) + ' ' + std::to_string(token.range.begin) + '-' + std::to_string(token.range.end) + '\n';
  return text;
}

}  // namespace

TEST_CASE("The lexer's table gives the tokens that ANTLR gives", "[syntax]") {
  const std::vector<std::string> all = scripts();
  REQUIRE(all.size() > 100);
  for (const std::string& script : all) REQUIRE(by_table(script) == by_antlr(script));
  for (const char* text : {"", " ", "'", "'''", "''''", "\"", "/*", "/* */", "//", "///", "REM", "REM a;b", "@{", "\xEF\xBB\xBF'a'", "\xEF\xBB\xBF", "\xC3\xA4 = '\xE2\x80\xA6'", "\xff", "a\\b", "1.5e", "1.5e+3", "..", "&=&"}) {
    INFO(text);
    REQUIRE(by_table(text) == by_antlr(text));
  }
  // Scripts with bytes removed, doubled, and put in at random.
  std::mt19937 draw(7);
  const std::string_view odd = "'\"/*\\@{}[]();:=<>&+-.,#$\n\r\t \x00\x7f\xc3\xa4\xff" "REMrem09";
  for (int round = 0; round < 3000; ++round) {
    std::string text = all[draw() % all.size()].substr(0, 600);
    for (int edits = 0; edits < 4 && !text.empty(); ++edits) {
      const std::size_t at = draw() % text.size();
      if (draw() % 2) text.insert(text.begin() + static_cast<std::ptrdiff_t>(at), odd[draw() % odd.size()]);
      else text.erase(at, 1 + draw() % 8);
    }
    INFO(text);
    REQUIRE(by_table(text) == by_antlr(text));
  }
}

TEST_CASE("A tree that is emitted is what reading its text gives", "[emit]") {
  std::size_t compiled = 0;
  for (const std::string& script : scripts())
    for (const bool envelope : {false, true}) {
      Diagnostics diagnostics;
      if (!check_utf8(script, diagnostics)) continue;
      const Automation automation = analyze(script, builtin_catalog(), diagnostics);
      if (diagnostics.has_errors()) continue;
      INFO(script);
      const nlohmann::ordered_json tree = emit_tree(automation, envelope);
      const nlohmann::ordered_json read = nlohmann::ordered_json::parse(emit(automation, {.envelope = envelope}));
      REQUIRE(tree == read);
      REQUIRE(tree.dump() == read.dump());
      ++compiled;
    }
  CHECK(compiled > 100);
}

}  // namespace dork
