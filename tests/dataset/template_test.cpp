// Prompt templates and frames.
#include "corpus/dataset/template.hpp"
#include "corpus/tokens.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <set>

namespace dork::corpus {
namespace {

// --- Frames -----------------------------------------------------------------------------------------------------------

struct Golden {
  const char* frame;
  const char* with_system;
  const char* without_system;
  const char* completion;
};

/// The layouts as their makers publish them.
const Golden golden[] = {
    {"plain", "S\n\nU\n", "U\n", "A"},
    {"llama-2", "[INST] <<SYS>>\nS\n<</SYS>>\n\nU [/INST]", "[INST] U [/INST]", " A "},
    {"llama-3",
     "<|start_header_id|>system<|end_header_id|>\n\nS<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nU<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
     "<|start_header_id|>user<|end_header_id|>\n\nU<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n", "A<|eot_id|>"},
    {"mistral", "[INST] S\n\nU [/INST]", "[INST] U [/INST]", " A"},
    {"chatml", "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\n", "<|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\n",
     "A<|im_end|>\n"},
    {"alpaca", "S\n\n### Instruction:\nU\n\n### Response:\n",
     "Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n### Instruction:\nU\n\n### Response:\n", "A"},
};

TEST_CASE("Every frame is laid out as published", "[dataset]") {
  CHECK(frames().size() == std::size(golden));
  for (const Golden& each : golden) {
    INFO(each.frame);
    const Frame* frame = find_frame(each.frame);
    REQUIRE(frame);
    CHECK(framed_prompt(*frame, "S", "U", "") == each.with_system);
    CHECK(framed_prompt(*frame, "", "U", "") == each.without_system);
    CHECK(framed_completion(*frame, "A") == each.completion);
  }
  const Frame& alpaca = *find_frame("alpaca");
  CHECK(framed_prompt(alpaca, "", "U", "I") ==
        "Below is an instruction that describes a task, paired with an input that provides further context. Write a response that "
        "appropriately completes the request.\n\n### Instruction:\nU\n\n### Input:\nI\n\n### Response:\n");
  CHECK(find_frame("no such") == nullptr);
}

TEST_CASE("What is framed comes out again", "[dataset]") {
  const std::string texts[] = {"one line", "two\nlines", "braces {user} {system} {completion}", "ends \n"};
  for (const Frame& frame : frames())
    for (const std::string& system : {std::string(), std::string("Be brief."), std::string("{user}")})
      for (const std::string& user : texts) {
        INFO(frame.name << ": " << system << " / " << user);
        const std::string input = frame.input.empty() ? "" : "some input";
        const std::string prompt = framed_prompt(frame, system, user, input);
        Unframed inside;
        REQUIRE(unframe(frame, prompt, inside));
        if (frame.name != "plain" && frame.name != "mistral") CHECK(inside.user == user);
        CHECK(inside.input == input);
        std::string answer;
        REQUIRE(unframe_completion(frame, framed_completion(frame, user), answer));
        CHECK(answer == user);
        REQUIRE(unframe(frame, frame.begin + prompt, inside));
        REQUIRE(unframe_completion(frame, framed_completion(frame, user) + frame.end, answer));
      }
  // A bracket that is missing is no frame.
  for (const Frame& frame : frames()) {
    if (markers(frame.name).empty()) continue;
    std::string prompt = framed_prompt(frame, "S", "U", "");
    prompt.erase(prompt.find_last_not_of(" \n"));
    Unframed inside;
    CHECK_FALSE(unframe(frame, prompt, inside));
  }
}

// --- Templates --------------------------------------------------------------------------------------------------------

std::optional<PromptTemplate> read(std::string text, Diagnostics& diagnostics) { return read_template(std::move(text), "t", diagnostics); }

PromptTemplate good(std::string text) {
  Diagnostics diagnostics;
  auto result = read(std::move(text), diagnostics);
  for (const Diagnostic& each : diagnostics.sorted()) UNSCOPED_INFO(each.message);
  REQUIRE(result);
  return std::move(*result);
}

Row sample() {
  Row row;
  row.task = "edit";
  row.instruction = "Say bye.";
  row.input = "OUTPUT 'hi';";
  row.completion = "OUTPUT 'bye';\n";
  row.actions = {"qlik.listApps"};
  return row;
}

TEST_CASE("Every built-in template reads", "[dataset]") {
  std::set<std::string_view> names;
  for (const TemplateFile& file : builtin_templates()) {
    INFO(file.name);
    names.insert(file.name);
    Diagnostics diagnostics;
    const auto read = read_template(std::string(file.text), file.name, diagnostics);
    for (const Diagnostic& each : diagnostics.sorted()) UNSCOPED_INFO(each.message);
    CHECK(diagnostics.sorted().empty());
    REQUIRE(read);
    CHECK_FALSE(read->description.empty());
    const Rendered rendered = render(*read, sample(), {}, builtin_catalog());
    CHECK((rendered.system + rendered.user).find("Say bye.") != std::string::npos);
    CHECK((rendered.system + rendered.user).find("OUTPUT 'hi';") != std::string::npos);
    CHECK((rendered.system + rendered.user).find("OUTPUT 'bye';") == std::string::npos);
  }
  CHECK(names.contains("plain"));
  CHECK(names.contains("purpose"));
  CHECK(names.contains("persona"));
}

TEST_CASE("Placeholders are filled", "[dataset]") {
  const PromptTemplate prompt = good(R"(
purpose = "P"
persona = "You say {braces} as they are"
rules = ["one", "two"]
system = """
{persona}|{purpose}
{rules}
{company}{{instruction}} {1} {$.x} {a b}"""
user = "{task}: {instruction}"
[parts]
company = "ACME"
[tasks]
edit = "Change it"
)");
  const Rendered rendered = render(prompt, sample(), {}, builtin_catalog());
  CHECK(rendered.system == "You say {braces} as they are|P\n- one\n- two\nACME{instruction} {1} {$.x} {a b}");
  CHECK(rendered.user == "Change it: Say bye.\n\nOUTPUT 'hi';");
  CHECK(rendered.bare == "Change it: Say bye.");

  const PromptTemplate own = good("user = '{instruction}'\nuser_with_input = '{input} -> {instruction}'\n");
  CHECK(render(own, sample(), {}, builtin_catalog()).user == "OUTPUT 'hi'; -> Say bye.");
}

TEST_CASE("Examples and the catalog are shown", "[dataset]") {
  const PromptTemplate prompt = good("user = \"{examples}|{instruction}|{catalog}\"\n[examples]\ncount = 2\ntext = \"Q {instruction} A {completion}\"\n");
  Row one = sample(), two = sample();
  one.instruction = "First", one.input = "";
  const Row examples[] = {one, two};
  const std::string user = render(prompt, sample(), examples, builtin_catalog()).bare;
  CHECK(user.starts_with("Q First A OUTPUT 'bye';\n\nQ Say bye.\n\nOUTPUT 'hi'; A OUTPUT 'bye';|Say bye.|qlik.listApps("));
}

TEST_CASE("A card shows the actions that the answer needs among others", "[dataset]") {
  const PromptTemplate prompt = good("system = '{card}'\nuser = '{instruction}'\n[card]\ntokens = 1200\nactions = 5\n");
  const auto actions = [](const std::string& card) {
    std::set<std::string> shown;
    for (const Connector& connector : builtin_catalog().connectors)
      for (const Action& action : connector.actions) {
        const std::string name = fmt::format("{}.{}", connector.alias, action.name);
        if (card.find('\n' + name + '(') != std::string::npos) shown.insert(name);
      }
    return shown;
  };
  const std::string card = render(prompt, sample(), {}, builtin_catalog()).system;
  CHECK(estimate_tokens(card) <= 1200);
  CHECK(card == render(prompt, sample(), {}, builtin_catalog()).system);
  CHECK(actions(card).size() == 6);
  CHECK(actions(card).contains("qlik.listApps"));
  CHECK(card.find("OUTPUT 'bye'") == std::string::npos);
  Row other = sample();
  other.instruction = "Say something else.";
  const std::string of_other = render(prompt, other, {}, builtin_catalog()).system;
  CHECK(actions(of_other).contains("qlik.listApps"));
  CHECK(actions(of_other) != actions(card));
  // The place of an action does not say that it is needed.
  const auto at = [&](std::string_view name) { return card.find('\n' + std::string(name) + '('); };
  std::size_t before = 0;
  for (const std::string& name : actions(card)) before += at(name) < at("qlik.listApps");
  CHECK(before > 0);
  other.actions.clear();
  CHECK(actions(render(prompt, other, {}, builtin_catalog()).system).size() > 5);
}

struct Fault {
  Code code;
  const char* text;
  const char* place;  ///< what the report points at
  const char* help = "";
};

TEST_CASE("Mistakes in templates are reported at their place", "[dataset]") {
  const Fault faults[] = {
      {Code::template_syntax, "user = {instruction}", ""},
      {Code::template_syntax, "user = \"", ""},
      {Code::unknown_template_key, "user = '{instruction}'\nsytem = 'x'", "sytem", "did you mean `system`?"},
      {Code::template_value, "user = ['{instruction}']", "["},
      {Code::template_value, "user = '{instruction}{examples}'\n[examples]\ncount = -1", "-1"},
      {Code::template_value, "user = '{instruction}'\n[parts]\npersona = 'x'", "persona"},
      {Code::unknown_frame, "frame = 'lama-2'\nuser = '{instruction}'", "'lama-2'", "did you mean `llama-2`?"},
      {Code::frame_incomplete, "user = '{instruction}'\nframe = {with_system = '{system}', without_system = '{user}'}", "with_system"},
      {Code::unknown_placeholder, "user = '{instruction} {instrution}'", "{instrution}", "did you mean `instruction`?"},
      {Code::unknown_placeholder, "user = \"\"\"\n\n  {instruction}\n {Persona}\"\"\"", "{Persona}", "did you mean `persona`?"},
      {Code::unfilled_placeholder, "user = '{persona} {instruction}'", "{persona}", "add `persona = \"…\"` to the file"},
      {Code::misplaced_placeholder, "user = '{instruction}{examples}'\n[examples]\ncount = 1\ntext = '{card}{instruction}{completion}'", "{card}"},
      {Code::template_value, "user = '{instruction}{card}'\n[card]\ntokens = 10", "10"},
      {Code::unknown_template_key, "user = '{instruction}{card}'\n[card]\ntoken = 1000", "token", "did you mean `tokens`?"},
      {Code::unused_part, "user = '{instruction}'\n[card]\ntokens = 1000", "card"},
      {Code::unfilled_placeholder, "user = '{examples} {instruction}'", "user"},
      {Code::misplaced_placeholder, "user = '{instruction} {completion}'", "{completion}"},
      {Code::template_without, "user = 'hello'", "user"},
      {Code::template_without, "user = '{instruction}'\nuser_with_input = '{instruction}'", "user_with_input"},
      {Code::template_without, "user = '{instruction}{examples}'\n[examples]\ncount = 1\ntext = '{instruction}'", "text"},
      {Code::unused_part, "purpose = 'x'\nuser = '{instruction}'", "purpose"},
  };
  for (const Fault& fault : faults) {
    INFO(fault.text);
    Diagnostics diagnostics;
    const auto result = read(fault.text, diagnostics);
    const auto found = diagnostics.sorted();
    REQUIRE_FALSE(found.empty());
    CHECK(found.front().code == fault.code);
    CHECK(result.has_value() == (found.front().severity == Severity::warning));
    if (*fault.place) CHECK(std::string_view(fault.text).substr(found.front().range.begin).starts_with(std::string_view(fault.place).substr(0, found.front().range.end - found.front().range.begin)));
    if (*fault.help) CHECK(found.front().help == fault.help);
  }
}

TEST_CASE("Hostile templates neither crash nor hang", "[dataset]") {
  std::string deep = "user = '{instruction}'\nrules = ";
  for (int i = 0; i < 100'000; ++i) deep += '[';
  const std::string texts[] = {deep, std::string("user = '\0'", 10), "user = '\xff\xfe'", std::string(100'000, '{'), "user = \"\"\"" + std::string(100'000, '{') + "instruction}\"\"\"", "", "\xEF\xBB\xBFuser = '{instruction}'"};
  for (const std::string& text : texts) {
    Diagnostics diagnostics;
    const auto result = read(text, diagnostics);
    CHECK((result.has_value() || diagnostics.has_errors()));
  }
}

}  // namespace
}  // namespace dork::corpus
