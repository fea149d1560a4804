// Formats: each is one golden file in formats/; DORK_ACCEPT=1 writes them anew.
#include "corpus/dataset/format.hpp"
#include "corpus/dataset/read.hpp"
#include "corpus/dataset/stream.hpp"
#include "corpus/dataset/write.hpp"
#include "tests/dataset/temporary.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fmt/format.h>
#include <set>

namespace dork::corpus {
namespace {

using test::TemporaryFolder;
using Json = nlohmann::ordered_json;

/// Rows with all that makes a format stumble: quotes, commas, line ends, braces, other scripts, an empty system text.
std::vector<Row> rows() {
  Row plain;
  plain.task = "text-to-script";
  plain.instruction = "Show \"hello, world\"\nand a comma,";
  plain.completion = "OUTPUT 'hello, \"world\"';\n";
  plain.rejected = "OUTPUT 'hello \"world\"';\n";
  Row with_input;
  with_input.task = "edit";
  with_input.instruction = "Sag „Grüß Gott“ {instruction}";
  with_input.input = "OUTPUT '{$.a}\\b\t';\n";
  with_input.completion = "OUTPUT 'Grüß Gott 👋';\n";
  with_input.rejected = "OUTPUT 'Gruß Gott';\n";
  return {plain, with_input};
}

DatasetOptions options_for(const Format& format) {
  DatasetOptions options;
  options.catalog = &builtin_catalog();
  options.format = &format;
  Diagnostics diagnostics;
  options.templates.push_back(*read_template("frame = 'chatml'\npurpose = 'You write \"scripts\".'\nsystem = '{purpose}'\nuser = '{instruction}'\n", "one", diagnostics));
  options.templates.push_back(*read_template("user = '{instruction}'\n", "two", diagnostics));
  REQUIRE_FALSE(diagnostics.has_errors());
  return options;
}

std::vector<Sample> samples_for(const Format& format) {
  const DatasetOptions options = options_for(format);
  std::vector<Sample> samples;
  for (const PromptTemplate& prompt : options.templates)
    for (const Row& row : rows()) samples.push_back(sample_of(options, prompt, row, {}, samples.size() < 3 ? Split::train : Split::validation));
  if (format.provenance_column) samples.front().provenance = R"({"id":"0123"})";
  if (format.provenance_column)
    for (Sample& each : samples) each.provenance = R"({"id":"0123"})";
  return samples;
}

std::string file_of(const Format& format) {
  std::string text = header_line(format);
  for (const Sample& sample : samples_for(format)) append_row(text, format, sample);
  return text;
}

std::string golden_path(const Format& format) { return fmt::format(DORK_SOURCE_DIR "/tests/dataset/formats/{}.{}", format.name, format.kind == FileKind::csv ? "csv" : "jsonl"); }

TEST_CASE("Every format is written as its golden file has it", "[dataset]") {
  for (const Format& format : formats()) {
    INFO(format.name);
    const std::string text = file_of(format);
    if (std::getenv("DORK_ACCEPT")) test::write(golden_path(format), text);
    CHECK(text == test::read(golden_path(format)));
    CHECK(text.find('\r') == std::string::npos);
  }
}

TEST_CASE("Every format comes back from its file", "[dataset]") {
  const TemporaryFolder folder;
  for (const Format& format : formats()) {
    const std::vector<Sample> samples = samples_for(format);
    const std::string path = folder / fmt::format("{}.{}", format.name, format.kind == FileKind::csv ? "csv" : "jsonl");
    test::write(path, file_of(format));
    RowReader reader(path);
    std::size_t count = 0;
    std::set<std::string> keys;
    for (RawRow row; reader.next(row); ++count) {
      INFO(format.name << " row " << count);
      REQUIRE(row.fault.empty());
      const Format* found = format_of(row.json, reader.kind());
      REQUIRE(found);
      CHECK(found->columns.size() == format.columns.size());
      Sample sample;
      CHECK(read_row(row.json, *found, sample).empty());
      for (const Column& column : format.columns) {
        if (column.part) CHECK(sample.*column.part == samples[count].*column.part);
        for (const TurnPart& turn : column.turns) CHECK(sample.*turn.part == samples[count].*turn.part);
      }
      // Loaders take the keys of the first row for all.
      std::set<std::string> own;
      for (const auto& [key, value] : row.json.items()) own.insert(value.is_null() ? "null" : key);
      CHECK_FALSE(own.contains("null"));
      if (keys.empty()) keys = own;
      CHECK(keys == own);
    }
    CHECK(count == samples.size());
  }
}

TEST_CASE("Trainers' configurations are well-formed", "[dataset]") {
  for (const Format& format : formats()) {
    INFO(format.name);
    if (format.llama_factory.empty()) continue;
    const Json json = Json::parse(format.llama_factory);
    // With another key the trainer takes the default without a word.
    for (const auto& [key, value] : json.items()) CHECK(std::set<std::string>{"formatting", "ranking", "columns", "tags"}.contains(key));
    for (const auto& [meaning, key] : json["columns"].items())
      CHECK(std::any_of(format.columns.begin(), format.columns.end(), [&](const Column& column) { return column.key == key.get<std::string>(); }));
    if (json.contains("tags")) {
      CHECK(json["tags"]["user_tag"] == std::string(format.chat.roles[1]));
      CHECK(json["tags"]["assistant_tag"] == std::string(format.chat.roles[2]));
      CHECK(json["tags"]["role_tag"] == std::string(format.chat.role));
    }
  }
}

// --- Reading what others wrote ----------------------------------------------------------------------------------------

std::vector<RawRow> read_all(const std::string& path) {
  std::vector<RawRow> all;
  RowReader reader(path);
  for (RawRow row; reader.next(row);) all.push_back(row);
  return all;
}

TEST_CASE("Lists, lines and CSV are read alike", "[dataset]") {
  const TemporaryFolder folder;
  const std::string first = R"({"prompt":"a, \"b\"\n[c]","completion":"d"})", second = R"({"prompt":"}{][","completion":"é"})";
  test::write(folder / "x.jsonl", "\xEF\xBB\xBF" + first + "\n" + second);
  test::write(folder / "x.json", " [\n  " + first + " ,\n" + second + "]\n");
  test::write(folder / "x.csv", "prompt,completion\r\n\"a, \"\"b\"\"\n[c]\",d\r\n}{][,é\r\n");
  for (const char* name : {"x.jsonl", "x.json", "x.csv"}) {
    INFO(name);
    const auto rows = read_all(folder / name);
    REQUIRE(rows.size() == 2);
    for (const RawRow& row : rows) CHECK(row.fault.empty());
    CHECK(rows[0].json["prompt"] == "a, \"b\"\n[c]");
    CHECK(rows[1].json["prompt"] == "}{][");
    CHECK(rows[1].json["completion"] == "é");
  }
  CHECK(read_all(folder / "x.csv")[1].line == 4);
  CHECK(read_all(folder / "x.json")[1].line == 3);
}

TEST_CASE("What is no row is told with its line", "[dataset]") {
  const TemporaryFolder folder;
  struct Case {
    const char* name;
    std::string text;
    std::size_t line;
    const char* fault;
  };
  const Case cases[] = {
      {"a.jsonl", "{\"a\":\"b\"}\n{\"a\":\n", 2, "this is no JSON"},
      {"b.jsonl", "{\"a\":\"b\"}\n\n{\"a\":\"b\"}\n", 2, "an empty line"},
      {"c.jsonl", "{\"a\":\"b\"}\r\n", 1, "carriage return"},
      {"d.jsonl", "[1]\n{}\n", 1, ""},
      {"e.jsonl", "{\"a\":\"\xff\"}\n", 1, "this is no JSON"},
      {"f.jsonl", "{\"a\":\"\\ud800\"}\n", 1, "this is no JSON"},
      {"g.jsonl", "\"text\"\n", 1, "a row is a JSON object"},
      {"h.json", "[{\"a\":1},\n{\"a\":", 2, "never closed"},
      {"i.csv", "a,b\n1,2\n1,2,3\n", 3, "3 fields"},
      {"j.csv", "a,b\n1,\"2\n3\n", 2, "never closed"},
      {"k.csv", "a,b\n1,\"2\"x\n", 2, "no CSV"},
      {"l.csv", "a,b\n1,\xff\n", 2, "UTF-8"},
      {"m.jsonl", std::string("{\"a\":\"\0\"}\n", 10), 1, "NUL"},
      {"n.jsonl", "{\"a\":" + std::string(100'000, '[') + "\n", 1, "no JSON"},
  };
  for (const Case& each : cases) {
    INFO(each.name);
    test::write(folder / each.name, each.text);
    const auto rows = read_all(folder / each.name);
    const auto found = std::find_if(rows.begin(), rows.end(), [](const RawRow& row) { return !row.fault.empty(); });
    REQUIRE(found != rows.end());
    CHECK(found->line == each.line);
    CHECK(found->fault.find(each.fault) != std::string::npos);
  }
  test::write(folder / "long.jsonl", std::string(LineReader::longest + (1 << 20), 'x'));
  CHECK_THROWS_AS(read_all(folder / "long.jsonl"), IoError);
  test::write(folder / "empty.jsonl", "");
  CHECK(read_all(folder / "empty.jsonl").empty());
  test::write(folder / "empty.csv", "");
  CHECK(read_all(folder / "empty.csv").empty());
}

TEST_CASE("Faults of chats are told", "[dataset]") {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"messages":[]})", "lacks the turn"},
      {R"({"messages":[{"role":"user","content":"a"}]})", "lacks the turn of `assistant`"},
      {R"({"messages":[{"role":"assistant","content":"a"},{"role":"user","content":"b"}]})", "where `user` is due"},
      {R"({"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"},{"role":"assistant","content":"c"}]})", "where `assistant` is due"},
      {R"({"messages":[{"role":"user","content":"a"},{"role":"system","content":"b"},{"role":"assistant","content":"c"}]})", "where `assistant` is due"},
      {R"({"messages":[{"role":"user","content":"a"},{"role":"gpt","content":"b"}]})", "no role is called `gpt`"},
      {R"({"messages":[{"from":"user","content":"a"}]})", "lacks `role`"},
      {R"({"messages":["a"]})", "an object"},
  };
  for (const auto& [text, message] : cases) {
    INFO(text);
    const Json row = Json::parse(text);
    const Format* format = format_of(row, FileKind::jsonl);
    REQUIRE(format);
    Sample sample;
    const auto faults = read_row(row, *format, sample);
    REQUIRE_FALSE(faults.empty());
    CHECK(faults.front().message.find(message) != std::string::npos);
  }
  CHECK(format_of(Json::parse(R"({"a":"b"})"), FileKind::jsonl) == nullptr);
  CHECK(format_of(Json::parse(R"({"prompt":"b","completion":"c","note":3})"), FileKind::jsonl) == find_format("trl"));
  CHECK(format_of(Json::parse(R"({"instruction":"b","output":"c"})"), FileKind::jsonl) == find_format("alpaca"));
}

}  // namespace
}  // namespace dork::corpus
