// No run goes on forever, takes all memory, or overflows the stack.
#include "runtime/value/json.hpp"
#include "runtime/value/memory.hpp"
#include "tests/run/support.hpp"

#include <fmt/format.h>

namespace dork::runtime {
namespace {

RunOptions small() {
  RunOptions options;
  options.limits.steps = 200'000;
  options.limits.value_bytes = 1u << 20;
  options.limits.list_items = 50'000;
  options.limits.total_bytes = 16u << 20;
  options.quiet = true;
  return options;
}

/// The run is stopped by a limit that says so, and gives its memory back.
void stops(const std::string& text, std::string_view message, const RunOptions& options = small(), const Value& fixture = {}) {
  const std::int64_t before = live_bytes();
  {
    const Ran ran = run_text(text, options, fixture);
    INFO(text.substr(0, 2000) << "\n" << remarks(ran));
    CHECK(ran.result.status == Status::limit_reached);
    REQUIRE_FALSE(ran.result.remarks.empty());
    CHECK(ran.result.remarks.back().code == Code::run_limit);
    CHECK(contains(ran.result.remarks.back().message, message));
    CHECK(ran.result.steps <= options.limits.steps);
  }
  CHECK(live_bytes() - before < (1 << 20));
}

}  // namespace

TEST_CASE("what never ends is stopped") {
  stops("LABEL 'again';\nGOTO 'again';", "stopped after 200000 blocks");
  stops("LET n AS NUMBER = 0;\nLABEL 'again';\nLET n += 1;\nIF n > 0 THEN\nGOTO 'again';\nEND IF", "stopped after");
  stops("LET l AS LIST = [1];\nFOR EACH x IN l\nLABEL 'again';\nWARNING 'careful {$.x.index}';\nGOTO 'again';\nNEXT", "stopped after");
  stops("LABEL 'again';\nSLEEP 100000;\nGOTO 'again';", "stopped after");
  stops("LABEL 'again';\nDISABLED SLEEP 1;\nGOTO 'again';", "stopped after");
}

TEST_CASE("what grows without end is stopped") {
  const auto forever = [](std::string_view first, std::string_view block) { return fmt::format("{}\nLABEL 'again';\n{}\nGOTO 'again';", first, block); };
  stops(forever("LET s AS STRING = '0123456789';", "LET s &= s;"), "bytes");
  stops(forever("LET l AS LIST = [1];", "LET l += 'x';"), "items");
  stops(forever("LET l AS LIST = [1];", "LET l &= l;"), "items");
  stops(forever("LET l AS LIST = [1];", "LET l += l;"), "");
  stops(forever("LET o AS OBJECT = {a: 1};", "LET o += {a: o, b: o};"), "");
  stops(forever("LET o AS OBJECT = {a: 1};\nLET n AS NUMBER = 0;", "LET n += 1;\nLET o &= '''{object: '{\"k{$.n}\": 1}'}''';"), "");
  stops(forever("LET s AS STRING = '0123456789';\nLET s &= s, &= s, &= s, &= s, &= s, &= s, &= s, &= s, &= s, &= s;", "OUTPUT '{$.s}!';"), "MB");
  stops(forever("LET n AS NUMBER = 0;", "LET n += 1;\nWARNING '{$.n}';"), "stopped after");
  stops(forever("LET s AS STRING = '0123456789';\nLET s &= s, &= s, &= s, &= s, &= s, &= s, &= s, &= s, &= s;\nf: CREATE FILE 'Dropbox' (path = 'x.txt');",
                "WRITE s TO f AS RAW;"),
        "bytes");
  stops("LET s AS STRING = 'a,b';\nLABEL 'again';\nLET s &= ',a,b';\nx: MAP explode(s) TO {a: thisBlock.item};\nGOTO 'again';", "");
}

TEST_CASE("formulas over large values count as work") {
  const std::string grow = "LET s AS STRING = '0123456789';\nLET s &= s, &= s, &= s, &= s, &= s, &= s, &= s, &= s, &= s, &= s, &= s, &= s;\nLABEL 'again';\n";
  stops(grow + "LET n AS NUMBER = strpos(s, 'x');\nGOTO 'again';", "large values");
  stops(grow + "IF s CONTAINS 'x' THEN\nOUTPUT 'no';\nEND IF\nGOTO 'again';", "large values");
  stops("LET l AS LIST = [1, 2];\nLET l &= l, &= l, &= l, &= l, &= l, &= l, &= l, &= l, &= l;\nLABEL 'again';\nLET n AS NUMBER = count(sort(l));\nGOTO 'again';", "large values");
}

TEST_CASE("large lists are refused or counted as work") {
  List items;
  for (int i = 0; i < 60'000; ++i) items.push_back(Value(i));
  const Value fixture = Object{{"web", List{Object{{"block", "x"}, {"output", Value(items)}}}}};
  stops("x: GET 'https://example.com/';\nOUTPUT count(x);", "items", small(), fixture);
  items.resize(40'000);
  const Value fits = Object{{"web", List{Object{{"block", "x"}, {"output", Value(items)}}}}};
  stops("x: GET 'https://example.com/';\nLABEL 'again';\nf: FILTER x WHERE id = 1;\nGOTO 'again';", "large values", small(), fits);
}

TEST_CASE("deep nesting overflows nothing") {
  std::string blocks, previous = "start";
  const std::size_t depth = 20'000;
  blocks = R"({"id":"start","type":"StartBlock","name":"Start","childId":"b0","inputs":[]})";
  for (std::size_t i = 0; i < depth; ++i)
    blocks += fmt::format(R"(,{{"id":"b{}","type":"IfElseBlock","name":"b{}","childTrueId":"b{}","inputs":[{{"id":"conditions","value":{{"mode":"all","conditions":[]}}}}]}})", i, i, i + 1);
  blocks += fmt::format(R"(,{{"id":"b{}","type":"ShowBlock","name":"end","inputs":[{{"id":"input","value":"deep"}}]}})", depth);
  RunOptions options = small();
  const Ran ran = run_text(fmt::format(R"({{"blocks":[{}]}})", blocks), options);
  CHECK(outputs(ran) == R"(["deep"])");

  std::string loops = R"({"id":"start","type":"StartBlock","name":"Start","childId":"b0","inputs":[]})";
  for (std::size_t i = 0; i < 300; ++i)
    loops += fmt::format(R"(,{{"id":"b{}","type":"ForEachBlock","name":"b{}","loopBlockId":"b{}","inputs":[{{"id":"input","value":"[1]"}}]}})", i, i, i + 1);
  loops += R"(,{"id":"b300","type":"ShowBlock","name":"end","inputs":[{"id":"input","value":"deep"}]})";
  stops(fmt::format(R"({{"blocks":[{}]}})", loops), "loops stand more than 200 deep", options);
}

TEST_CASE("what is no workspace that runs says why") {
  const auto error = [](std::string_view text) {
    const Prepared prepared = prepare_workspace(text, builtin_catalog());
    CHECK_FALSE(prepared.plan);
    return code_name(prepared.code) + ' ' + prepared.error;
  };
  CHECK(error("[") == "DORK4001 this is not JSON: parse error at line 1, column 2: syntax error while parsing value - unexpected end of input; expected '[', '{', or a literal");
  CHECK(error(R"({"blocks":[{"id":"a","type":"StartBlock","childId":"z"}]})") == "DORK4005 $.blocks[0]: `childId` leads to no block (z)");
  CHECK(error(R"({"blocks":[{"id":"a","type":"StartBlock"},{"id":"a","type":"ShowBlock"}]})") == "DORK4003 $.blocks[1] has the id of $.blocks[0]");
  CHECK(error(R"({"blocks":[{"id":"a","type":"StartBlock"},{"id":"b","type":"StartBlock"}]})") == "DORK4004 $.blocks[1] is a second StartBlock");
  CHECK(error(R"({"blocks":[{"id":"a","type":"StartBlock","childId":"b"},{"id":"b","type":"ShowBlock"},{"id":"c","type":"ShowBlock","childId":"b"}]})") ==
        "DORK4006 $.blocks[1] follows both $.blocks[0] and $.blocks[2]");
  CHECK(error(R"({"blocks":[{"id":"a","type":"ShowBlock","childId":"b"},{"id":"b","type":"ShowBlock","childId":"a"}]})") ==
        "DORK4008 $.blocks[0] follows itself: the edges go round in a circle");
  CHECK(error(R"({"blocks":[{"id":"a","type":"LimitBlock","loopBlockId":"b"},{"id":"b","type":"ShowBlock"}]})") ==
        "DORK4007 $.blocks[0] has a loop body but cannot loop");
}

}  // namespace dork::runtime
