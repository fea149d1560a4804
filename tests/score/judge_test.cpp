// What answers are worth: the rungs, the classes, behaviour.
#include "compiler/lift/workspace.hpp"
#include "corpus/score/behave.hpp"
#include "corpus/score/judge.hpp"
#include "tests/generate/generate.hpp"
#include "tests/score/mutate.hpp"

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
#include <filesystem>
#include <fstream>
#include <sstream>

namespace dork::score {
namespace {

constexpr std::string_view reference =
    "FOR EACH apps IN qlik.listApps() LIMIT 100\n"
    "  details: qlik.GetAppInformation(appId = apps.item.id) ON ERROR WARN;\n"
    "  OUTPUT 'App {$.details.name}';\n"
    "NEXT\n";

std::string changed(std::string_view from, std::string_view to) {
  std::string text(reference);
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
  return text;
}

const JudgeOptions& staged() {
  static const auto theatre = builtin_theatre(builtin_catalog());
  static const JudgeOptions options{.theatre = theatre.get()};
  return options;
}

Judgement of(std::string_view answer) { return judge(answer, reference, staged()); }

std::string_view rung(std::string_view answer) { return rung_spec(of(answer).rung).id; }

Error primary(std::string_view answer) {
  const Judgement judgement = of(answer);
  REQUIRE_FALSE(judgement.errors.empty());
  return judgement.errors.front();
}

}  // namespace

TEST_CASE("the reference itself stands on top") {
  const Judgement judgement = of(reference);
  CHECK(judgement.rung == Rung::program);
  CHECK(judgement.errors.empty());
  CHECK((judgement.equal_text && judgement.equal_program && judgement.equal_shape && judgement.same_blocks && judgement.same_actions));
  CHECK(judgement.behaviour == Behaviour::same);
  CHECK((judgement.conforms == true && judgement.roundtrips == true));
  CHECK((judgement.characters == 1.0 && judgement.tokens == 1 && judgement.blocks == 1));
}

TEST_CASE("an answer stands as high as it is right") {
  CHECK(rung("Here it is:\n\n```dork\n" + changed("FOR EACH", "for each") + "```") == "same-program");
  CHECK(rung(changed("details", "app")) == "same-behaviour");
  CHECK(rung(changed("'App ", "'The app ")) == "same-shape");
  CHECK(rung(changed("apps.item.id", "apps.item.name")) == "same-blocks");
  CHECK(rung(changed("  OUTPUT", "  OUTPUT 'x';\n  OUTPUT")) == "same-actions");
  CHECK(rung(changed("OUTPUT", "TITLE")) == "checks");
  CHECK(rung(changed("GetApp", "fetchApp")) == "parses");
  CHECK(rung(changed("LIMIT 100", "LIMIT")) == "extracted");
  CHECK(rung("I'm sorry, I cannot do that.") == "none");
}

TEST_CASE("each rung is implied by the one above") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Random random(seed);
    const Program program = read_program(generate_program(seed % 40), Form::script, builtin_catalog());
    const Mutation& mutation = mutations()[seed % mutations().size()];
    const auto mutant = mutation.apply(program.canonical, builtin_catalog(), random);
    if (!mutant) continue;
    const Judgement judgement = judge(*mutant, program.canonical, {.soundness = false});
    INFO(*mutant);
    if (judgement.rung >= Rung::extracted) CHECK(judgement.extracted);
    if (judgement.rung >= Rung::parses) CHECK(judgement.parses);
    if (judgement.rung >= Rung::checks) CHECK(judgement.checks);
    if (judgement.equal_program) CHECK((judgement.equal_shape && judgement.same_blocks && judgement.same_actions));
    if (judgement.equal_shape) CHECK(judgement.same_blocks);
    if (judgement.same_blocks) CHECK(judgement.same_actions);
  }
}

TEST_CASE("equal programs behave the same, each time") {
  for (const auto& entry : std::filesystem::directory_iterator(DORK_SOURCE_DIR "/corpus/scripts")) {
    if (entry.path().extension() != ".dork") continue;
    std::stringstream held;
    held << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    const auto prepared = prepare_reference(held.str(), staged());
    INFO(entry.path());
    REQUIRE(prepared->error.empty());
    REQUIRE(prepared->conduct()->error.empty());
    CHECK(prepared->soundness().conforms);
    CHECK(prepared->soundness().roundtrips == true);
    const std::string workspace = compile(prepared->program.canonical, {.envelope = true, .compact = true}).output;
    const Workspaces read = read_workspaces(workspace);
    REQUIRE(read.found.size() == 1);
    const Conduct again = conduct_of(runtime::prepare_workspace(read.found.front(), builtin_catalog()), *staged().theatre, prepared->conduct()->stimulus, 200'000);
    for (std::size_t i = 0; i < again.runs.size(); ++i) {
      CHECK(again.runs[i].calls == prepared->conduct()->runs[i].calls);
      CHECK(again.runs[i].results == prepared->conduct()->runs[i].results);
    }
    // As JSON it is the same program; without the envelope JSON cannot say the schedule.
    const Judgement judgement = judge(workspace, prepared.get(), staged());
    CHECK(judgement.rung == Rung::program);
  }
}

TEST_CASE("behaviour shows what the text does not say") {
  // Which policy on errors there is shows where services fail.
  CHECK(of(changed(" ON ERROR WARN", "")).behaviour == Behaviour::different);
  CHECK(of(changed(" ON ERROR WARN", " ON ERROR IGNORE")).behaviour == Behaviour::different);
  // Another way to say the same.
  CHECK(of("FOR EACH list IN qlik.listApps() LIMIT 100\n  LET id AS STRING = list.item.id;\n  one: qlik.GetAppInformation(appId = id) ON ERROR WARN;\n  OUTPUT 'App ' & one.name;\nNEXT\n").behaviour == Behaviour::same);
  CHECK(of(changed("LIMIT 100", "LIMIT 2")).behaviour == Behaviour::different);
  CHECK(primary(changed("details", "app")) == Error::written_otherwise);
  // Another member is another thing to read, also where no world knows the object that is asked for.
  const char* reload = "reload: qlik.DoReload(appId = 'nobody-knows') ON ERROR WARN;\nOUTPUT 'ended as {$.reload.status}';\n";
  const auto read_as = [&](const char* member) {
    std::string text = reload;
    text.replace(text.find("status"), 6, member);
    return judge(text, reload, staged());
  };
  CHECK(read_as("status").right());
  CHECK(read_as("state").behaviour == Behaviour::different);
  CHECK(read_as("state").behaviour_note == "in the world 'answering' it makes the same calls, but gives other results");
  const char* each = "FOR EACH apps IN qlik.listApps(spaceId = 'nobody-knows')\n  OUTPUT apps.item.attributes.name;\nNEXT\n";
  CHECK(judge("apps: qlik.listApps(spaceId = 'nobody-knows');\nFOR EACH app IN apps\n  OUTPUT app.item.attributes.name;\nNEXT\n", each, staged()).behaviour == Behaviour::same);
  CHECK(judge("FOR EACH apps IN qlik.listApps(spaceId = 'nobody-knows')\n  OUTPUT apps.item.name;\nNEXT\n", each, staged()).behaviour == Behaviour::different);
  // When it starts is part of what it does.
  const Judgement scheduled = of("START SCHEDULED EVERY 3600;\n" + std::string(reference));
  CHECK(scheduled.behaviour == Behaviour::different);
  CHECK(scheduled.errors.front() == Error::wrong_start);
  // A run that goes on for ever is stopped, and is something else.
  const Judgement endless = of("LABEL 'again';\nGOTO 'again';\n");
  CHECK(endless.behaviour == Behaviour::different);
}

TEST_CASE("what conditions turn on is tried") {
  struct Pair {
    const char* what;
    const char* reference;
    const char* from;
    const char* to;
  };
  const Pair pairs[] = {
      {"a part of a text", "FOR EACH apps IN qlik.listApps()\n  IF apps.item.name CONTAINS 'TEST' THEN\n    OUTPUT apps.item.id;\n  END IF\nNEXT\n", "'TEST'", "'Test'"},
      {"nearly the same part", "FOR EACH apps IN qlik.listApps()\n  IF apps.item.name CONTAINS 'TEST' THEN\n    OUTPUT apps.item.id;\n  END IF\nNEXT\n", "'TEST'", "'TES'"},
      {"a border", "app: qlik.GetAppInformation(appId = 'x');\nIF app.size > 100 THEN\n  OUTPUT 'large';\nEND IF\n", "> 100", ">= 100"},
      {"a number beside it", "app: qlik.GetAppInformation(appId = 'x');\nIF app.size > 100 THEN\n  OUTPUT 'large';\nEND IF\n", "> 100", "> 99"},
      {"a field of a filter", "users: qlik.listUsers();\nfew: FILTER users WHERE status = 'odd';\nFOR EACH user IN few\n  OUTPUT user.item.name;\nNEXT\n", "'odd'", "'even'"},
      {"a case of an input", "START TRIGGERED ASYNC;\n\nSWITCH Start.kind\n  CASE 'one'\n    OUTPUT 1;\n  CASE 'two'\n    OUTPUT 2;\nEND SWITCH\n", "OUTPUT 2", "OUTPUT 3"},
      {"a case of a form", "form: INPUTS ('Decision' AS TEXT REQUIRED);\n\nSWITCH form.Decision\n  CASE 'yes'\n    OUTPUT 1;\n  CASE 'no'\n    OUTPUT 2;\nEND SWITCH\n", "OUTPUT 2", "OUTPUT 3"},
      {"within a function", "START TRIGGERED ASYNC;\n\nIF lowercase(Start.kind) = 'one' THEN\n  OUTPUT 1;\nEND IF\n", "OUTPUT 1", "OUTPUT 3"},
      {"an address", "FOR EACH users IN qlik.listUsers()\n  IF users.item.other IS EMAIL THEN\n    OUTPUT users.item.name;\n  END IF\nNEXT\n", "IS EMAIL", "IS PHONE"},
      {"a time that is computed", "app: qlik.GetAppInformation(appId = 'x');\nIF app.when < date('-9 days', 'Y-m-d') THEN\n  OUTPUT 'old';\nEND IF\n", "<", ">"},
  };
  for (const Pair& pair : pairs) {
    INFO(pair.what);
    std::string answer = pair.reference;
    answer.replace(answer.find(pair.from), std::string_view(pair.from).size(), pair.to);
    CHECK(judge(pair.reference, pair.reference, staged()).right());
    const Judgement judgement = judge(answer, pair.reference, staged());
    REQUIRE(judgement.checks);
    CHECK(judgement.behaviour == Behaviour::different);
  }
  // What turns on the same, said the other way round, behaves the same.
  const char* plain = "FOR EACH apps IN qlik.listApps()\n  IF apps.item.name CONTAINS 'TEST' THEN\n    OUTPUT 1;\n  ELSE\n    OUTPUT 2;\n  END IF\nNEXT\n";
  const char* turned = "FOR EACH apps IN qlik.listApps()\n  IF apps.item.name NOT CONTAINS 'TEST' THEN\n    OUTPUT 2;\n  ELSE\n    OUTPUT 1;\n  END IF\nNEXT\n";
  CHECK(judge(turned, plain, staged()).behaviour == Behaviour::same);
}

TEST_CASE("a reference that is wrong is said to be") {
  CHECK(prepare_reference("qlik.noSuchThing();", {})->error.find("DORK2002") != std::string::npos);
  CHECK(prepare_reference("just words here", {})->error == "the reference holds no program");
  const Judgement judgement = judge(reference, "qlik.noSuchThing();", {});
  CHECK_FALSE(judgement.compared);
  CHECK(judgement.rung == Rung::checks);
}

TEST_CASE("near figures are those of the canonical scripts") {
  const Judgement judgement = of(changed("App ", "Apps "));
  // One character of 134, one token of 33, one block of three.
  CHECK(judgement.characters == 1 - 1.0 / static_cast<double>(code_points(judgement.program.canonical).size() - 1));
  CHECK(judgement.token_edits == 1);
  CHECK(judgement.tokens == 1 - 1.0 / static_cast<double>(token_symbols(reference).size()));
  CHECK(judgement.block_edits == 1);
  CHECK(judgement.blocks == 1 - 1.0 / 3);
  CHECK(of(std::string("```dork\n") + changed("FOR EACH", "for   each") + "```").characters == 1.0);
}

TEST_CASE("inventions are counted") {
  const Judgement judgement = of("a: qlik.fetchAll();\nb: qlik.listApps(colour = 'x');\nc: sap.run();\n");
  CHECK(judgement.inventions.actions == 3);
  CHECK(judgement.inventions.invented_actions == 2);
  CHECK(judgement.inventions.parameters == 1);
  CHECK(judgement.inventions.invented_parameters == 1);
}

TEST_CASE("parts are matched") {
  const Judgement judgement = of(changed("'App ", "'The app "));
  const auto of_component = [&](Component component) { return judgement.components[static_cast<std::size_t>(component)]; };
  CHECK(of_component(Component::actions).f1() == 1);
  CHECK(of_component(Component::order).f1() == 1);
  CHECK(of_component(Component::references).f1() == 1);
  CHECK(of_component(Component::literals).f1() < 1);
  CHECK(match({1, 1, 2}, {1, 2, 3}).common == 2);
  CHECK(match({}, {}).f1() == 1);
}

TEST_CASE("hostile answers do no harm") {
  const std::string deep(2'000'000, '[');
  for (const std::string& answer : {deep, std::string(1'000'000, '('), "```dork\n" + std::string(500'000, '`'), std::string("OUTPUT '\0\x1b[31m';\n", 16), std::string("\xff\xfe\xc0 OUTPUT"),
                                    "{\"blocks\": " + deep, std::string(300'000, '\n') + "OUTPUT 'x';", std::string("OUTPUT '<script>alert(1)</script>';"), std::string(5'000'000, 'x')}) {
    const Judgement judgement = of(answer);
    CHECK(judgement.rung <= Rung::checks);
  }
  std::string nested;
  for (int i = 0; i < 20'000; ++i) nested += "IF a = 1 THEN\n";
  CHECK(of(nested).rung == Rung::extracted);
  std::string calls = "OUTPUT ";
  for (int i = 0; i < 50'000; ++i) calls += "count(";
  CHECK(of(calls).rung <= Rung::extracted);
}

}  // namespace dork::score
