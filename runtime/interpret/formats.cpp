#include "runtime/interpret/formats.hpp"

#include "runtime/interpret/coerce.hpp"
#include "runtime/formula/text_case.hpp"
#include "runtime/value/json.hpp"
#include "runtime/value/text.hpp"

#include <algorithm>
#include <array>
#include <csv.h>
#include <fmt/format.h>
#include <utf8.h>

namespace dork::runtime {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::vector<std::string> column_names(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const std::size_t end = list.find(',');
    if (const std::string_view name = trimmed(list.substr(0, end)); !name.empty()) names.emplace_back(name);
    if (end == std::string_view::npos) break;
    list.remove_prefix(end + 1);
  }
  return names;
}

/// The rows of a CSV text, while libcsv calls back.
struct Rows {
  List rows;
  List row;
};

List csv_rows(std::string_view content, char delimiter) {
  csv_parser parser;
  csv_init(&parser, 0);
  csv_set_delim(&parser, static_cast<unsigned char>(delimiter));
  // Blanks belong to their cell.
  csv_set_space_func(&parser, [](unsigned char) { return 0; });
  Rows all;
  const auto cell = [](void* text, std::size_t size, void* rows) {
    static_cast<Rows*>(rows)->row.push_back(Value(std::string(static_cast<const char*>(text), size)));
  };
  const auto line = [](int, void* rows) {
    Rows& to = *static_cast<Rows*>(rows);
    to.rows.push_back(Value(std::exchange(to.row, {})));
  };
  csv_parse(&parser, content.data(), content.size(), cell, line, &all);
  csv_fini(&parser, cell, line, &all);
  csv_free(&parser);
  return std::move(all.rows);
}

Value with_names(const List& row, const std::vector<std::string>& names) {
  Object object;
  for (std::size_t i = 0; i < std::max(row.size(), names.size()); ++i)
    object[i < names.size() ? names[i] : std::to_string(i)] = i < row.size() ? row[i] : Value();
  return object;
}

List read_csv(std::string_view content, const FileFormat& format) {
  List rows = csv_rows(content, format.delimiter);
  std::vector<std::string> names = column_names(format.columns);
  std::size_t first = 0;
  if (format.headers && !rows.empty()) {
    first = 1;
    if (names.empty())
      for (const Value& name : rows.front().list()) names.push_back(name.text());
  }
  rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(first));
  if (!names.empty())
    for (Value& row : rows) row = with_names(row.list(), names);
  return rows;
}

/// Calls `use` for each line without its end.
template <typename Use>
void for_each_line(std::string_view content, Use&& use) {
  while (!content.empty()) {
    const std::size_t end = content.find('\n');
    std::string_view line = content.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    use(line);
    if (end == std::string_view::npos) return;
    content.remove_prefix(end + 1);
  }
}

std::optional<List> read_json(std::string_view content, std::string& error) {
  if (auto whole = parse_json(content, error)) return whole->is_list() ? whole->list() : List{std::move(*whole)};
  // Or one value a line.
  List records;
  bool lines = true;
  for_each_line(content, [&](std::string_view line) {
    if (!lines || trimmed(line).empty()) return;
    std::string ignored;
    auto record = parse_json(line, ignored);
    lines = record.has_value();
    if (record) records.push_back(std::move(*record));
  });
  if (!lines) return std::nullopt;
  error.clear();
  return records;
}

/// As PHP's fputcsv quotes: what has a quote, the delimiter, white space or a backslash.
void append_cell(std::string& out, std::string_view cell, char delimiter) {
  if (cell.find_first_of(std::string("\"\\\n\r\t ") + delimiter) == std::string_view::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

template <typename Cells>
void append_row(std::string& out, const Cells& cells, char delimiter) {
  bool first = true;
  for (const auto& cell : cells) {
    if (!std::exchange(first, false)) out += delimiter;
    append_cell(out, cell, delimiter);
  }
  out += '\n';
}

/// A row of a CSV file: of an object the named columns, of a list its items. Text is a row already, unless it is JSON.
std::string csv_record(const Value& given, const FileFormat& format, bool first) {
  const std::vector<std::string> names = column_names(format.columns);
  std::string out;
  if (first && format.headers && !names.empty()) append_row(out, names, format.delimiter);
  std::string ignored;
  Value record = given;
  if (given.is_text()) {
    if (auto parsed = parse_json(given.text(), ignored); parsed && (parsed->is_list() || parsed->is_object())) record = std::move(*parsed);
    else return out + given.text() + '\n';
  }
  std::vector<std::string> cells;
  if (record.is_object() && !names.empty())
    for (const std::string& name : names) cells.push_back(to_text(at_path(record, name)));
  else if (record.is_object())
    for (const Member& member : record.object()) cells.push_back(to_text(member.value));
  else if (record.is_list())
    for (const Value& cell : record.list()) cells.push_back(to_text(cell));
  else cells.push_back(to_text(record));
  append_row(out, cells, format.delimiter);
  return out;
}

/// Windows-1252 where it differs from ISO-8859-1: 0x80 to 0x9F; 0 where it has no character.
constexpr std::array<std::uint16_t, 32> windows = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                                   0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                                   0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

enum class Encoding : std::uint8_t { utf8, latin1, windows1252, utf16le, utf16be };

struct EncodingName {
  std::string_view name;
  Encoding encoding;
};
constexpr EncodingName encodings[] = {{"utf-8", Encoding::utf8},         {"utf8", Encoding::utf8},          {"ascii", Encoding::utf8},
                                      {"us-ascii", Encoding::utf8},      {"iso-8859-1", Encoding::latin1},  {"latin1", Encoding::latin1},
                                      {"windows-1252", Encoding::windows1252}, {"cp1252", Encoding::windows1252}, {"utf-16", Encoding::utf16le},
                                      {"utf-16le", Encoding::utf16le},   {"utf-16be", Encoding::utf16be}};

std::optional<Encoding> find_encoding(std::string_view name, std::string& error) {
  if (name.empty()) return Encoding::utf8;
  const std::string small = to_lower(name);
  for (const EncodingName& each : encodings)
    if (each.name == small) return each.encoding;
  error = fmt::format("the encoding '{}' is not known", name);
  return std::nullopt;
}

}  // namespace

FileMode mode_by_name(std::string_view path) {
  const std::string name = to_lower(path);
  if (name.ends_with(".csv") || name.ends_with(".tsv")) return FileMode::csv;
  if (name.ends_with(".json") || name.ends_with(".jsonl")) return FileMode::json;
  return FileMode::raw;
}

std::optional<List> read_records(std::string_view content, const FileFormat& format, std::string& error) {
  auto text = to_utf8(content, format.encoding, error);
  if (!text) return std::nullopt;
  std::string_view view = *text;
  if (view.starts_with("\xEF\xBB\xBF")) view.remove_prefix(3);
  if (format.mode == FileMode::csv) return read_csv(view, format);
  if (format.mode == FileMode::json) return read_json(view, error);
  List lines;
  for_each_line(view, [&](std::string_view line) { lines.push_back(Value(line)); });
  return lines;
}

std::string written_record(const Value& record, const FileFormat& format, bool first) {
  if (format.mode == FileMode::csv) return csv_record(record, format, first);
  if (format.mode == FileMode::raw) return to_text(record) + '\n';
  std::string ignored;
  if (record.is_text() && parse_json(record.text(), ignored)) return record.text() + '\n';
  return to_json_text(record) + '\n';
}

std::optional<std::string> to_utf8(std::string_view bytes, std::string_view name, std::string& error) {
  const auto encoding = find_encoding(name, error);
  if (!encoding) return std::nullopt;
  std::string text;
  switch (*encoding) {
    case Encoding::utf8: return utf8::replace_invalid(bytes.begin(), bytes.end(), std::back_inserter(text)), text;
    case Encoding::latin1:
    case Encoding::windows1252:
      for (const char c : bytes) {
        std::uint32_t code = static_cast<unsigned char>(c);
        if (*encoding == Encoding::windows1252 && code >= 0x80 && code < 0xA0 && windows[code - 0x80] != 0) code = windows[code - 0x80];
        utf8::append(code, std::back_inserter(text));
      }
      return text;
    case Encoding::utf16le:
    case Encoding::utf16be: break;
  }
  std::u16string units;
  const std::size_t high = *encoding == Encoding::utf16be ? 0 : 1;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2)
    units.push_back(static_cast<char16_t>(static_cast<unsigned char>(bytes[i + high]) << 8 | static_cast<unsigned char>(bytes[i + 1 - high])));
  try {
    utf8::utf16to8(units.begin(), units.end(), std::back_inserter(text));
  } catch (const utf8::exception&) {
    error = fmt::format("it is no text in {}", name);
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> from_utf8(std::string_view text, std::string_view name, std::string& error) {
  const auto encoding = find_encoding(name, error);
  if (!encoding) return std::nullopt;
  if (*encoding == Encoding::utf8) return std::string(text);
  std::string valid, bytes;
  utf8::replace_invalid(text.begin(), text.end(), std::back_inserter(valid));
  if (*encoding == Encoding::utf16le || *encoding == Encoding::utf16be) {
    std::u16string units;
    utf8::utf8to16(valid.begin(), valid.end(), std::back_inserter(units));
    for (const char16_t unit : units) {
      const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xff);
      bytes += *encoding == Encoding::utf16be ? high : low;
      bytes += *encoding == Encoding::utf16be ? low : high;
    }
    return bytes;
  }
  for (auto at = valid.begin(); at != valid.end();) {
    const std::uint32_t code = utf8::next(at, valid.end());
    const auto special = std::find(windows.begin(), windows.end(), code);
    if (*encoding == Encoding::windows1252 && code > 0xff && special != windows.end()) bytes += static_cast<char>(0x80 + (special - windows.begin()));
    else bytes += code <= 0xff ? static_cast<char>(code) : '?';
  }
  return bytes;
}

}  // namespace dork::runtime
