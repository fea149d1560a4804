// dork corpus preview [--template NAME] [--frame NAME] [--row N] [--ask TEXT]
#include "cli/command_corpus.hpp"
#include "cli/corpus_options.hpp"
#include "corpus/tokens.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>

namespace dork::cli {
namespace {

using namespace corpus;

struct Arguments {
  RowArguments rows;
  TemplateArguments templates;
  std::uint64_t row = 0;
  std::string ask;
};

/// The first row at a candidate or after it that stands.
std::optional<std::pair<std::uint64_t, BuiltRow>> row_from(const RowMaker& maker, std::uint64_t candidate) {
  constexpr std::uint64_t patience = 64;
  for (std::uint64_t chunk = candidate / chunk_candidates; chunk < candidate / chunk_candidates + patience; ++chunk) {
    Chunk made = maker.make(chunk);
    for (std::size_t i = 0; i < made.rows.size(); ++i)
      if (made.keys[i].candidate >= candidate) return std::pair(made.keys[i].candidate, std::move(made.rows[i]));
    if (made.rows.empty() && made.rejects.empty()) break;
  }
  return std::nullopt;
}

std::string part(std::string_view name, std::string_view text) {
  return fmt::format("--- {}, about {} tokens\n{}{}", name, estimate_tokens(text), text, text.ends_with('\n') ? "" : "\n");
}

void preview(const Arguments& arguments, Session& session) {
  Report& report = session.report();
  auto templates = arguments.templates.load(session);
  if (!templates) return;
  auto options = arguments.rows.load(session, *templates, false);
  if (!options) return;
  options->synthesis = options->sources.empty();
  const RowMaker maker(std::move(*options));
  const PromptTemplate& prompt = templates->front();

  auto shown = row_from(maker, arguments.row);
  if (!shown) return report.fail(ExitCode::input_errors, fmt::format("there is no row from candidate {} on", arguments.row));
  BuiltRow& entry = shown->second;
  // In a build they come from the training split; here from the rows that follow.
  std::vector<Row> examples;
  for (std::uint64_t next = shown->first + 1; examples.size() < prompt.example_count;) {
    auto other = row_from(maker, next);
    if (!other) break;
    next = other->first + 1;
    const Row& row = other->second.row;
    if (row.task == entry.row.task && row.skeleton != entry.row.skeleton && keys_of(other->second).tokens <= prompt.example_tokens) examples.push_back(row);
    if (next > shown->first + 20 * chunk_candidates) break;
  }
  const Catalog& catalog = *session.catalog();
  if (!arguments.ask.empty()) {
    Row asked;
    asked.task = "text-to-script";
    asked.instruction = arguments.ask;
    return session.write_result(framed(prompt.frame, render(prompt, asked, examples, catalog)));
  }
  const std::string before = framed(prompt.frame, render(prompt, entry.row, examples, catalog));
  const std::string after = framed_completion(prompt.frame, answer_of(entry.row.completion));
  std::string text = fmt::format("template {}, frame {}; candidate {}, task {}{}{}, {}\n", prompt.name, prompt.frame.name, shown->first, entry.row.task,
                                 entry.row.persona.empty() ? "" : ", persona ", entry.row.persona,
                                 entry.row.source == "synthesis" ? "from the rules" : fmt::format("from '{}'", entry.row.source));
  text += part("prompt", before) + part("completion", after);
  if (!entry.row.rejected.empty()) text += part("rejected: " + entry.row.reason, framed_completion(prompt.frame, answer_of(entry.row.rejected)));
  session.write_result(text);
}

}  // namespace

Run define_corpus_preview(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  std::string words = "Placeholders of templates:\n";
  for (const Placeholder& each : placeholders()) words += fmt::format("  {{{}}}  {}\n", each.name, each.description);
  app.footer(words);
  arguments->templates.define(app);
  app.add_option("--row", arguments->row, "Candidate to show, or the first after it that makes a row")->type_name("N");
  app.add_option("--ask", arguments->ask, "Print the prompt for this request alone, as a trained model expects it")->type_name("TEXT");
  arguments->rows.define(app);
  return [arguments](Session& session) {
    try {
      preview(*arguments, session);
    } catch (const IoError& error) {
      session.report().fail(ExitCode::unreadable, error.what());
    }
  };
}

}  // namespace dork::cli
