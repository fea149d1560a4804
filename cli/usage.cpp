#include "cli/usage.hpp"

#include "compiler/diagnostics/diagnostic.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <vector>

namespace dork::cli {
namespace {

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

std::string unknown(std::string_view kind, const std::string& word, const std::vector<std::string>& known) {
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  const auto near = nearest(word, candidates);
  return fmt::format("unknown {} '{}'", kind, word) + (near ? fmt::format("; did you mean '{}'?", *near) : "");
}

}  // namespace

const CLI::App& chosen(const CLI::App& app) {
  const auto below = app.get_subcommands();
  return below.empty() ? app : chosen(*below.back());
}

std::string command_path(const CLI::App& app) {
  return app.get_parent() ? command_path(*app.get_parent()) + ' ' + app.get_name() : app.get_name();
}

std::string explain(const CLI::App& app, const CLI::ParseError& error) {
  // An unknown word is the cause of whatever else the parser misses.
  const auto left = app.remaining(true);
  const CLI::App& command = chosen(app);
  const auto option = std::find_if(left.begin(), left.end(), [](const auto& it) { return it.starts_with("-"); });
  if (!left.empty() && option != left.begin()) {
    const auto commands = command_names(command);
    return commands.empty() ? fmt::format("unexpected argument '{}'", left.front())
                            : unknown("command", left.front(), commands);
  }
  if (option != left.end()) return unknown("option", option->substr(0, option->find('=')), option_names(command));
  if (!command.get_subcommands({}).empty() && command.get_subcommands().empty()) return "a command is missing";
  return error.what();
}

}  // namespace dork::cli
