#include "corpus/dataset/check.hpp"

#include "compiler/threads/in_order.hpp"
#include "corpus/dataset/chunk.hpp"
#include "corpus/dataset/external_sort.hpp"
#include "corpus/dataset/hash.hpp"
#include "corpus/dataset/stream.hpp"
#include "corpus/verify/skeleton.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dork::corpus {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

std::string read_text(const std::string& path) {
  InputStream in(path);
  std::string text, block(64 << 10, '\0');
  while (const std::size_t count = in.read(block.data(), block.size())) text.append(block, 0, count);
  return text;
}

std::optional<Json> manifest_of(const std::string& folder) {
  std::error_code none;
  const std::string path = folder + "/manifest.json";
  if (!fs::is_regular_file(path, none)) return std::nullopt;
  Json json = Json::parse(read_text(path), nullptr, false);
  if (!json.is_object() || !json.contains("files") || !json["files"].is_array()) return std::nullopt;
  return json;
}

bool is_companion(const fs::path& relative) {
  const std::string name = relative.filename().string();
  return name == "manifest.json" || name == "statistics.json" || name == "dataset_info.json" || name == "recipe.json" || *relative.begin() == "provenance" || *relative.begin() == "templates";
}

/// The keys of a row, as one text.
std::string keys_of_row(const Json& row) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : row.items()) keys.push_back(fmt::format("`{}`", key));
  return fmt::format("{}", fmt::join(keys, ", "));
}

struct SplitKey {
  std::uint64_t skeleton = 0;
  std::uint64_t split = 0;
  Place place;
  friend auto operator<=>(const SplitKey&, const SplitKey&) = default;
};

class Checker {
 public:
  Checker(const std::string& path, const CheckSettings& settings, const std::function<void(const DatasetFinding&)>& find, const Told& told)
      : path_(path), settings_(settings), find_(find), told_(told), by_shape_(settings.scratch), banding_(banding_for(std::min(settings.near, 1.0))) {}

  CheckFigures run() {
    facts_.catalog = settings_.catalog;
    facts_.rules = settings_.rules;
    facts_.level = settings_.level;
    std::error_code none;
    const bool folder = fs::is_directory(path_, none);
    if (folder) read_folder();
    const std::vector<CheckedFile> files = files_of(path_);
    if (files.empty()) throw IoError(fmt::format("'{}' holds no data: files of the kinds .jsonl, .json and .csv, plain or with .gz or .zst", path_));
    for (const CheckedFile& file : files) check_file(file);
    flush_chunk();
    if (manifest_) compare_manifest();
    compare_rows();
    compare_splits();
    figures_.files = files.size();
    return figures_;
  }

 private:
  void find(const std::string& file, std::uint64_t line, Diagnostic diagnostic) {
    ++figures_.found[diagnostic.code];
    find_({file, line, std::move(diagnostic)});
  }

  template <typename... Arguments>
  static Diagnostic diagnostic(Code code, const Arguments&... arguments) {
    return {code, rule(code).severity, {}, fmt::format(fmt::runtime(rule(code).message), arguments...), {}, {}, std::nullopt};
  }

  /// What the folder says of itself.
  void read_folder() {
    manifest_ = manifest_of(path_);
    if (!manifest_) return;
    const Json& manifest = *manifest_;
    if (const auto recipe = manifest.find("recipe"); recipe != manifest.end() && recipe->is_object()) {
      facts_.remake = remake_of(*recipe, *settings_.rules, *settings_.catalog);
      if (const auto held = recipe->find("hold_out_actions"); held != recipe->end() && held->is_array())
        for (const Json& each : *held)
          if (each.is_string()) facts_.held_out.push_back(each.get<std::string>());
      std::sort(facts_.held_out.begin(), facts_.held_out.end());
    }
    const auto dataset = manifest.find("dataset");
    if (dataset == manifest.end() || !dataset->is_object()) return;
    facts_.special_tokens = dataset->value("special_tokens", false);
    const auto templates = dataset->find("templates");
    if (templates == dataset->end() || !templates->is_array()) return;
    for (const Json& each : *templates) {
      if (!each.is_object()) continue;
      const std::string name = each.value("name", ""), file = fmt::format("{}/templates/{}.toml", path_, name);
      std::error_code none;
      if (name.empty() || name.find('/') != std::string::npos || !fs::is_regular_file(file, none)) continue;
      Diagnostics ignored;
      auto read = read_template(read_text(file), name, ignored);
      if (!read) continue;
      // The markup may have been another one than the file's.
      if (const Frame* frame = find_frame(each.value("frame", ""))) read->frame = *frame;
      facts_.templates.emplace(name, std::move(*read));
    }
  }

  void check_file(const CheckedFile& file) {
    constexpr std::size_t rows_at_once = 1024, rows_a_task = 16, first_rows = 200;
    RowReader reader(file.path);
    std::optional<LineReader> beside;
    if (!file.provenance.empty()) beside.emplace(file.provenance);
    std::string keys;
    const Format* format = nullptr;
    bool more = true;
    std::uint64_t in_file = 0;
    facts_.frames.clear();
    framed_.clear();
    while (more) {
      std::vector<RowToJudge> rows;
      std::vector<std::vector<Diagnostic>> before;   // of the file's form, which needs the rows in order
      while (rows.size() < rows_at_once) {
        RowToJudge row;
        row.file = file.shown;
        row.split = file.split;
        if (!(more = reader.next(row.raw))) break;
        std::vector<Diagnostic> found;
        if (row.raw.fault.empty()) {
          row.format = format_of(row.raw.json, reader.kind());
          const std::string own = keys_of_row(row.raw.json);
          if (keys.empty()) keys = own, format = row.format;
          else if (own != keys) found.push_back(diagnostic(Code::unequal_keys, own, keys));
          else if (row.format != format) found.push_back(diagnostic(Code::unequal_types, row.raw.json.begin().key(), "of another kind", "what it is in the rows before"));
          if (const auto split = row.raw.json.find("split"); split != row.raw.json.end() && split->is_string()) row.split = split_of_word(*split, file.split, found);
        }
        if (beside) {
          std::string_view line;
          if (beside->next(line)) row.provenance = line;
          else found.push_back(diagnostic(Code::changed_dataset, fmt::format("'{}' has no line for this row", fs::path(file.provenance).filename().string())));
        }
        if (row.format && row.format->framed && in_file < first_rows) note_frame(row);
        ++in_file;
        before.push_back(std::move(found));
        rows.push_back(std::move(row));
      }
      const std::size_t tasks = (rows.size() + rows_a_task - 1) / rows_a_task;
      const auto make = [&](std::size_t task) {
        std::vector<Judgement> judgements;
        for (std::size_t i = task * rows_a_task; i < std::min(rows.size(), (task + 1) * rows_a_task); ++i) judgements.push_back(judge(rows[i], facts_));
        return judgements;
      };
      const auto use = [&](std::size_t task, std::vector<Judgement> judgements) {
        for (std::size_t i = 0; i < judgements.size(); ++i) take(rows[task * rows_a_task + i], std::move(before[task * rows_a_task + i]), std::move(judgements[i]));
      };
      in_order(tasks, settings_.jobs, make, use);
    }
    if (beside) {
      std::string_view line;
      if (beside->next(line)) find(file.shown, 0, diagnostic(Code::changed_dataset, fmt::format("'{}' has more lines than there are rows", fs::path(file.provenance).filename().string())));
    }
    rows_of_file_[file.shown] = in_file;
    told_("Checking rows", figures_.rows, std::max(figures_.rows, wanted_rows()));
  }


  std::uint64_t wanted_rows() const {
    if (!manifest_ || !manifest_->contains("counts") || !(*manifest_)["counts"].is_object()) return figures_.rows;
    const auto rows = (*manifest_)["counts"].find("rows");
    return rows != (*manifest_)["counts"].end() && rows->is_number_unsigned() ? rows->get<std::uint64_t>() : figures_.rows;
  }

  /// The frames of a file are those that a twentieth of its first rows have: fewer are faults.
  void note_frame(const RowToJudge& row) {
    for (const auto& [key, value] : row.raw.json.items())
      if ((key == "prompt" || key == "text") && value.is_string()) {
        const Frame* frame = frame_of(value.get_ref<const std::string&>());
        ++framed_[frame ? frame : find_frame("plain")];
      }
    std::uint64_t all = 0;
    for (const auto& [frame, count] : framed_) all += count;
    facts_.frames.clear();
    for (const auto& [frame, count] : framed_)
      if (count * 20 >= all) facts_.frames.insert(frame);
  }

  static Split split_of_word(const std::string& word, Split otherwise, std::vector<Diagnostic>& found) {
    if (word == "train") return Split::train;
    if (word == "evaluation" || word == "validation") return Split::validation;
    if (word == "test") return Split::test;
    found.push_back(diagnostic(Code::unequal_types, "split", fmt::format("`{}`", word), "`train`, `evaluation` or `test`"));
    return otherwise;
  }

  void take(const RowToJudge& row, std::vector<Diagnostic> before, Judgement judgement) {
    ++figures_.rows;
    figures_.remade += judgement.remade;
    figures_.judged += judgement.judged;
    before.insert(before.end(), std::make_move_iterator(judgement.found.begin()), std::make_move_iterator(judgement.found.end()));
    const bool faulty = std::any_of(before.begin(), before.end(), [](const Diagnostic& each) { return each.severity == Severity::error; });
    figures_.faulty += faulty;
    for (Diagnostic& each : before) find(row.file, row.raw.line, std::move(each));
    if (figures_.rows % 256 == 0) told_("Checking rows", figures_.rows, std::max(figures_.rows, wanted_rows()));
    if (!judgement.comparable) return;
    BuiltRow built = std::move(judgement.row);
    built.row.source = row.file;
    built.row.index = row.raw.line;
    RowKeys keys = keys_of({built.row, {}});
    keys.split = static_cast<std::uint16_t>(row.split);
    const Place place = Place::of(chunks_, chunk_.rows.size());
    if (!built.row.skeleton.empty()) by_shape_.add({keys.skeleton, static_cast<std::uint64_t>(row.split), place});
    chunk_.add(std::move(built), keys, banding_);
    if (chunk_.rows.size() == chunk_candidates) flush_chunk();
  }

  void flush_chunk() {
    if (chunk_.rows.empty()) return;
    write_chunk(settings_.scratch, chunks_++, recipe, chunk_);
    chunk_ = {};
  }

  /// A row by its place, for messages.
  struct Stands {
    std::string file;
    std::uint64_t line;
    Split split;
    std::string told() const { return fmt::format("{}:{}", file, line); }
  };

  Stands stands(Place place) {
    auto& slot = cache_[place.chunk() % cache_.size()];
    if (!slot || slot->chunk != place.chunk()) slot.emplace(Cached{place.chunk(), read_rows(settings_.scratch, place.chunk()), read_keys(settings_.scratch, place.chunk(), recipe).keys});
    const Row& row = slot->rows[place.position()].row;
    return {row.source, row.index, static_cast<Split>(slot->keys[place.position()].split)};
  }

  void compare_rows() {
    if (chunks_ == 0) return;
    Selection selection = select_rows({.folder = settings_.scratch, .recipe = recipe, .chunks = chunks_, .rows = 0, .per_shape = 0, .near = settings_.near, .banding = banding_, .preference = false}, told_);
    selection.drops.rewind();
    for (Drop drop; selection.drops.next(drop);) {
      const Stands here = stands(drop.place), there = stands(drop.witness);
      const Code code = drop.reason == static_cast<std::uint64_t>(Dropped::duplicate)       ? Code::duplicate_row
                        : drop.reason == static_cast<std::uint64_t>(Dropped::contradiction) ? Code::contradiction
                                                                                            : Code::near_duplicate;
      Diagnostic found = diagnostic(code, there.told());
      if (here.split != there.split) {
        found.severity = Severity::error;
        found.help = fmt::format("one is in the {} split, the other in {}", split_name(there.split), split_name(here.split));
      }
      figures_.faulty += found.severity == Severity::error;
      find(here.file, here.line, std::move(found));
    }
  }

  /// Shapes that stand in two splits: told once for each shape and split.
  void compare_splits() {
    by_shape_.sort();
    std::uint64_t shape = 0;
    bool any = false;
    std::array<std::optional<Place>, 3> first;
    const auto tell = [&] {
      std::optional<std::size_t> base;
      for (std::size_t split = 0; split < first.size(); ++split) {
        if (!first[split]) continue;
        if (!base) {
          base = split;
          continue;
        }
        const Stands here = stands(*first[split]), there = stands(*first[*base]);
        find(here.file, here.line, diagnostic(Code::leaked_shape, split_name(there.split), there.told()));
        ++figures_.faulty;
      }
      first = {};
    };
    for (SplitKey key; by_shape_.next(key); any = true) {
      if (any && key.skeleton != shape) tell();
      shape = key.skeleton;
      if (!first[key.split]) first[key.split] = key.place;
    }
    tell();
  }

  /// Whether the files are those that the manifest speaks of.
  void compare_manifest() {
    for (const Json& each : (*manifest_)["files"]) {
      if (!each.is_object() || !each.contains("path") || !each["path"].is_string()) continue;
      const std::string name = each["path"].get<std::string>(), path = path_ + "/" + name;
      std::error_code none;
      if (name.find("..") != std::string::npos) continue;
      if (!fs::is_regular_file(path, none)) {
        find("manifest.json", 0, diagnostic(Code::changed_dataset, fmt::format("'{}' is not there", name)));
        continue;
      }
      OutputStream hash("/dev/null", Compression::none);
      InputStream in(path);
      std::string block(256 << 10, '\0');
      while (const std::size_t count = in.read(block.data(), block.size())) hash.write(std::string_view(block).substr(0, count));
      if (hex(hash.hash()) != each.value("xxh3", "")) find(name, 0, diagnostic(Code::changed_dataset, "its bytes are not those that the manifest speaks of"));
      if (const auto rows = rows_of_file_.find(name); rows != rows_of_file_.end() && each.contains("rows") && each["rows"] != rows->second)
        find(name, 0, diagnostic(Code::changed_dataset, fmt::format("it has {} rows, and the manifest speaks of {}", rows->second, each["rows"].dump())));
    }
  }

  static constexpr std::uint64_t recipe = 0;
  struct Cached {
    std::uint64_t chunk;
    std::vector<BuiltRow> rows;
    std::vector<RowKeys> keys;
  };

  const std::string& path_;
  const CheckSettings& settings_;
  const std::function<void(const DatasetFinding&)>& find_;
  const Told& told_;
  DatasetFacts facts_;
  std::optional<Json> manifest_;
  CheckFigures figures_;
  std::map<std::string, std::uint64_t> rows_of_file_;
  std::map<const Frame*, std::uint64_t> framed_;
  ExternalSorter<SplitKey> by_shape_;
  Banding banding_;
  Chunk chunk_;
  std::uint64_t chunks_ = 0;
  std::array<std::optional<Cached>, 16> cache_;
};

}  // namespace

Split split_of_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  constexpr std::pair<std::string_view, Split> words[] = {{"train", Split::train},      {"training", Split::train}, {"validation", Split::validation}, {"valid", Split::validation},
                                                          {"val", Split::validation},   {"dev", Split::validation}, {"test", Split::test},             {"testing", Split::test},
                                                          {"eval", Split::validation}, {"evaluation", Split::validation}};
  std::string word;
  std::optional<Split> found;
  for (std::size_t i = 0; i <= name.size(); ++i) {
    const char c = i < name.size() ? name[i] : '.';
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (small >= 'a' && small <= 'z') {
      word += small;
      continue;
    }
    for (const auto& [known, split] : words)
      if (word == known && !found) found = split;
    word.clear();
  }
  return found.value_or(Split::train);
}

std::vector<CheckedFile> files_of(const std::string& path) {
  std::error_code none;
  std::vector<CheckedFile> files;
  const auto add = [&](const std::string& file, const std::string& shown) { files.push_back({file, shown, split_of_name(shown), {}}); };
  if (!fs::is_directory(path, none)) {
    if (fs::exists(path, none) || path == "-") add(path, path);
    else throw IoError(fmt::format("cannot read '{}': there is no such file or folder", path));
    return files;
  }
  const auto manifest = manifest_of(path);
  std::vector<std::string> names;
  for (fs::recursive_directory_iterator entry(path, none), end; !none && entry != end; entry.increment(none)) {
    if (!entry->is_regular_file(none)) continue;
    const fs::path relative = entry->path().lexically_relative(path);
    if (is_data_file(relative.string()) && !is_companion(relative)) names.push_back(relative.string());
  }
  // Training first, as the manifest has it: what is found in two splits is told of the later one.
  std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) { return std::pair(split_of_name(a), a) < std::pair(split_of_name(b), b); });
  for (const std::string& name : names) {
    add(path + "/" + name, name);
    if (!manifest) continue;
    const std::string base = fs::path(name).filename().string();
    const std::string stem = path + "/provenance/" + base.substr(0, base.find('.')) + ".jsonl";
    for (const std::string_view end : {"", ".gz", ".zst"})
      if (const std::string beside = stem + std::string(end); fs::is_regular_file(beside, none)) files.back().provenance = beside;
  }
  return files;
}

CheckFigures check_dataset(const std::string& path, const CheckSettings& settings, const std::function<void(const DatasetFinding&)>& find, const Told& told) {
  return Checker(path, settings, find, told).run();
}

}  // namespace dork::corpus
