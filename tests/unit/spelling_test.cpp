// How names, texts, operators and functions are spelled.
#include "tests/unit/expressions.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace dork {

TEST_CASE("names: reserved words, plain names, quotes") {
  CHECK(is_reserved_word("end"));
  CHECK(is_reserved_word("Rem"));
  CHECK_FALSE(is_reserved_word("ended"));
  CHECK_FALSE(is_reserved_word(""));
  CHECK(is_plain_name("vApps_1"));
  CHECK(is_plain_name("größe"));
  CHECK_FALSE(is_plain_name("1st"));
  CHECK_FALSE(is_plain_name("a b"));
  CHECK_FALSE(is_plain_name(""));
  CHECK_FALSE(is_plain_name("null"));
  CHECK(is_plain_key("null"));
  CHECK_FALSE(is_plain_key("rem"));
  struct Case {
    std::string name, token;
  };
  const Case cases[] = {{"", R"("")"},
                        {"a b", R"("a b")"},
                        {"say \"hi\" \\ / ü", R"("say \"hi\" \\ / ü")"},
                        {std::string("\b\f\n\r\t\x01\0", 7), R"("\b\f\n\r\t\u0001\u0000")"}};
  for (const auto& [name, token] : cases) {
    CHECK(quoted_name(name) == token);
    CHECK(unquoted_name(token) == name);
  }
  CHECK(unquoted_name("plain") == "plain");
  CHECK(unquoted_name(R"("\u00fc\ud83d\ude00\/")") == "ü😀/");
  CHECK(unquoted_name(R"("\q \u12 \ud800 \udc00 \ud800\u0041")") == R"(\q \u12 \ud800 \udc00 \ud800A)");
}

TEST_CASE("texts: the quotes they need") {
  struct Case {
    std::string value, token;
  };
  const Case cases[] = {{"", "''"},
                        {"a \"b\" {$.c} \\n", "'a \"b\" {$.c} \\n'"},
                        {"two\nlines", "'two\nlines'"},
                        {"it's", "'''it's'''"},
                        {"'", "'''''''"},
                        {"''", "''''''''"},
                        {"'a'", "''''a''''"},
                        {"\n'a'", "'''\n\n'a''''"},
                        {"a'\r\nb", "'''\na'\r\nb'''"},
                        {"\r\n'", "'''\n\r\n''''"}};
  for (const auto& [value, token] : cases) {
    CAPTURE(value);
    CHECK_FALSE(needs_joined_texts(value));
    CHECK(quoted_text(value) == token);
    CHECK(unquoted_text(token) == value);
  }
  CHECK(quoted_text("'''") == "'''''''' & '''''''");
  CHECK(quoted_text("a'''b") == "'''a''''' & ''''b'''");
  CHECK(needs_joined_texts("a'''"));
  CHECK(unquoted_text("'it''s'") == "it's");
  CHECK(unquoted_text("'''\r\nx'''") == "x");
  CHECK(unquoted_text("'open") == "open");
}

TEST_CASE("texts: where a byte of the text stands in the token") {
  const std::string_view token = "'a''b''''c'";  // a'b''c
  const std::string value = unquoted_text(token);
  REQUIRE(value == "a'b''c");
  const std::array<std::uint32_t, 7> expected = {1, 2, 4, 5, 7, 9, 10};
  for (std::uint32_t i = 0; i < expected.size(); ++i) CHECK(text_offset_in_token(token, i) == expected[i]);
  CHECK(text_offset_in_token(token, 99) == 10);
  CHECK(text_offset_in_token("'''\nab'''", 1) == 5);
  CHECK(text_offset_in_token("'''\r\nab'''", 9) == 7);
  CHECK(text_offset_in_token("''", 0) == 1);
}

TEST_CASE("operators: found by the words of both sides") {
  REQUIRE(condition_operators().size() == 26);
  for (std::uint8_t i = 0; i < condition_operators().size(); ++i) {
    CHECK(find_operator_json(condition_operators()[i].json) == i);
    CHECK(find_operator_script(condition_operators()[i].script) == i);
  }
  CHECK(find_operator_json("==") == find_operator_json("="));
  CHECK(find_operator_json("<>") == find_operator_json("!="));
  CHECK(find_operator_script("<>") == find_operator_json("!="));
  CHECK(find_operator_script("is not empty") == find_operator_json("notEmpty"));
  CHECK_FALSE(find_operator_json("ISTEXT"));
  CHECK_FALSE(find_operator_script("IS NOT TRUE"));
}

TEST_CASE("functions: found without case, and each in the docs") {
  for (const FormulaFunction& each : formula_functions()) CHECK(find_function(each.name) == &each);
  CHECK(find_function("capitalizeName") == find_function("capitalizename"));
  CHECK(find_function("REMOVEEMPTYPROPERTIES")->name == "removeEmptyProperties");
  CHECK(find_function("linebreak")->max_arguments == 0);
  CHECK(find_function("cuont") == nullptr);
  CHECK(find_function("") == nullptr);
#ifdef DORK_SOURCE_DIR
  const std::filesystem::path root = DORK_SOURCE_DIR;
#else
  const std::filesystem::path root = std::filesystem::path(__FILE__).parent_path() / ".." / "..";
#endif
  std::ifstream file(root / "docs" / "formulas.md");
  REQUIRE(file);
  std::stringstream docs;
  docs << file.rdbuf();
  for (const FormulaFunction& each : formula_functions()) {
    CAPTURE(each.name);
    CHECK(docs.str().find("| `" + std::string(each.signature) + "` | " + std::string(each.result) + " | " +
                          std::string(each.description) + (each.documented ? " |" : " * |")) != std::string::npos);
  }
}

}  // namespace dork
