#include "corpus/dataset/read.hpp"

#include "compiler/compile.hpp"
#include "compiler/decompile.hpp"
#include "corpus/dataset/stream.hpp"

#include <csv.h>

#include <algorithm>
#include <deque>
#include <fmt/format.h>
#include <optional>
#include <variant>

#if __has_include(<utf8.h>)
#include <utf8.h>
#else
#include <utf8cpp/utf8.h>
#endif

namespace dork::corpus {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view without_compression(std::string_view name) {
  for (const std::string_view end : {".gz", ".zst"})
    if (name.ends_with(end)) name.remove_suffix(end.size());
  return name;
}

void parse_object(std::string_view text, RawRow& row) {
  row.source = text;
  if (text.find('\0') != std::string_view::npos) {
    row.fault = "a NUL byte";
    return;
  }
  // Deep nesting would exhaust the stack before the parser is done.
  constexpr std::size_t deepest = 200;
  std::size_t depth = 0, most = 0;
  for (const char c : text) {
    if (c == '{' || c == '[') most = std::max(most, ++depth);
    if ((c == '}' || c == ']') && depth > 0) --depth;
  }
  if (most > deepest && !Json::accept(text)) {
    row.fault = "this is no JSON";
    return;
  }
  try {
    row.json = Json::parse(text);
  } catch (const Json::parse_error& error) {
    std::string message = error.what();
    if (const std::size_t at = message.find("column"); at != std::string::npos) message = message.substr(at);
    row.fault = fmt::format("this is no JSON: {}", message);
    return;
  }
  if (!row.json.is_object()) row.fault = "a row is a JSON object";
}

/// JSON lines.
class Lines {
 public:
  explicit Lines(const std::string& path) : lines_(path) {}

  bool next(RawRow& row) {
    std::string_view line;
    if (!lines_.next(line)) return false;
    row.line = lines_.number();
    if (row.line == 1 && line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
    if (line.ends_with('\r')) row.fault = "the line ends with a carriage return";
    else if (line.empty()) row.fault = "an empty line";
    else parse_object(line, row);
    if (!row.fault.empty() && row.source.empty()) row.source = line;
    return true;
  }

 private:
  LineReader lines_;
};

/// The elements of one JSON list.
class List {
 public:
  explicit List(const std::string& path) : path_(path), stream_(path) {}

  bool next(RawRow& row) {
    if (ended_) return false;
    std::string element;
    int depth = 0;
    bool in_text = false, escaped = false, any = false;
    for (char c = 0; get(c);) {
      if (!began_) {
        if (c == '[') began_ = true;
        continue;
      }
      if (depth == 0 && (c == ' ' || c == '\n' || c == '\r' || c == '\t')) continue;
      if (depth == 0 && !in_text && (c == ',' || c == ']')) {
        ended_ = c == ']';
        if (any) return parse_object(element, row), true;
        if (ended_) return false;
        continue;
      }
      if (!any) row.line = line_;
      any = true;
      element += c;
      if (element.size() > LineReader::longest) throw IoError(fmt::format("'{}': the row in line {} has more than {} bytes", path_, row.line, LineReader::longest));
      if (escaped) escaped = false;
      else if (in_text && c == '\\') escaped = true;
      else if (c == '"') in_text = !in_text;
      else if (!in_text && (c == '{' || c == '[')) ++depth;
      else if (!in_text && (c == '}' || c == ']')) --depth;
    }
    ended_ = true;
    row.source = element;
    row.line = line_;
    row.fault = "the list is never closed";
    return true;
  }

 private:
  bool get(char& c) {
    if (at_ == size_) {
      buffer_.resize(64 << 10);
      size_ = stream_.read(buffer_.data(), buffer_.size());
      at_ = 0;
      if (size_ == 0) return false;
    }
    c = buffer_[at_++];
    line_ += c == '\n';
    return true;
  }

  std::string path_;
  InputStream stream_;
  std::string buffer_;
  std::size_t at_ = 0, size_ = 0;
  std::uint64_t line_ = 1;
  bool began_ = false, ended_ = false;
};

/// RFC 4180.
class Csv {
 public:
  explicit Csv(const std::string& path) : lines_(path) {
    csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI);
    // Blanks belong to a field.
    csv_set_space_func(&parser_, [](unsigned char) { return 0; });
  }
  Csv(const Csv&) = delete;
  Csv& operator=(const Csv&) = delete;
  ~Csv() { csv_free(&parser_); }

  bool next(RawRow& row) {
    for (;;) {
      std::vector<std::string> fields;
      std::uint64_t line = 0;
      std::string source, fault;
      if (!record(fields, line, source, fault)) return false;
      if (header_.empty() && fault.empty()) {
        header_ = std::move(fields);
        if (header_.front().starts_with(byte_order_mark)) header_.front().erase(0, byte_order_mark.size());
        continue;
      }
      row.line = line;
      row.source = std::move(source);
      row.fault = std::move(fault);
      if (row.fault.empty() && fields.size() != header_.size()) row.fault = fmt::format("{} fields, and the header has {}", fields.size(), header_.size());
      for (const std::string& field : fields)
        if (row.fault.empty() && utf8::find_invalid(field.begin(), field.end()) != field.end()) row.fault = "this is not UTF-8";
      if (row.fault.empty()) {
        row.json = Json::object();
        for (std::size_t i = 0; i < fields.size(); ++i) row.json[header_[i]] = std::move(fields[i]);
      }
      return true;
    }
  }

 private:
  bool record(std::vector<std::string>& fields, std::uint64_t& line, std::string& source, std::string& fault) {
    if (broken_) return false;
    fields_.clear();
    complete_ = false;
    const auto field = [](void* text, std::size_t size, void* self) { static_cast<Csv*>(self)->fields_.emplace_back(static_cast<const char*>(text), size); };
    const auto end = [](int, void* self) { static_cast<Csv*>(self)->complete_ = true; };
    std::string_view text;
    while (!complete_) {
      if (!lines_.next(text)) {
        if (source.empty()) return false;
        if (csv_fini(&parser_, field, end, this) != 0) fault = "a quoted field is never closed";
        broken_ = true;
        break;
      }
      if (line == 0) line = lines_.number();
      source += text;
      const bool feed = lines_.ended_with_line_feed();
      if (csv_parse(&parser_, text.data(), text.size(), field, end, this) != text.size() || (feed && csv_parse(&parser_, "\n", 1, field, end, this) != 1)) {
        // Where quotes are wrong nobody knows where the next row begins.
        fault = fmt::format("this is no CSV: {}", csv_strerror(csv_error(&parser_)));
        broken_ = true;
        break;
      }
      if (feed) source += '\n';
      if (source.size() > LineReader::longest) {
        fault = "a row without end";
        broken_ = true;
        break;
      }
      if (text.empty() && fields_.empty()) source.clear(), line = 0;
    }
    fields = std::move(fields_);
    return true;
  }

  LineReader lines_;
  csv_parser parser_{};
  std::vector<std::string> header_, fields_;
  bool complete_ = false;
  bool broken_ = false;
};

bool begins_with_list(const std::string& path) {
  InputStream in(path);
  char block[256];
  const std::string_view start(block, in.read(block, sizeof block));
  const std::size_t at = start.find_first_not_of(" \r\n\t\xEF\xBB\xBF");
  return at != std::string_view::npos && start[at] == '[';
}

void add_all_texts(const Json& value, Contamination& contamination) {
  if (value.is_string()) {
    contamination.add(value.get_ref<const std::string&>());
  } else {
    for (const Json& each : value)
      if (value.is_structured()) add_all_texts(each, contamination);
  }
}

}  // namespace

struct RowReader::State {
  FileKind kind;
  std::variant<std::monostate, Lines, List, Csv> reader;
};

RowReader::RowReader(const std::string& path) : state_(std::make_unique<State>()) {
  const std::string_view name = without_compression(path);
  state_->kind = name.ends_with(".csv") ? FileKind::csv : FileKind::jsonl;
  if (state_->kind == FileKind::csv) state_->reader.emplace<Csv>(path);
  else if (begins_with_list(path)) state_->reader.emplace<List>(path);
  else state_->reader.emplace<Lines>(path);
}

RowReader::RowReader(RowReader&&) noexcept = default;
RowReader::~RowReader() = default;

FileKind RowReader::kind() const { return state_->kind; }

bool RowReader::next(RawRow& row) {
  row = {};
  return std::visit(
      [&](auto& reader) {
        if constexpr (std::is_same_v<std::decay_t<decltype(reader)>, std::monostate>) return false;
        else return reader.next(row);
      },
      state_->reader);
}

bool is_data_file(const std::string& path) {
  const std::string_view name = without_compression(path);
  return name.ends_with(".jsonl") || name.ends_with(".json") || name.ends_with(".csv");
}

bool add_texts(const std::string& path, Contamination& contamination, std::string& error) try {
  if (path.ends_with(".dork") || path.ends_with(".json")) {
    InputStream in(path);
    std::string text, block(64 << 10, '\0');
    while (const std::size_t count = in.read(block.data(), block.size())) text.append(block, 0, count);
    if (path.ends_with(".dork")) {
      contamination.add(text);
      if (const CompileResult canonical = format(text); canonical.ok) contamination.add(canonical.output);
      return true;
    }
    if (const DecompileResult decompiled = decompile(text); decompiled.error.empty()) {
      for (const std::string& script : decompiled.scripts) contamination.add(script);
      if (const Json json = Json::parse(text, nullptr, false); !json.is_discarded()) contamination.add(json.dump() + "\n");
      return true;
    }
  }
  RowReader rows(path);
  for (RawRow row; rows.next(row);) {
    if (!row.fault.empty()) return error = fmt::format("'{}': line {}: {}", path, row.line, row.fault), false;
    add_all_texts(row.json, contamination);
  }
  return true;
} catch (const IoError& failure) {
  return error = failure.what(), false;
}

}  // namespace dork::corpus
