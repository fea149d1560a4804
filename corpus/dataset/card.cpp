// What stands beside the data: the card, the manifest, the statistics, the templates, trainers' configurations.
#include "corpus/dataset/hash.hpp"
#include "corpus/dataset/write.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dork::corpus {
namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n'; }

void write_text(const std::string& path, std::string_view text) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
  OutputStream file(path, Compression::none);
  file.write(text);
  file.close();
}

std::string_view size_category(std::uint64_t rows) {
  constexpr std::pair<std::uint64_t, std::string_view> categories[] = {
      {1'000, "n<1K"},           {10'000, "1K<n<10K"},        {100'000, "10K<n<100K"},      {1'000'000, "100K<n<1M"},
      {10'000'000, "1M<n<10M"}, {100'000'000, "10M<n<100M"}, {1'000'000'000, "100M<n<1B"},
  };
  for (const auto& [below, name] : categories)
    if (rows < below) return name;
  return "n>1B";
}

/// The split that `load_dataset` gives a file as: the first that has rows.
std::string_view loaded_as(const Written::File& file, const BySplit& rows) {
  for (const Split split : file.splits)
    if (rows[static_cast<std::size_t>(split)] > 0) return split_name(split);
  return split_name(file.splits.front());
}

std::string json_text(std::string_view text) { return Json(std::string(text)).dump(); }

std::string front_matter(const DatasetOptions& options, const Written& written, const BuildFigures& figures) {
  const std::uint64_t all = written.statistics.total();
  std::string text = "---\nconfigs:\n- config_name: default\n  default: true\n  data_files:\n";
  for (const Written::File& file : written.files)
    if (file.data) text += fmt::format("  - split: {}\n    path: {}\n", loaded_as(file, figures.rows), file.path);
  text += fmt::format("language:\n- en\nlicense: {}\npretty_name: {}\nsize_categories:\n- {}\ntask_categories:\n- text-generation\n", options.license,
                      json_text(options.name), size_category(all));
  text += "annotations_creators:\n- machine-generated\ntags:\n- code\n- dork-script\n- qlik\n- synthetic\n---\n";
  return text;
}

std::string table_of(const std::map<std::string, BySplit>& values, std::string_view head, std::size_t most) {
  std::vector<std::pair<std::uint64_t, const std::pair<const std::string, BySplit>*>> rows;
  for (const auto& each : values) rows.emplace_back(each.second[0] + each.second[1] + each.second[2], &each);
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string text = fmt::format("| {} | train | validation | test |\n|---|---:|---:|---:|\n", head);
  for (std::size_t i = 0; i < std::min(rows.size(), most); ++i) {
    const auto& [value, counts] = *rows[i].second;
    text += fmt::format("| {} | {} | {} | {} |\n", value, counts[0], counts[1], counts[2]);
  }
  if (rows.size() > most) text += fmt::format("\n{} more stand in `statistics.json`.\n", rows.size() - most);
  return text + '\n';
}

std::string fields_table(const DatasetOptions& options, bool provenance_column) {
  std::string text = "| field | holds |\n|---|---|\n";
  for (const Column& column : options.format->columns) {
    if (column.part) {
      text += fmt::format("| `{}` | a text |\n", column.key);
      continue;
    }
    std::vector<std::string_view> roles;
    for (const TurnPart& turn : column.turns) roles.push_back(options.format->chat.roles[static_cast<std::size_t>(turn.role)]);
    text += fmt::format("| `{}` | turns of {}, each with `{}` and `{}` |\n", column.key, fmt::join(roles, ", "), options.format->chat.role, options.format->chat.content);
  }
  if (provenance_column) text += "| `provenance` | how the row came to be, a JSON object as text |\n";
  return text + '\n';
}

/// What the rows themselves say that they passed.
std::string verification(const Statistics& statistics) {
  constexpr std::pair<std::string_view, std::string_view> meanings[] = {
      {"parses", "the program parses"},
      {"checks", "it checks against the catalog without a warning, and what the request says stands in it"},
      {"conforms", "its workspace conforms to Qlik's format"},
      {"roundtrips", "the workspace comes back as the same script"},
      {"behaves", "run on a simulated tenant it does what the request says"},
  };
  std::string text = "Every row passed the checks up to a level, each of which includes those before it:\n\n| level | means | rows that reached it and no more |\n|---|---|---:|\n";
  const auto found = statistics.marks.find("verified");
  for (const auto& [level, meaning] : meanings) {
    std::uint64_t count = 0;
    if (found != statistics.marks.end())
      if (const auto own = found->second.find(std::string(level)); own != found->second.end()) count = own->second[0] + own->second[1] + own->second[2];
    text += fmt::format("| `{}` | {} | {} |\n", level, meaning, count);
  }
  return text + "\n";
}

std::string card(const DatasetOptions& options, const Written& written, const BuildFigures& figures) {
  const Statistics& statistics = written.statistics;
  const bool beside = std::any_of(written.files.begin(), written.files.end(), [](const Written::File& file) { return !file.data; });
  const bool column = !beside && options.format->provenance_column && options.provenance != ProvenancePlace::none;
  Distribution rows, completions;
  for (const Distribution& each : statistics.row_tokens) rows.add(each);
  for (const Distribution& each : statistics.completion_tokens) completions.add(each);

  std::string text = front_matter(options, written, figures);
  text += fmt::format("\n# {}\n\nRequests in English and the Qlik automations that answer them, as Dork Script, for fine-tuning language models. {} rows with {} "
                      "distinct program shapes, in the format `{}`.\n\n",
                      options.name, statistics.total(), figures.shapes, options.format->name);
  text += "## Structure\n\n| file | split | rows | bytes |\n|---|---|---:|---:|\n";
  for (const Written::File& file : written.files) {
    std::vector<std::string_view> names;
    for (const Split split : file.splits)
      if (figures.rows[static_cast<std::size_t>(split)] > 0) names.push_back(split_name(split));
    text += fmt::format("| `{}` | {} | {} | {} |\n", file.path, fmt::join(names, ", "), file.rows, file.bytes);
  }
  text += "\n" + fields_table(options, column);
  if (options.format->split_column)
    text += "The column `split` says `train` or `evaluation`. The rows of the test split are in a file of their own, which is not meant for training.\n\n";
  if (beside) text += "Line by line, the files in `provenance/` say how each row came to be. They are no part of the data that is loaded.\n\n";
  text += "The rows of a split share no program shape (the program without its values and names), no wording of a request, no source document and no "
          "near duplicate with those of another.\n\n";

  text += "## How it was made\n\n";
  text += fmt::format("By `{}` with seed {}: requests and programs are made together from the rules of a grammar, or taken from scripts and exports. "
                      "`manifest.json` holds every option; the same program with the same options makes the same bytes. Of {} candidates these were left out:\n\n",
                      options.generator, options.seed, figures.candidates);
  if (figures.rejects.empty()) text += "none.\n";
  else text += "| reason | candidates |\n|---|---:|\n";
  for (const auto& [rule, count] : figures.rejects) text += fmt::format("| {} | {} |\n", rule, count);
  text += "\n## Verification\n\n";
  text += verification(statistics);
  text += "`dork corpus check` repeats it.\n\n";

  text += "## Figures\n\n";
  text += table_of(statistics.marks.contains("task") ? statistics.marks.find("task")->second : std::map<std::string, BySplit>{}, "task", 20);
  for (const auto& [kind, head] : {std::pair<std::string_view, std::string_view>{"persona", "persona"}, {"template", "template"}, {"action", "action"}})
    if (const auto found = statistics.marks.find(kind); found != statistics.marks.end()) text += table_of(found->second, head, 25);
  text += "| tokens, estimated | p50 | p90 | p99 | most |\n|---|---:|---:|---:|---:|\n";
  for (const auto& [name, lengths] : {std::pair<std::string_view, const Distribution*>{"whole row", &rows}, {"completion", &completions}})
    text += fmt::format("| {} | {} | {} | {} | {} |\n", name, lengths->percentile(50), lengths->percentile(90), lengths->percentile(99), lengths->max());
  text += "\n## Use\n\n";
  text += "Prompts are made by the templates in `templates/`. A model trained on these rows expects the same template around a request: `dork corpus preview "
          "--template templates/NAME.toml --ask REQUEST` prints it.\n\n";
  text += "## Limits\n\nThe requests of the rules are English made by rule: people write in more ways. Tenants, names and addresses are made up. A program that does "
          "what its request says may still not be what a person wanted.\n\n";
  text += fmt::format("## Licence\n\n{}. Rows made from files of your own carry the licence of these files.\n", options.license);
  return text;
}

std::string axolotl(const DatasetOptions& options, const Written& written) {
  const auto entry = [&](const Written::File& file) {
    std::string text = fmt::format("  - path: {}\n    ds_type: {}\n    ", file.path, options.format->kind == FileKind::csv ? "csv" : "json");
    for (const char c : options.format->axolotl) {
      text += c;
      if (c == '\n') text += "    ";
    }
    return text + '\n';
  };
  std::string training, testing;
  for (const Written::File& file : written.files) {
    if (!file.data) continue;
    if (file.splits.front() == Split::train) training += entry(file);
    if (file.splits.front() == Split::validation) testing += entry(file);
  }
  std::string text = "# The data set for Axolotl: put these lines into the configuration of a training run.\n";
  if (!training.empty()) text += "datasets:\n" + training;
  if (!testing.empty()) text += "test_datasets:\n" + testing;
  return text;
}

std::string llama_factory(const DatasetOptions& options, const Written& written) {
  Json json = Json::object();
  for (const Written::File& file : written.files) {
    if (!file.data) continue;
    Json entry = {{"file_name", file.path}};
    entry.update(Json::parse(options.format->llama_factory));
    json[fmt::format("dork_{}", split_name(file.splits.front()))] = std::move(entry);
  }
  return dumped(json);
}

Json manifest(const DatasetOptions& options, const Written& written, const BuildFigures& figures) {
  Json files = Json::array();
  for (const Written::File& file : written.files)
    files.push_back({{"path", file.path}, {"rows", file.rows}, {"bytes", file.bytes}, {"xxh3", hex(file.hash)}, {"kind", file.data ? "data" : "provenance"}});
  Json templates = Json::array();
  for (std::size_t i = 0; i < options.templates.size(); ++i)
    templates.push_back({{"name", options.templates[i].name}, {"hash", hex(options.templates[i].hash)}, {"rows", written.rows_of_template[i]}});
  return {{"generator", options.generator},
          {"recipe", figures.recipe},
          {"dataset", options_json(options)},
          {"counts",
           {{"candidates", figures.candidates},
            {"rows", written.statistics.total()},
            {"train", figures.rows[0]},
            {"validation", figures.rows[1]},
            {"test", figures.rows[2]},
            {"shapes", figures.shapes},
            {"groups", figures.groups},
            {"largest_group", figures.largest_group},
            {"rejects", figures.rejects}}},
          {"templates", std::move(templates)},
          {"files", std::move(files)}};
}

}  // namespace

void write_companions(const DatasetOptions& options, const Written& written, const BuildFigures& figures, const std::string& target) {
  write_text(target + "/README.md", card(options, written, figures));
  write_text(target + "/statistics.json", dumped(written.statistics.to_json()));
  for (const PromptTemplate& each : options.templates) write_text(fmt::format("{}/templates/{}.toml", target, each.name), each.source);
  if (!options.format->split_column && !options.format->axolotl.empty()) write_text(target + "/axolotl.yaml", axolotl(options, written));
  if (!options.format->split_column && !options.format->llama_factory.empty()) write_text(target + "/dataset_info.json", llama_factory(options, written));
  // Last: a folder that has it is complete.
  write_text(target + "/manifest.json", dumped(manifest(options, written, figures)));
}

}  // namespace dork::corpus
