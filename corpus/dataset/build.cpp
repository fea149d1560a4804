#include "corpus/dataset/build.hpp"

#include "compiler/threads/in_order.hpp"
#include "corpus/dataset/hash.hpp"
#include "corpus/dataset/sensitive.hpp"
#include "corpus/dataset/stream.hpp"
#include "corpus/tokens.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

namespace dork::corpus {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

Json weights_of(const Weights& weights) {
  Json json = Json::object();
  for (const auto& [name, weight] : weights) json[name] = weight;
  return json;
}

/// What the rules make of a few candidates: equal for equal rules, without looking into them.
std::uint64_t rules_hash(const Rules& rules, const Settings& settings, std::uint64_t seed) {
  constexpr std::uint64_t looked_at = 64;
  std::uint64_t hash = 0;
  for (std::uint64_t index = 0; index < looked_at; ++index)
    if (const auto made = make(rules, settings, seed, index)) hash = combine(hash, row_id(made->row));
  return hash;
}

std::string row_text(const Row& row) {
  const Json json = {{"task", row.task}, {"instruction", row.instruction}, {"input", row.input}, {"completion", row.completion}, {"source", row.source}, {"index", row.index}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string recipe_path(const std::string& folder) { return folder + "/recipe.json"; }
std::string plan_path(const std::string& folder) { return folder + "/plan.json"; }

std::string read_all(const std::string& path) {
  InputStream in(path);
  std::string text, block(64 << 10, '\0');
  while (const std::size_t count = in.read(block.data(), block.size())) text.append(block, 0, count);
  return text;
}

std::optional<Json> read_object(const std::string& path) {
  std::error_code none;
  if (!fs::exists(path, none)) return std::nullopt;
  Json json = Json::parse(read_all(path), nullptr, false);
  if (!json.is_object()) throw IoError(fmt::format("'{}' is damaged", path));
  return json;
}

/// Writes a small file whole. Processes that write the same at once do no harm.
void write_object(const std::string& path, const Json& json) {
  const std::string temporary = fmt::format("{}.{}.tmp", path, ::getpid());
  OutputStream file(temporary, Compression::none);
  file.write(json.dump(2) + "\n");
  file.close();
  std::error_code failure;
  fs::rename(temporary, path, failure);
  if (failure) throw IoError(fmt::format("cannot write '{}': {}", path, failure.message()));
}

}  // namespace

Json recipe_of(const RowOptions& options) {
  Json sources = Json::array();
  for (const SourceFile& file : options.sources) sources.push_back({{"file", file.name}, {"hash", hex(hash64(file.text))}});
  Json recipe = {
      {"generator", options.generator},
      {"seed", options.seed},
      {"catalog", hex(hash64(catalog_to_json(*options.catalog)))},
      {"rules", options.rules.book ? hex(rules_hash(options.rules, options.settings, options.seed)) : "none"},
      {"tasks", weights_of(options.settings.tasks)},
      {"personas", weights_of(options.settings.personas)},
      {"weights", weights_of(options.settings.rules)},
      {"depth", options.settings.max_depth},
      {"steps", options.settings.max_steps},
      {"rejected", options.settings.rejected},
      {"level", level_names()[static_cast<std::size_t>(options.level)]},
      {"from", std::move(sources)},
      {"synthesis", options.synthesis},
      {"hold_out_actions", options.hold_out},
      {"decontaminate", options.contamination.empty() ? "none" : hex(options.contamination.hash())},
      {"near", options.near},
      {"max_tokens", options.max_tokens},
  };
  // Templates take part in what rows there are by their length alone.
  Json templates = Json::array();
  if (options.max_tokens > 0)
    for (const PromptTemplate& each : options.templates) templates.push_back({{"name", each.name}, {"hash", hex(each.hash)}});
  recipe["measured_with"] = std::move(templates);
  return recipe;
}

std::optional<Remake> remake_of(const Json& recipe, const Rules& rules, const Catalog& catalog) try {
  if (!recipe.value("synthesis", false) || recipe.value("catalog", "") != hex(hash64(catalog_to_json(catalog)))) return std::nullopt;
  const auto weights = [&](const char* key) {
    Weights result;
    for (const auto& [name, weight] : recipe.at(key).items()) result.emplace_back(name, weight.template get<double>());
    return result;
  };
  Remake remake;
  remake.settings.tasks = weights("tasks");
  remake.settings.personas = weights("personas");
  remake.settings.rules = weights("weights");
  remake.settings.max_depth = recipe.at("depth").get<std::uint32_t>();
  remake.settings.max_steps = recipe.at("steps").get<std::uint32_t>();
  remake.settings.rejected = recipe.at("rejected").get<bool>();
  remake.seed = recipe.at("seed").get<std::uint64_t>();
  if (recipe.value("rules", "") != hex(rules_hash(rules, remake.settings, remake.seed))) return std::nullopt;
  return remake;
} catch (const Json::exception&) {
  // Somebody else's manifest, or one that was changed.
  return std::nullopt;
}

RowMaker::RowMaker(RowOptions options)
    : options_(std::move(options)), recipe_(hash64(recipe_of(options_).dump())), banding_(banding_for(std::min(options_.near, 1.0))) {
  for (const auto& [task, weight] : options_.settings.tasks)
    if (weight > 0) source_tasks_.push_back(task);
  std::sort(options_.hold_out.begin(), options_.hold_out.end());
}

std::uint64_t RowMaker::tokens_with_template(const Row& row) const {
  std::uint64_t most = 0;
  for (const PromptTemplate& each : options_.templates) {
    // Examples are drawn later; each may be as long as the template lets it.
    const std::uint64_t examples = each.example_count * each.example_tokens;
    most = std::max<std::uint64_t>(most, examples + estimate_tokens(framed(each.frame, render(each, row, {}, *options_.catalog))));
  }
  return most + estimate_tokens(row.completion);
}

std::optional<Reject> RowMaker::fault(const Row& row) const {
  const auto because = [](std::string_view rule, std::string reason) { return Reject{0, std::string(rule), std::move(reason), {}, false}; };
  for (const std::string* text : {&row.instruction, &row.input, &row.completion, &row.rejected}) {
    if (const auto found = find_sensitive(*text); !found.empty()) return because("sensitive", fmt::format("{} in a row", found.front().what));
    if (const std::string_view marker = marker_in(*text); !marker.empty()) return because("markup", fmt::format("`{}` belongs to the frame of a chat", marker));
    if (const std::string_view common = options_.contamination.in(*text); !common.empty()) return because("contaminated", fmt::format("{} in evaluation data", common));
  }
  if (options_.max_tokens > 0)
    if (const std::uint64_t tokens = tokens_with_template(row); tokens > options_.max_tokens) return because("too-long", fmt::format("about {} tokens", tokens));
  return std::nullopt;
}

void RowMaker::candidate(std::uint64_t number, Chunk& chunk) const {
  const auto reject = [&](Reject each, const Row* row) {
    each.candidate = number;
    if (row && each.text.empty()) each.text = row_text(*row);
    chunk.rejects.push_back(std::move(each));
  };
  const auto accept = [&](BuiltRow entry) {
    if (auto found = fault(entry.row)) return reject(std::move(*found), found->rule == "sensitive" ? nullptr : &entry.row);
    RowKeys keys = keys_of(entry);
    keys.candidate = number;
    keys.held_out = std::any_of(entry.row.actions.begin(), entry.row.actions.end(), [&](const std::string& action) {
      return std::binary_search(options_.hold_out.begin(), options_.hold_out.end(), action);
    });
    chunk.add(std::move(entry), keys, banding_);
  };

  if (number < options_.sources.size()) {
    FromSource made = rows_from(options_.sources[number], source_tasks_, *options_.catalog, options_.seed);
    for (Reject& each : made.rejects) reject(std::move(each), nullptr);
    for (BuiltRow& entry : made.rows) {
      entry.row.index = number;
      const Verdict verdict = verify(entry.row, options_.rules, options_.level);
      if (verdict.ok) accept(std::move(entry));
      else reject({0, verdict.rule, fmt::format("{}: {}", entry.row.source, verdict.reason), {}, false}, &entry.row);
    }
    return;
  }
  auto made = corpus::make(options_.rules, options_.settings, options_.seed, number - options_.sources.size());
  if (!made) return reject({0, "nothing-to-say", "the draws lead nowhere", {}, false}, nullptr);
  const Verdict verdict = verify(*made, options_.rules, options_.level);
  // What the rules make, the rules answer for; but not for steps that each are right and do not go together.
  if (!verdict.ok) return reject({0, verdict.rule, verdict.reason, {}, verdict.rule != steps_at_odds}, &made->row);
  accept(BuiltRow{std::move(made->row), std::move(made->slots)});
}

Chunk RowMaker::make(std::uint64_t number) const {
  Chunk chunk;
  const std::uint64_t begin = number * chunk_candidates;
  const std::uint64_t end = begin + chunk_candidates;
  for (std::uint64_t i = begin; i < (options_.synthesis ? end : std::min<std::uint64_t>(end, options_.sources.size())); ++i) candidate(i, chunk);
  return chunk;
}

std::optional<Json> read_recipe(const std::string& folder) { return read_object(recipe_path(folder)); }

std::uint64_t planned_chunks(const std::string& folder) {
  const auto plan = read_object(plan_path(folder));
  return plan ? plan->value("chunks", std::uint64_t{0}) : 0;
}

void plan_chunks(const std::string& folder, std::uint64_t chunks) {
  if (planned_chunks(folder) < chunks) write_object(plan_path(folder), {{"chunks", chunks}});
}

bool mark_folder(const std::string& folder, const Json& recipe, std::string& error) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) throw IoError(fmt::format("cannot create folder '{}': {}", folder, failure.message()));
  if (const auto there = read_recipe(folder)) {
    for (const auto& [key, value] : recipe.items())
      if (const auto found = there->find(key); found == there->end() || *found != value) {
        error = fmt::format("'{}' holds the work of a build with another `{}`", folder, key);
        return false;
      }
    return true;
  }
  write_object(recipe_path(folder), recipe);
  return true;
}

void make_chunks(const RowMaker& maker, const std::string& folder, std::uint64_t chunks, Shard shard, std::size_t jobs, const Told& told) {
  std::vector<std::uint64_t> missing;
  std::uint64_t there = 0;
  for (std::uint64_t chunk = shard.index; chunk < chunks; chunk += shard.count) {
    if (chunk_exists(folder, chunk)) ++there;
    else missing.push_back(chunk);
  }
  plan_chunks(folder, chunks);
  const std::uint64_t all = there + missing.size();
  const auto make = [&](std::size_t index) {
    write_chunk(folder, missing[index], maker.recipe(), maker.make(missing[index]));
    return true;
  };
  const auto use = [&](std::size_t index, bool) { told("Making rows", std::min((there + index + 1) * chunk_candidates, all * chunk_candidates), all * chunk_candidates); };
  in_order(missing.size(), jobs, make, use);
}

}  // namespace dork::corpus
