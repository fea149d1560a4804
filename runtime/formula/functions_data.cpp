// JSON, CSV and objects.
#include "runtime/formula/implementations.hpp"
#include "runtime/value/json.hpp"
#include "runtime/value/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace dork::runtime::functions {
namespace {

// An argument that is an object or a list, or a JSON text of any value; null for an empty text.
Value read(Arguments& arguments, std::size_t at) {
  const Value& value = arguments[at];
  if (!value.is_text() || value.text().empty()) return value.is_text() ? Value() : value;
  const Limits& limits = arguments.limits();
  std::string error;
  auto result = parse_json(value.text(), error, {limits.depth, limits.list_items, static_cast<std::int64_t>(limits.total_bytes)});
  return result ? *std::move(result) : arguments.fail("this is no JSON: " + error);
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\n\r\v\f") == text.npos;
}

Value without_empty(const Value& object) {
  Object kept;
  for (const Member& member : object.object()) {
    const bool empty = member.value.is_null() || (member.value.is_text() && is_blank(member.value.text()));
    if (!empty) kept[member.key] = member.value;
  }
  return kept;
}

Value mapped(const Value& value, const Value& table) {
  if (value.is_list()) {
    List items;
    items.reserve(value.list().size());
    for (const Value& item : value.list()) items.push_back(mapped(item, table));
    return items;
  }
  const Value* found = table.find(to_text(value));
  return found != nullptr ? *found : Value();
}

std::vector<std::string> split_columns(std::string_view text) {
  std::vector<std::string> columns;
  while (true) {
    const std::size_t comma = text.find(',');
    std::string_view column = text.substr(0, comma);
    while (!column.empty() && column.front() == ' ') column.remove_prefix(1);
    while (!column.empty() && column.back() == ' ') column.remove_suffix(1);
    columns.emplace_back(column);
    if (comma == text.npos) return columns;
    text.remove_prefix(comma + 1);
  }
}

/// Rows of CSV, as PHP's fputcsv writes them: quotes around what needs them, doubled within, a line feed at the end.
class CsvWriter {
 public:
  CsvWriter(Arguments& arguments, char delimiter) : arguments_(arguments), delimiter_(delimiter), special_("\"\\\n\r\t ") {
    special_ += delimiter;
  }

  void field(const Value& value) {
    if (!begins_) out_ += delimiter_;
    begins_ = false;
    if (!arguments_.text_fits(out_.size() + (value.is_text() ? value.text().size() : 0))) return;
    const std::string text = to_text(value, arguments_.limits().value_bytes);
    if (text.find_first_of(special_) == text.npos) {
      out_ += text;
      return;
    }
    out_ += '"';
    for (const char c : text) out_.append(c == '"' ? 2 : 1, c);
    out_ += '"';
  }

  void end_row() {
    out_ += '\n';
    begins_ = true;
    arguments_.text_fits(out_.size());
  }

  Value result() && { return std::move(out_); }

 private:
  Arguments& arguments_;
  const char delimiter_;
  std::string special_;
  std::string out_;
  bool begins_ = true;
};

}  // namespace

Value json(Arguments& arguments) {
  std::string out;
  append_json(out, arguments[0], JsonEscapes::php, arguments.limits().value_bytes);
  if (!arguments.text_fits(out.size())) return {};
  return out;
}

Value object(Arguments& arguments) {
  return read(arguments, 0);
}

Value map(Arguments& arguments) {
  const Value table = read(arguments, 1);
  if (!arguments.failed() && !table.is_object()) return arguments.fail("the second argument must be an object");
  return arguments.failed() ? Value() : mapped(arguments[0], table);
}

Value remove_empty_properties(Arguments& arguments) {
  const Value& value = arguments[0];
  if (value.is_null()) return {};
  if (value.is_object()) return without_empty(value);
  List items = arguments.items(0);
  for (Value& item : items)
    if (item.is_object()) item = without_empty(item);
  return arguments.failed() ? Value() : Value(std::move(items));
}

// A row for each item. Columns are those asked for, else the keys of the first object. There is no row of headings:
// automations call it for one item at a time and append what it gives.
Value csv(Arguments& arguments) {
  const TextArgument delimiter = arguments.text(2);
  if (arguments.has(2) && delimiter.view().size() != 1) return arguments.fail("the delimiter must be one character");
  const Value& value = arguments[0];
  const List items = value.is_object() ? List{value} : arguments.items(0);
  std::vector<std::string> columns;
  if (arguments.has(1)) {
    columns = split_columns(arguments.text(1).view());
  } else {
    const auto first = std::find_if(items.begin(), items.end(), [](const Value& item) { return item.is_object(); });
    if (first != items.end())
      for (const Member& member : first->object()) columns.push_back(member.key);
  }
  CsvWriter writer(arguments, arguments.has(2) ? delimiter.view().front() : ',');
  bool scalars = false;
  for (const Value& item : items) {
    if (arguments.failed()) return {};
    if (item.is_object()) {
      for (const std::string& column : columns) {
        const Value* member = item.find(column);
        writer.field(member != nullptr ? *member : Value());
      }
    } else if (item.is_list()) {
      for (const Value& field : item.list()) writer.field(field);
    } else {
      // A list of plain values is one row.
      writer.field(item);
      scalars = true;
      continue;
    }
    writer.end_row();
  }
  if (scalars) writer.end_row();
  return arguments.failed() ? Value() : std::move(writer).result();
}

}  // namespace dork::runtime::functions
