// dork completion SHELL: completions made from the very parser that reads the arguments, so that they cannot differ.
#include "cli/command.hpp"
#include "cli/usage.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>

namespace dork::cli {
namespace {

/// `text` within single quotes for a POSIX shell or for fish.
std::string in_quotes(std::string_view text) {
  std::string result = "'";
  for (const char letter : text) result += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return result + "'";
}

std::vector<std::string> names(const CLI::Option& option) {
  std::vector<std::string> result;
  for (const std::string& name : option.get_snames()) result.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) result.push_back("--" + name);
  return result;
}

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

/// The words that an option takes, if it takes one of some: the parser tells them as `{text,json,sarif}`.
std::vector<std::string> choices(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const auto open = type.find('{'), close = type.find('}');
  if (open == std::string::npos || close == std::string::npos) return {};
  return CLI::detail::split(type.substr(open + 1, close - open - 1), ',');
}

std::vector<const CLI::Option*> named_options(const CLI::App& app) {
  return app.get_options([](const CLI::Option* it) { return it->nonpositional(); });
}

/// Calls `visit` with a command and with all below it.
template <typename Visit>
void walk(const CLI::App& app, Visit visit) {
  visit(app);
  for (const CLI::App* command : app.get_subcommands({})) walk(*command, visit);
}

/// The words that a command's positional argument chooses from.
std::vector<std::string> positional_choices(const CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::Option* option : app.get_options([](const CLI::Option* it) { return it->get_positional(); }))
    for (std::string& word : choices(*option)) words.push_back(std::move(word));
  return words;
}

/// The words that may follow a command: the commands below it, or what its positional argument chooses from.
std::vector<std::string> following_words(const CLI::App& app) {
  std::vector<std::string> words = positional_choices(app);
  for (const CLI::App* command : app.get_subcommands({})) words.push_back(command->get_name());
  return words;
}

/// The shell pattern of all ways to go from a command to one below it: `'dork catalog'|'dork catalog list'`.
std::string command_pattern(const CLI::App& root) {
  std::vector<std::string> paths;
  walk(root, [&](const CLI::App& app) {
    if (app.get_parent()) paths.push_back(in_quotes(command_path(app)));
  });
  return fmt::format("{}", fmt::join(paths, "|"));
}

/// The case branches, in bash and zsh, that complete the values of options which take one of some words.
std::string value_branches(const CLI::App& root, std::string_view format) {
  std::string result;
  for (const CLI::Option* option : named_options(root))
    if (const auto words = choices(*option); !words.empty())
      result += fmt::format(fmt::runtime(format), fmt::join(names(*option), "|"), fmt::join(words, " "));
  return result;
}

std::string bash(const CLI::App& root) {
  std::string branches;
  walk(root, [&](const CLI::App& app) {
    std::vector<std::string> options;
    for (const CLI::Option* option : named_options(app))
      for (std::string& name : names(*option)) options.push_back(std::move(name));
    branches += fmt::format("    {}) words='{}' options='{}' ;;\n", in_quotes(command_path(app)),
                            fmt::join(following_words(app), " "), fmt::join(options, " "));
  });
  return fmt::format(R"(_dork() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} command=dork word words= options=
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case "$command $word" in {}) command="$command $word" ;; esac
  done
  case $command in
{}  esac
  [[ $current == -* ]] && words=$options
  case ${{COMP_WORDS[COMP_CWORD-1]}} in
{}  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}}
complete -o default -F _dork dork
)",
                     command_pattern(root), branches, value_branches(root, "    {}) words='{}' ;;\n"));
}

std::string zsh(const CLI::App& root) {
  const auto item = [](std::string_view name, const std::string& summary) {
    return ' ' + in_quotes(fmt::format("{}:{}", name, summary));
  };
  std::string branches;
  walk(root, [&](const CLI::App& app) {
    std::string commands, options;
    for (const std::string& word : positional_choices(app)) commands += ' ' + in_quotes(word);
    for (const CLI::App* command : app.get_subcommands({})) commands += item(command->get_name(), command->get_description());
    for (const CLI::Option* option : named_options(app))
      for (const std::string& name : names(*option)) options += item(name, option->get_description());
    branches += fmt::format("    {}) commands=({} ) options=({} ) ;;\n", in_quotes(command_path(app)), commands, options);
  });
  return fmt::format(R"(#compdef dork
_dork() {{
  local command=dork word
  local -a commands options
  for word in ${{words[2,CURRENT-1]}}; do
    case "$command $word" in ({}) command="$command $word" ;; esac
  done
  case $command in
{}  esac
  case ${{words[CURRENT-1]}} in
{}  esac
  if [[ ${{words[CURRENT]}} == -* ]]; then
    _describe option options
  elif (( $#commands )); then
    _describe command commands
  else
    _files
  fi
}}
if [[ $funcstack[1] == _dork ]]; then _dork "$@"; else compdef _dork dork; fi
)",
                     command_pattern(root), branches, value_branches(root, "    {}) compadd {}; return ;;\n"));
}

std::string fish(const CLI::App& root) {
  std::string result;
  walk(root, [&](const CLI::App& app) {
    // A command's line applies where its words were given and none of those below it.
    std::string condition;
    for (const CLI::App* it = &app; it->get_parent(); it = it->get_parent())
      condition = fmt::format("__fish_seen_subcommand_from {}; and ", it->get_name()) + condition;
    const auto below = following_words(app);
    condition += below.empty() ? std::string("true") : fmt::format("not __fish_seen_subcommand_from {}", fmt::join(below, " "));
    const auto start = fmt::format("complete -c dork -n {}", in_quotes(condition));

    if (!below.empty()) result += fmt::format("complete -c dork -f -n {}\n", in_quotes(condition));
    for (const std::string& word : positional_choices(app)) result += fmt::format("{} -a {}\n", start, word);
    for (const CLI::App* command : app.get_subcommands({}))
      result += fmt::format("{} -a {} -d {}\n", start, command->get_name(), in_quotes(command->get_description()));
    for (const CLI::Option* option : named_options(app)) {
      result += start;
      for (const std::string& name : option->get_snames()) result += " -s " + name;
      for (const std::string& name : option->get_lnames()) result += " -l " + name;
      if (const auto words = choices(*option); !words.empty()) result += fmt::format(" -x -a '{}'", fmt::join(words, " "));
      else if (takes_value(*option)) result += " -r";
      result += fmt::format(" -d {}\n", in_quotes(option->get_description()));
    }
  });
  return result;
}

}  // namespace

Run define_completion(CLI::App& app) {
  const auto shell = std::make_shared<std::string>();
  app.add_option("SHELL", *shell, "The shell to print them for")
      ->type_name("")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  return [&app, shell](Session& session) {
    const CLI::App& root = *app.get_parent();
    session.write_result(*shell == "bash" ? bash(root) : *shell == "zsh" ? zsh(root) : fish(root));
  };
}

}  // namespace dork::cli
