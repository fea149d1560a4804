#include "corpus/dataset/assemble.hpp"

#include "corpus/dataset/hash.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

namespace dork::corpus {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

[[noreturn]] void fail(std::string_view verb, const std::string& path, const std::error_code& error) {
  throw IoError(fmt::format("cannot {} '{}': {}", verb, path, error.message()));
}

std::string without_slash(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

/// A folder beside the target that becomes it, or goes.
class Staging {
 public:
  explicit Staging(const std::string& target) : target_(without_slash(target)), path_(fmt::format("{}.{}.tmp", target_, ::getpid())) {
    std::error_code error;
    fs::remove_all(path_, error);
    fs::create_directories(path_, error);
    if (error) fail("create", path_, error);
  }
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  ~Staging() {
    std::error_code none;
    if (!placed_) fs::remove_all(path_, none);
  }

  const std::string& path() const { return path_; }

  void place() {
    std::error_code error;
    const std::string old = fmt::format("{}.{}.old", target_, ::getpid());
    const bool replaces = fs::exists(target_, error);
    if (replaces) fs::rename(target_, old, error);
    if (error) fail("replace", target_, error);
    fs::rename(path_, target_, error);
    if (error) fail("write", target_, error);
    placed_ = true;
    if (replaces) fs::remove_all(old, error);
  }

 private:
  std::string target_, path_;
  bool placed_ = false;
};

Json reject_json(const Reject& reject) {
  Json row = Json::parse(reject.text, nullptr, false);
  return {{"candidate", reject.candidate}, {"rule", reject.rule}, {"reason", reject.reason}, {"row", row.is_object() ? std::move(row) : Json(reject.text)}};
}

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n'; }

/// Counts the rejects of the chunks up to a candidate and writes them to a file where one is wanted.
class Rejects {
 public:
  Rejects(const AssembleOptions& options, std::uint64_t last) : options_(options), last_(last) {
    if (options.rejects.empty()) return;
    temporary_ = fmt::format("{}.{}.tmp", options.rejects, ::getpid());
    file_.emplace(temporary_, Compression::none);
  }
  Rejects(const Rejects&) = delete;
  Rejects& operator=(const Rejects&) = delete;
  ~Rejects() {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
  }

  void count(BuildFigures& figures, Selection& selection) {
    selection.drops.rewind();
    Drop drop;
    bool more = selection.drops.next(drop);
    for (std::uint64_t chunk = 0; chunk < options_.chunks; ++chunk) {
      for (const Reject& reject : read_rejects(options_.work, chunk)) {
        if (reject.own) ++figures.own_failures[reject.rule];
        if (reject.candidate > last_) continue;
        ++figures.rejects[reject.rule];
        if (file_) file_->write(dumped(reject_json(reject)));
      }
      std::vector<BuiltRow> own;
      for (; more && drop.place.chunk() == chunk; more = selection.drops.next(drop)) {
        ++figures.rejects[std::string(dropped_names[drop.reason])];
        if (!file_) continue;
        if (own.empty()) own = read_rows(options_.work, chunk);
        file_->write(dumped(drop_json(drop, own[drop.place.position()].row)));
      }
    }
  }

  void place() {
    if (!file_) return;
    file_->close();
    std::error_code error;
    fs::rename(temporary_, options_.rejects, error);
    if (error) fail("write", options_.rejects, error);
    temporary_.clear();
  }

 private:
  Json drop_json(const Drop& drop, const Row& row) {
    if (witness_chunk_ != drop.witness.chunk() || witnesses_.empty()) {
      witness_chunk_ = drop.witness.chunk();
      witnesses_ = read_rows(options_.work, witness_chunk_);
    }
    const Row& witness = witnesses_[drop.witness.position()].row;
    return {{"rule", dropped_names[drop.reason]},
            {"reason", fmt::format("row {} is there", hex(row_id(witness)))},
            {"row", {{"task", row.task}, {"instruction", row.instruction}, {"input", row.input}, {"completion", row.completion}, {"source", row.source}, {"index", row.index}}}};
  }

  const AssembleOptions& options_;
  std::uint64_t last_;
  std::string temporary_;
  std::optional<OutputStream> file_;
  std::uint64_t witness_chunk_ = 0;
  std::vector<BuiltRow> witnesses_;
};

}  // namespace

std::string target_fault(const std::string& target, bool replace) {
  std::error_code none;
  const std::string path = without_slash(target);
  if (!fs::exists(path, none)) return {};
  if (!fs::is_directory(path, none)) return fmt::format("'{}' is no folder", path);
  if (fs::is_empty(path, none)) return {};
  if (!fs::exists(path + "/manifest.json", none)) return fmt::format("'{}' holds something that is no data set", path);
  return replace ? std::string() : fmt::format("'{}' holds a data set already; --force replaces it", path);
}

Assembled assemble(const AssembleOptions& options, const Told& told) {
  const double near = options.recipe.value("near", 2.0);
  Selection selection = select_rows({.folder = options.work,
                                     .recipe = hash64(options.recipe.dump()),
                                     .chunks = options.chunks,
                                     .rows = options.dataset.rows,
                                     .per_shape = options.dataset.per_shape,
                                     .near = near,
                                     .banding = banding_for(std::min(near, 1.0)),
                                     .preference = options.dataset.format->preference},
                                    told);
  Assembled result;
  result.rows = selection.kept.size();
  result.enough = options.dataset.rows == 0 || result.rows >= options.dataset.rows;
  if (!result.enough) return result;

  // What came after the last row taken has no part in the figures: they follow from the rows.
  std::uint64_t last = ~std::uint64_t{0};
  if (options.dataset.rows > 0) {
    selection.kept.rewind();
    for (Kept row; selection.kept.next(row);) last = row.keys.candidate;
  }
  BuildFigures& figures = result.figures;
  figures.recipe = options.recipe;
  const bool synthesis = options.recipe.value("synthesis", true);
  figures.candidates = last != ~std::uint64_t{0} ? last + 1 : synthesis ? options.chunks * chunk_candidates : options.recipe["from"].size();
  Rejects rejects(options, last);
  rejects.count(figures, selection);

  Splits splits = split_rows(selection, options.dataset.split, options.work);
  figures.rows = splits.sizes;
  figures.shapes = splits.shapes;
  figures.groups = splits.groups;
  figures.largest_group = splits.largest_group;

  Staging staging(options.target);
  result.written = write_rows(splits, options.dataset, options.work, staging.path(), options.jobs, told);
  write_companions(options.dataset, result.written, figures, staging.path());
  rejects.place();
  staging.place();
  return result;
}

std::optional<std::uint64_t> gather_chunks(const std::vector<std::string>& folders, const std::string& into, std::string& error) {
  std::optional<Json> recipe;
  for (const std::string& folder : folders) {
    const auto own = read_recipe(folder);
    if (!own) return error = fmt::format("'{}' is no work folder of a build", folder), std::nullopt;
    if (recipe && *recipe != *own) return error = fmt::format("'{}' and '{}' are parts of different builds", folders.front(), folder), std::nullopt;
    recipe = own;
  }
  if (!mark_folder(into, *recipe, error)) return std::nullopt;
  std::uint64_t chunks = 0;
  for (const std::string& folder : folders) chunks = std::max(chunks, planned_chunks(folder));
  plan_chunks(into, chunks);
  for (std::uint64_t next = 0; next < chunks; ++next) {
    const auto holder = std::find_if(folders.begin(), folders.end(), [&](const std::string& folder) { return chunk_exists(folder, next); });
    if (holder == folders.end()) return error = fmt::format("chunk {} of {} is missing: a part of the build is not there, or not done", next, chunks), std::nullopt;
    if (chunk_exists(into, next)) continue;
    std::error_code failure;
    const std::string from = chunk_path(*holder, next), to = chunk_path(into, next);
    fs::create_directories(fs::path(to).parent_path(), failure);
    fs::create_hard_link(from, to, failure);
    if (!failure) continue;
    fs::copy_file(from, to, failure);
    if (failure) fail("write", to, failure);
  }
  return chunks;
}

}  // namespace dork::corpus
