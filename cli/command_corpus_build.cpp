// dork corpus build -o DIR [--rows N] [--template NAME] … ; dork corpus merge WORK… -o DIR
#include "cli/command_corpus.hpp"
#include "cli/corpus_options.hpp"
#include "cli/memory.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>

namespace dork::cli {
namespace {

using namespace corpus;
namespace fs = std::filesystem;

constexpr std::uint64_t default_rows = 1000;

struct BuildArguments {
  RowArguments rows;
  DatasetArguments dataset;
  std::uint64_t candidates = 0;
  std::string work;
  std::string shard;
};

/// `2/4`: the second of four.
Shard shard_of(const std::string& text) {
  Shard shard;
  if (text.empty()) return shard;
  std::uint64_t which = 0;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, which);
  const bool slash = first.ec == std::errc() && first.ptr < end && *first.ptr == '/';
  const auto second = slash ? std::from_chars(first.ptr + 1, end, shard.count) : first;
  if (!slash || second.ec != std::errc() || second.ptr != end || which < 1 || which > shard.count)
    throw UsageError(fmt::format("--shard {}: it is written 2/4 for the second of four", text));
  shard.index = which - 1;
  return shard;
}

std::string default_work(std::string output) {
  while (output.size() > 1 && output.ends_with('/')) output.pop_back();
  return output + ".work";
}

std::string counts_of(const std::map<std::string, std::uint64_t>& counts) {
  std::string text;
  for (const auto& [rule, count] : counts) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", rule, count);
  return text;
}

/// What was made, for a person; and what the rules answer for.
void tell(const AssembleOptions& options, const Assembled& made, Session& session) {
  const BuildFigures& figures = made.figures;
  Report& report = session.report();
  std::string text = fmt::format("{}: {} rows of {} program shapes: {} to train, {} to validate, {} to test\n", options.target, made.written.statistics.total(), figures.shapes,
                                 figures.rows[0], figures.rows[1], figures.rows[2]);
  for (const Written::File& file : made.written.files) {
    text += fmt::format("  {}: {} rows, {:.1f} MB\n", file.path, file.rows, static_cast<double>(file.bytes) / 1e6);
    constexpr std::uint64_t predibase_upload = 100'000'000;
    if (options.dataset.format->name.starts_with("predibase") && file.data && file.bytes > predibase_upload)
      report.warn(fmt::format("'{}' has more than the 100 MB that Predibase takes", file.path));
  }
  Distribution tokens;
  for (const Distribution& each : made.written.statistics.row_tokens) tokens.add(each);
  text += fmt::format("  about {} tokens a row, {} at most\n", tokens.percentile(50), tokens.max());
  if (!figures.rejects.empty()) text += fmt::format("  left out of {} candidates: {}\n", figures.candidates, counts_of(figures.rejects));
  session.write_result(text);
  if (made.written.statistics.total() == 0) report.fail(ExitCode::input_errors, "there is no row at all");
  for (std::size_t split = 0; split < split_names.size(); ++split)
    if (figures.rows[split] == 0 && options.dataset.split.shares[split] > 0 && made.written.statistics.total() > 0)
      report.warn(fmt::format("no row fell to the {} split: there are only {} groups of rows that belong together", split_names[split], figures.groups));
  if (!figures.own_failures.empty())
    report.fail(ExitCode::input_errors, fmt::format("the rules themselves make what fails: {}{}", counts_of(figures.own_failures),
                                                    options.rejects.empty() ? "; --rejects FILE shows it" : fmt::format("; see '{}'", options.rejects)));
}

AssembleOptions assemble_options(const DatasetArguments& arguments, DatasetOptions dataset, nlohmann::ordered_json recipe, std::string work) {
  AssembleOptions options;
  dataset.seed = dataset.split.seed = recipe.value("seed", std::uint64_t{0});
  options.dataset = std::move(dataset);
  options.recipe = std::move(recipe);
  options.work = std::move(work);
  options.target = arguments.output;
  options.replace = arguments.force;
  options.rejects = arguments.rejects;
  options.jobs = arguments.threads();
  return options;
}

/// Makes chunks until there are as many rows as wanted, then the data set.
void build_all(const RowMaker& maker, AssembleOptions options, std::uint64_t candidates, Session& session) {
  const Told told = teller(session);
  const std::uint64_t wanted = options.dataset.rows;
  const std::uint64_t sources = maker.options().sources.size();
  const bool extends = maker.options().synthesis && candidates == 0;
  if (!maker.options().synthesis) candidates = sources;
  else if (candidates == 0) candidates = sources + wanted + wanted / 50;
  std::uint64_t before_rows = 0, before_candidates = 0;
  for (;;) {
    options.chunks = chunks_for(candidates);
    make_chunks(maker, options.work, options.chunks, {}, options.jobs, told);
    forget_tenants(maker.options().rules);
    return_freed_memory();
    const Assembled made = assemble(options, told);
    if (made.enough) return tell(options, made, session);
    if (!extends)
      return session.report().fail(ExitCode::input_errors, fmt::format("{} candidates make {} rows, and {} are wanted; leave out --candidates, or take more", options.chunks * chunk_candidates, made.rows, wanted));
    // What the last candidates brought says how many more it takes.
    const std::uint64_t looked = options.chunks * chunk_candidates;
    const double gain = static_cast<double>(made.rows - before_rows) / static_cast<double>(looked - before_candidates);
    constexpr double least_gain = 0.002;
    if (gain < least_gain)
      return session.report().fail(ExitCode::input_errors, fmt::format("the rules make no more than about {} different rows with these options, and {} are wanted", made.rows, wanted));
    before_rows = made.rows;
    before_candidates = looked;
    candidates = looked + static_cast<std::uint64_t>(std::ceil(1.05 * static_cast<double>(wanted - made.rows) / gain)) + 1;
  }
}

void build(const BuildArguments& arguments, Session& session) {
  Report& report = session.report();
  const bool shards = !arguments.shard.empty();
  const Shard shard = shard_of(arguments.shard);
  if (shards && arguments.work.empty()) throw UsageError("--shard needs --work DIR, where the parts come together");
  if (!shards && arguments.dataset.output.empty()) throw UsageError("-o DIR is missing: where the data set goes");
  auto dataset = arguments.dataset.load(session);
  if (!dataset) return;
  auto rows = arguments.rows.load(session, dataset->templates, dataset->format->preference);
  if (!rows) return;
  // Files alone are their own number; with --rows the rules add what is missing.
  if (dataset->rows == 0 && arguments.candidates == 0) {
    if (rows->sources.empty()) dataset->rows = default_rows;
    else rows->synthesis = false;
  }
  if (!shards)
    if (const std::string fault = target_fault(arguments.dataset.output, arguments.dataset.force); !fault.empty()) return report.fail(ExitCode::unreadable, fault);

  const RowMaker maker(std::move(*rows));
  const auto recipe = recipe_of(maker.options());
  const std::string work = arguments.work.empty() ? default_work(arguments.dataset.output) : arguments.work;
  std::string error;
  if (!mark_folder(work, recipe, error)) return report.fail(ExitCode::input_errors, fmt::format("{}; take another --work, or remove it", error));
  if (shards) {
    const std::uint64_t sources = maker.options().sources.size();
    const std::uint64_t candidates = !maker.options().synthesis ? sources : arguments.candidates > 0 ? arguments.candidates : sources + dataset->rows + dataset->rows / 5;
    make_chunks(maker, work, chunks_for(candidates), shard, arguments.dataset.threads(), teller(session));
    return;
  }
  build_all(maker, assemble_options(arguments.dataset, std::move(*dataset), recipe, work), arguments.candidates, session);
  // What was made is there; work that was cut short stays, to go on with.
  std::error_code none;
  if (arguments.work.empty() && fs::exists(arguments.dataset.output + "/manifest.json", none)) fs::remove_all(work, none);
}

struct MergeArguments {
  std::vector<std::string> parts;
  DatasetArguments dataset;
};

void merge(const MergeArguments& arguments, Session& session) {
  Report& report = session.report();
  if (arguments.dataset.output.empty()) throw UsageError("-o DIR is missing: where the data set goes");
  auto dataset = arguments.dataset.load(session);
  if (!dataset) return;
  if (const std::string fault = target_fault(arguments.dataset.output, arguments.dataset.force); !fault.empty()) return report.fail(ExitCode::unreadable, fault);
  const bool gathers = arguments.parts.size() > 1;
  const std::string work = gathers ? default_work(arguments.dataset.output) : arguments.parts.front();
  std::string error;
  const auto chunks = gather_chunks(arguments.parts, work, error);
  if (!chunks) return report.fail(ExitCode::input_errors, error);
  AssembleOptions options = assemble_options(arguments.dataset, std::move(*dataset), *read_recipe(work), work);
  options.chunks = *chunks;
  const Assembled made = assemble(options, teller(session));
  if (made.enough) tell(options, made, session);
  else report.fail(ExitCode::input_errors, fmt::format("the parts have {} rows, and {} are wanted: make them again with --candidates {}", made.rows, options.dataset.rows,
                                                       made.rows == 0 ? 2 * *chunks * chunk_candidates : *chunks * chunk_candidates * options.dataset.rows * 11 / made.rows / 10));
  std::error_code none;
  if (gathers) fs::remove_all(work, none);
}

/// Runs a command, and takes what the disk refuses for what it is.
template <typename Arguments>
Run guarded(std::shared_ptr<Arguments> arguments, void (*run)(const Arguments&, Session&)) {
  return [arguments, run](Session& session) {
    try {
      run(*arguments, session);
    } catch (const IoError& error) {
      session.report().fail(ExitCode::unreadable, error.what());
    }
  };
}

}  // namespace

Run define_corpus_build(CLI::App& app) {
  const auto arguments = std::make_shared<BuildArguments>();
  arguments->dataset.define(app);
  arguments->rows.define(app);
  app.add_option("--candidates", arguments->candidates, "Candidates to look at, 512 at a time, in place of as many as the rows take")->type_name("N");
  app.add_option("--work", arguments->work, "Folder for what is made on the way; by default beside the output, and removed in the end")->type_name("DIR");
  app.add_option("--shard", arguments->shard, "Make only this part of the work, such as 2/4; `dork corpus merge` puts the parts together")->type_name("I/N");
  return guarded<BuildArguments>(arguments, build);
}

Run define_corpus_merge(CLI::App& app) {
  const auto arguments = std::make_shared<MergeArguments>();
  app.add_option("WORK", arguments->parts, "The folder that the parts were made in, or several")->type_name("")->required();
  arguments->dataset.define(app);
  return guarded<MergeArguments>(arguments, merge);
}

}  // namespace dork::cli
