#include "cli/files.hpp"

#include "compiler/threads/in_order.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <thread>

namespace dork::cli {
namespace fs = std::filesystem;

void FileArguments::define(CLI::App& app, std::string_view extension, std::string_view what) {
  app.add_option("FILE", paths, fmt::format("{}; a folder stands for the {} files below it, - for standard input", what, extension))
      ->type_name("")
      ->required();
  app.add_option("-j,--jobs", jobs, "Threads to work with; by default one for each processor")
      ->type_name("N")
      ->check(CLI::Range(1, 256).description(""));
}

std::vector<std::string> expand(const std::vector<std::string>& paths, Report& report, std::string_view extensions) {
  const auto wanted = [&](std::string extension) {
    return !extension.empty() && ("|" + std::string(extensions) + "|").find("|" + extension + "|") != std::string::npos;
  };
  if (std::count(paths.begin(), paths.end(), "-") > 1) throw UsageError("standard input can be read once only");
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (path == "-" || !fs::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    const auto first = static_cast<std::ptrdiff_t>(files.size());
    for (fs::recursive_directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error))
      if (wanted(entry->path().extension().string()) && !entry->path().string().ends_with(case_ending) &&
          !entry->is_directory(error))
        files.push_back(entry->path().string());
    if (error) report.fail(ExitCode::unreadable, fmt::format("cannot list '{}': {}", path, error.message()));
    std::sort(files.begin() + first, files.end());
  }
  return files;
}

void process(Session& session, const std::vector<std::string>& files, std::size_t jobs,
             const std::function<CompileResult(std::string_view)>& work, const std::function<void(Processed&)>& use) {
  struct Outcome {
    Processed processed;
    std::string unreadable;  ///< why the file could not be read, if so
  };
  const auto make = [&](std::size_t index) {
    Outcome outcome;
    Processed& processed = outcome.processed;
    processed.path = files[index];
    if (auto source = read_input(processed.path, outcome.unreadable)) {
      processed.source = std::move(*source);
      processed.result = work(processed.source);
    }
    return outcome;
  };
  Report& report = session.report();
  const auto consume = [&](std::size_t index, Outcome outcome) {
    auto& [path, source, result] = outcome.processed;
    if (!outcome.unreadable.empty()) {
      report.fail(ExitCode::unreadable, outcome.unreadable);
    } else {
      const bool good = report.add(path, source, std::move(result.diagnostics), result.dropped) && result.ok;
      if (good) use(outcome.processed);
      else report.mark(ExitCode::input_errors);
    }
    report.progress().update(index + 1, files.size());
  };
  if (jobs == 0) jobs = std::max(1u, std::thread::hardware_concurrency());
  in_order(files.size(), jobs, make, consume);
}

}  // namespace dork::cli
