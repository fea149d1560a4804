// The program: parses the arguments, runs the command, gives the exit code.
#include "cli/command.hpp"
#include "cli/usage.hpp"

#include <CLI/CLI.hpp>
#include <csignal>
#include <fmt/format.h>
#include <map>

namespace dork::cli {
namespace {

constexpr Command commands[] = {
    {"compile", "Compile scripts to workspace JSON", define_compile},
    {"check", "Report what is wrong with scripts", define_check},
    {"fmt", "Bring scripts into their canonical form, in place", define_fmt},
    {"decompile", "Turn workspace JSON into scripts", define_decompile},
    {"diff", "Say where two automations differ, scripts or workspaces", define_diff},
    {"explain", "Say in plain English what automations do, scripts or workspaces", define_explain},
    {"roundtrip", "Prove that nothing is lost on the way there and back", define_roundtrip},
    {"test", "Run the cases of scripts and say what falls short", define_test},
    {"run", "Run an automation here, on a simulated tenant", define_run},
    {"eval", "Evaluate a text with formulas, as Qlik would at run time", define_eval},
    {"catalog", "Show and extend the connectors, actions and webhooks that scripts can use", define_catalog},
    {"corpus", "Make, show and verify training data for language models", define_corpus},
    {"grammar", "Print a grammar that keeps a model from writing what does not parse or check", define_grammar},
    {"card", "Print the language and a part of the catalog on one page, for a model's prompt", define_card},
    {"score", "Judge what a model answered: how far it is right, and why it is wrong", define_score},
    {"serve", "Answer requests of programs, a line of JSON each", define_serve},
    {"completion", "Print the completions for a shell", define_completion},
};

constexpr auto global_group = "Global options";

/// An option whose value is one of some words, each standing for an enumerator.
template <typename Enum>
void add_choice(CLI::App& app, const char* name, const char* summary, Enum& value,
                std::vector<std::pair<std::string, Enum>> choices) {
  std::vector<std::string> words;
  for (const auto& [word, meaning] : choices) words.push_back(word);
  app.add_option_function<std::string>(
         name,
         [&value, choices = std::move(choices)](const std::string& given) {
           for (const auto& [word, meaning] : choices)
             if (word == given) value = meaning;
         },
         summary)
      ->check(CLI::IsMember(words))
      ->type_name("WORD")
      ->group(global_group);
}

/// Gives the global options to a command and to all below it, so that they may stand anywhere and every help has them.
void add_global_options(CLI::App& app, GlobalOptions& options) {
  add_choice<DiagnosticFormat>(
      app, "--diagnostics", "How diagnostics are printed to standard error", options.diagnostics,
      {{"text", DiagnosticFormat::text}, {"json", DiagnosticFormat::json}, {"sarif", DiagnosticFormat::sarif}});
  add_choice<ColorChoice>(
      app, "--color", "Whether text diagnostics are coloured", options.color,
      {{"auto", ColorChoice::automatic}, {"always", ColorChoice::always}, {"never", ColorChoice::never}});
  app.add_flag("-q,--quiet", options.quiet, "Print errors only: no warnings, no summary, no progress")->group(global_group);
  app.add_flag("--warnings-as-errors", options.warnings_as_errors, "Take warnings for errors")->group(global_group);
  app.add_option_function<std::vector<std::string>>(
         "--catalog",
         [&options](const std::vector<std::string>& paths) {
           options.catalogs.insert(options.catalogs.end(), paths.begin(), paths.end());
         },
         "Extend the built-in catalog by a file; may be given several times")
      ->type_name("FILE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->group(global_group);
  app.set_version_flag("--version", "dork " DORK_VERSION, "Print the version and exit")->group(global_group);
  app.set_help_flag("-h,--help", "Print this help and exit")->group(global_group);
  for (CLI::App* command : app.get_subcommands({})) add_global_options(*command, options);
}

int code(ExitCode code) { return static_cast<int>(code); }

int print(std::string_view text) {
  std::string error;
  if (write_stdout(text, error)) return code(ExitCode::done);
  write_stderr(fmt::format("dork: {}\n", error));
  return code(ExitCode::unreadable);
}

int print_usage_error(const CLI::App& app, std::string_view message) {
  write_stderr(fmt::format("dork: {}\nSee '{} --help'.\n", message, command_path(app)));
  return code(ExitCode::usage);
}

int run(int argc, char** argv) {
  CLI::App app("Dork Script: automations for Qlik Automate, as text", "dork");
  GlobalOptions options;
  const Run run = define_commands(app, commands);
  add_global_options(app, options);
  app.footer("Exit codes: 0 done, 1 the input has errors, 2 wrong usage, 3 a file could not be read or written.");

  try {
    app.parse(argc, argv);
    Session session(options);
    run(session);
    return code(session.report().finish());
  } catch (const CLI::CallForHelp&) {
    return print(app.help());
  } catch (const CLI::CallForVersion& version) {
    return print(fmt::format("{}\n", version.what()));
  } catch (const CLI::ParseError& error) {
    if (argc == 1) return write_stderr(app.help()), code(ExitCode::usage);
    return print_usage_error(chosen(app), explain(app, error));
  } catch (const UsageError& error) {
    return print_usage_error(chosen(app), error.what());
  }
}

}  // namespace
}  // namespace dork::cli

int main(int argc, char** argv) {
  // A reader that goes away is seen by the write that fails.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return dork::cli::run(argc, argv);
  } catch (const std::exception& error) {
    dork::cli::write_stderr(fmt::format("dork: internal error: {}\n", error.what()));
    return static_cast<int>(dork::cli::ExitCode::unreadable);
  }
}
