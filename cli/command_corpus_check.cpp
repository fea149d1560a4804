// dork corpus check DIR
#include "cli/command_corpus.hpp"
#include "cli/corpus_options.hpp"
#include "corpus/dataset/check.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <memory>

namespace dork::cli {
namespace {

using namespace corpus;
namespace fs = std::filesystem;

struct Arguments {
  std::string path;
  std::string level = "behaves";
  std::string rules;
  double near = 0.9;
  std::uint64_t limit = 100;
  std::string work;
  std::size_t jobs = 0;
};

void check(const Arguments& arguments, Session& session) {
  Report& report = session.report();
  const Catalog* catalog = session.catalog();
  if (!catalog) return;
  std::string error;
  const auto rules = load_rules(*catalog, arguments.rules, error);
  if (!rules) return report.fail(ExitCode::input_errors, error);
  const ScratchFolder scratch(arguments.work, "check");
  const CheckSettings settings{.catalog = catalog,
                               .rules = &*rules,
                               .level = level_of(arguments.level),
                               .near = arguments.near,
                               .scratch = scratch.path(),
                               .jobs = threads_for(arguments.jobs)};
  std::map<Code, std::uint64_t> shown;
  const bool folder = fs::is_directory(arguments.path);
  const auto find = [&](const DatasetFinding& finding) {
    const std::string file = folder ? (fs::path(arguments.path) / finding.file).string() : finding.file;
    // A set that somebody else made may have one fault in every row.
    if (++shown[finding.diagnostic.code] <= arguments.limit) report.add(file, {}, {finding.diagnostic}, 0, static_cast<std::uint32_t>(std::max<std::uint64_t>(finding.line, 1)));
    else if (finding.diagnostic.severity == Severity::error) report.mark(ExitCode::input_errors);
  };
  const CheckFigures figures = check_dataset(arguments.path, settings, find, teller(session));
  std::string text = fmt::format("{}: {} rows in {} files, {} of them faulty\n", arguments.path, figures.rows, figures.files, figures.faulty);
  if (figures.remade > 0) text += fmt::format("  {} made again by the rules and verified up to the level {}\n", figures.remade, arguments.level);
  if (figures.judged > figures.remade) text += fmt::format("  {} more judged by what they say\n", figures.judged - figures.remade);
  if (figures.judged < figures.rows) text += fmt::format("  {} without a program to judge\n", figures.rows - figures.judged);
  for (const auto& [code, count] : figures.found) text += fmt::format("  {} {}: {}{}\n", code_name(code), rule(code).name, count, count > arguments.limit ? fmt::format(", of which {} are shown", arguments.limit) : "");
  session.write_result(text);
}

}  // namespace

Run define_corpus_check(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  app.add_option("DIR", arguments->path, "A data set: a folder, or one file of JSON lines, a JSON list or CSV")->type_name("")->required();
  define_level(app, arguments->level);
  app.add_option("--rules", arguments->rules, "Folder with rules, phrases and values that the set was made with")->type_name("DIR");
  app.add_option("--near", arguments->near, "From which Jaccard value two rows are too much alike; over 1: not looked for; by default 0.9")->type_name("X")->check(CLI::Range(0.5, 2.0).description(""));
  app.add_option("--limit", arguments->limit, "Findings to show of each kind; by default 100. All are counted")->type_name("N");
  app.add_option("--work", arguments->work, "Folder for scratch files; by default the system's")->type_name("DIR");
  app.add_option("-j,--jobs", arguments->jobs, "Threads to work with; by default one for each processor")->type_name("N")->check(CLI::Range(1, 256).description(""));
  return [arguments](Session& session) {
    try {
      check(*arguments, session);
    } catch (const IoError& error) {
      session.report().fail(ExitCode::unreadable, error.what());
    }
  };
}

}  // namespace dork::cli
