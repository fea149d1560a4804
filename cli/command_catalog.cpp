// dork catalog list [--json] | show NAME [--json] | import FILE… [-o OUT] | learn FILE… [-o OUT]
#include "cli/command.hpp"
#include "cli/files.hpp"
#include "compiler/catalog/import.hpp"
#include "compiler/catalog/print.hpp"
#include "compiler/decompile.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <memory>

namespace dork::cli {
namespace {

struct ShowArguments {
  std::string name;
  bool json = false;

  void define_json(CLI::App& app) {
    app.add_flag("--json", json, "Print it in the format of catalog files");
  }
};

struct ImportArguments {
  std::vector<std::string> files;
  std::string output;
};

Run define_list(CLI::App& app) {
  const auto arguments = std::make_shared<ShowArguments>();
  arguments->define_json(app);
  return [arguments](Session& session) {
    const Catalog* catalog = session.catalog();
    if (catalog) session.write_result(arguments->json ? catalog_to_json(*catalog) : list_catalog(*catalog));
  };
}

void show(const ShowArguments& arguments, Session& session) {
  const Catalog* catalog = session.catalog();
  if (!catalog) return;
  std::string error;
  const auto selection = select_catalog(*catalog, arguments.name, error);
  if (!selection) return session.report().fail(ExitCode::input_errors, error);
  session.write_result(arguments.json ? catalog_to_json(*selection) : show_catalog(*selection));
}

Run define_show(CLI::App& app) {
  const auto arguments = std::make_shared<ShowArguments>();
  app.add_option("NAME", arguments->name, "A connector, or one action or webhook of it: alias.action")
      ->type_name("")
      ->required();
  arguments->define_json(app);
  return [arguments](Session& session) { show(*arguments, session); };
}

void import_files(const ImportArguments& arguments, Session& session) {
  const Catalog* known = session.catalog();
  if (!known) return;
  Report& report = session.report();
  Catalog result;
  for (const std::string& path : arguments.files) {
    std::string error;
    const auto text = read_input(path, error);
    if (!text) return report.fail(ExitCode::unreadable, error);
    std::vector<std::string> warnings;
    auto imported = import_connectors(*text, *known, warnings, error);
    for (const std::string& warning : warnings) report.warn(fmt::format("'{}': {}", path, warning));
    if (!imported) return report.fail(ExitCode::input_errors, fmt::format("'{}': {}", path, error));
    merge_catalog(result, std::move(*imported));
  }
  const std::string json = catalog_to_json(result);
  if (arguments.output.empty() || arguments.output == "-") session.write_result(json);
  else session.write_result(arguments.output, json);
}

Run define_import(CLI::App& app) {
  const auto arguments = std::make_shared<ImportArguments>();
  app.add_option("FILE", arguments->files, "Connector details as Qlik's API returns them; - for standard input")
      ->type_name("")
      ->required();
  app.add_option("-o,--output", arguments->output, "File to write; by default standard output")->type_name("OUT");
  return [arguments](Session& session) { import_files(*arguments, session); };
}

void learn_files(const ImportArguments& arguments, Session& session) {
  const Catalog* known = session.catalog();
  if (!known) return;
  Report& report = session.report();
  const bool to_file = !arguments.output.empty() && arguments.output != "-";
  Catalog learned;
  // What was learned into the file before stays, with the names that somebody gave there.
  if (std::error_code none; to_file && std::filesystem::is_regular_file(arguments.output, none)) {
    std::string error;
    const auto text = read_input(arguments.output, error);
    if (!text) return report.fail(ExitCode::unreadable, error);
    auto before = parse_catalog(*text, error);
    if (!before) return report.fail(ExitCode::input_errors, fmt::format("'{}' is no catalog to add to: {}", arguments.output, error));
    learned = std::move(*before);
  }
  for (const std::string& path : expand(arguments.files, report, ".json")) {
    std::string error;
    const auto text = read_input(path, error);
    if (!text) report.fail(ExitCode::unreadable, error);
    else if (!learn(*text, *known, learned, error)) report.fail(ExitCode::input_errors, fmt::format("'{}': {}", path, error));
  }
  if (learned.connectors.empty()) report.warn("there is nothing in it that the catalog lacks");
  const std::string json = catalog_to_json(learned);
  if (to_file) session.write_result(arguments.output, json);
  else session.write_result(json);
}

Run define_learn(CLI::App& app) {
  const auto arguments = std::make_shared<ImportArguments>();
  app.add_option("FILE", arguments->files, "Exports; a folder stands for the .json files below it, - for standard input")
      ->type_name("")
      ->required();
  app.add_option("-o,--output", arguments->output, "Catalog file to write, or to add to where there is one; by default standard output")->type_name("OUT");
  return [arguments](Session& session) { learn_files(*arguments, session); };
}

constexpr Command commands[] = {
    {"list", "List the connectors with their actions and webhooks", define_list},
    {"show", "Show a connector, or one action or webhook of it", define_show},
    {"learn", "Make a catalog file of the actions in exports that the catalog lacks", define_learn},
    {"import", "Make a catalog file of the connector details that Qlik's API returns", define_import},
};

}  // namespace

Run define_catalog(CLI::App& app) { return define_commands(app, commands); }

}  // namespace dork::cli
