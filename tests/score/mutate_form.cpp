#include "tests/score/mutate_form.hpp"

#include "compiler/compile.hpp"
#include "compiler/syntax/parse.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace dork::score {

Automation read(const std::string& script, const Catalog& catalog) {
  Diagnostics diagnostics;
  return analyze(script, catalog, diagnostics);
}

std::string replaced(const std::string& script, Range range, std::string_view text) { return script.substr(0, range.begin) + std::string(text) + script.substr(range.end); }
std::string text_of(const std::string& script, Range range) { return script.substr(range.begin, range.end - range.begin); }

std::vector<std::size_t> shuffled(std::size_t count, Random& random) {
  std::vector<std::size_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = i;
  for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

// --- What does not parse --------------------------------------------------------------------------------------------

namespace {

bool parses(const std::string& script) {
  Diagnostics diagnostics;
  parse(script, diagnostics);
  return !diagnostics.has_errors();
}

}  // namespace

Made lose_token(const std::string& script, const Catalog&, Random& random) {
  const std::vector<Token> tokens = tokenize(script);
  for (std::size_t tries = 0; tries < 20 && tokens.size() > 12; ++tries) {
    // The end of a script that is lost cannot be told from one that was cut off.
    const std::size_t i = random.below(tokens.size() - 8);
    if (tokens[i].kind == "QUOTED_TEXT" || tokens[i].kind == "TRIPLE_TEXT") continue;
    std::string made = replaced(script, tokens[i].range, "");
    if (!parses(made)) return made;
  }
  return std::nullopt;
}

Made stray_token(const std::string& script, const Catalog&, Random& random) {
  static constexpr const char* words[] = {" THEN ", " ) ", " END ", " = ", " , ", " ELSE ", " }} "};
  const std::vector<Token> tokens = tokenize(script);
  for (std::size_t tries = 0; tries < 20 && tokens.size() > 8; ++tries) {
    const std::size_t i = random.below(tokens.size() - 6);
    std::string made = script.substr(0, tokens[i].range.begin) + random.pick(words) + script.substr(tokens[i].range.begin);
    if (!parses(made)) return made;
  }
  return std::nullopt;
}

Made misspell_keyword(const std::string& script, const Catalog&, Random& random) {
  static constexpr std::pair<std::string_view, std::string_view> spellings[] = {{"FOR", "FOREACH"}, {"IF", "WHEN"}, {"OUTPUT", "PRINT"}, {"NEXT", "ENDFOR"}, {"THEN", "DO"}, {"ELSE", "OTHERWISE"}, {"LET", "VAR"}, {"IN", "OVER"}};
  const std::vector<Token> tokens = tokenize(script);
  for (const std::size_t i : shuffled(tokens.size(), random)) {
    if (i + 6 >= tokens.size()) continue;
    for (const auto& [from, to] : spellings)
      if (text_of(script, tokens[i].range) == from) {
        std::string made = replaced(script, tokens[i].range, to);
        if (!parses(made)) return made;
      }
  }
  return std::nullopt;
}

Made lose_quote(const std::string& script, const Catalog&, Random& random) {
  const std::vector<Token> tokens = tokenize(script);
  std::vector<Range> texts;
  for (const Token& token : tokens)
    if (token.kind == "QUOTED_TEXT" && text_of(script, token.range).find('\n') == std::string::npos) texts.push_back(token.range);
  // Only the last text stays open to the end of its line; of others the quotes that follow become its end.
  if (texts.empty() || random.one_in(3)) {
    static constexpr const char* strays[] = {" # ", " $ ", " \\ ", " % ", " ? "};
    if (tokens.size() < 8) return std::nullopt;
    const std::size_t i = random.below(tokens.size() - 4);
    return script.substr(0, tokens[i].range.begin) + random.pick(strays) + script.substr(tokens[i].range.begin);
  }
  const Range last = texts.back();
  if (script.find('\'', last.end) != std::string::npos) return std::nullopt;
  return script.substr(0, last.end - 1) + script.substr(last.end);
}

Made cut(const std::string& script, const Catalog&, Random& random) {
  const std::vector<Token> tokens = tokenize(script);
  for (std::size_t tries = 0; tries < 20 && tokens.size() > 10; ++tries) {
    const std::size_t i = tokens.size() / 3 + random.below(tokens.size() - tokens.size() / 3 - 1);
    // In the middle of a statement; sometimes in the middle of a text.
    if (tokens[i].kind == "SEMICOLON" || tokens[i].kind == "NEXT" || tokens[i].kind == "END" || tokens[i].kind == "IF") continue;
    const std::size_t length = tokens[i].range.end - tokens[i].range.begin;
    const bool inside = tokens[i].kind == "QUOTED_TEXT" && length > 4;
    std::string made = script.substr(0, inside ? tokens[i].range.begin + length / 2 : tokens[i].range.end);
    if (!parses(made)) return made;
  }
  return std::nullopt;
}

// --- What is no script ----------------------------------------------------------------------------------------------

Made silence(const std::string&, const Catalog&, Random& random) {
  static constexpr const char* answers[] = {"", "\n\n", "</s>", "<|im_end|>", "```\n```"};
  return random.pick(answers);
}

Made refuse(const std::string&, const Catalog&, Random& random) {
  static constexpr const char* answers[] = {"I'm sorry, but I can't help with that.", "As an AI language model I cannot access your Qlik tenant.", "I am unable to create automations for you. Please contact your administrator.",
                                            "Sorry, I do not have access to the information needed."};
  return random.pick(answers);
}

Made explain(const std::string&, const Catalog&, Random& random) {
  static constexpr const char* answers[] = {"To do this, use the List Apps block and connect it to an Output block. Then run the automation.",
                                            "First you list all the apps in the space. After that, you loop over the list and write each name to the output.",
                                            "1. Open Qlik Automate.\n2. Add a List Users block.\n3. Add a condition.\n4. Save and run."};
  return random.pick(answers);
}

Made speak_python(const std::string&, const Catalog&, Random& random) {
  static constexpr const char* answers[] = {"```python\nimport requests\n\nfor app in requests.get(url).json():\n    print(app['name'])\n```", "```javascript\nconst apps = await qlik.apps.getApps();\napps.forEach(app => console.log(app.name));\n```",
                                            "SELECT name FROM apps WHERE spaceId = 'finance'"};
  return random.pick(answers);
}

Made think(const std::string& script, const Catalog&, Random&) { return "<think>\nThe user wants an automation. Perhaps:\n" + script + "\nBut wait"; }

Made go_in_circles(const std::string& script, const Catalog& catalog, Random&) {
  std::string made = script;
  for (int i = 0; i < 24; ++i) made += "OUTPUT 'Checking the next app';\n";
  if (!check(made, {.catalog = &catalog}).ok) return std::nullopt;
  return made + "OUTPUT 'Checking";
}

// --- JSON -----------------------------------------------------------------------------------------------------------

Made break_json(const std::string& script, const Catalog& catalog, Random& random) {
  std::string json = compile(script, {.catalog = &catalog}).output;
  if (json.empty()) return std::nullopt;
  for (std::size_t tries = 0; tries < 20; ++tries) {
    const std::size_t at = json.find_first_of(",:\"]}", random.below(json.size() / 2));
    if (at == std::string::npos) continue;
    std::string made = json;
    if (random.one_in(2)) made.erase(at, 1);
    else made.insert(at, made[at] == ',' ? " ,," : " // note\n");
    if (!nlohmann::json::accept(made)) return made;
  }
  return std::nullopt;
}

Made break_workspace(const std::string& script, const Catalog& catalog, Random& random) {
  const std::string compiled = compile(script, {.catalog = &catalog}).output;
  if (compiled.empty() || read(script, catalog).fragment) return std::nullopt;
  auto json = nlohmann::ordered_json::parse(compiled);
  auto& blocks = json["blocks"];
  if (blocks.size() < 3) return std::nullopt;
  auto& block = blocks[1 + random.below(blocks.size() - 1)];
  switch (random.below(3)) {
    case 0: block["childId"] = "DEADBEEF-0000-4000-8000-000000000000"; break;
    case 1: block["id"] = blocks[0]["id"]; break;
    default: block.erase("id");
  }
  return json.dump(2);
}

}  // namespace dork::score
