// Explanations: of every script a golden text beside it in `explained/`; `DORK_UPDATE=1` accepts what is said now.
#include "compiler/compile.hpp"
#include "corpus/explain/explain.hpp"
#include "tests/corpus/builtin_rules.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace dork::corpus {
namespace {
namespace fs = std::filesystem;

const fs::path root = DORK_SOURCE_DIR;

std::string read(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("scripts are explained as the golden texts say") {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(root / "corpus/scripts")) {
    if (entry.path().extension() != ".dork") continue;
    ++count;
    const CompileResult result = explain(read(entry.path()), rules());
    INFO(entry.path().filename().string());
    REQUIRE(result.ok);
    const fs::path golden = root / "tests/corpus/explained" / (entry.path().stem().string() + ".txt");
    if (std::getenv("DORK_UPDATE")) std::ofstream(golden, std::ios::binary) << result.output;
    CHECK(result.output == read(golden));
  }
  CHECK(count >= 43);
}

TEST_CASE("a workspace is explained as the script it came from") {
  for (const auto& entry : fs::directory_iterator(root / "corpus/scripts")) {
    if (entry.path().extension() != ".dork") continue;
    const std::string source = read(entry.path());
    const CompileResult compiled = compile(source, {.envelope = true});
    INFO(entry.path().filename().string());
    REQUIRE(compiled.ok);
    const std::string back = explain(compiled.output, rules()).output;
    CHECK(!back.empty());
    CHECK(explain(compiled.output, rules()).output == back);
  }
}

TEST_CASE("every case that loads is explained") {
  for (const auto& entry : fs::directory_iterator(root / "tests/cases")) {
    const std::string source = read(entry.path() / "in.dork");
    INFO(entry.path().filename().string());
    if (!check(source).ok) continue;
    CHECK(!explain(source, rules()).output.empty());
    CHECK(!explain(source, rules(), ExplainFormat::markdown).output.empty());
  }
}

TEST_CASE("odd workspaces are explained too") {
  for (const std::string json : {
           R"({"blocks": [], "variables": []})",
           R"({"blocks": [{"id": "A", "type": "NobodyKnowsBlock", "name": "x"}], "variables": []})",
           R"({"blocks": [{"id": "A", "type": "StartBlock", "name": "Start", "childId": "A"}], "variables": []})",
           R"({"blocks": [{"type": "EndpointBlock"}], "variables": null})",
       }) {
    INFO(json);
    const CompileResult result = explain(json, rules());
    CHECK(result.ok);
    CHECK(!result.output.empty());
  }
  CHECK(!explain("{\"no\": \"workspace\"}", rules()).ok);
}

TEST_CASE("schedules in words") {
  CHECK(schedule_in_words("RRULE:FREQ=DAILY;BYHOUR=2;BYMINUTE=0") == "every day at 2:00");
  CHECK(schedule_in_words("RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=30") == "every weekday at 7:30");
  CHECK(schedule_in_words("RRULE:FREQ=WEEKLY;BYDAY=SU;BYHOUR=3;BYMINUTE=5") == "every Sunday at 3:05");
  CHECK(schedule_in_words("RRULE:FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=7") == "on the 1st of each month at 7:00");
  CHECK(schedule_in_words("RRULE:FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=22;BYHOUR=6") == "on the 22nd of January, April, July and October at 6:00");
  CHECK(schedule_in_words("RRULE:FREQ=HOURLY;INTERVAL=4") == "every 4 hours");
  CHECK(schedule_in_words("RRULE:FREQ=DAILY;BYHOUR=8,20") == "every day at 8:00 and 20:00");
  CHECK(schedule_in_words("RRULE:FREQ=YEARLY;BYSETPOS=-1") == "by the rule RRULE:FREQ=YEARLY;BYSETPOS=-1");
  CHECK(schedule_in_words("nonsense") == "by the rule nonsense");
  CHECK(schedule_in_words("RRULE:FREQ=DAILY;BYHOUR=99") == "by the rule RRULE:FREQ=DAILY;BYHOUR=99");
}

}  // namespace dork::corpus
