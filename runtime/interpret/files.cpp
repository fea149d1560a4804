// Cloud storage blocks, on the tenant's files.
#include "runtime/interpret/blocks.hpp"
#include "runtime/interpret/coerce.hpp"
#include "runtime/interpret/formats.hpp"
#include "runtime/value/text.hpp"

#include <fmt/format.h>

namespace dork::runtime::blocks {
namespace {

/// Inputs of adapters that stand in front of a path, in this order.
constexpr std::string_view containers[] = {"bucket", "container_name", "site_id", "drive_id"};

std::string joined_path(std::string_view folder, std::string_view path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  return folder.empty() ? std::string(path) : fmt::format("{}/{}", folder, path);
}

/// Where a file is: the adapter, and the path with what the adapter has in front of it.
struct Location {
  std::string adapter, path;
  std::string folder;   ///< what of the path the adapter has in front
};

/// Reads a block's adapter and path. False, with the step failed, where it names none or a fault is due.
bool locate(Machine& machine, const Block& block, std::string_view field, std::string_view action, Location& location, Step& step) {
  location.adapter = machine.text(block, "datasourcetype", step);
  for (const std::string_view container : containers)
    if (const std::string name = machine.text(block, container, step); !name.empty()) location.folder = joined_path(location.folder, name);
  const std::string path = machine.text(block, field, step);
  if (location.adapter.empty() || (path.empty() && action != "file.list")) {
    step.failure = Failure{.message = location.adapter.empty() ? std::string("it names no storage") : fmt::format("its `{}` is empty", field)};
    return false;
  }
  location.path = joined_path(location.folder, path);
  if (auto fault = machine.tenant().fault(action, block.name)) {
    take(machine, block, std::move(*fault), step);
    return !step.failure;
  }
  return true;
}

void missing(const Location& location, Step& step) {
  step.failure = Failure{.message = fmt::format("there is no file '{}' in {}", location.path, location.adapter), .status = 404};
}

Value file_info(const Location& location, std::size_t size) {
  const std::size_t slash = location.path.rfind('/');
  return Object{{"name", Value(location.path.substr(slash == std::string::npos ? 0 : slash + 1))},
                {"path", Value(location.path)},
                {"size", Value(static_cast<std::int64_t>(size))}};
}

/// The open file that a block's input names. Null, with the step failed, where there is none.
FileHandle* opened(Machine& machine, const Block& block, std::string_view action, Step& step) {
  FileHandle* file = block.target == Block::none ? nullptr : machine.file(block.target);
  if (!file) {
    step.failure = Failure{.message = block.target == Block::none ? std::string("it names no file")
                                                                  : fmt::format("`{}` has opened no file", machine.block(block.target).name)};
    return nullptr;
  }
  machine.show("file", Value(file->path));
  if (auto fault = machine.tenant().fault(action, block.name)) {
    take(machine, block, std::move(*fault), step);
    if (step.failure) return nullptr;
  }
  return file;
}

/// How a block says that its file is read or written. False, with the step failed, where it says nothing known.
bool format_of(Machine& machine, const Block& block, const FileHandle& file, FileFormat& format, Step& step) {
  const std::string mode = machine.text(block, "mode", step);
  format.mode = mode == "csv" ? FileMode::csv : mode == "json" ? FileMode::json : mode == "raw" ? FileMode::raw : mode_by_name(file.path);
  std::string delimiter = machine.text(block, "delimiter", step);
  if (delimiter == "\\t" || delimiter == "tab" || (delimiter.empty() && file.path.ends_with(".tsv"))) delimiter = "\t";
  if (delimiter.size() > 1) {
    step.failure = Failure{.message = fmt::format("a delimiter is one character, not '{}'", delimiter)};
    return false;
  }
  if (!delimiter.empty()) format.delimiter = delimiter.front();
  format.headers = machine.text(block, "csv_headers", step) != "no";
  format.columns = machine.text(block, "csv_columns", step);
  format.encoding = machine.text(block, "file_encoding", step);
  return true;
}

bool over_http(const Location& location) { return location.adapter == "HTTP"; }

/// The text of a file that is fetched from the web.
std::optional<std::string> fetched(Machine& machine, const Block& block, const Location& location, Step& step) {
  WebRequest request{.block = block.name, .method = "GET", .url = location.path, .params = machine.input(block, "params", step),
                     .headers = machine.input(block, "headers", step), .encoding = {}};
  take(machine, block, machine.tenant().web(request, machine.environment()), step);
  if (step.failure) return std::nullopt;
  return to_text(std::exchange(step.output, {}));
}

}  // namespace

void open_file(Machine& machine, const Block& block, Step& step) {
  Location location;
  if (!locate(machine, block, "path", "file.open", location, step)) return;
  auto content = over_http(location) ? fetched(machine, block, location, step) : machine.tenant().read_file(location.adapter, location.path);
  if (!content) {
    if (!step.failure) missing(location, step);
    return;
  }
  step.output = file_info(location, content->size());
  machine.open_file(machine.index(block)) = {.adapter = location.adapter, .path = location.path, .content = Value(std::move(*content))};
}

void create_file(Machine& machine, const Block& block, Step& step) {
  Location location;
  if (!locate(machine, block, "path", "file.create", location, step)) return;
  step.output = file_info(location, 0);
  machine.open_file(machine.index(block)) = {.adapter = location.adapter, .path = location.path, .content = "", .writing = true};
}

void copy_file(Machine& machine, const Block& block, Step& step) {
  Location location;
  if (!locate(machine, block, "path", "file.copy", location, step)) return;
  const FileHandle* source = block.target == Block::none ? nullptr : machine.file(block.target);
  if (!source) {
    step.failure = Failure{.message = "the block that it copies from has opened no file"};
    return;
  }
  const std::string& content = source->content.text();
  if (!machine.tenant().write_file(location.adapter, location.path, content, machine.environment()))
    step.failure = Failure{.message = fmt::format("'{}' cannot be written in {}", location.path, location.adapter)};
  step.output = file_info(location, content.size());
}

void read_data_from_file(Machine& machine, const Block& block, Step& step) {
  const FileHandle* file = opened(machine, block, "file.read", step);
  FileFormat format;
  if (!file || !format_of(machine, block, *file, format, step)) return;
  std::string error;
  auto records = read_records(file->content.text(), format, error);
  if (!records) {
    step.failure = Failure{.message = fmt::format("'{}' cannot be read: {}", file->path, error)};
    return;
  }
  if (machine.spend(records->size() / 16, step)) give_list(block, std::move(*records), step);
}

void write_line_to_file(Machine& machine, const Block& block, Step& step) {
  FileHandle* file = opened(machine, block, "file.write", step);
  FileFormat format;
  if (!file || !format_of(machine, block, *file, format, step)) return;
  const Value data = machine.input(block, "data", step);
  std::string error;
  const auto line = from_utf8(written_record(data, format, file->lines == 0), format.encoding, error);
  if (!line) {
    step.failure = Failure{.message = std::move(error)};
    return;
  }
  const std::size_t most = machine.options().limits.value_bytes;
  if (file->content.text().size() + line->size() > most) {
    step.failure = limit_failure(fmt::format("the file '{}' has more than {} bytes", file->path, most), "a loop may write to it without end");
    return;
  }
  file->content.append(*line);
  ++file->lines;
}

void close_file(Machine& machine, const Block& block, Step& step) {
  FileHandle* file = opened(machine, block, "file.close", step);
  if (!file) return;
  const Location location{file->adapter, file->path, {}};
  if (!file->writing) {
    step.failure = Failure{.message = fmt::format("'{}' is saved already", file->path)};
    return;
  }
  file->writing = false;
  if (!machine.tenant().write_file(location.adapter, location.path, file->content.text(), machine.environment()))
    step.failure = Failure{.message = fmt::format("'{}' cannot be written in {}", location.path, location.adapter)};
  step.output = file_info(location, file->content.text().size());
}

void delete_file(Machine& machine, const Block& block, Step& step) {
  Location location;
  if (locate(machine, block, "path", "file.delete", location, step) && !machine.tenant().delete_file(location.adapter, location.path))
    missing(location, step);
}

void move_file(Machine& machine, const Block& block, Step& step) {
  Location from;
  if (!locate(machine, block, "origin", "file.move", from, step)) return;
  const Location to{from.adapter, joined_path(from.folder, machine.text(block, "destination", step)), from.folder};
  auto content = machine.tenant().read_file(from.adapter, from.path);
  if (!content) return missing(from, step);
  step.output = file_info(to, content->size());
  if (!machine.tenant().write_file(to.adapter, to.path, std::move(*content), machine.environment()))
    step.failure = Failure{.message = fmt::format("'{}' cannot be written in {}", to.path, to.adapter)};
  else machine.tenant().delete_file(from.adapter, from.path);
}

void check_file_exists(Machine& machine, const Block& block, Step& step) {
  Location location;
  if (locate(machine, block, "path", "file.exists", location, step))
    step.output = machine.tenant().read_file(location.adapter, location.path).has_value();
}

void list_files(Machine& machine, const Block& block, Step& step) {
  Location location;
  if (locate(machine, block, "path", "file.list", location, step))
    give_list(block, machine.tenant().list_files(location.adapter, location.path), step);
}

}  // namespace dork::runtime::blocks
