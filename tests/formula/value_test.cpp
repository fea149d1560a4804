// Values: sharing, extents, counting memory, JSON, conversions.
#include "runtime/value/json.hpp"
#include "runtime/value/number.hpp"
#include "runtime/value/text.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

using namespace dork::runtime;

namespace {

Value parsed(std::string_view text) {
  std::string error;
  const auto value = parse_json(text, error);
  INFO(error);
  REQUIRE(value);
  return *value;
}

std::string why_not(std::string_view text, const JsonLimits& limits = {}) {
  std::string error;
  CHECK_FALSE(parse_json(text, error, limits));
  return error;
}

}  // namespace

TEST_CASE("Copies share until one is edited") {
  Value a = List{1, "two", List{3}};
  Value b = a;
  CHECK(a.same(b));
  b.push(4);
  CHECK(a.list().size() == 3);
  CHECK(b.list().size() == 4);
  b.edit_list()[2].push(5);
  CHECK(to_json_text(a) == R"([1,"two",[3]])");
  CHECK(to_json_text(b) == R"([1,"two",[3,5],4])");

  Value text = "x";
  Value other = text;
  other.append("y");
  CHECK(text.text() == "x");
  CHECK(other.text() == "xy");

  Value object = Object{{"a", 1}};
  Value copy = object;
  copy.set("b", 2);
  copy.edit_object().erase("a");
  CHECK(to_json_text(object) == R"({"a":1})");
  CHECK(to_json_text(copy) == R"({"b":2})");
}

TEST_CASE("A list can be put into itself") {
  Value list = List{1};
  list.push(list);
  CHECK(to_json_text(list) == "[1,[1]]");
}

TEST_CASE("Objects keep their order and find their members at any size") {
  Value value = Object{};
  for (int i = 0; i < 1000; ++i) value.set(std::to_string(i * 7919 % 1000), i);
  Object& object = value.edit_object();
  CHECK(object.size() == 1000);
  CHECK(object.find("500")->integer() == 500 * 679 % 1000);
  CHECK(object.erase("500"));
  CHECK_FALSE(object.erase("500"));
  CHECK(object.find("500") == nullptr);
  CHECK(object.rename("0", "zero"));
  CHECK(object.begin()->key == "zero");
  CHECK(object.rename("zero", "1"));
  CHECK(object.size() == 998);
  CHECK(object.find("1")->integer() == 0);
  CHECK_FALSE(object.rename("zero", "x"));
  for (const Member& member : object) CHECK(&member.value == object.find(member.key));
}

TEST_CASE("Equality is deep, by value") {
  CHECK(Value(1) == Value(1.0));
  CHECK(Value(9007199254740993) != Value(9007199254740992.0));
  CHECK(Value(INT64_MAX) != Value(9223372036854775808.0));
  CHECK(Value(1) != Value("1"));
  CHECK(Value() != Value(false));
  CHECK(parsed(R"({"a":[1,{"b":null}],"c":2})") == parsed(R"({"c":2.0,"a":[1,{"b":null}]})"));
  CHECK(parsed("[1,2]") != parsed("[2,1]"));
  CHECK(parsed(R"({"a":1})") != parsed(R"({"b":1})"));
}

TEST_CASE("Extents are what a walk would find") {
  CHECK(extent(Value(1)).size == 8);
  CHECK(extent(Value("abc")).size == 11);
  Value list = List{};
  CHECK(extent(list).depth == 1);
  for (int i = 0; i < 10; ++i) list.push(List{i, "x"});
  CHECK(extent(list).size == 8 + 10 * (8 + 8 + 9));
  CHECK(extent(list).depth == 2);
  list.edit_list().resize(3);
  CHECK(extent(list).size == 8 + 3 * (8 + 8 + 9));

  Value object = Object{};
  object.set("a", list);
  CHECK(extent(object).depth == 3);
  object.set("a", 1);
  CHECK(extent(object).depth == 1);
  CHECK(extent(object).size == 8 + 9 + 8);
}

TEST_CASE("What shares itself a hundred times over is as large as it would be") {
  Value value = List{};
  Value other = List{};
  for (int i = 0; i < 100; ++i) {
    value = List{value, value};
    other = List{other, other};
  }
  CHECK(extent(value).size == std::uint64_t{1} << 62);
  CHECK(extent(value).depth == 101);
}

TEST_CASE("Lists deeper than the stack are freed and measured") {
  Value value = List{};
  for (int i = 0; i < 3'000'000; ++i) value = List{std::move(value)};
  CHECK(extent(value).depth == 3'000'001);
  Value never_measured = List{};
  for (int i = 0; i < 100'000; ++i) {
    Value around = List{};
    around.edit_list().push_back(std::move(never_measured));
    never_measured = std::move(around);
  }
  CHECK(extent(never_measured).depth > 100'000);
}

TEST_CASE("Memory is counted, and all of it is given back") {
  const std::int64_t before = live_bytes();
  {
    Value text = std::string(1000, 'x');
    CHECK(live_bytes() - before >= 1000);
    for (int i = 0; i < 1000; ++i) text.append("0123456789");
    CHECK(live_bytes() - before >= 11'000);
    Value copy = text;
    CHECK(live_bytes() - before < 25'000);
    Value list = List{};
    for (int i = 0; i < 1000; ++i) list.push(text);
    CHECK(live_bytes() - before < 50'000);
    Value object = Object{{std::string(5000, 'k'), list}};
    object.edit_object().rename(std::string(5000, 'k'), std::string(6000, 'l'));
    object.set("another key that is not short", object);
    CHECK(live_bytes() - before > 11'000);
  }
  CHECK(live_bytes() == before);
}

TEST_CASE("JSON in and out") {
  for (const std::string_view text :
       {"null", "true", "-5", "0.5", R"("a\"\\\n\u0001/é😀")", "[]", "{}", R"([1,[2,{"a":{}}],"x"])", "9223372036854775807"})
    CHECK(to_json_text(parsed(text)) == text);
  CHECK(parsed("9223372036854775808").kind() == Kind::number);
  CHECK(to_json_text(parsed("12.0")) == "12");
  CHECK(to_json_text(parsed(R"({"a":1,"b":2,"a":3})")) == R"({"a":3,"b":2})");
  CHECK(to_json_text(parsed(R"({"a":[1,2],"b":{},"c":[]})"), 2) == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {},\n  \"c\": []\n}");
  CHECK(to_json_text(Value("a\x80z")) == "\"a\xEF\xBF\xBDz\"");
  const auto tree = nlohmann::ordered_json::parse(R"({"z":1,"a":[true,null,1.5,"x",18446744073709551615]})");
  CHECK(to_json(from_json(tree)) == tree);

  std::string out;
  append_json(out, parsed(R"(["é😀/"])"), JsonEscapes::php, 1000);
  CHECK(out == R"(["\u00e9\ud83d\ude00\/"])");
  out.clear();
  append_json(out, List(100'000, Value(1)), JsonEscapes::few, 1000);
  CHECK(out.size() < 1100);
}

TEST_CASE("JSON that is none says where") {
  CHECK(why_not("[1,\n 2,]").starts_with("line 2, column 4: "));
  CHECK(why_not("1e400") == "number overflow parsing '1e400'");
  CHECK(why_not("").starts_with("line 1, column 1: "));
  CHECK(why_not("\"\xFF\"").starts_with("line 1, column "));
  CHECK(why_not(std::string(300, '[')) == "lists and objects nest deeper than 200");
  CHECK(why_not("[1,2,3]", {.items = 2}) == "a list or object has more than 2 items");
  CHECK(why_not(std::string(100'000, '['), {.depth = 1'000'000}).starts_with("line 1, column 100001"));
  std::string lists = "[";
  for (int i = 0; i < 100'000; ++i) lists += "[],";
  CHECK(why_not(lists + "1]", {.bytes = 1'000'000}) == "it takes more memory than a run may have");
}

TEST_CASE("Numbers read as PHP writes them") {
  CHECK(number_text(0.1 + 0.2) == "0.3");
  CHECK(number_text(125000.0) == "125000");
  CHECK(number_text(-2.5) == "-2.5");
  CHECK(number_text(1e13) == "10000000000000");
  CHECK(number_text(1e14) == "1.0E+14");
  CHECK(number_text(1.5e25) == "1.5E+25");
  CHECK(number_text(0.0001) == "0.0001");
  CHECK(number_text(0.00001) == "1.0E-5");
  CHECK(number_text(-0.0) == "-0");
  CHECK(json_number(0.1 + 0.2) == "0.30000000000000004");
  CHECK(json_number(1e16) == "10000000000000000");
  CHECK(json_number(1e17) == "1.0e+17");
  CHECK(json_number(5e-324) == "5.0e-324");
  CHECK(json_number(HUGE_VAL) == "0");
}

TEST_CASE("Texts read as numbers") {
  const auto json = [](std::string_view text) {
    const auto number = number_from_text(text);
    return number ? to_json_text(*number) : "none";
  };
  CHECK(json("12") == "12");
  CHECK(json(" +12\n") == "12");
  CHECK(json("-1.50") == "-1.5");
  CHECK(json(".5") == "0.5");
  CHECK(json("5.") == "5");
  CHECK(json("1e3") == "1000");
  CHECK(json("9223372036854775808") == "9.223372036854776e+18");
  for (const auto none : {"", " ", "x", "1x", "0x10", "inf", "nan", "+-1", "--1", "-", ".", "1 2", "1e"}) CHECK(json(none) == "none");
  CHECK(std::isinf(number_from_text("1e999")->number()));
  CHECK(number_from_text("1e-999")->number() == 0);
}

TEST_CASE("Values in a text") {
  CHECK(to_text(nullptr).empty());
  CHECK(to_text(true) == "true");
  CHECK(to_text(false) == "false");
  CHECK(to_text(-7) == "-7");
  CHECK(to_text(List{1, "é/"}) == R"([1,"\u00e9\/"])");
}

TEST_CASE("Loose comparison") {
  struct Row {
    Value a, b;
    std::partial_ordering expected;
  };
  constexpr auto equal = std::partial_ordering::equivalent;
  constexpr auto less = std::partial_ordering::less;
  constexpr auto greater = std::partial_ordering::greater;
  constexpr auto neither = std::partial_ordering::unordered;
  const Row rows[] = {
      {1, "1", equal}, {1, "1.0", equal}, {"1.0", "01", equal}, {"10", "9", greater}, {"10", "9x", less},
      {"a", "b", less}, {"A", "a", less}, {"a", 1, greater}, {2.5, 3, less}, {INT64_MAX, 9223372036854775808.0, less},
      {nullptr, nullptr, equal}, {nullptr, "", equal}, {nullptr, 0, equal}, {nullptr, false, equal}, {nullptr, "0", less},
      {nullptr, -1, greater}, {nullptr, List{}, equal}, {nullptr, List{1}, neither}, {false, Object{}, equal},
      {true, "true", equal}, {true, "TRUE", equal}, {true, "false", greater}, {false, "false", equal}, {true, 1, equal},
      {true, "1", equal}, {true, 2, less}, {false, "", equal}, {true, "yes", less}, {List{1, "2"}, List{1, "2"}, equal},
      {List{1}, List{2}, neither}, {List{}, "", neither}, {Object{{"a", 1}}, Object{{"a", 1.0}}, equal},
  };
  for (const Row& row : rows) {
    INFO(to_json_text(row.a) << " and " << to_json_text(row.b));
    CHECK(loosely_compare(row.a, row.b) == row.expected);
    CHECK(loosely_compare(row.b, row.a) == 0 <=> row.expected);
  }
}

TEST_CASE("Empty is what PHP calls empty") {
  for (const Value& value : {Value(), Value(false), Value(0), Value(0.0), Value(""), Value("0"), Value(List{}), Value(Object{})})
    CHECK(is_empty(value));
  for (const Value& value : {Value(true), Value(-1), Value(0.5), Value(" "), Value("00"), Value("false"), Value(List{nullptr})})
    CHECK_FALSE(is_empty(value));
}
