// dork decompile FILE… [-o OUT] [--exact]
#include "cli/files.hpp"
#include "compiler/decompile.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <memory>

namespace dork::cli {
namespace {
namespace fs = std::filesystem;

struct Arguments {
  FileArguments inputs;
  std::string output;
  bool exact = false;
};

/// Where the script of a file goes in a folder: `NAME.dork`, `NAME-2.dork` for the second of several.
std::string path_in(const std::string& folder, const std::string& file, std::size_t number) {
  const std::string stem = file == "-" ? "script" : fs::path(file).stem().string();
  return (fs::path(folder) / (number == 0 ? stem + ".dork" : fmt::format("{}-{}.dork", stem, number + 1))).string();
}

void run(const Arguments& arguments, Session& session) {
  const Catalog* catalog = session.catalog();
  if (!catalog) return;
  const auto files = expand(arguments.inputs.paths, session.report(), ".json");
  std::error_code error;
  const bool folder = !arguments.output.empty() && (arguments.output.ends_with('/') || fs::is_directory(arguments.output, error));
  if (files.size() > 1 && !folder) throw UsageError("several files need a folder to write to: -o FOLDER/");
  if (folder) fs::create_directories(arguments.output, error);
  Report& report = session.report();
  for (const std::string& path : files) {
    std::string failure;
    const auto text = read_input(path, failure);
    if (!text) {
      report.fail(ExitCode::unreadable, failure);
      continue;
    }
    const DecompileResult result = decompile(*text, {catalog, arguments.exact});
    if (!result.error.empty()) {
      report.fail(ExitCode::input_errors, fmt::format("'{}': {}", path, result.error));
      continue;
    }
    if (result.scripts.size() > 1 && !folder) {
      report.fail(ExitCode::usage, fmt::format("'{}' holds {} workspaces: give a folder to write to with -o FOLDER/", path, result.scripts.size()));
      continue;
    }
    for (std::size_t i = 0; i < result.scripts.size(); ++i) {
      if (folder) session.write_result(path_in(arguments.output, path, i), result.scripts[i]);
      else if (arguments.output.empty() || arguments.output == "-") session.write_result(result.scripts[i]);
      else session.write_result(arguments.output, result.scripts[i]);
    }
  }
}

}  // namespace

Run define_decompile(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  arguments->inputs.define(app, ".json", "Workspaces");
  app.add_option("-o,--output", arguments->output, "File to write, or folder for several: NAME.json goes to NAME.dork; by default standard output")
      ->type_name("OUT");
  app.add_flag("--exact", arguments->exact, "Keep everything: compiling the script gives back the same workspace");
  return [arguments](Session& session) { run(*arguments, session); };
}

}  // namespace dork::cli
