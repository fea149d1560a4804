// dork card [--actions LIST] [--connectors LIST] [--tokens N] [--no-example] [-o OUT]
#include "cli/command.hpp"
#include "corpus/card/card.hpp"
#include "corpus/constrain/slice.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>

namespace dork::cli {
namespace {

struct Arguments {
  std::vector<std::string> actions;
  std::vector<std::string> connectors;
  std::string output;
  std::size_t tokens = card::default_tokens;
  bool no_example = false;
};

void run(Arguments arguments, Session& session) {
  const Catalog* catalog = session.catalog();
  if (!catalog) return;
  std::vector<std::string> wanted = arguments.actions, names;
  wanted.insert(wanted.end(), arguments.connectors.begin(), arguments.connectors.end());
  if (!wanted.empty()) {
    std::string error;
    const auto slice = constrain::slice_catalog(*catalog, wanted, error);
    if (!slice) return session.report().fail(ExitCode::input_errors, error);
    for (const Connector& connector : slice->connectors) {
      for (const Action& action : connector.actions) names.push_back(fmt::format("{}.{}", connector.alias, action.name));
      for (const Webhook& webhook : connector.webhooks) names.push_back(fmt::format("{}.{}", connector.alias, webhook.name));
    }
  }
  const card::Card made = card::write_card({.catalog = catalog, .actions = names, .tokens = arguments.tokens, .example = !arguments.no_example});
  if (arguments.output.empty() || arguments.output == "-") session.write_result(made.text);
  else session.write_result(arguments.output, made.text);
  std::string said = fmt::format("about {} tokens", made.tokens);
  for (const card::Card::Omission& each : made.omissions) said += fmt::format("{} {} {}", &each == &made.omissions.front() ? "; left out:" : ",", each.what, each.count);
  if (!session.quiet()) write_stderr(said + "\n");
}

}  // namespace

Run define_card(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  app.add_option("--actions", arguments->actions, "Show these actions: connectors and actions, parted by commas; by default those that are used most")->type_name("LIST")->expected(1);
  app.add_option("--connectors", arguments->connectors, "Show all actions of these connectors")->type_name("LIST")->expected(1);
  app.add_option("--tokens", arguments->tokens, "At most so many tokens, of GPT's cl100k_base by an estimate")->check(CLI::Range(200, 1'000'000))->type_name("N")->capture_default_str();
  app.add_flag("--no-example", arguments->no_example, "Leave the script at the end out");
  app.add_option("-o,--output", arguments->output, "File to write; by default standard output")->type_name("OUT");
  return [arguments](Session& session) { run(*arguments, session); };
}

}  // namespace dork::cli
