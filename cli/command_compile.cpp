// dork compile FILE… [-o OUT] [--envelope] [--compact]
#include "cli/files.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <memory>

namespace dork::cli {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  FileArguments inputs;
  std::string output;
  bool envelope = false;
  bool compact = false;
};

/// Where the results of several inputs go: each to its own file in one folder.
class OutputFolder {
 public:
  OutputFolder(fs::path folder, const std::vector<std::string>& files) : folder_(std::move(folder)) {
    std::map<std::string, std::string> sources;
    for (const std::string& file : files)
      if (const auto [other, fresh] = sources.emplace(path_for(file), file); !fresh)
        throw UsageError(fmt::format("'{}' and '{}' would both go to '{}'", other->second, file, other->first));
  }

  std::string path_for(const std::string& file) const {
    const fs::path name = file == "-" ? fs::path("stdin") : fs::path(file).stem();
    return (folder_ / name).string() + ".json";
  }

  /// Makes the folder; on failure says why.
  bool create(std::string& error) const {
    std::error_code failure;
    fs::create_directories(folder_, failure);
    if (failure) error = fmt::format("cannot create folder '{}': {}", folder_.string(), failure.message());
    return !failure;
  }

 private:
  fs::path folder_;
};

void run(const Arguments& arguments, Session& session) {
  Report& report = session.report();
  const auto files = expand(arguments.inputs.paths, report);
  const std::string& output = arguments.output;
  std::error_code none;
  const bool to_folder = !output.empty() && (output.ends_with('/') || fs::is_directory(output, none) || files.size() > 1);
  if (files.size() > 1 && !to_folder) throw UsageError("several files need a folder to go to: -o FOLDER");
  if (to_folder && fs::exists(output, none) && !fs::is_directory(output, none))
    throw UsageError(fmt::format("several files need a folder to go to, and '{}' is none", output));

  std::optional<OutputFolder> folder;
  if (to_folder) {
    folder.emplace(output, files);
    std::string error;
    if (!folder->create(error)) return report.fail(ExitCode::unreadable, error);
  }
  const Catalog* catalog = session.catalog();
  if (!catalog) return;

  const CompileOptions options{.catalog = catalog, .envelope = arguments.envelope, .compact = arguments.compact};
  const auto write = [&](const Processed& it) {
    if (folder) session.write_result(folder->path_for(it.path), it.result.output);
    else if (output.empty() || output == "-") session.write_result(it.result.output);
    else session.write_result(output, it.result.output);
  };
  process(
      session, files, arguments.inputs.jobs, [&](std::string_view source) { return compile(source, options); }, write);
}

}  // namespace

Run define_compile(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  arguments->inputs.define(app);
  app.add_option("-o,--output", arguments->output,
                 "File to write, or folder for several: NAME.dork goes to NAME.json; by default standard output")
      ->type_name("OUT");
  app.add_flag("--envelope", arguments->envelope, "Wrap the workspace in an automation with name and description");
  app.add_flag("--compact", arguments->compact, "JSON without white space");
  return [arguments](Session& session) { run(*arguments, session); };
}

}  // namespace dork::cli
