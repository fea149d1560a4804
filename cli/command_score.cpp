// dork score PREDICTIONS
#include "cli/command.hpp"
#include "cli/corpus_options.hpp"
#include "corpus/score/behave.hpp"
#include "corpus/score/report.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <memory>
#include <unistd.h>

namespace dork::cli {
namespace {

using namespace score;

struct Arguments {
  std::string predictions, html, json, details, repairs, work;
  std::vector<std::string> fields, worlds, wanted;
  bool no_run = false;
  bool no_soundness = false;
  ScoreOptions options;
};

constexpr std::uint64_t shown_faults = 20;

Fields fields_of(const std::vector<std::string>& given) {
  Fields fields;
  for (const std::string& each : given) {
    const std::size_t equal = each.find('=');
    const auto role = find_role(each.substr(0, equal));
    if (equal == std::string::npos || !role || equal + 1 == each.size())
      throw UsageError(fmt::format("--fields {}: it is ROLE=COLUMN, where ROLE is id, prompt, prediction, reference, task, persona or template", each));
    fields.emplace_back(*role, each.substr(equal + 1));
  }
  return fields;
}

/// A rate that is asked for, as `checks=0.95`.
struct Wanted {
  std::size_t measure;
  double least;
};

std::vector<Wanted> wanted_of(const std::vector<std::string>& given) {
  std::vector<Wanted> all;
  for (const std::string& each : given) {
    const std::size_t equal = each.find('=');
    const std::size_t measure = measure_index(each.substr(0, equal));
    char* end = nullptr;
    const double least = equal == std::string::npos ? -1 : std::strtod(each.c_str() + equal + 1, &end);
    if (measure >= measures().size() || least < 0 || least > 1 || *end != '\0') throw UsageError(fmt::format("--require {}: it is MEASURE=SHARE, such as checks=0.95; docs/scoring.md lists the measures", each));
    all.push_back({measure, least});
  }
  return all;
}

std::shared_ptr<const Theatre> theatre_for(const Arguments& arguments, const Catalog& catalog, Session& session) {
  if (arguments.worlds.empty()) return builtin_theatre(catalog);
  std::vector<Fixture> fixtures;
  std::string error;
  for (const std::string& path : arguments.worlds) {
    auto text = read_input(path, error);
    if (!text) return session.report().fail(ExitCode::unreadable, error), nullptr;
    fixtures.push_back({path, std::move(*text)});
  }
  auto theatre = theatre_of(fixtures, catalog, error);
  if (!theatre) session.report().fail(ExitCode::input_errors, error);
  return theatre;
}

void run(const Arguments& arguments, Session& session) {
  Report& report = session.report();
  const Catalog* catalog = session.catalog();
  if (!catalog) return;
  ScoreOptions options = arguments.options;
  options.fields = fields_of(arguments.fields);
  options.jobs = threads_for(options.jobs);
  options.judge.catalog = catalog;
  options.judge.soundness = !arguments.no_soundness;
  const std::vector<Wanted> wanted = wanted_of(arguments.wanted);
  if ((arguments.predictions == "-") + (options.references == "-") + (options.baseline == "-") > 1) throw UsageError("standard input can be read once only");
  std::shared_ptr<const Theatre> theatre;
  if (!arguments.no_run) {
    theatre = theatre_for(arguments, *catalog, session);
    if (!theatre) return;
    options.judge.theatre = theatre.get();
  }
  std::error_code none;
  options.scratch = arguments.work.empty() ? std::filesystem::temp_directory_path(none).string() : arguments.work;

  std::string error;
  std::optional<OutputFile> details, repairs;
  if (!arguments.details.empty() && !details.emplace(arguments.details).open(error)) return report.fail(ExitCode::unreadable, error);
  if (!arguments.repairs.empty() && !repairs.emplace(arguments.repairs).open(error)) return report.fail(ExitCode::unreadable, error);

  std::uint64_t faults = 0;
  Listener listener;
  listener.faulty = [&](const std::string& path, std::uint64_t line, const std::string& fault) {
    report.mark(ExitCode::input_errors);
    if (++faults <= shown_faults) report.warn(fmt::format("{}:{}: {}", path, line, fault));
  };
  if (details || repairs)
    listener.judged = [&](const score::Row& row, std::uint32_t sample, const Judgement& judgement, const Reference* reference) {
      if (details) details->add(judgement_json(row, sample, judgement));
      if (repairs) repairs->add(training_rows(row, judgement, reference, options.judge));
    };
  Summary summary;
  try {
    summary = score::score(arguments.predictions, options, listener);
  } catch (const dork::corpus::IoError& failure) {
    return report.fail(ExitCode::unreadable, failure.what());
  }
  if (faults > shown_faults) report.warn(fmt::format("{} more rows could not be read", faults - shown_faults));
  for (auto* file : {&details, &repairs})
    if (*file && !(*file)->finish(error)) report.fail(ExitCode::unreadable, error);
  if (summary.answers == 0) return report.fail(ExitCode::input_errors, fmt::format("'{}' holds no predictions", arguments.predictions));

  std::vector<std::string> worlds;
  if (theatre) worlds = worlds_of(*theatre);
  if (theatre && arguments.worlds.empty()) worlds.emplace_back(answering_world);
  const Origin origin{arguments.predictions, options.references, options.baseline, DORK_VERSION, options.seed, worlds};
  session.write_result(report_text(summary, origin, session.colors(STDOUT_FILENO)));
  if (!arguments.json.empty()) session.write_result(arguments.json, report_json(summary, origin));
  if (!arguments.html.empty()) session.write_result(arguments.html, report_html(summary, origin, options.judge));
  for (const Wanted& each : wanted) {
    const Rate& rate = summary.rates[each.measure];
    if (rate.answers > 0 && rate.value >= each.least) continue;
    report.fail(ExitCode::input_errors, rate.answers == 0 ? fmt::format("{} does not apply to these predictions", measures()[each.measure].id)
                                                          : fmt::format("{} is {:.4f}, less than {}", measures()[each.measure].id, rate.value, each.least));
  }
}

}  // namespace

Run define_score(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  app.add_option("PREDICTIONS", arguments->predictions, "What a model answered: JSON lines, a JSON list or CSV, plain or compressed; - for standard input")->type_name("")->required();
  app.add_option("--references", arguments->options.references, "A file with the right answers, joined by id or prompt")->type_name("FILE");
  app.add_option("--baseline", arguments->options.baseline, "Predictions of another run on the same prompts, to compare with")->type_name("FILE");
  app.add_option("--fields", arguments->fields, "Columns that have other names than usual: prediction=text; may be given several times")->type_name("ROLE=COLUMN")->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--html", arguments->html, "Write a report to look at")->type_name("FILE");
  app.add_option("--json", arguments->json, "Write all figures as JSON")->type_name("FILE");
  app.add_option("--details", arguments->details, "Write what is found of each answer, as JSON lines")->type_name("FILE");
  app.add_option("--write-repairs", arguments->repairs, "Write training rows made of the mistakes: repairs and preferences, as JSON lines")->type_name("FILE");
  app.add_option("--with", arguments->worlds, "A fixture to run answers in, in the place of the built-in worlds; may be given several times")->type_name("FIXTURE")->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_flag("--no-run", arguments->no_run, "Do not compare by behaviour");
  app.add_flag("--no-soundness", arguments->no_soundness, "Do not prove that answers compile to good workspaces, which come back from JSON");
  app.add_option("--require", arguments->wanted, "Exit with 1 where a measure is less: checks=0.95; may be given several times")->type_name("MEASURE=SHARE")->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--examples", arguments->options.examples, "Failures that the reports show, at most")->type_name("N")->check(CLI::Range(0, 5000).description(""))->capture_default_str();
  app.add_option("--seed", arguments->options.seed, "Of the choice of examples and of the bootstrap")->type_name("N")->capture_default_str();
  app.add_option("--work", arguments->work, "A folder for what does not fit into memory; by default that of temporary files")->type_name("FOLDER");
  app.add_option("-j,--jobs", arguments->options.jobs, "Threads to work with; by default one for each processor")->type_name("N")->check(CLI::Range(1, 256).description(""));
  arguments->options.jobs = 0;
  return [arguments](Session& session) { run(*arguments, session); };
}

}  // namespace dork::cli
