// What data sets hold: a set made by hand, whose figures anybody can count, and one that was built, against what the build says.
#include "corpus/dataset/assemble.hpp"
#include "corpus/dataset/hash.hpp"
#include "corpus/dataset/survey.hpp"
#include "tests/corpus/builtin_rules.hpp"
#include "tests/dataset/temporary.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace dork::corpus {
namespace {

using test::TemporaryFolder;

const Told untold = [](std::string_view, std::uint64_t, std::uint64_t) {};

Survey survey(const std::string& path, const TemporaryFolder& scratch, std::size_t jobs = 1) {
  return survey_dataset(path, {&builtin_catalog(), &rules(), scratch.path(), jobs}, untold);
}

std::string row(std::string_view prompt, std::string_view completion) {
  return nlohmann::ordered_json{{"prompt", prompt}, {"completion", completion}}.dump() + "\n";
}

}  // namespace

TEST_CASE("A set made by hand is counted as anybody counts it", "[dataset]") {
  const TemporaryFolder folder, scratch;
  const std::string hello = "OUTPUT 'hello';\n", world = "OUTPUT 'world';\n", loop = "FOR EACH apps IN qlik.listApps()\n  OUTPUT apps.item.name;\nNEXT\n";
  test::write(folder / "train.jsonl", row("say hello", hello) + row("say hello", hello) + row("say world", world) + row("go through the apps", loop) + "not a row\n");
  test::write(folder / "test.jsonl", row("say hello", world) + row("show <script>alert(1)</script>", loop));
  const Survey found = survey(folder.path(), scratch);
  CHECK(found.files == 2);
  CHECK(found.rows == 7);
  CHECK(found.unreadable == 1);
  CHECK(found.statistics.rows == BySplit{4, 0, 2});
  CHECK(found.prompts.distinct == 4);
  CHECK(found.prompts.in_training_and_elsewhere == 1);
  CHECK(found.rows_whole.distinct == 5);
  CHECK(found.rows_whole.once == 4);
  // Both texts are the same shape but for the value.
  CHECK(found.shapes.distinct == 2);
  CHECK(found.shapes.in_training_and_elsewhere == 2);
  CHECK(found.shapes.how_many == std::map<std::uint64_t, std::uint64_t>{{2, 1}, {4, 1}});
  CHECK(found.shapes.half() == 1);
  CHECK(found.statistics.marks.find("action")->second.at("qlik.listApps") == BySplit{1, 0, 1});
  CHECK(found.statistics.marks.find("depth")->second.at("1") == BySplit{1, 0, 1});
  // Words: 2 + 2 + 2 + 4 + 2 + 4, of which say, hello, world, go, through, the, apps, show, script, alert, 1 are different.
  CHECK(found.asked.all[0] == 17);
  CHECK(found.asked.distinct[0].count() == Approx(11).margin(0.1));
  CHECK(found.asked.all[1] == 11);

  const std::string page = survey_html(found, "set", "test");
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("<svg") != std::string::npos);
  CHECK(page.find("http") == page.find("http-equiv"));
  CHECK(survey_text(found, "set").find("1 rows could not be read") != std::string::npos);
  CHECK(survey_json(found)["repeats"]["shapes"]["in_training_and_elsewhere"] == 2);
}

TEST_CASE("Values of rows stand in the report as text", "[dataset]") {
  const TemporaryFolder folder, scratch;
  test::write(folder / "train.jsonl", nlohmann::ordered_json{{"prompt", "a"}, {"completion", "OUTPUT 'a';\n"}, {"provenance", R"({"task": "<script>alert(1)</script>", "persona": "\u001b[31m", "template": "<b>"})"}}.dump() + "\n");
  const std::string page = survey_html(survey(folder.path(), scratch), "<img src=x>", "test");
  CHECK(page.find("<script>") == std::string::npos);
  CHECK(page.find("<img") == std::string::npos);
  CHECK(page.find('\x1b') == std::string::npos);
  CHECK(page.find("&lt;script&gt;") != std::string::npos);
}

TEST_CASE("A built set is what its build says, on any number of threads", "[dataset]") {
  const TemporaryFolder folder, scratch;
  RowOptions rows;
  rows.generator = "test";
  rows.catalog = &builtin_catalog();
  rows.rules = rules();
  rows.level = Level::checks;
  const RowMaker maker(rows);
  std::string error;
  REQUIRE(mark_folder(folder / "work", recipe_of(maker.options()), error));
  make_chunks(maker, folder / "work", 1, {}, 1, untold);
  AssembleOptions options;
  options.recipe = recipe_of(maker.options());
  options.work = folder / "work";
  options.chunks = planned_chunks(options.work);
  options.target = folder / "set";
  options.dataset.generator = "test";
  options.dataset.catalog = &builtin_catalog();
  options.dataset.format = find_format("predibase-csv");
  options.dataset.rows = 400;
  options.dataset.split.shares = {0.8, 0.1, 0.1};
  Diagnostics diagnostics;
  for (const TemplateFile& file : builtin_templates())
    if (file.name == "persona") options.dataset.templates.push_back(*read_template(std::string(file.text), file.name, diagnostics));
  REQUIRE(assemble(options, untold).enough);

  const Survey one = survey(options.target, scratch), three = survey(options.target, scratch, 3);
  CHECK(survey_json(one) == survey_json(three));
  CHECK(survey_html(one, "set", "test") == survey_html(three, "set", "test"));
  const auto manifest = nlohmann::ordered_json::parse(test::read(options.target + "/manifest.json"));
  const auto statistics = nlohmann::ordered_json::parse(test::read(options.target + "/statistics.json"));
  CHECK(one.rows == manifest["counts"]["rows"]);
  CHECK(one.unreadable == 0);
  CHECK(one.prompts.distinct == one.rows);
  CHECK(one.shapes.in_training_and_elsewhere == 0);
  const auto json = survey_json(one);
  for (const char* figure : {"rows", "completion_lines", "by_task", "by_persona", "by_template", "by_action", "by_verified"}) {
    INFO(figure);
    CHECK(json[figure] == statistics[figure]);
  }
  // A completion in a file has no line feed at its end.
  CHECK(json["tokens"]["prompt"] == statistics["tokens"]["prompt"]);
}

TEST_CASE("What is different is counted within some percent", "[dataset]") {
  for (const std::uint64_t many : {10, 1000, 20'000, 60'000, 500'000}) {
    Distinct whole, odd, even;
    for (std::uint64_t i = 0; i < many; ++i) {
      const std::uint64_t hash = hash64(std::to_string(i));
      whole.add(hash);
      whole.add(hash);
      (i % 2 ? odd : even).add(hash);
    }
    INFO(many);
    CHECK(whole.count() == Approx(static_cast<double>(many)).epsilon(0.03));
    odd.add(even);
    CHECK(odd.count() == whole.count());
  }
}

}  // namespace dork::corpus
