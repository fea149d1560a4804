// What each block does: scripts and what they put out.
#include "compiler/model/block_table.hpp"
#include "runtime/interpret/plan.hpp"
#include "runtime/value/json.hpp"
#include "tests/run/support.hpp"

namespace dork::runtime {
namespace {

/// A script and the outputs that it leaves, as JSON.
struct Row {
  const char* script;
  const char* outputs;
};

void holds(std::initializer_list<Row> rows, const RunOptions& options = {}, const Value& fixture = {}) {
  for (const Row& row : rows) {
    const Ran ran = run_text(row.script, options, fixture);
    INFO(row.script << "\n" << remarks(ran));
    CHECK(outputs(ran) == row.outputs);
    CHECK(succeeded(ran.result.status));
  }
}

/// A script that fails, and what its last remark says.
void fails(const char* script, Code code, std::string_view message, const RunOptions& options = {}) {
  const Ran ran = run_text(script, options);
  INFO(script << "\n" << remarks(ran));
  REQUIRE_FALSE(ran.result.remarks.empty());
  CHECK(code_name(ran.result.remarks.back().code) == code_name(code));
  CHECK(contains(ran.result.remarks.back().message, message));
  CHECK(ran.result.status == (code == Code::run_limit ? Status::limit_reached : Status::failed));
}

}  // namespace

TEST_CASE("every block type and every operation of variables has a function") {
  for (const BlockSpec& spec : block_specs()) CHECK(execution_of(spec.type) != nullptr);
  for (const OperationSpec& spec : variable_operations()) {
    INFO(spec.id);
    CHECK(operation_of(spec.type, spec.id) != nullptr);
  }
  CHECK(operation_of(VariableType::number, "append") == nullptr);
}

TEST_CASE("variables") {
  holds({
      {"LET s AS STRING = 'a', &= 'b';\nLET s &= 5;\nOUTPUT s;", R"(["ab5"])"},
      {"LET s AS STRING = 'a';\nCLEAR s;\nOUTPUT 'x{$.s}x';", R"(["xx"])"},
      {"LET s AS STRING;\nLET s &= 'first';\nOUTPUT s;", R"(["first"])"},
      {"LET l AS LIST = ['a'];\nLET s AS STRING = l;\nOUTPUT s;", R"(["[\"a\"]"])"},
      {"LET n AS NUMBER = 2;\nLET n += 5, -= 1, *= 10, /= 4;\nOUTPUT n;", "[15]"},
      {"LET n AS NUMBER;\nLET n += 1;\nOUTPUT n;", "[1]"},
      {"LET n AS NUMBER = '7.5';\nLET n /= 2;\nOUTPUT n;", "[3.75]"},
      {"LET n AS NUMBER = 9223372036854775807;\nLET n += 1;\nOUTPUT n;", "[9.223372036854776e+18]"},
      {"LET n AS NUMBER = '';\nOUTPUT n;", "[0]"},
      {"LET l AS LIST = ['a', 'b'];\nLET l += 'c';\nLET l &= l;\nOUTPUT l;", R"([["a","b","c","a","b","c"]])"},
      {"LET l AS LIST = ['a'];\nCLEAR l;\nLET l &= '[1, 2]';\nLET l &= 'three';\nOUTPUT l;", R"([[1,2,"three"]])"},
      {"LET o AS OBJECT = {a: 1, b: 2};\nLET o += {c: 3};\nLET o RENAME {a: 'x'};\nLET o -= 'b';\nOUTPUT o;", R"([{"x":"1","c":"3"}])"},
      {"LET o AS OBJECT = '{\"a\": 1}';\nLET o &= '{\"a\": 2, \"b\": 3}';\nOUTPUT o;", R"([{"a":2,"b":3}])"},
      {"LET o AS OBJECT = {a: 1};\nCLEAR o;\nOUTPUT o;", "[{}]"},
      {"LET t AS TABLE;\nLET t += '[1, 2]';\nLET t += 'x';\nOUTPUT t;\nCLEAR t;\nOUTPUT t;", R"([[[1,2],["x"]],[]])"},
  });
  fails("LET n AS NUMBER = 'many';", Code::run_failed, "a number variable cannot take the text 'many'");
  fails("LET n AS NUMBER = 1;\nLET n /= 0;", Code::run_failed, "divided by 0");
  fails("LET o AS OBJECT = 'text';", Code::run_failed, "an object variable cannot take the text 'text'");
}

TEST_CASE("conditions and cases") {
  holds({
      {"LET n AS NUMBER = 5;\nIF n > 10 THEN\nOUTPUT 'big';\nELSEIF n > 3 THEN\nOUTPUT 'middle';\nELSE\nOUTPUT 'small';\nEND IF\nOUTPUT 'end';",
       R"(["middle","end"])"},
      {"LET s AS STRING = 'b';\nSWITCH s\nCASE 'a'\nOUTPUT 1;\nCASE 'b'\nOUTPUT 2;\nDEFAULT\nOUTPUT 3;\nEND SWITCH\nOUTPUT 'end';", R"(["2","end"])"},
      {"LET s AS STRING = 'z';\nSWITCH s\nCASE 'a'\nOUTPUT 1;\nEND SWITCH\nOUTPUT 'end';", R"(["end"])"},
      {"LET a AS STRING = 'x';\nIF a = 'y' OR a = 'x' THEN\nOUTPUT 'some';\nEND IF\nIF a = 'x' AND a = 'y' THEN\nOUTPUT 'all';\nEND IF", R"(["some"])"},
  });
}

TEST_CASE("loops") {
  holds({
      {"LET l AS LIST = ['a', 'b', 'c'];\nFOR EACH x IN l\nOUTPUT '{$.x.index}{$.x.item}';\nNEXT\nOUTPUT count(x);", R"(["0a","1b","2c",3])"},
      {"LET o AS OBJECT = {k: 'v', m: 'w'};\nFOR EACH x IN o\nOUTPUT '{$.x.index}={$.x.item}';\nNEXT", R"(["k=v","m=w"])"},
      {"LET l AS LIST = ['a', 'b', 'c'];\nFOR EACH x IN l\nIF x.item = 'b' THEN\nEXIT FOR;\nEND IF\nOUTPUT x.item;\nNEXT\nOUTPUT 'end';", R"(["a","end"])"},
      {"LET l AS LIST = [1, 2, 3, 4, 5];\nFOR EACH b IN BATCHES OF 2 FROM l\nOUTPUT b.item;\nNEXT", R"([["1","2"],["3","4"],["5"]])"},
      {"LET l AS LIST = ['a', 'b'];\nFOR EACH x IN l\nFOR EACH y IN l\nOUTPUT '{$.x.item}{$.y.item}';\nNEXT\nNEXT", R"(["aa","ab","ba","bb"])"},
      {"LET l AS LIST = ['a', 'b'];\nFOR EACH x IN l\nLET l += 'more';\nNEXT\nOUTPUT count(l);", "[4]"},
      {"LET l AS LIST;\nFOR EACH x IN l\nOUTPUT 'never';\nNEXT\nOUTPUT 'end';", R"(["end"])"},
      {"FOR EACH x IN '[1, 2]'\nOUTPUT x.item;\nNEXT", "[1,2]"},
  });
  fails("FOR EACH x IN 'a,b'\nOUTPUT x.item;\nNEXT", Code::run_failed, "nothing to loop over: it is the text 'a,b'");
  fails("LET n AS NUMBER = 0;\nLET l AS LIST = [1];\nFOR EACH b IN BATCHES OF n FROM l\nOUTPUT b.item;\nNEXT", Code::run_failed, "size of a batch");
}

TEST_CASE("labels and jumps") {
  holds({
      {"LET n AS NUMBER = 0;\nLABEL 'again';\nLET n += 1;\nIF n < 3 THEN\nGOTO 'again';\nEND IF\nOUTPUT n;", "[3]"},
      // Out of two loops, to a chain that nothing else leads to: nothing of the loops goes on afterwards.
      {"LET l AS LIST = [1, 2];\nFOR EACH x IN l\nFOR EACH y IN l\nGOTO 'out';\nNEXT\nNEXT\nOUTPUT 'never';\nDETACHED\nLABEL 'out';\nOUTPUT 'out';\nEND DETACHED",
       R"(["out"])"},
      // Within a loop: the loop goes on.
      {"LET l AS LIST = [1, 2];\nFOR EACH x IN l\nIF x.item = 1 THEN\nGOTO 'last';\nEND IF\nOUTPUT 'two';\nLABEL 'last';\nOUTPUT 'last';\nNEXT", R"(["last","two","last"])"},
      // Into a branch: what follows the branch follows.
      {"LET n AS NUMBER = 0;\nGOTO 'in';\nDETACHED\nIF n = 1 THEN\nLABEL 'in';\nOUTPUT 'in';\nEND IF\nOUTPUT 'after';\nEND DETACHED", R"(["in","after"])"},
  });
  fails("LET l AS LIST = [1];\nGOTO 'in';\nDETACHED\nFOR EACH x IN l\nLABEL 'in';\nNEXT\nEND DETACHED", Code::broken_jump, "stands inside the loop");
}

TEST_CASE("outputs, titles, ends") {
  holds({
      {"OUTPUT 'a';\nOUTPUT 'b';", R"(["a","b"])"},
      {"OUTPUT 'a';\nOUTPUT 'b' REPLACE;", R"(["b"])"},
      {"OUTPUT 'a';\nOUTPUT 'b' MERGE;\nOUTPUT 'c' MERGE;", R"(["abc"])"},
      {"OUTPUT 'a';\nEXIT SCRIPT;", R"(["a"])"},
      {"OUTPUT 'a';\nDISABLED EXIT SCRIPT;\nOUTPUT 'b';", R"(["a","b"])"},
  });
  const Ran ran = run_text("TITLE '''Run of {date: 'now', 'Y'}''';\nREDIRECT 'https://example.com';");
  CHECK(ran.result.title == "Run of 2026");
  CHECK(ran.result.redirect == "https://example.com");
  CHECK(ran.result.status == Status::finished);
  const Ran warned = run_text("WARNING 'low';\nOUTPUT 'on';");
  CHECK(warned.result.status == Status::finished_with_warnings);
  CHECK(outputs(warned) == R"(["on"])");
  fails("ERROR 'full';\nOUTPUT 'never';", Code::error_raised, "full");
}

TEST_CASE("sleeping takes simulated time") {
  const Ran ran = run_text("SLEEP 90;\nSLEEP NULL;\nSLEEP '0.5';\nOUTPUT date('now', 'H:i:s');");
  CHECK(ran.result.ended - RunOptions().now == 95'500);
  CHECK(outputs(ran) == R"(["00:01:35"])");
  fails("LET s AS STRING = 'long';\nSLEEP s;", Code::run_failed, "sleep for the text 'long'");
}

TEST_CASE("forms") {
  RunOptions options;
  options.inputs = json(R"({"Spacename": "Finance", "Roles": ["a", "b"]})");
  holds({{"form: INPUTS ('Space name' AS TEXT REQUIRED, 'Roles' AS MULTISELECT, 'Note' AS TEXT OPTIONS {\"default\": \"none\"});\n"
          "OUTPUT '''{$.form.Spacename}, {$.form.'Space name'}, {$.form.Note}''';\nOUTPUT form.Roles.selected;",
          R"(["Finance, Finance, none",["a","b"]])"}},
        options);
  fails("form: INPUTS ('Space name' AS TEXT REQUIRED);", Code::missing_answer, "asks for 'Space name'");
}

TEST_CASE("starts") {
  RunOptions options;
  options.inputs = json(R"({"id": 7})");
  holds({{"START TRIGGERED SYNC TEST '{\"id\": 1}';\nOUTPUT Start.id;", "[7]"}}, options);
  holds({{"START TRIGGERED SYNC TEST '{\"id\": 1}';\nOUTPUT Start.id;", "[1]"},
         {"START WEBHOOK qlik.AppPublished() TEST '{\"id\": 1}';\nOUTPUT AppPublished.id;", "[1]"},
         {"START SCHEDULED EVERY 900;\nOUTPUT 'tick';", R"(["tick"])"}});
  const Ran ran = run_text("START WEBHOOK qlik.AppPublished();\nOUTPUT AppPublished;");
  CHECK(ran.result.status == Status::finished_with_warnings);
  CHECK(ran.result.remarks.front().code == Code::no_event);
}

TEST_CASE("list operations") {
  const std::string people =
      R"(LET people AS LIST;
LET people &= '[{"id": 1, "name": "Ann", "team": {"id": "a"}}, {"id": 2, "name": "Bob", "team": {"id": "b"}}, {"id": 3, "name": "ANN", "team": {"id": "a"}}]';
LET more AS LIST;
LET more &= '[{"id": 2, "name": "Robert", "age": 40}, {"id": 9, "name": "Zoe"}]';
)";
  const auto check = [&](const char* script, const char* expected) { holds({{(people + script).c_str(), expected}}); };
  check("x: FILTER people WHERE name = 'Ann' OR id = 2;\nOUTPUT x[*].id;", "[[1,2]]");
  check("x: FILTER people WHERE team.id = 'a' AND id > 1;\nOUTPUT x[*].id;", "[[3]]");
  check("FOR EACH x IN FILTER people WHERE team.id = 'a'\nOUTPUT x.item.name;\nNEXT", R"(["Ann","ANN"])");
  check("x: LOOKUP people WHERE id = 2;\nOUTPUT x.name;\ny: LOOKUP people WHERE id = 5;\nIF y IS EMPTY THEN\nOUTPUT 'none';\nEND IF", R"(["Bob","none"])");
  check("x: DISTINCT people BY name;\nOUTPUT count(x);\ny: DISTINCT people BY name WITH (case_insensitive = TRUE);\nOUTPUT y[*].id;", "[3,[1,2]]");
  check("LET l AS LIST = ['a', 'b', 'a'];\nx: DISTINCT l;\nOUTPUT x;", R"([["a","b"]])");
  check("x: FIRST 2 FROM people;\nOUTPUT x[*].id;\ny: FIRST 9 FROM people;\nOUTPUT count(y);", "[[1,2],3]");
  check("x: MAP people TO {key: thisBlock.item.id, text: '{$.x.index}: {$.x.item.name}'};\nOUTPUT x[1];", R"([{"key":2,"text":"1: Bob"}])");
  check("x: RENAME FIELDS OF people USING {name: 'title'};\nOUTPUT x[0];", R"([{"id":1,"title":"Ann","team":{"id":"a"}}])");
  check("x: RENAME FIELDS OF people USING {name: 'title', id: 'key'} ONLY;\nOUTPUT x[0];", R"([{"title":"Ann","key":1}])");
  check("x: JOIN people TO more ON id = id;\nOUTPUT count(x);\nOUTPUT x[1];", R"([4,{"id":2,"name":"Bob","team":{"id":"b"},"age":40}])");
  check("x: JOIN people TO more ON id = id KEEP RIGHT;\nOUTPUT x[1].name;", R"(["Robert"])");
  check("x: JOIN people TO more ON id = id KEEP BOTH;\nOUTPUT x[1].name;", R"([["Bob","Robert"]])");
  check("x: JOIN people TO more ON id = id IGNORE DUPLICATES;\nOUTPUT x[1];", R"([{"id":2,"name":"Bob","team":{"id":"b"}}])");
  check("x: NEST more UNDER people AS 'others' ON id = id;\nOUTPUT x[1].others;\nOUTPUT x[0].others;", R"([[{"name":"Robert","age":40}],[]])");
  check("x: DIFF people FROM more ON id = id;\nOUTPUT x[*].id;", "[[1,3]]");
  check("x: INTERSECT people WITH more ON id = id;\nOUTPUT x;", R"([[{"id":2,"name":"Bob","team":{"id":"b"}}]])");
  check("x: INTERSECT people WITH more ON id = id MERGE KEEP BOTH;\nOUTPUT x[0].name;", R"([["Bob","Robert"]])");
  check("x: COMPARE people[1] WITH more[0];\nOUTPUT x;",
        R"([{"name":{"object1":"Bob","object2":"Robert"},"team":{"object1":{"id":"b"},"object2":null},"age":{"object1":null,"object2":40}}])");
  check("x: COMPARE people[1] WITH more[0] WITH (ignore_missing_in_object1 = 'yes', ignore_missing_in_object2 = 'yes');\nOUTPUT x;",
        R"([{"name":{"object1":"Bob","object2":"Robert"}}])");
  check("x: COMPARE people[1] WITH more[0] SIMILAR;\nOUTPUT x;", R"([{"id":2}])");
  fails("x: FILTER 'some text' WHERE a = 1;", Code::run_failed, "`list` is no list: the text 'some text'");
}

TEST_CASE("files") {
  const Value fixture = json(R"({"files": {"Amazon S3": {"in/users.csv": "name;age\nAnn;\"4\n0\"\nBob;50\n", "in/lines.txt": "one\r\ntwo\n", "in/data.jsonl": "{\"a\": 1}\n{\"a\": 2}\n"}}})");
  holds({{"f: OPEN FILE 'Amazon S3' (bucket = 'in', path = 'users.csv');\nFOR EACH r IN READ f AS CSV (delimiter = ';')\nOUTPUT r.item;\nNEXT",
          R"([{"name":"Ann","age":"4\n0"},{"name":"Bob","age":"50"}])"},
         {"f: OPEN FILE 'Amazon S3' (bucket = 'in', path = 'users.csv');\nr: READ f AS CSV (delimiter = ';', csv_headers = 'no');\nOUTPUT r[2];", R"([["Bob","50"]])"},
         {"f: OPEN FILE 'Amazon S3' (bucket = 'in', path = 'lines.txt');\nr: READ f;\nOUTPUT r;", R"([["one","two"]])"},
         {"f: OPEN FILE 'Amazon S3' (bucket = 'in', path = 'data.jsonl');\nr: READ f;\nOUTPUT r[*].a;", "[[1,2]]"},
         {"f: CREATE FILE 'Amazon S3' (bucket = 'out', path = 'x.csv');\nWRITE '{\"a\": \"x;y\", \"b\": 2}' TO f AS CSV (delimiter = ';', csv_columns = 'b, a');\n"
          "WRITE '[1, 2]' TO f AS CSV (delimiter = ';', csv_columns = 'b, a');\nCLOSE f;\ng: OPEN FILE 'Amazon S3' (bucket = 'out', path = 'x.csv');\n"
          "r: READ g AS RAW;\nOUTPUT r;\ns: READ g AS CSV (delimiter = ';');\nOUTPUT s;",
          R"([["b;a","2;\"x;y\"","1;2"],[{"b":"2","a":"x;y"},{"b":"1","a":"2"}]])"},
         {"f: CREATE FILE 'Amazon S3' (bucket = 'out', path = 'l.txt');\nWRITE 'å' TO f AS RAW (file_encoding = 'ISO-8859-1');\nCLOSE f;\n"
          "g: OPEN FILE 'Amazon S3' (bucket = 'out', path = 'l.txt');\nr: READ g AS RAW (file_encoding = 'iso-8859-1');\nOUTPUT r;",
          R"([["å"]])"},
         {"e: EXISTS FILE 'Amazon S3' (bucket = 'in', path = 'users.csv');\nOUTPUT e;\nMOVE FILE 'Amazon S3' (bucket = 'in', origin = 'users.csv', destination = 'old/users.csv');\n"
          "f: EXISTS FILE 'Amazon S3' (bucket = 'in', path = 'users.csv');\nOUTPUT f;\nl: FILES IN 'Amazon S3' (bucket = 'in', path = 'old');\nOUTPUT l[*].name;\n"
          "DELETE FILE 'Amazon S3' (bucket = 'in', path = 'old/users.csv');\nm: FILES IN 'Amazon S3' (bucket = 'in', path = 'old');\nOUTPUT count(m);",
          R"([true,false,["users.csv"],0])"},
         {"f: OPEN FILE 'Amazon S3' (bucket = 'in', path = 'lines.txt');\nCOPY FILE f TO 'Dropbox' (path = 'copy.txt');\ng: OPEN FILE 'Dropbox' (path = 'copy.txt');\n"
          "r: READ g;\nOUTPUT r;",
          R"([["one","two"]])"}},
        {}, fixture);
  const Ran unsaved = run_text("f: CREATE FILE 'Dropbox' (path = 'x.txt');\nWRITE 'a' TO f AS RAW;");
  CHECK(unsaved.result.status == Status::finished);
  CHECK(unsaved.result.remarks.front().code == Code::file_not_saved);
  fails("f: OPEN FILE 'Dropbox' (path = 'none.txt');", Code::run_failed, "there is no file 'none.txt' in Dropbox");
}

TEST_CASE("what fails goes on as its setting says") {
  const char* url = "x: GET 'https://gone.example.com' ON ERROR ";
  const Value fixture = json(R"({"fail": [{"block": "x", "status": 503, "message": "busy", "body": {"code": "B1"}}]})");
  const std::string rest = ";\nOUTPUT '{$.state.x.error.message} {$.state.x.error.response.status} {$.state.x.error.response.body.code}';\nIF x IS EMPTY THEN\nOUTPUT 'empty';\nEND IF";
  const Ran ignored = run_text(url + ("IGNORE" + rest), {}, fixture);
  CHECK(outputs(ignored) == R"(["busy 503 B1","empty"])");
  CHECK(ignored.result.status == Status::finished);
  CHECK(ignored.result.remarks.empty());
  const Ran warned = run_text(url + ("WARN" + rest), {}, fixture);
  CHECK(outputs(warned) == R"(["busy 503 B1","empty"])");
  CHECK(warned.result.status == Status::finished_with_warnings);
  const Ran stopped = run_text(url + ("STOP" + rest), {}, fixture);
  CHECK(outputs(stopped) == "[]");
  CHECK(stopped.result.status == Status::failed);
  CHECK(remarks(stopped) == "error DORK5003 x: busy\n");
}

TEST_CASE("what a block is not known to do is no success") {
  const Ran unknown = run_text("x: BLOCK 'BrandNewBlock' {\"speed\": 3};\nOUTPUT 'never';");
  CHECK(unknown.result.status == Status::failed);
  CHECK(unknown.result.remarks.front().code == Code::cannot_run);
  const Ran told = run_text("x: BLOCK 'BrandNewBlock' {\"speed\": 3};\nOUTPUT x.a;", {}, json(R"({"responses": [{"block": "x", "output": {"a": 1}}]})"));
  CHECK(outputs(told) == "[1]");
  const Ran action = run_text("CONNECT TO 'My CRM' GUID '9e3af860-285a-11ed-b1a0-133d7a1ffff0' AS crm;\n"
                              "ACTION crm.listPeople = ENDPOINT '8cc63340-107b-11ec-ab5d-f9b221ed2dc0' ROLE list (region '8cd8db50-107b-11ec-8082-edc45dd151e0' STRING);\n"
                              "FOR EACH p IN crm.listPeople(region = 'eu')\nOUTPUT p.item;\nNEXT\nOUTPUT 'end';");
  CHECK(action.result.status == Status::finished_with_warnings);
  CHECK(action.result.remarks.front().code == Code::no_behaviour);
  CHECK(outputs(action) == R"(["end"])");
}

TEST_CASE("censored blocks hide what they hold") {
  const Ran ran = run_text("x: POST 'https://example.com/secret' PARAMS {token: 'hidden'} ON ERROR IGNORE CENSOR;\nOUTPUT 'done';");
  const auto seen = std::find_if(ran.events.begin(), ran.events.end(), [](const Seen& each) { return each.block == "x"; });
  REQUIRE(seen != ran.events.end());
  CHECK(line(*seen).find("hidden") == std::string::npos);
  CHECK(line(*seen).find("secret") == std::string::npos);
  CHECK(seen->inputs.find("params")->text() == "(censored)");
}

TEST_CASE("a part of a run") {
  const char* script = "a: OUTPUT 'a';\nb: OUTPUT 'b';\nIF 1 = 1 THEN\nc: OUTPUT 'c';\nEND IF\nd: OUTPUT 'd';";
  RunOptions until;
  until.until = "b";
  const Ran stopped = run_text(script, until);
  CHECK(outputs(stopped) == R"(["a"])");
  CHECK(stopped.result.status == Status::stopped);
  RunOptions from;
  from.from = "c";
  CHECK(outputs(run_text(script, from)) == R"(["c","d"])");
  RunOptions wrong;
  wrong.from = "nowhere";
  const Ran refused = run_text(script, wrong);
  CHECK(refused.result.status == Status::failed);
  CHECK(refused.result.remarks.front().code == Code::no_such_block);
  const Ran fragment = run_text("FRAGMENT;\nx: OUTPUT 'x';");
  CHECK(fragment.result.remarks.front().code == Code::no_start);
  CHECK(fragment.result.remarks.front().help == "a run can begin at one of these instead: `x`");
  from.from = "x";
  CHECK(outputs(run_text("FRAGMENT;\nx: OUTPUT 'x';", from)) == R"(["x"])");
}

TEST_CASE("pointers") {
  const Value fixture = json(R"({"responses": [{"block": "new", "output": [{"id": 1, "createdAt": "2025-01-01T00:00:00Z"}, {"id": 2, "createdAt": "2025-06-01T00:00:00Z"}]}]})");
  const std::string action = "CONNECT TO 'My CRM' GUID '9e3af860-285a-11ed-b1a0-133d7a1ffff0' AS crm;\n"
                             "ACTION crm.newPeople = ENDPOINT '8cc63340-107b-11ec-ab5d-f9b221ed2dc0' ROLE listnew (region '8cd8db50-107b-11ec-8082-edc45dd151e0' STRING);\n";
  const Ran ran = run_text(action + "GOTO 'go';\nDETACHED\nLABEL 'go';\nnew: crm.newPeople();\nOUTPUT new[*].id;\np: POINTERS OF new;\nOUTPUT p[0].highest_record_retrieved;\n"
                                    "IF p[0].last_retrieved_at = '2026-01-01 00:00:00' THEN\nSET POINTER OF new TO '2025-03-01 00:00:00';\nSLEEP 60;\nGOTO 'go';\nEND IF\nEND DETACHED",
                           {}, fixture);
  INFO(remarks(ran));
  CHECK(outputs(ran) == "[[1,2],2,[2],2]");
  // The next run begins where this one has ended.
  const Ran next = run_text(action + "new: crm.newPeople();\nOUTPUT count(new);\nRESET POINTER OF new;\nagain: POINTERS OF new;\nOUTPUT again[0].last_retrieved_at;", {}, ran.state);
  INFO(remarks(next));
  CHECK(outputs(next) == "[0,null]");
}

}  // namespace dork::runtime
