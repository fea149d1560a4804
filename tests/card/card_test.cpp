// Cards for prompts: how long they are, what is left out first, and that all they show is right.
#include "compiler/compile.hpp"
#include "compiler/formula/formula.hpp"
#include "compiler/formula/operators.hpp"
#include "compiler/model/block_table.hpp"
#include "corpus/card/card.hpp"
#include "corpus/card/syntax.hpp"
#include "corpus/tokens.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <set>

namespace dork::card {
namespace {

bool compiles(std::string_view script) {
  const CompileResult result = compile(script);
  for (const Diagnostic& each : result.diagnostics) UNSCOPED_INFO(each.message);
  return result.ok;
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

std::set<std::string> lines(std::string_view text) {
  std::set<std::string> result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    result.emplace(text.substr(at, end - at));
    at = end + 1;
  }
  return result;
}

constexpr std::size_t everything = 1'000'000;

TEST_CASE("A card is no longer than it may be, and tells its length", "[card]") {
  const std::string mail[] = {"mail.SendMail"};
  for (std::size_t tokens = 200; tokens < 4000; tokens += 83)
    for (const std::span<const std::string> actions : {std::span<const std::string>(), std::span<const std::string>(mail)}) {
      const Card card = write_card({.actions = actions, .tokens = tokens});
      INFO(tokens << "\n" << card.text);
      CHECK(card.tokens <= tokens);
      CHECK(card.tokens == corpus::estimate_tokens(card.text));
      // Room is used: nothing is left out where there is enough of it.
      if (!card.omissions.empty() && tokens > 400) CHECK(card.tokens > tokens * 2 / 3);
      CHECK(card.text == write_card({.actions = actions, .tokens = tokens}).text);
    }
}

TEST_CASE("A longer card has all that a shorter one has", "[card]") {
  // The list of functions is one line, so that it is compared item by item.
  const auto parts = [](const Card& card) {
    std::set<std::string> result;
    for (const std::string& line : lines(card.text)) {
      if (!has(line, "(a, b)") && !has(line, "count(list)")) result.insert(line);
      else
        for (const FormulaFunction& each : formula_functions())
          if (has(line, each.signature)) result.emplace(each.signature);
    }
    return result;
  };
  std::set<std::string> before;
  for (std::size_t tokens = 200; tokens < 4000; tokens += 100) {
    const std::set<std::string> now = parts(write_card({.tokens = tokens, .example = false}));
    CHECK(std::includes(now.begin(), now.end(), before.begin(), before.end()));
    before = now;
  }
}

TEST_CASE("With room enough the whole language is there", "[card]") {
  const Card card = write_card({.tokens = everything});
  CHECK(card.omissions.empty());
  for (const StatementSpec& each : statement_specs()) {
    const std::string_view words = each.pattern.substr(0, each.pattern.find_first_of("{["));
    INFO(each.pattern);
    CHECK(has(card.text, words));
  }
  for (const FormulaFunction& each : formula_functions()) CHECK(has(card.text, each.signature));
  for (const OperationSpec& each : variable_operations()) CHECK(has(card.text, fmt::format(" {}", each.op)));
  for (const AdapterSpec& each : file_adapters()) CHECK(has(card.text, each.name));
  for (const FormType& each : form_types()) CHECK(has(card.text, each.word));
  const std::string tests = forms("test").front().text;
  for (const ConditionOperator& each : condition_operators()) {
    INFO(tests);
    CHECK(has(tests, each.script.substr(each.script.rfind(' ') + 1)));
  }
  for (const Connector& connector : builtin_catalog().connectors) {
    for (const Action& action : connector.actions) CHECK(has(card.text, fmt::format("\n{}.{}(", connector.alias, action.name)));
    for (const Webhook& webhook : connector.webhooks) CHECK(has(card.text, fmt::format("\n{}.{}(", connector.alias, webhook.name)));
  }
}

TEST_CASE("Forms are written as in manuals", "[card]") {
  std::set<std::string> all;
  for (const std::string_view rule : {"declaration", "compound", "simple", "listOperation", "source", "clause", "test"})
    for (const Form& each : forms(rule)) all.insert(each.text);
  for (const char* each : {"AUTOMATION 'title' [DESCRIPTION 'description']", "FOR EACH variable IN source … NEXT", "OUTPUT value [REPLACE|MERGE]",
                           "alias.action([name = value, …])", "BATCHES OF size FROM list", "ON ERROR STOP|WARN|IGNORE", "USING 'connection'|NULL",
                           "OPEN FILE 'adapter'|NULL [([name = value, …])]", "GET|POST|PUT|PATCH|DELETE value [PARAMS|HEADERS|TIMEOUT|ENCODING value] …",
                           "JOIN left TO right ON left = right [KEEP LEFT|RIGHT|BOTH | IGNORE DUPLICATES]"}) {
    INFO(each);
    CHECK(all.contains(each));
  }
}

TEST_CASE("The values that cards show compile", "[card]") {
  for (const ValueExample& each : value_examples())
    for (std::string_view rest = each.code; !rest.empty();) {
      const std::size_t end = std::min(rest.find("  "), rest.size());
      const std::string script = fmt::format("LET user AS OBJECT;\nLET users AS LIST;\nLET n AS NUMBER;\n\nOUTPUT {};\n", rest.substr(0, end));
      INFO(script);
      CHECK(compiles(script));
      rest.remove_prefix(std::min(end + 2, rest.size()));
    }
}

TEST_CASE("The examples of cards compile, and use what the card shows", "[card]") {
  std::set<std::string> seen;
  const auto look = [&](const Card& card) {
    if (card.example.empty()) return;
    INFO(card.text);
    CHECK(has(card.text, card.example));
    if (seen.insert(card.example).second) CHECK(compiles(card.example));
  };
  for (const std::size_t tokens : {500, 1000, 1500, 3000, 1'000'000}) {
    look(write_card({.tokens = tokens}));
    for (const Connector& connector : builtin_catalog().connectors) {
      std::vector<std::string> whole;
      for (const Action& action : connector.actions) {
        const std::string name[] = {fmt::format("{}.{}", connector.alias, action.name)};
        whole.push_back(name[0]);
        const Card card = write_card({.actions = name, .tokens = tokens});
        CHECK(has(card.text, fmt::format("\n{}(", name[0])));
        look(card);
        for (const Action& other : connector.actions)
          if (other.name != action.name) CHECK_FALSE(has(card.text, fmt::format("{}.{}(", connector.alias, other.name)));
      }
      look(write_card({.actions = whole, .tokens = tokens}));
    }
  }
  CHECK(seen.size() > 5);
  CHECK_FALSE(write_card({}).example.empty());
  CHECK(write_card({.example = false}).example.empty());
}

TEST_CASE("A catalog of one's own is shown without harm", "[card]") {
  Catalog catalog = builtin_catalog();
  Parameter parameter;
  parameter.name = "a b", parameter.required = true;
  Action action;
  action.name = "do it", action.guid = "9e3af860-285a-11ed-b1a0-133d7a1ffffe", action.description = "two\nlines \x1b[31m", action.parameters = {parameter};
  Connector own;
  own.name = "Odd\nName", own.alias = "odd one", own.guid = "9e3af860-285a-11ed-b1a0-133d7a1fffff", own.actions = {action};
  catalog.connectors.push_back(own);
  const std::string text = write_card({.catalog = &catalog, .tokens = everything}).text;
  CHECK(has(text, "\n\"odd one\".\"do it\"(\"a b\") : two"));
  CHECK_FALSE(has(text, "\x1b"));
  CHECK_FALSE(has(text, "two\nlines"));
}

}  // namespace
}  // namespace dork::card
