// Reading the TOML of the data files, with errors that say file, line and what is wrong.
#pragma once

#include <fmt/format.h>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <toml++/toml.h>
#include <vector>

namespace dork::corpus {

/// What is wrong with a data file; caught by `load_rules` alone.
struct DataError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct DataFile {
  std::string name;
  toml::table table;
};

/// Ends the reading with a message at a node of a file.
[[noreturn]] inline void fail(const DataFile& file, const toml::node& at, std::string_view what) {
  throw DataError(fmt::format("{}:{}: {}", file.name, at.source().begin.line, what));
}

/// Reads the members of one table by their names; those that nobody asked for are an error.
class Reader {
 public:
  Reader(const DataFile& file, const toml::table& table, std::string what) : file_(file), table_(table), what_(std::move(what)) {}

  const toml::node* find(std::string_view key) {
    asked_.emplace_back(key);
    return table_.get(key);
  }

  template <typename Type>
  std::optional<Type> maybe(std::string_view key) {
    const toml::node* node = find(key);
    if (!node) return {};
    if (const auto value = node->value<Type>()) return *value;
    wrong(key, *node);
  }

  std::string text(std::string_view key, std::string fallback = {}) { return maybe<std::string>(key).value_or(std::move(fallback)); }
  bool flag(std::string_view key, bool fallback = false) { return maybe<bool>(key).value_or(fallback); }
  std::uint32_t number(std::string_view key, std::uint32_t fallback) {
    return static_cast<std::uint32_t>(maybe<std::int64_t>(key).value_or(fallback));
  }

  /// A text, or a list of them.
  std::vector<std::string> texts(std::string_view key) {
    const toml::node* node = find(key);
    return node ? texts_of(key, *node) : std::vector<std::string>();
  }

  std::vector<std::string> texts_of(std::string_view key, const toml::node& node) {
    if (const auto one = node.value<std::string>()) return {*one};
    std::vector<std::string> all;
    const toml::array* array = node.as_array();
    if (!array) wrong(key, node);
    for (const toml::node& each : *array) {
      const auto text = each.value<std::string>();
      if (!text) wrong(key, each);
      all.push_back(*text);
    }
    return all;
  }

  /// A list of tables.
  std::vector<const toml::table*> tables(std::string_view key) {
    std::vector<const toml::table*> all;
    const toml::node* node = find(key);
    if (!node) return all;
    if (const toml::table* one = node->as_table()) return {one};
    const toml::array* array = node->as_array();
    if (!array) wrong(key, *node);
    for (const toml::node& each : *array) {
      if (!each.is_table()) wrong(key, each);
      all.push_back(each.as_table());
    }
    return all;
  }

  /// The members of a table, in the order of the file.
  const toml::table* table(std::string_view key) {
    const toml::node* node = find(key);
    if (node && !node->is_table()) wrong(key, *node);
    return node ? node->as_table() : nullptr;
  }

  /// Fails where the table holds a member that nobody asked for.
  void finish() {
    for (const auto& [key, value] : table_) {
      bool known = false;
      for (const std::string& asked : asked_) known |= asked == key.str();
      if (!known) fail(file_, value, fmt::format("{}: `{}` means nothing here", what_, key.str()));
    }
  }

  [[noreturn]] void wrong(std::string_view key, const toml::node& node) const {
    fail(file_, node, fmt::format("{}: `{}` is of the wrong kind", what_, key));
  }
  [[noreturn]] void error(std::string_view what) const { fail(file_, table_, fmt::format("{}: {}", what_, what)); }

  const DataFile& file() const { return file_; }
  const toml::table& node() const { return table_; }
  const std::string& what() const { return what_; }

 private:
  const DataFile& file_;
  const toml::table& table_;
  std::string what_;
  std::vector<std::string> asked_;
};

}  // namespace dork::corpus
