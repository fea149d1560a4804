#include "compiler/text/line_map.hpp"

#include <string>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

namespace dork {
namespace {

LineColumn at(std::string_view text, std::uint32_t offset) {
  return LineMap(text).position(offset);
}

}  // namespace

TEST_CASE("line map: an empty text is one empty line") {
  const LineMap map("");
  CHECK(map.line_count() == 1);
  CHECK(map.line(1).empty());
  CHECK(map.position(0) == LineColumn{1, 1});
  CHECK(map.position(7) == LineColumn{1, 1});
}

TEST_CASE("line map: lines end with LF or CRLF, a lone CR is a character") {
  const LineMap map("one\r\ntwo\nth\rree\n");
  REQUIRE(map.line_count() == 4);
  CHECK(map.line(1) == "one");
  CHECK(map.line(2) == "two");
  CHECK(map.line(3) == "th\rree");
  CHECK(map.line(4).empty());
  CHECK(map.line_start(2) == 5);
  CHECK(map.position(0) == LineColumn{1, 1});
  CHECK(map.position(2) == LineColumn{1, 3});
  CHECK(map.position(5) == LineColumn{2, 1});
  CHECK(map.position(12) == LineColumn{3, 4});
}

TEST_CASE("line map: an offset in a line ending is the end of its line, one past the text the end of the text") {
  const std::string_view text = "one\r\ntwo";
  CHECK(at(text, 3) == LineColumn{1, 4});
  CHECK(at(text, 4) == LineColumn{1, 4});
  CHECK(at(text, 8) == LineColumn{2, 4});
  CHECK(at(text, 100) == LineColumn{2, 4});
  CHECK(at("one\n", 4) == LineColumn{2, 1});
}

TEST_CASE("line map: columns are code points") {
  const std::string_view text = "å😀b\n日本 x";
  CHECK(at(text, 0) == LineColumn{1, 1});
  CHECK(at(text, 2) == LineColumn{1, 2});
  CHECK(at(text, 6) == LineColumn{1, 3});
  CHECK(at(text, 7) == LineColumn{1, 4});
  CHECK(at(text, 15) == LineColumn{2, 4});
}

TEST_CASE("line map: an offset inside a code point is that code point") {
  CHECK(at("å😀b", 1) == LineColumn{1, 1});
  CHECK(at("å😀b", 3) == LineColumn{1, 2});
  CHECK(at("å😀b", 5) == LineColumn{1, 2});
}

TEST_CASE("line map: a byte order mark belongs to no line") {
  const LineMap map("\xEF\xBB\xBFLET");
  CHECK(map.line(1) == "LET");
  CHECK(map.line_start(1) == 3);
  CHECK(map.position(0) == LineColumn{1, 1});
  CHECK(map.position(2) == LineColumn{1, 1});
  CHECK(map.position(3) == LineColumn{1, 1});
  CHECK(map.position(4) == LineColumn{1, 2});
}

TEST_CASE("line map: each byte that is not UTF-8 is a column, also where it cuts a sequence short") {
  const std::string_view text = "a\x80\xE2\x82z\nå\xFFz";
  CHECK(at(text, 1) == LineColumn{1, 2});
  CHECK(at(text, 2) == LineColumn{1, 3});
  CHECK(at(text, 3) == LineColumn{1, 4});
  CHECK(at(text, 4) == LineColumn{1, 5});
  CHECK(at(text, 7) == LineColumn{2, 1});
  CHECK(at(text, 8) == LineColumn{2, 2});
  CHECK(at(text, 9) == LineColumn{2, 3});
}

TEST_CASE("line map: columns are right all along a long line") {
  std::string text = "\n";
  for (int i = 0; i < 3000; ++i) text += "aå日😀\xFF";
  const LineMap map(text);
  for (std::uint32_t i = 0; i < 3000; ++i) {
    const auto start = 1 + 11 * i;
    CAPTURE(i);
    REQUIRE(map.position(start) == LineColumn{2, 5 * i + 1});
    REQUIRE(map.position(start + 5) == LineColumn{2, 5 * i + 3});
    REQUIRE(map.position(start + 6) == LineColumn{2, 5 * i + 4});
    REQUIRE(map.position(start + 10) == LineColumn{2, 5 * i + 5});
  }
}

TEST_CASE("decode: overlong forms, surrogates and values past U+10FFFF are invalid, byte for byte") {
  for (const std::string_view bytes :
       {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xC3"}) {
    CAPTURE(bytes.size());
    CHECK_FALSE(decode(bytes).valid);
    CHECK(decode(bytes).size == 1);
  }
  CHECK(decode("\U0010FFFF").value == 0x10FFFF);
  CHECK(decode("\U0010FFFF").size == 4);
  CHECK(decode(std::string_view("\0", 1)).value == 0);
}

}  // namespace dork
