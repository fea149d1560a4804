// dork corpus stats DIR
#include "cli/command_corpus.hpp"
#include "cli/corpus_options.hpp"
#include "corpus/dataset/stream.hpp"
#include "corpus/dataset/survey.hpp"

#include <CLI/CLI.hpp>
#include <memory>

namespace dork::cli {
namespace {

struct Arguments {
  std::string path, html, json, rules, work;
  std::size_t jobs = 0;
};

void survey(const Arguments& arguments, Session& session) {
  Report& report = session.report();
  const Catalog* catalog = session.catalog();
  if (!catalog) return;
  std::string error;
  const auto rules = corpus::load_rules(*catalog, arguments.rules, error);
  if (!rules) return report.fail(ExitCode::input_errors, error);
  const ScratchFolder scratch(arguments.work, "stats");
  const corpus::Survey found = corpus::survey_dataset(arguments.path, {catalog, &*rules, scratch.path(), threads_for(arguments.jobs)}, teller(session));
  session.write_result(corpus::survey_text(found, arguments.path));
  if (!arguments.json.empty()) session.write_result(arguments.json, corpus::survey_json(found).dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n');
  if (!arguments.html.empty()) session.write_result(arguments.html, corpus::survey_html(found, arguments.path, generator_name()));
  if (found.unreadable == found.rows) report.fail(ExitCode::input_errors, found.rows == 0 ? "there are no rows" : "no row could be read: `dork corpus check` says why");
}

}  // namespace

Run define_corpus_stats(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  app.add_option("DIR", arguments->path, "A data set: a folder, or one file of JSON lines, a JSON list or CSV")->type_name("")->required();
  app.add_option("--html", arguments->html, "Write a report to look at")->type_name("FILE");
  app.add_option("--json", arguments->json, "Write all figures as JSON")->type_name("FILE");
  app.add_option("--rules", arguments->rules, "Folder with rules, phrases and values that the set was made with")->type_name("DIR");
  app.add_option("--work", arguments->work, "Folder for scratch files; by default the system's")->type_name("DIR");
  app.add_option("-j,--jobs", arguments->jobs, "Threads to work with; by default one for each processor")->type_name("N")->check(CLI::Range(1, 256).description(""));
  return [arguments](Session& session) {
    try {
      survey(*arguments, session);
    } catch (const corpus::IoError& failure) {
      session.report().fail(ExitCode::unreadable, failure.what());
    }
  };
}

}  // namespace dork::cli
