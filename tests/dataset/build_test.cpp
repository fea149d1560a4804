// Whole builds: what is chosen, how it is split, and that neither shards, threads nor a killed run change a byte.
#include "corpus/dataset/assemble.hpp"
#include "corpus/dataset/hash.hpp"
#include "corpus/dataset/read.hpp"
#include "tests/dataset/temporary.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <map>
#include <set>

namespace dork::corpus {
namespace {

using test::TemporaryFolder;
using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

const Told untold = [](std::string_view, std::uint64_t, std::uint64_t) {};

RowOptions row_options(std::uint64_t seed = 1) {
  static const Rules rules = [] {
    std::string error;
    auto loaded = load_rules(builtin_catalog(), "", error);
    INFO(error);
    REQUIRE(loaded);
    return *loaded;
  }();
  RowOptions options;
  options.generator = "test";
  options.catalog = &builtin_catalog();
  options.rules = rules;
  options.level = Level::checks;
  options.seed = seed;
  return options;
}

AssembleOptions assemble_options(const RowMaker& maker, const std::string& work, const std::string& target, std::uint64_t rows, std::string_view format = "trl") {
  AssembleOptions options;
  options.recipe = recipe_of(maker.options());
  options.work = work;
  options.chunks = planned_chunks(work);
  options.target = target;
  options.dataset.generator = "test";
  options.dataset.name = "Test";
  options.dataset.catalog = &builtin_catalog();
  options.dataset.format = find_format(format);
  options.dataset.rows = rows;
  options.dataset.seed = options.dataset.split.seed = maker.options().seed;
  options.dataset.split.shares = {0.8, 0.1, 0.1};
  Diagnostics diagnostics;
  for (const TemplateFile& file : builtin_templates())
    if (file.name == "persona") options.dataset.templates.push_back(*read_template(std::string(file.text), file.name, diagnostics));
  return options;
}

/// Every file below a folder with its content.
std::map<std::string, std::string> content(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files[entry.path().lexically_relative(folder).string()] = test::read(entry.path().string());
  return files;
}

void prepare(const RowMaker& maker, const std::string& work) {
  std::string error;
  REQUIRE(mark_folder(work, recipe_of(maker.options()), error));
}

TEST_CASE("Shards, threads and killed runs make the same bytes", "[dataset]") {
  const TemporaryFolder folder;
  const RowMaker maker(row_options());
  constexpr std::uint64_t chunks = 3, rows = 900;
  prepare(maker, folder / "whole");
  make_chunks(maker, folder / "whole", chunks, {}, 1, untold);
  REQUIRE(assemble(assemble_options(maker, folder / "whole", folder / "one", rows), untold).enough);
  const auto wanted = content(folder / "one");
  CHECK(wanted.contains("README.md"));
  CHECK(wanted.contains("manifest.json"));
  CHECK(wanted.contains("data/train.jsonl"));

  // Parts made apart, in another order, with more candidates than it takes, on two threads.
  for (std::uint64_t shard = 3; shard-- > 0;) {
    const std::string part = folder / fmt::format("part{}", shard);
    prepare(maker, part);
    make_chunks(maker, part, chunks + 1, {shard, 3}, 2, untold);
  }
  std::string error;
  const auto gathered = gather_chunks({folder / "part0", folder / "part1", folder / "part2"}, folder / "gathered", error);
  INFO(error);
  REQUIRE(gathered == chunks + 1);
  AssembleOptions options = assemble_options(maker, folder / "gathered", folder / "two", rows);
  options.jobs = 2;
  REQUIRE(assemble(options, untold).enough);
  CHECK(content(folder / "two") == wanted);
  CHECK_FALSE(gather_chunks({folder / "part0", folder / "part2"}, folder / "short", error));
  CHECK(error.find("chunk 1 of 4 is missing") != std::string::npos);

  // A run that was killed leaves some chunks, and perhaps half of one under another name.
  fs::remove(chunk_path(folder / "whole", 1));
  test::write(chunk_path(folder / "whole", 1) + ".999.tmp", "half");
  make_chunks(maker, folder / "whole", chunks, {}, 2, untold);
  REQUIRE(assemble(assemble_options(maker, folder / "whole", folder / "three", rows), untold).enough);
  CHECK(content(folder / "three") == wanted);

  // Another seed is another build, and its chunks do not mix with these.
  const RowMaker other(row_options(2));
  CHECK_FALSE(mark_folder(folder / "whole", recipe_of(other.options()), error));
  CHECK(error.find("`seed`") != std::string::npos);
  CHECK_THROWS_AS(read_keys(folder / "whole", 0, other.recipe()), IoError);
}

TEST_CASE("More candidates change nothing about the rows before", "[dataset]") {
  const TemporaryFolder folder;
  const RowMaker maker(row_options());
  prepare(maker, folder / "work");
  make_chunks(maker, folder / "work", 2, {}, 2, untold);
  AssembleOptions few = assemble_options(maker, folder / "work", folder / "few", 0, "text");
  few.dataset.per_shape = 5;
  few.chunks = 1;
  assemble(few, untold);
  AssembleOptions many = few;
  many.chunks = 2;
  many.target = folder / "many";
  assemble(many, untold);
  const auto ids = [&](const std::string& target) {
    std::set<std::string> all;
    for (const auto& [name, text] : content(target + "/data"))
      for (std::size_t at = text.find("\\\"id\\\":\\\""); at != std::string::npos; at = text.find("\\\"id\\\":\\\"", at + 1)) all.insert(text.substr(at + 9, 16));
    return all;
  };
  const auto before = ids(folder / "few"), after = ids(folder / "many");
  CHECK(before.size() > 100);
  CHECK(after.size() > before.size());
  CHECK(std::includes(after.begin(), after.end(), before.begin(), before.end()));
}

/// A row of hand with its own key for all.
BuiltRow row(std::string instruction, std::string completion, std::string skeleton, std::vector<std::string> actions = {}) {
  BuiltRow built;
  built.row.task = "text-to-script";
  built.row.instruction = std::move(instruction);
  built.row.completion = std::move(completion);
  built.row.skeleton = std::move(skeleton);
  built.row.actions = std::move(actions);
  built.row.source = "synthesis";
  return built;
}

Selection select(const TemporaryFolder& folder, const std::vector<BuiltRow>& rows, const std::function<void(SelectSettings&)>& set = {}) {
  SelectSettings settings;
  if (set) set(settings);
  Chunk chunk;
  settings.banding = banding_for(std::min(settings.near, 1.0));
  for (const BuiltRow& each : rows) {
    RowKeys keys = keys_of(each);
    keys.candidate = chunk.rows.size();
    for (const std::string& action : each.row.actions) keys.held_out = keys.held_out || action == "held.out";
    chunk.add(each, keys, settings.banding);
  }
  write_chunk(folder.path(), 0, 1, chunk);
  settings.folder = folder.path();
  settings.recipe = 1;
  settings.chunks = 1;
  return select_rows(settings, untold);
}

std::vector<std::uint32_t> kept(Selection& selection) {
  std::vector<std::uint32_t> places;
  selection.kept.rewind();
  for (Kept each; selection.kept.next(each);) places.push_back(each.place.position());
  return places;
}

TEST_CASE("Each row once, one answer to a request, none like another", "[dataset]") {
  const TemporaryFolder folder;
  std::string text;
  for (int i = 0; i < 60; ++i) text += fmt::format("word{} ", i);
  const std::vector<BuiltRow> rows = {
      row("Show a", "OUTPUT 'a';", "1"),
      row("Show  a\n", "OUTPUT 'a';\n", "1"),       // the same but for blanks
      row("Show a", "OUTPUT 'b';", "1"),              // another answer
      row("Print a", "OUTPUT 'a';", "1"),             // another request: wanted
      row("Long " + text, "OUTPUT 'a';", "2"),
      row("Longer " + text, "OUTPUT 'a';", "2"),      // one word of sixty
      row(std::string(text.rbegin(), text.rend()), "OUTPUT 'a';", "2"),
      row("Show x", "OUTPUT 'x';", "3"),
  };
  Selection selection = select(folder, rows);
  CHECK(kept(selection) == std::vector<std::uint32_t>{0, 3, 4, 6, 7});
  CHECK(selection.dropped == std::array<std::uint64_t, 4>{1, 1, 1, 0});
  CHECK(selection.seen == 8);

  Selection never = select(folder, rows, [](SelectSettings& it) { it.near = 2; });
  CHECK(kept(never) == std::vector<std::uint32_t>{0, 3, 4, 5, 6, 7});
  Selection first = select(folder, rows, [](SelectSettings& it) { it.rows = 2; });
  CHECK(kept(first) == std::vector<std::uint32_t>{0, 3});
  CHECK(first.dropped == std::array<std::uint64_t, 4>{1, 1, 0, 0});
  Selection balanced = select(folder, rows, [](SelectSettings& it) { it.per_shape = 1; });
  CHECK(kept(balanced) == std::vector<std::uint32_t>{0, 4, 7});
  Selection preferred = select(folder, rows, [](SelectSettings& it) { it.preference = true; });
  CHECK(kept(preferred).empty());
}

TEST_CASE("A group never parts", "[dataset]") {
  const TemporaryFolder folder;
  std::vector<BuiltRow> rows;
  for (int i = 0; i < 2000; ++i) {
    // Shapes that share a wording or a document belong together.
    BuiltRow each = row(fmt::format("Request of kind {} with value {}", std::string(1, static_cast<char>('a' + i % 23)) + static_cast<char>('a' + i % 29), i), fmt::format("OUTPUT '{}';", i),
                        fmt::format("shape {}", i % 331), i % 331 == 7 ? std::vector<std::string>{"held.out"} : std::vector<std::string>{});
    if (i % 50 == 0) each.row.source = fmt::format("file{}", i % 350);
    rows.push_back(std::move(each));
  }
  Selection selection = select(folder, rows, [](SelectSettings& it) { it.near = 2; });
  Splits splits = split_rows(selection, {.seed = 5, .shares = {0.6, 0.2, 0.2}}, folder.path());
  std::map<std::string, std::set<std::uint64_t>> by_shape, by_wording, by_source;
  std::uint64_t held_out = 0, seen = 0;
  splits.rows.rewind();
  for (Assigned each; splits.rows.next(each);) {
    ++seen;
    const BuiltRow& built = rows[each.place.position()];
    by_shape[built.row.skeleton].insert(each.split);
    by_wording[wording(built.row.instruction, {})].insert(each.split);
    if (built.row.source != "synthesis") by_source[built.row.source].insert(each.split);
    if (!each.keys.held_out) continue;
    ++held_out;
    CHECK(each.where() == Split::test);
  }
  CHECK(seen == rows.size());
  CHECK(held_out > 0);
  for (const auto* groups : {&by_shape, &by_wording, &by_source})
    for (const auto& [key, where] : *groups) CHECK(where.size() == 1);
  CHECK(splits.shapes == 331);
}

TEST_CASE("A request that is made of anything joins nothing", "[dataset]") {
  std::vector<BuiltRow> rows;
  for (int i = 0; i < 200; ++i) {
    rows.push_back(row("Repair this script.", fmt::format("OUTPUT 'a{}';", i), fmt::format("shape {}", i)));
    rows.back().row.input = std::string(1 + static_cast<std::size_t>(i), 'x') + " is no script";
  }
  const TemporaryFolder folder;
  Selection selection = select(folder, rows, [](SelectSettings& it) { it.near = 2; });
  CHECK(split_rows(selection, {.seed = 5, .shares = {0.6, 0.2, 0.2}}, folder.path()).groups == 200);
}

TEST_CASE("Shares are met where groups are small", "[dataset]") {
  const TemporaryFolder folder;
  std::vector<BuiltRow> rows;
  for (int i = 0; i < 4000; ++i) rows.push_back(row("Request " + std::string(1 + i % 60, 'x') + std::string(1 + i / 60, 'y'), "OUTPUT 'a';", fmt::format("shape {}", i)));
  Selection selection = select(folder, rows, [](SelectSettings& it) { it.near = 2; });
  const Splits splits = split_rows(selection, {.seed = 5, .shares = {0.9, 0.05, 0.05}}, folder.path());
  CHECK(splits.groups == 4000);
  CHECK(splits.sizes[0] == Approx(3600).margin(60));
  CHECK(splits.sizes[1] == Approx(200).margin(50));
  CHECK(splits.sizes[2] == Approx(200).margin(50));
}

TEST_CASE("A damaged chunk is told, not used", "[dataset]") {
  const TemporaryFolder folder;
  select(folder, {row("Show a", "OUTPUT 'a';", "1")});
  const std::string path = chunk_path(folder.path(), 0), whole = test::read(path);
  for (const std::size_t at : {std::size_t{0}, std::size_t{70}, whole.size() - 20}) {
    std::string damaged = whole;
    damaged[at] ^= 0x40;
    test::write(path, damaged);
    CHECK_THROWS_AS((read_keys(folder.path(), 0, 1), read_rows(folder.path(), 0), read_rejects(folder.path(), 0)), IoError);
  }
  test::write(path, whole.substr(0, whole.size() - 1));
  CHECK_THROWS_AS(read_keys(folder.path(), 0, 1), IoError);
}

TEST_CASE("Scripts become rows of the tasks asked for, without what is sensitive", "[dataset]") {
  const std::string script = "// Mails the report of 10.1.2.3 to Jane.\nAUTOMATION 'Report';\n\nmail.SendMail(to = 'jane.doe@acme.com', subject = 'Report', type = 'text', body = 'Done');\n";
  const FromSource made = rows_from({"report.dork", script}, {"text-to-script", "json-to-script", "text-to-json"}, builtin_catalog(), 1);
  for (const Reject& each : made.rejects) UNSCOPED_INFO(each.reason);
  REQUIRE(made.rows.size() == 3);
  const Row& first = made.rows.front().row;
  CHECK(first.task == "text-to-script");
  CHECK(first.instruction.starts_with("Mails the report of "));
  CHECK(first.completion.starts_with("AUTOMATION 'Report';\n"));
  CHECK(first.source == "report.dork");
  CHECK(first.actions == std::vector<std::string>{"mail.SendMail"});
  // What the comment does not say is given beside it.
  CHECK(first.instruction.find("- body: Done") != std::string::npos);
  for (const BuiltRow& each : made.rows)
    for (const std::string* text : {&each.row.instruction, &each.row.input, &each.row.completion}) {
      CHECK(text->find("acme") == std::string::npos);
      CHECK(text->find("10.1.2.3") == std::string::npos);
    }
  CHECK(rows_from({"a.dork", "// Broken\nOUTPUT"}, {"text-to-script"}, builtin_catalog(), 1).rejects.at(0).rule == "does-not-compile");
  CHECK(rows_from({"a.dork", "OUTPUT 'x';"}, {"text-to-script"}, builtin_catalog(), 1).rejects.at(0).rule == "no-description");
  CHECK(rows_from({"a.json", "{\"x\": 1}"}, {"text-to-script"}, builtin_catalog(), 1).rejects.at(0).rule == "no-workspace");
  CHECK(rows_from({"a.dork", "// dork: allow DORK2004\n// Hm\nOUTPUT x;"}, {"text-to-script"}, builtin_catalog(), 1).rejects.at(0).rule == "does-not-compile");
  CHECK(rows_from({"a.dork", "/// Says x\nOUTPUT 'x';"}, {"text-to-script"}, builtin_catalog(), 1).rows.at(0).row.instruction.starts_with("Says x."));
}

TEST_CASE("What is there stays until the new data set is complete", "[dataset]") {
  const TemporaryFolder folder;
  CHECK(target_fault(folder / "new", false).empty());
  fs::create_directory(folder / "empty");
  CHECK(target_fault(folder / "empty", false).empty());
  test::write(folder / "file", "x");
  CHECK_FALSE(target_fault(folder / "file", true).empty());
  fs::create_directory(folder / "other");
  test::write(folder / "other/thesis.tex", "x");
  CHECK_FALSE(target_fault(folder / "other", true).empty());
  fs::create_directory(folder / "set");
  test::write(folder / "set/manifest.json", "{}");
  CHECK_FALSE(target_fault(folder / "set", false).empty());
  CHECK(target_fault(folder / "set", true).empty());
}

}  // namespace
}  // namespace dork::corpus
