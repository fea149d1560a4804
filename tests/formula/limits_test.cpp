// What would take all memory, the stack or all time is stopped, and says why.
#include "runtime/formula/program.hpp"
#include "runtime/value/json.hpp"

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

using namespace dork::runtime;

namespace {

struct Result {
  Value value;
  std::string error;
  std::int64_t most = 0;  ///< bytes that the value took
};

Result run(std::string_view text, const Value& context, Environment environment = {}) {
  Names names;
  const Program program = prepare(text, names);
  const std::vector<Slot> slots = slots_from(context, names);
  environment.live_bytes_before = live_bytes();
  Evaluation result = evaluate(program, {slots}, environment);
  return {std::move(result.value), result.error.value_or(""), live_bytes() - environment.live_bytes_before};
}

std::string repeated(std::string_view piece, std::size_t times) {
  std::string text;
  text.reserve(piece.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

Value million_bytes() {
  return Object{{"big", std::string(1'000'000, 'x')}, {"commas", std::string(1'000'000, ',')}};
}

}  // namespace

TEST_CASE("Formulas nest as deep as they may") {
  const auto nested = [](std::size_t depth) { return repeated("{add: 1, ", depth) + "1" + repeated("}", depth); };
  CHECK(run(nested(200), {}).value == Value(201));
  CHECK(run(nested(201), {}).error == "formulas nest deeper than 200");
  CHECK(run(nested(100'000), {}).error == "formulas nest deeper than 200");
  CHECK(run(repeated("{text: '", 100'000), {}).value == Value(repeated("{text: '", 100'000)));
  const auto quoted = [](std::size_t depth) { return repeated("{text: '", depth) + "x" + repeated("'}", depth); };
  CHECK(run(quoted(200), {}).value == Value("x"));
  CHECK(run(quoted(100'000), {}).error == "formulas nest deeper than 200");
  CHECK(run(repeated("{json: [", 100'000) + repeated("]}", 100'000), {}).error == "formulas nest deeper than 200");
  CHECK(run(repeated("{", 1'000'000), {}).value == Value(repeated("{", 1'000'000)));
}

TEST_CASE("Texts grow as long as they may") {
  const Value context = million_bytes();
  CHECK(run(repeated("{$.big}", 60), context).value.text().size() == 60'000'000);
  CHECK(run(repeated("{$.big}", 1000), context).error == "a text grew longer than 67108864 bytes");
  CHECK(run("{replace: {$.big}, 'x', '" + repeated("y", 1000) + "'}", context).error == "replace: the text would be longer than 67108864 bytes");
  CHECK(run("{replace: {$.big}, 'x', {$.big}}", context).error == "replace: the text would be longer than 67108864 bytes");
  CHECK(run("{regexreplace: {$.big}, 'x', '" + repeated("y", 1000) + "'}", context).error == "regexreplace: the text would be longer than 67108864 bytes");
  CHECK(run("{implode: {explode: {$.commas}}, {$.big}}", context).error == "explode: the list would have more than 1000000 items");
  CHECK(run("{implode: {explode: {substr: {$.commas}, 1}}, {$.big}}", context).error == "implode: the text would be longer than 67108864 bytes");
  CHECK(run("{base64encode: '" + repeated("{$.big}", 60) + "'}", context).error == "base64encode: the text would be longer than 67108864 bytes");
  CHECK(run("{json: '" + repeated("{$.big}", 66) + repeated("\"", 600'000) + "'}", context).error == "json: the text would be longer than 67108864 bytes");
}

TEST_CASE("Lists grow as long as they may") {
  const Value context = Object{{"commas", std::string(10'000'000, ',')}, {"list", List(1000, Value(List(1000, Value(1))))}, {"more", List(1001, Value(List(1000, Value(1))))}};
  const Result exploded = run("{explode: {$.commas}}", context);
  CHECK(exploded.error == "explode: the list would have more than 1000000 items");
  CHECK(exploded.most < 1000);
  CHECK(run("{count: {$.list[*][*]}}", context).value == Value(1'000'000));
  CHECK(run("{$.more[*][*]}", context).error == "a path finds more than 1000000 items");
  CHECK(run("{regexparseall: {$.commas}, ','}", context).error == "regexparseall: the list would have more than 1000000 items");
  CHECK(run("{object: '[{replace: {$.commas}, ',', '1,'}1]'}", context).error == "object: this is no JSON: a list or object has more than 1000000 items");
}

TEST_CASE("All values together take as much memory as they may") {
  const Value context = million_bytes();
  const std::string copy = "{replace: {$.big}, 'x', 'y'}";
  std::string many = "{json: [" + copy;
  for (int i = 0; i < 200; ++i) many += "," + copy;
  Environment environment;
  environment.limits.total_bytes = 50'000'000;
  CHECK(run(many + "]}", context, environment).error == "all values together take more than 50000000 bytes of memory");
  environment.limits.total_bytes = 1'000'000;
  std::string lists = "[[]" + repeated(",[]", 100'000) + "]";
  CHECK(run("{object: {$.lists}}", Object{{"lists", lists}}, environment).error == "object: this is no JSON: it takes more memory than a run may have");
}

TEST_CASE("Values that share themselves are as large as they are written") {
  Value value = List{1};
  for (int i = 0; i < 60; ++i) value = List{value, value};
  const Value context = Object{{"x", value}, {"y", value}};
  CHECK(run("{json: {$.x}}", context).error == "json: the text would be longer than 67108864 bytes");
  CHECK(run("{$.x} and more", context).error == "a text grew longer than 67108864 bytes");
  CHECK(run("{json: [{$.x}]}", context).error.starts_with("a value would be longer than 536870912 bytes"));
  CHECK(run("{if: {$.x} = {$.y}, 'same', 'others'}", context).value == Value("same"));
}

TEST_CASE("Values nest as deep as they may") {
  Value value = 1;
  for (int i = 0; i < 200; ++i) value = List{value};
  const Value context = Object{{"x", value}, {"text", repeated("[", 201) + repeated("]", 201)}};
  CHECK(run("{if: 1 = 1, {$.x}, ''}", context).error.empty());
  CHECK(run("{if: 1 = 1, [{$.x}], ''}", context).error == "lists and objects nest deeper than 200");
  CHECK(run("{object: {$.text}}", context).error == "object: this is no JSON: lists and objects nest deeper than 200");
}

TEST_CASE("Regular expressions take as long as they may") {
  const Value context = Object{{"a", std::string(1000, 'a') + "cb x"}, {"long", std::string(10'000'000, 'a')}, {"pairs", repeated("aaaaaaaaaaaaaaaaaa;", 100'000)}};
  constexpr auto too_long = "takes too long on this text";
  // The matcher knows at once that a text without the last letter does not match: this one has them all.
  for (const char* regex : {"(a+)+b", "(a|aa)+b", "(a*)*b", "(.*)(.*)(.*)(.*)(.*)bx", "(?:a|aa)+x", "(a*)(a*)\\1\\2cx"})
    CHECK(run("{regexparse: {$.a}, '" + std::string(regex) + "'}", context).error.find(too_long) != std::string::npos);
  CHECK(run("{regexparse: {$.long}, 'a.*+b'}", context).error.find(too_long) != std::string::npos);
  // Each match is quick to be found again and again.
  CHECK(run("{regexparseall: {$.pairs}, '(?:a+)+b|;'}", context).error.find(too_long) != std::string::npos);
  CHECK(run("{regexparse: {$.long}, 'a$'}", context).error.find(too_long) != std::string::npos);
  CHECK(run("{count: {regexparseall: {$.pairs}, ';'}}", context).value == Value(100'000));
  CHECK(run("{regexparse: {$.a}, '" + repeated("(", 1000) + "'}", context).error.find("broken") != std::string::npos);
  CHECK(run("{regexparse: {$.a}, '" + repeated("a", 30'000) + "'}", context).error.find("longer than 20000 bytes") != std::string::npos);
}

TEST_CASE("Whoever sorts, trims or reads dates takes a time that fits the text") {
  const Value context = Object{{"long", std::string(10'000'000, ' ')}, {"digits", std::string(10'000'000, '1')}, {"set", repeated("a..z", 100'000)}};
  CHECK(run("{trim: {$.long}}", context).value == Value(""));
  CHECK(run("{count: {explode: {trim: {$.digits}, {$.set}}}}", context).value == Value(1));
  CHECK(run("{date: {$.digits}, 'Y'}", context).error.find("is no date") != std::string::npos);
  CHECK(run("{date: 'now', {$.digits}}", context).error.find("a format has at most 1000 bytes") != std::string::npos);
  CHECK(run("{add: {$.digits}, 1}", context).error.find("larger than a number can be") != std::string::npos);
  CHECK(run("{converttimezone: 'now', , {$.digits}, , 'UTC'}", context).error.find("there is no time zone '1111") != std::string::npos);
  CHECK(run("{randomtext: 100000000}", context).error.find("must be from 0 to 1000000") != std::string::npos);
}
