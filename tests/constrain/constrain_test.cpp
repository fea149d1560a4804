// The exported grammars against the compiler: what is canonical is accepted, what is accepted parses, what a grammar of the
// catalog's names accepts checks. DORK_DERIVATIONS and DORK_MATCHES say how many programs.
#include "compiler/compile.hpp"
#include "corpus/constrain/antlr.hpp"
#include "corpus/constrain/constrain.hpp"
#include "corpus/constrain/derive.hpp"
#include "corpus/constrain/layout.hpp"
#include "corpus/constrain/notation.hpp"
#include "corpus/constrain/slice.hpp"
#include "tests/constrain/gbnf.hpp"
#include "tests/generate/generate.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

using namespace dork;
using namespace dork::constrain;

namespace {

std::size_t setting(const char* name, std::size_t usual) {
  const char* value = std::getenv(name);
  return value ? std::strtoull(value, nullptr, 10) : usual;
}

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string canonical(std::string_view source) { return format(source).output; }

const gbnf::Grammar& exported(bool catalog_names) {
  static const gbnf::Grammar general = gbnf::parse(to_gbnf(script_grammar()));
  static const gbnf::Grammar catalog = gbnf::parse(to_gbnf(script_grammar({.catalog_names = true})));
  return catalog_names ? catalog : general;
}

/// The text up to where it stopped being one of the grammar; empty where all of it is.
std::string refused(const gbnf::Grammar& grammar, std::string_view text) {
  std::size_t furthest = 0;
  if (gbnf::matches(grammar, text, &furthest)) return {};
  return std::string(text.substr(0, furthest)) + "<here>";
}

/// Whether a script holds what only the general grammar has words for: what the catalog lacks, and raw JSON.
bool is_beyond_catalog(std::string_view script) {
  for (const std::string_view mark : {"ACTION ", "BLOCK '", "@{", "FRAGMENT;", "GUID '", " AS hub"})
    if (script.find(mark) != std::string_view::npos) return true;
  return false;
}

std::vector<std::filesystem::path> scripts() {
  std::vector<std::filesystem::path> all;
  for (const auto& entry : std::filesystem::directory_iterator(DORK_SOURCE_DIR "/corpus/scripts"))
    if (entry.path().extension() == ".dork") all.push_back(entry.path());
  for (const auto& entry : std::filesystem::directory_iterator(DORK_SOURCE_DIR "/tests/cases"))
    if (!entry.path().filename().string().starts_with("invalid-")) all.push_back(entry.path() / "in.dork");
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

TEST_CASE("the matcher judges small grammars rightly") {
  const auto grammar = gbnf::parse("# a comment\nroot ::= \"a\" item* (\"x\" |\n  \"\\u00e9\"){1,2}\nitem ::= [b-d] | [^a-z\\n] rest?\nrest ::= \"-\" rest |\n  \"\"\n");
  for (const std::string_view good : {"ax", "abcdx", "a1--\xC3\xA9x", "a!-x"}) CHECK(gbnf::matches(grammar, good));
  for (const std::string_view bad : {"", "a", "axxx", "aex", "a\nx", "ab"}) CHECK_FALSE(gbnf::matches(grammar, bad));
  CHECK_THROWS(gbnf::parse("root ::= missing\n"));
  CHECK_THROWS(gbnf::parse("other ::= \"a\"\n"));
  CHECK_THROWS(gbnf::parse("root ::= \"\\q\"\n"));
}

TEST_CASE("the reader of ANTLR's notation says what it cannot read, and where") {
  std::string error;
  CHECK(parse_antlr("parser grammar G;\na: b? ( C | 'x' )* # one\n | D;\n", error));
  CHECK_FALSE(parse_antlr("parser grammar G;\na: b\n", error));
  CHECK(error.find("line 3") != std::string::npos);
  CHECK_FALSE(parse_antlr("parser grammar G;\na: {code}? b;\n", error));
  CHECK(error.find("line 2") != std::string::npos);
  CHECK_FALSE(parse_antlr("parser grammar G;\na: [b;\n", error));
  CHECK_FALSE(parse_antlr("nonsense", error));
}

TEST_CASE("a rule that is laid out by heart may not change unseen") {
  std::string error;
  const auto changed = parse_antlr("parser grammar G;\nscript: item+ EOF;\n", error);
  REQUIRE(changed);
  CHECK(layout_fault(*changed).find("`script`") != std::string::npos);
}

TEST_CASE("sets of characters") {
  CharacterSet set{{'d', 'f'}, {'a', 'b'}};
  set.add('c', 'c');
  CHECK(set == CharacterSet{{'a', 'f'}});
  CHECK(set.complement().complement() == set);
  CHECK(set.without({{'b', 'c'}}) == CharacterSet{{'a', 'a'}, {'d', 'f'}});
  CHECK_FALSE(set.complement().contains('c'));
}

TEST_CASE("a word is any but those that are excluded") {
  const CharacterSet letters{{'a', 'z'}, {'A', 'Z'}};
  Grammar grammar;
  grammar.add("root", word_except(letters, letters, {"END", "ENDS", "OR"}));
  const auto words = gbnf::parse(to_gbnf(grammar));
  for (const std::string_view good : {"e", "en", "endo", "endsx", "ore", "o", "xor"}) CHECK(gbnf::matches(words, good));
  for (const std::string_view bad : {"end", "End", "ENDS", "or", "oR", ""}) CHECK_FALSE(gbnf::matches(words, bad));
}

TEST_CASE("no grammar has what keeps it from loading") {
  std::string error;
  const std::string names[] = {"mail, qlik.listApps"};
  const auto slice = slice_catalog(builtin_catalog(), names, error);
  REQUIRE(slice);
  const Catalog empty;
  for (const Catalog* catalog : {&builtin_catalog(), &*slice, &empty})
    for (const bool catalog_names : {false, true})
      for (const bool templates : {false, true})
        for (const unsigned depth : {1u, 2u, 40u})
          for (const bool comments : {false, true}) {
            const Grammar grammar = script_grammar({catalog, catalog_names, templates, depth, comments});
            CHECK(grammar_faults(grammar) == std::vector<std::string>{});
            CHECK(measure(grammar).largest_repetition < 2000);
          }
}

TEST_CASE("faults of a grammar are found and named") {
  const auto faults = [](std::vector<std::pair<std::string, Node>> rules) {
    Grammar grammar;
    for (auto& [name, node] : rules) grammar.add(name, node);
    std::string all;
    for (const std::string& fault : grammar_faults(grammar)) all += fault + "\n";
    return all;
  };
  CHECK(faults({{"root", sequence({optional(literal("a")), reference("root")})}}).find("`root` is left-recursive") != std::string::npos);
  CHECK(faults({{"root", repeat(optional(literal("a")), 0)}}).find("repeats what may be empty") != std::string::npos);
  CHECK(faults({{"root", reference("nowhere")}}).find("`nowhere`") != std::string::npos);
  CHECK(faults({{"root", sequence({literal("a"), reference("root")})}}).find("derives no text") != std::string::npos);
  CHECK(faults({{"root", literal("a")}}).empty());
}

TEST_CASE("every canonical script is accepted") {
  for (const auto& path : scripts()) {
    INFO(path);
    const std::string text = canonical(read(path));
    CHECK(refused(exported(false), text) == "");
  }
}

TEST_CASE("scripts that use the catalog alone are accepted with its names") {
  std::size_t count = 0;
  for (const auto& path : scripts()) {
    const std::string name = path.parent_path().filename().string();
    // A warning says that the catalog knows better; a choice stands as the catalog spells it, and so does an alias.
    if (name.starts_with("warning-unknown") || name == "warning-unclosed-reference" || name == "option-by-label" || name == "connect") continue;
    const std::string text = canonical(read(path));
    if (is_beyond_catalog(text)) continue;
    INFO(path);
    CHECK(refused(exported(true), text) == "");
    ++count;
  }
  CHECK(count > 80);
}

TEST_CASE("generated programs are accepted once they are canonical") {
  for (std::size_t seed = 1; seed <= setting("DORK_MATCHES", 150); ++seed) {
    INFO("seed " << seed);
    CHECK(refused(exported(false), canonical(generate_program(seed))) == "");
  }
}

TEST_CASE("what does not parse, or is not canonical, is refused") {
  const std::string_view bad[] = {
      "output 'a';\n",                                            // case
      "OUTPUT 'a'\n",                                             // no semicolon
      "OUTPUT  'a';\n",                                           // two blanks
      "OUTPUT 'a' ;\n",                                           // a blank too many
      "OUTPUT 'a';",                                              // the line does not end
      "IF x = 1 THEN\nOUTPUT 'a';\nEND IF\n",                     // not indented
      "IF x = 1 THEN\n   OUTPUT 'a';\nEND IF\n",                  // three blanks
      "IF x = 1 AND y = 2 OR z = 3 THEN\nEND IF\n",               // mixed
      "IF x = 1 THEN\n  START MANUAL;\nEND IF\n",                 // START within a body
      "END: OUTPUT 'a';\n",                                       // a reserved word
      "LET end = 'a';\n",                                         // likewise
      "LET x;\n",                                                 // no type and no value
      "OUTPUT x[1.5];\n",                                         // no index
      "START MANUAL;\nAUTOMATION 'late';\n",                      // the head comes first
      "OUTPUT 'a''b';\n",                                         // a quote is tripled
      "BLOCK 'X' {\"a\": 01};\n",                                 // no JSON
      "FOR EACH x IN y OUTPUT 'a'; NEXT\n",                       // one line
      "",
  };
  for (const std::string_view text : bad) {
    INFO(text);
    CHECK_FALSE(gbnf::matches(exported(false), text));
  }
  const std::string_view wrong[] = {
      "qlik.listSpaceships();\n",                                 // no such action
      "qlik.listApps(space = 'a');\n",                            // no such parameter
      "qlik.deleteApp();\n",                                      // a parameter is missing
      "github.createBranch(branch = 'b', repo = 'r', sha = 's');\n",  // another order
      "nowhere.listApps();\n",                                    // no such connector
      "qlik.deleteApp(appId = 'a') LIMIT 5;\n",                   // a clause that does not belong
      "FOR EACH x IN qlik.deleteApp(appId = 'a')\nNEXT\n",        // lists nothing
      "OUTPUT cuont(x);\n",                                       // no such function
      "OUTPUT replace(x, 'a');\n",                                // an argument is missing
      "OUTPUT '{cuont: {$.x}}' & x;\n",                           // said as one text
      "OUTPUT '{replace: {$.x}}';\n",                             // an argument is missing within a text
      "OUTPUT '{$x.y}' ;\n",
      "SLEEP 'soon';\n",                                          // no number
      "EXIT FOR;\n",                                              // no loop
      "GOTO 'a';\nOUTPUT 'b';\n",                                 // nothing can follow
      "OPEN FILE 'Amazon S4' (bucket = 'b', path = 'p');\n",      // no such storage
      "OPEN FILE 'Amazon S3' (path = 'p');\n",                    // the bucket is missing
      "DELETE FILE 'Qlik Cloud Services' (path = 'p');\n",        // not offered
      "LET x AS NUMBER &= 'a';\n",                                // no such operation
      "START SCHEDULED FROM '2026-02-30 00:00:00';\n",            // no day
      "PYTHON () 'x = {$.y}';\n",                                 // a reference in code
      "INPUTS ();\n",                                             // asks for nothing
      "qlik.addMemberToSpace(spaceId = 's', assigneeId = 'a', roles = 'r', type = 'robot');\n",  // no such choice
  };
  for (const std::string_view text : wrong) {
    INFO(text);
    CHECK_FALSE(gbnf::matches(exported(true), text));
  }
}

TEST_CASE("most mutations of canonical scripts are refused, and no script that fails to parse is accepted") {
  std::uint64_t state = 7;
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>((state = state * 6364136223846793005u + 1442695040888963407u) >> 33) % n; };
  std::size_t refusals = 0, count = 0;
  const auto all = scripts();
  for (std::size_t i = 0; i < setting("DORK_MATCHES", 150); ++i) {
    std::string text = canonical(read(all[below(all.size())]));
    if (text.empty()) continue;
    // Only what is ASCII is cut up, so that the text stays UTF-8.
    const std::size_t at = below(text.size());
    if (static_cast<unsigned char>(text[at]) >= 0x80) continue;
    switch (below(3)) {
      case 0: text.erase(at, 1); break;
      case 1: text[at] = "x;'(\n "[below(6)]; break;
      default: text.insert(at, 1, "x;'(\n "[below(6)]);
    }
    ++count;
    const bool accepted = gbnf::matches(exported(false), text);
    refusals += accepted ? 0 : 1;
    if (!accepted) continue;
    INFO(text);
    for (const Code code : check(text).errors) CHECK(rule(code).number >= 2000);
  }
  CHECK(refusals * 5 > count * 2);
}

TEST_CASE("what the general grammar derives parses, and is of the grammar") {
  const Grammar grammar = script_grammar();
  Deriver deriver(grammar);
  for (std::size_t seed = 1; seed <= setting("DORK_DERIVATIONS", 3000); ++seed) {
    const std::string text = deriver.derive(seed);
    INFO("seed " << seed);
    for (const Code code : check(text).errors) CHECK(rule(code).number >= 2000);
    if (seed % 100 == 0) CHECK(refused(exported(false), text) == "");
  }
}

TEST_CASE("what the catalog's grammar derives compiles once its names are there, and is of the grammar") {
  const Grammar grammar = script_grammar({.catalog_names = true});
  Deriver deriver(grammar);
  const std::size_t count = setting("DORK_DERIVATIONS", 3000);
  std::size_t failed = 0;
  for (std::size_t seed = 1; seed <= count; ++seed) {
    const std::string text = deriver.derive(seed);
    INFO("seed " << seed);
    const CompileResult result = compile(text);
    for (const Code code : result.errors) CHECK(rule(code).number >= 2000);
    failed += result.ok ? 0 : 1;
    if (seed % 100 == 0) CHECK(refused(exported(true), text) == "");
  }
  CHECK(failed * 1000 <= count);
}

TEST_CASE("a derivation is the same for the same seed") {
  const Grammar grammar = script_grammar({.catalog_names = true});
  Deriver one(grammar), other(grammar);
  other.derive(99);
  for (std::size_t seed = 1; seed <= 20; ++seed) CHECK(one.derive(seed) == other.derive(seed));
  CHECK(one.derive(1) != one.derive(2));
}

TEST_CASE("a slice has what was asked for, in the catalog's order") {
  std::string error;
  const std::string names[] = {"qlik.listUsers,mail", " qlik.ListApps "};
  const auto slice = slice_catalog(builtin_catalog(), names, error);
  REQUIRE(slice);
  std::string all;
  for (const Connector& connector : slice->connectors)
    for (const Action& action : connector.actions) all += connector.alias + "." + action.name + " ";
  CHECK(all == "mail.SendMail qlik.listApps qlik.listUsers ");
  const std::string wrong[] = {"qlik.listAps"};
  CHECK_FALSE(slice_catalog(builtin_catalog(), wrong, error));
  CHECK(error.find("listApps") != std::string::npos);
}
