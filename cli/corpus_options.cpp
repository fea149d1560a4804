#include "cli/corpus_options.hpp"

#include "cli/files.hpp"
#include "compiler/catalog/print.hpp"
#include "corpus/dataset/read.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <thread>

namespace dork::cli {
namespace {

using namespace corpus;

/// A usage error with the nearest of the words that there are.
[[noreturn]] void unknown(std::string_view what, std::string_view word, const std::vector<std::string>& known) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  const auto near = nearest(word, views);
  throw UsageError(fmt::format("there is no {} '{}'; {}", what, word, near ? fmt::format("did you mean '{}'?", *near) : fmt::format("there are {}", fmt::join(known, ", "))));
}

/// `word=number` or `word`, several joined by commas.
Weights weights_of(std::string_view what, const std::vector<std::string>& given, const std::vector<std::string>& known) {
  Weights weights;
  for (const std::string& each : given) {
    const std::size_t sign = each.find('=');
    const std::string word = each.substr(0, sign);
    double weight = 1;
    if (sign != std::string::npos) {
      const char* begin = each.data() + sign + 1;
      const auto [end, failure] = std::from_chars(begin, each.data() + each.size(), weight);
      if (failure != std::errc() || end != each.data() + each.size() || weight < 0) throw UsageError(fmt::format("'{}': the weight of a {} is a number, 0 or more", each, what));
    }
    if (std::find(known.begin(), known.end(), word) == known.end()) unknown(what, word, known);
    weights.emplace_back(word, weight);
  }
  return weights;
}

std::array<double, 3> shares_of(const std::string& text) {
  std::array<double, 3> shares = {};
  std::size_t count = 0;
  double sum = 0;
  const char* at = text.data();
  const char* end = at + text.size();
  while (at < end && count < 3) {
    const auto [after, failure] = std::from_chars(at, end, shares[count]);
    if (failure != std::errc() || shares[count] < 0) break;
    sum += shares[count++];
    at = after;
    if (at < end && *at == ',') ++at;
  }
  if (at != end || count < 2 || !(sum > 0)) throw UsageError(fmt::format("--split {}: the shares of training, validation and test, such as 90,5,5", text));
  for (double& share : shares) share /= sum;
  return shares;
}

template <typename Enum>
Enum choice(std::string_view option, const std::string& word, std::initializer_list<std::pair<const char*, Enum>> choices) {
  std::vector<std::string> known;
  for (const auto& [name, value] : choices) {
    if (word == name) return value;
    known.emplace_back(name);
  }
  unknown(option, word, known);
}

/// The text of a template: of a file, or a built-in one.
std::optional<std::string> template_text(const std::string& name, Session& session) {
  if (name.ends_with(".toml") || name.find('/') != std::string::npos) {
    std::string error;
    auto text = read_input(name, error);
    if (!text) session.report().fail(ExitCode::unreadable, error);
    return text;
  }
  std::vector<std::string> known;
  for (const TemplateFile& file : builtin_templates()) {
    if (file.name == name) return std::string(file.text);
    known.emplace_back(file.name);
  }
  known.push_back("a file that ends in .toml");
  unknown("template", name, known);
}

}  // namespace

void TemplateArguments::define(CLI::App& app) {
  std::vector<std::string> known;
  for (const TemplateFile& file : builtin_templates()) known.emplace_back(file.name);
  app.add_option("--template", names, fmt::format("Prompt template: a TOML file, or one of {}; several are mixed", fmt::join(known, ", ")))->type_name("NAME")->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  std::vector<std::string_view> frame_names;
  for (const Frame& each : frames()) frame_names.push_back(each.name);
  app.add_option("--frame", frame, fmt::format("The markup of a model family in place of the template's: {}", fmt::join(frame_names, ", ")))->type_name("NAME");
}

std::optional<std::vector<PromptTemplate>> TemplateArguments::load(Session& session) const {
  std::vector<PromptTemplate> result;
  for (const std::string& name : names.empty() ? std::vector<std::string>{"plain"} : names) {
    const auto text = template_text(name, session);
    if (!text) return std::nullopt;
    Diagnostics diagnostics;
    auto read = read_template(*text, std::filesystem::path(name).stem().string(), diagnostics);
    const bool good = session.report().add(name, *text, diagnostics.sorted(), diagnostics.dropped());
    if (!read || !good) return std::nullopt;
    if (std::any_of(result.begin(), result.end(), [&](const PromptTemplate& each) { return each.name == read->name; }))
      throw UsageError(fmt::format("two templates are called '{}'", read->name));
    result.push_back(std::move(*read));
  }
  if (frame.empty()) return result;
  const Frame* own = find_frame(frame);
  if (!own) {
    std::vector<std::string> known;
    for (const Frame& each : frames()) known.push_back(each.name);
    unknown("frame", frame, known);
  }
  for (PromptTemplate& each : result) each.frame = *own;
  return result;
}

void DatasetArguments::define(CLI::App& app) {
  app.add_option("-o,--output", output, "Folder to write")->type_name("DIR");
  std::vector<std::string_view> names;
  for (const Format& each : formats()) names.push_back(each.name);
  app.add_option("--format", format, fmt::format("One of {}; by default {}", fmt::join(names, ", "), format))->type_name("NAME");
  templates.define(app);
  app.add_option("--rows", rows, "Rows to have in the end")->type_name("N");
  app.add_option("--max-per-shape", per_shape, "Rows of one program shape, at most")->type_name("N");
  app.add_option("--split", split, "Shares of training, validation and test; by default 90,5,5")->type_name("A,B,C");
  app.add_option("--compress", compress, "gzip or zstd")->type_name("WORD");
  app.add_flag("--bom", byte_order_mark, "Begin files with a byte order mark, as Azure wants");
  app.add_flag("--special-tokens", special_tokens, "Write the tokens that begin and end a text, for trainers that do not add them");
  app.add_option("--provenance", provenance, "Where it is told how each row came to be: column, beside, none; by default as the format allows")->type_name("WORD");
  app.add_option("--name", name, "The data set's name on its card")->type_name("TEXT");
  app.add_option("--license", license, "The licence on the card; by default apache-2.0")->type_name("ID");
  app.add_option("--rejects", rejects, "File for what was left out, with the reason: JSON lines")->type_name("FILE");
  app.add_flag("--force", force, "Replace a data set that is there");
  app.add_option("-j,--jobs", jobs, "Threads to work with; by default one for each processor")->type_name("N")->check(CLI::Range(1, 256).description(""));
}

std::size_t DatasetArguments::threads() const { return threads_for(jobs); }

std::optional<DatasetOptions> DatasetArguments::load(Session& session) const {
  DatasetOptions options;
  options.generator = generator_name();
  options.catalog = session.catalog();
  if (!options.catalog) return std::nullopt;
  options.format = find_format(format);
  if (!options.format) {
    std::vector<std::string> known;
    for (const Format& each : formats()) known.emplace_back(each.name);
    unknown("format", format, known);
  }
  options.compression = choice<Compression>("compression", compress, {{"none", Compression::none}, {"gzip", Compression::gzip}, {"zstd", Compression::zstd}});
  options.provenance = choice<ProvenancePlace>("provenance", provenance,
                                               {{"by-format", ProvenancePlace::by_format}, {"column", ProvenancePlace::column}, {"beside", ProvenancePlace::beside}, {"none", ProvenancePlace::none}});
  if (options.provenance == ProvenancePlace::column && !options.format->provenance_column) throw UsageError(fmt::format("rows of the format '{}' have no room for a column more: --provenance beside", format));
  options.split.shares = shares_of(split);
  options.byte_order_mark = byte_order_mark;
  options.special_tokens = special_tokens;
  options.rows = rows;
  options.per_shape = per_shape;
  options.name = name.empty() ? "Dork Script training pairs" : name;
  options.license = license;
  auto loaded = templates.load(session);
  if (!loaded) return std::nullopt;
  options.templates = std::move(*loaded);
  return options;
}

void RowArguments::define(CLI::App& app) {
  const auto list = [&](const char* option, std::vector<std::string>& values, const std::string& summary, const char* type) {
    app.add_option(option, values, summary)->type_name(type)->delimiter(',')->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  };
  app.add_option("--seed", seed, "All that is drawn follows from it; by default 1")->type_name("N");
  app.add_option("--from", from, "Scripts and exports to make rows of: files, or folders with .dork and .json files below them")->type_name("DIR")->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--rules", rules, "Folder with rules, phrases and values that replace or extend the built-in ones")->type_name("DIR");
  list("--tasks", tasks, fmt::format("Tasks with their weights, such as text-to-script=3,edit=1; of {}", fmt::join(task_names(), ", ")), "TASK=N,...");
  list("--personas", personas, "Personas with their weights", "NAME=N,...");
  list("--weights", weights, "Rules with their weights; 0 leaves one out", "RULE=N,...");
  app.add_option("--depth", depth, fmt::format("Loops and conditions within each other, at most; by default {}", depth))->type_name("N");
  app.add_option("--steps", steps, fmt::format("Statements at the top level, at most; by default {}", steps))->type_name("N");
  define_level(app, level);
  list("--hold-out-actions", hold_out, "Actions that stand in the test split alone", "ACTION,...");
  app.add_option("--decontaminate", decontaminate, "Evaluation data that no row may share a text with: data sets, scripts, workspaces, folders of them")->type_name("FILE")->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--max-tokens", max_tokens, "Leave out what is longer, prompt and completion together, by estimate")->type_name("N");
  app.add_option("--near", near, "From which Jaccard value two rows are too much alike; over 1: never; by default 0.9")->type_name("X")->check(CLI::Range(0.5, 2.0).description(""));
}

std::optional<RowOptions> RowArguments::load(Session& session, std::vector<PromptTemplate> templates, bool preference) const {
  RowOptions options;
  Report& report = session.report();
  options.generator = generator_name();
  options.catalog = session.catalog();
  if (!options.catalog) return std::nullopt;
  std::string error;
  auto loaded = load_rules(*options.catalog, rules, error);
  if (!loaded) return report.fail(ExitCode::input_errors, error), std::nullopt;
  options.rules = std::move(*loaded);
  options.seed = seed;
  options.near = near;
  options.max_tokens = max_tokens;
  options.templates = std::move(templates);
  if (!tasks.empty()) options.settings.tasks = weights_of("task", tasks, task_names());
  options.settings.personas = weights_of("persona", personas, persona_names(options.rules));
  options.settings.rules = weights_of("rule", weights, rule_names(options.rules));
  options.settings.max_depth = depth;
  options.settings.max_steps = steps;
  options.settings.rejected = preference;
  options.level = level_of(level);

  for (const std::string& action : hold_out) {
    std::string why;
    if (action.find('.') == std::string::npos || !select_catalog(*options.catalog, action, why)) throw UsageError(fmt::format("--hold-out-actions: {}", why.empty() ? fmt::format("'{}' is no alias.action", action) : why));
    options.hold_out.push_back(action);
  }
  for (const std::string& folder : from) {
    std::error_code none;
    for (const std::string& path : expand({folder}, report, ".dork|.json")) {
      const auto text = read_input(path, error);
      if (!text) return report.fail(ExitCode::unreadable, error), std::nullopt;
      const std::string name = std::filesystem::is_directory(folder, none) ? std::filesystem::path(path).lexically_relative(folder).string() : std::filesystem::path(path).filename().string();
      options.sources.push_back({name, *text});
    }
  }
  for (const std::string& path : expand(decontaminate, report, ".dork|.json|.jsonl|.csv|.gz|.zst"))
    if (!add_texts(path, options.contamination, error)) return report.fail(ExitCode::input_errors, error), std::nullopt;
  options.contamination.finish();
  return options;
}

void define_level(CLI::App& app, std::string& level) {
  app.add_option("--level", level, fmt::format("How far rows are verified: {}; by default {}", fmt::join(level_names(), ", "), level))->type_name("WORD");
}

Level level_of(const std::string& word) {
  const auto levels = level_names();
  const auto found = std::find(levels.begin(), levels.end(), word);
  if (found == levels.end()) unknown("level", word, {levels.begin(), levels.end()});
  return static_cast<Level>(found - levels.begin());
}

std::size_t threads_for(std::size_t jobs) { return jobs > 0 ? jobs : std::max(1u, std::thread::hardware_concurrency()); }

std::string generator_name() { return "dork " DORK_VERSION; }

Told teller(Session& session) {
  return [&session](std::string_view phase, std::uint64_t done, std::uint64_t total) { session.report().progress().update(done, total, phase); };
}

ScratchFolder::ScratchFolder(const std::string& below, std::string_view purpose) {
  std::error_code none;
  path_ = fmt::format("{}/dork-{}-XXXXXX", below.empty() ? std::filesystem::temp_directory_path(none).string() : below, purpose);
  if (!::mkdtemp(path_.data())) throw corpus::IoError(fmt::format("cannot create a folder for scratch files: '{}'", path_));
}

ScratchFolder::~ScratchFolder() {
  std::error_code none;
  std::filesystem::remove_all(path_, none);
}

}  // namespace dork::cli
