#include "corpus/dataset/write.hpp"

#include "compiler/threads/in_order.hpp"
#include "corpus/dataset/hash.hpp"
#include "corpus/tokens.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <set>

namespace dork::corpus {
namespace {

using Json = nlohmann::ordered_json;

/// How many rows of each task few-shot examples are drawn from.
constexpr std::size_t pool_size = 64;

/// A row that others may show as an example.
struct Example {
  std::uint64_t rank;    ///< by hash: which rows are in the pool follows from the seed
  std::uint64_t group;
  std::uint32_t tokens;
  Place place;
  Row row;
  friend bool operator<(const Example& a, const Example& b) { return std::pair(a.rank, a.place) < std::pair(b.rank, b.place); }
};

using Pools = std::map<std::uint64_t, std::vector<Example>>;  // by the hash of the task

Pools draw_pools(Splits& splits, const DatasetOptions& options, const std::string& work) {
  std::size_t longest = 0;
  for (const PromptTemplate& each : options.templates)
    if (each.example_count > 0) longest = std::max(longest, each.example_tokens);
  Pools pools;
  if (longest == 0) return pools;
  splits.rows.rewind();
  for (Assigned row; splits.rows.next(row);) {
    // What is tested must not be shown before.
    if (row.where() != Split::train || row.keys.tokens > longest) continue;
    std::vector<Example>& pool = pools[row.keys.task];
    Example example{combine(row.keys.id, options.seed), row.group, row.keys.tokens, row.place, {}};
    if (pool.size() == pool_size && !(example < pool.front())) continue;
    pool.push_back(std::move(example));
    std::push_heap(pool.begin(), pool.end());
    if (pool.size() <= pool_size) continue;
    std::pop_heap(pool.begin(), pool.end());
    pool.pop_back();
  }
  std::map<std::uint64_t, std::vector<Example*>> by_chunk;
  for (auto& [task, pool] : pools) {
    std::sort_heap(pool.begin(), pool.end());
    for (Example& each : pool) by_chunk[each.place.chunk()].push_back(&each);
  }
  for (auto& [chunk, wanted] : by_chunk) {
    std::vector<BuiltRow> read = read_rows(work, chunk);
    for (Example* each : wanted) each->row = std::move(read[each->place.position()].row);
  }
  return pools;
}

/// The examples of a row: of its task, not of its group, none too long for the template.
std::vector<Row> examples_for(const PromptTemplate& prompt, const Assigned& row, const Pools& pools, std::uint64_t seed) {
  std::vector<Row> examples;
  const auto pool = pools.find(row.keys.task);
  if (prompt.example_count == 0 || pool == pools.end()) return examples;
  std::vector<const Example*> fit;
  for (const Example& each : pool->second)
    if (each.group != row.group && each.tokens <= prompt.example_tokens) fit.push_back(&each);
  std::uint64_t draw = combine(row.keys.id, combine(seed, prompt.hash));
  while (examples.size() < prompt.example_count && !fit.empty()) {
    const std::size_t chosen = draw % fit.size();
    examples.push_back(fit[chosen]->row);
    fit.erase(fit.begin() + static_cast<std::ptrdiff_t>(chosen));
    draw = combine(draw, examples.size());
  }
  return examples;
}

/// One of the files that are written, and which rows go there.
struct Output {
  SplitFile file;
  OutputStream data;
  std::optional<OutputStream> provenance;
  std::uint64_t rows = 0;
};

bool column_wanted(const DatasetOptions& options) {
  return options.provenance == ProvenancePlace::column || (options.provenance == ProvenancePlace::by_format && options.format->provenance_column);
}
bool beside_wanted(const DatasetOptions& options) {
  return options.provenance == ProvenancePlace::beside || (options.provenance == ProvenancePlace::by_format && !options.format->provenance_column);
}

/// What was made of one chunk's rows, by output.
struct Rendering {
  std::vector<std::string> data, provenance;
  std::vector<std::uint64_t> rows, of_template;
  Statistics statistics;
};

class Renderer {
 public:
  Renderer(const DatasetOptions& options, const std::string& work, const Pools& pools, const std::vector<SplitFile>& files)
      : options_(options), work_(work), pools_(pools) {
    for (std::size_t i = 0; i < files.size(); ++i)
      for (const Split split : files[i].splits) output_[static_cast<std::size_t>(split)] = i;
    outputs_ = files.size();
  }

  Rendering operator()(std::uint64_t chunk, const std::vector<Assigned>& rows) const {
    Rendering result{std::vector<std::string>(outputs_), std::vector<std::string>(outputs_), std::vector<std::uint64_t>(outputs_),
                     std::vector<std::uint64_t>(options_.templates.size()), {}};
    const std::vector<BuiltRow> read = read_rows(work_, chunk);
    for (const Assigned& assigned : rows) {
      const BuiltRow& entry = read[assigned.place.position()];
      const PromptTemplate& prompt = template_of(options_, assigned.keys.id);
      const std::vector<Row> examples = examples_for(prompt, assigned, pools_, options_.seed);
      Sample sample = sample_of(options_, prompt, entry.row, examples, assigned.where());
      const std::size_t output = output_[assigned.split];
      if (options_.provenance != ProvenancePlace::none) {
        std::string provenance = provenance_of(options_, prompt, entry, assigned, examples, sample);
        if (column_wanted(options_)) sample.provenance = std::move(provenance);
        else result.provenance[output] += provenance + '\n';
      }
      append_row(result.data[output], *options_.format, sample);
      ++result.rows[output];
      ++result.of_template[static_cast<std::size_t>(&prompt - options_.templates.data())];
      observe(result.statistics, entry.row, prompt, sample, assigned.where());
    }
    return result;
  }

 private:
  static void observe(Statistics& statistics, const Row& row, const PromptTemplate& prompt, const Sample& sample, Split split) {
    Observed seen{split, sample.prompt, row.completion, {{"task", row.task}, {"persona", row.persona.empty() ? "none" : row.persona}, {"template", prompt.name}, {"verified", row.verified.empty() ? "nothing" : row.verified.back()}}};
    for (const std::string& action : row.actions) seen.marks.emplace_back("action", action);
    for (const std::string& rule : row.rules) seen.marks.emplace_back("rule", rule);
    for (std::string& construct : constructs_of(row.completion)) seen.marks.emplace_back("construct", std::move(construct));
    // One mark a row for each value.
    std::sort(seen.marks.begin(), seen.marks.end());
    seen.marks.erase(std::unique(seen.marks.begin(), seen.marks.end()), seen.marks.end());
    statistics.add(seen);
  }

  const DatasetOptions& options_;
  const std::string& work_;
  const Pools& pools_;
  std::array<std::size_t, 3> output_ = {};
  std::size_t outputs_ = 0;
};

}  // namespace

Json options_json(const DatasetOptions& options) {
  Json templates = Json::array();
  for (const PromptTemplate& each : options.templates)
    templates.push_back({{"name", each.name}, {"hash", hex(each.hash)}, {"frame", each.frame.name}});
  return {{"format", options.format->name},
          {"templates", std::move(templates)},
          {"rows", options.rows},
          {"per_shape", options.per_shape},
          {"split", {{"train", options.split.shares[0]}, {"validation", options.split.shares[1]}, {"test", options.split.shares[2]}}},
          {"seed", options.seed},
          {"compression", options.compression == Compression::gzip ? "gzip" : options.compression == Compression::zstd ? "zstd" : "none"},
          {"byte_order_mark", options.byte_order_mark},
          {"special_tokens", options.special_tokens}};
}

const PromptTemplate& template_of(const DatasetOptions& options, std::uint64_t id) {
  return options.templates[combine(id, options.seed + 1) % options.templates.size()];
}

Sample sample_of(const DatasetOptions& options, const PromptTemplate& prompt, const Row& row, std::span<const Row> examples, Split split) {
  const Rendered rendered = render(prompt, row, examples, *options.catalog);
  const Frame& frame = prompt.frame;
  Sample sample;
  sample.prompt = framed(frame, rendered);
  sample.answer = framed_completion(frame, answer_of(row.completion));
  if (!row.rejected.empty()) sample.rejected = framed_completion(frame, answer_of(row.rejected));
  sample.text = frame.begin + sample.prompt + sample.answer + frame.end;
  if (options.special_tokens) {
    sample.prompt = frame.begin + sample.prompt;
    sample.answer += frame.end;
    if (!row.rejected.empty()) sample.rejected += frame.end;
  }
  sample.system = rendered.system;
  sample.user = rendered.user;
  sample.completion = answer_of(row.completion);
  sample.refused = answer_of(row.rejected);
  sample.instruction = rendered.system.empty() ? rendered.bare : fmt::format("{}\n\n{}", rendered.system, rendered.bare);
  sample.input = rendered.input;
  sample.split = options.format->split_column ? split_word(split) : split_name(split);
  return sample;
}

std::string provenance_of(const DatasetOptions& options, const PromptTemplate& prompt, const BuiltRow& entry, const Assigned& assigned,
                          std::span<const Row> examples, const Sample& sample) {
  const Row& row = entry.row;
  Json slots = Json::array();
  for (const Slot& slot : entry.slots) slots.push_back({slot.said, slot.written});
  Json shown = Json::array();
  for (const Row& each : examples) shown.push_back(hex(row_id(each)));
  const Json json = {{"id", hex(assigned.keys.id)},
                     {"task", row.task},
                     {"source", row.source},
                     {"index", row.index},
                     {"seed", options.seed},
                     {"persona", row.persona},
                     {"template", prompt.name},
                     {"template_hash", hex(prompt.hash)},
                     {"frame", prompt.frame.name},
                     {"examples", std::move(shown)},
                     {"split", split_name(assigned.where())},
                     {"group", hex(assigned.group)},
                     {"skeleton", hex(assigned.keys.skeleton)},
                     {"prompt_hash", hex(hash64(sample.prompt))},
                     {"completion_hash", hex(hash64(sample.completion))},
                     {"rejected_hash", row.rejected.empty() ? "" : hex(hash64(sample.refused))},
                     {"reason", row.reason},
                     {"rules", row.rules},
                     {"actions", row.actions},
                     {"effects", row.effects},
                     {"verified", row.verified},
                     {"slots", std::move(slots)},
                     {"instruction", row.instruction},
                     {"input_hash", row.input.empty() ? "" : hex(hash64(row.input))},
                     {"generator", options.generator}};
  return json.dump();
}

Written write_rows(Splits& splits, const DatasetOptions& options, const std::string& work, const std::string& target, std::size_t jobs, const Told& told) {
  namespace fs = std::filesystem;
  const Pools pools = draw_pools(splits, options, work);
  std::vector<SplitFile> files = data_files(*options.format, suffix(options.compression));
  // A loader stumbles over an empty file.
  std::erase_if(files, [&](const SplitFile& file) {
    return std::all_of(file.splits.begin(), file.splits.end(), [&](Split split) { return splits.sizes[static_cast<std::size_t>(split)] == 0; });
  });
  const auto folder = [&](const std::string& path) {
    std::error_code error;
    fs::create_directories(fs::path(path).parent_path(), error);
    if (error) throw IoError(fmt::format("cannot create the folder of '{}': {}", path, error.message()));
    return path;
  };
  std::vector<Output> outputs;
  for (const SplitFile& file : files) {
    Output output{file, OutputStream(folder(fmt::format("{}/{}", target, file.path)), options.compression), std::nullopt, 0};
    if (beside_wanted(options)) {
      const std::string name = fs::path(file.path).filename().string();
      const std::string path = fmt::format("{}/provenance/{}.jsonl{}", target, name.substr(0, name.find('.')), suffix(options.compression));
      output.provenance.emplace(folder(path), options.compression);
    }
    if (options.byte_order_mark) output.data.write("\xEF\xBB\xBF");
    output.data.write(header_line(*options.format));
    outputs.push_back(std::move(output));
  }

  Written written;
  written.rows_of_template.resize(options.templates.size());
  const Renderer renderer(options, work, pools, files);
  const std::uint64_t all = splits.rows.size();
  std::uint64_t done = 0;
  splits.rows.rewind();
  Assigned next;
  bool more = splits.rows.next(next);
  // Some chunks at a time, so that their rows' records are at hand for any thread.
  constexpr std::size_t chunks_at_once = 64;
  while (more) {
    std::vector<std::pair<std::uint64_t, std::vector<Assigned>>> batch;
    while (more && (batch.size() < chunks_at_once || next.place.chunk() == batch.back().first)) {
      if (batch.empty() || batch.back().first != next.place.chunk()) batch.push_back({next.place.chunk(), {}});
      batch.back().second.push_back(next);
      more = splits.rows.next(next);
    }
    const auto make = [&](std::size_t index) { return renderer(batch[index].first, batch[index].second); };
    const auto use = [&](std::size_t index, Rendering rendering) {
      for (std::size_t i = 0; i < outputs.size(); ++i) {
        outputs[i].data.write(rendering.data[i]);
        if (outputs[i].provenance) outputs[i].provenance->write(rendering.provenance[i]);
        outputs[i].rows += rendering.rows[i];
      }
      for (std::size_t i = 0; i < rendering.of_template.size(); ++i) written.rows_of_template[i] += rendering.of_template[i];
      written.statistics.add(rendering.statistics);
      done += batch[index].second.size();
      told("Writing rows", done, all);
    };
    constexpr std::size_t ahead = 2;
    in_order(batch.size(), jobs, make, use, ahead);
  }
  for (Output& output : outputs) {
    output.data.close();
    written.files.push_back({output.file.path, output.rows, output.data.bytes(), output.data.hash(), output.file.splits, true});
    if (!output.provenance) continue;
    output.provenance->close();
    const std::string name = fs::path(output.file.path).filename().string();
    written.files.push_back({fmt::format("provenance/{}.jsonl{}", name.substr(0, name.find('.')), suffix(options.compression)), output.rows,
                             output.provenance->bytes(), output.provenance->hash(), output.file.splits, false});
  }
  return written;
}

}  // namespace dork::corpus
