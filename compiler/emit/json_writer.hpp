// JSON text, written as it is said: a workspace of any size needs no tree in memory.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace dork {

/// Appends JSON to a text, with two spaces a level or without any white space.
class JsonWriter {
 public:
  JsonWriter(std::string& out, bool compact) : out_(out), compact_(compact) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  void key(std::string_view name);
  void text(std::string_view value);
  void null() { raw("null"); }
  void boolean(bool value) { raw(value ? "true" : "false"); }
  void number(std::int64_t value) { raw(std::to_string(value)); }

  /// JSON that is known to be well-formed and needs no indentation: a constant of a table.
  void raw(std::string_view json);

  /// A whole tree, in the writer's style.
  void tree(const nlohmann::ordered_json& value);

  void field(std::string_view name, std::string_view value) {
    key(name);
    text(value);
  }

 private:
  void open(char bracket);
  void close(char bracket);
  void separate();
  void line();

  std::string& out_;
  bool compact_;
  bool first_ = true;      ///< nothing stands in the innermost bracket yet
  bool after_key_ = false;
  std::size_t depth_ = 0;
};

}  // namespace dork
