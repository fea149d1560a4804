// JSON, written as it is said: as text, so that a workspace of any size needs no tree in memory, or as a tree for those who
// would have to read the text again.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace dork {

/// Appends JSON to a text, with two spaces a level or without any white space; or makes a tree, equal to what reading the text gives.
class JsonWriter {
 public:
  JsonWriter(std::string& out, bool compact) : out_(&out), compact_(compact) {}
  explicit JsonWriter(nlohmann::ordered_json& tree) : root_(&tree) {}

  /// `members`: about how many a tree needs room for.
  void begin_object(std::size_t members = 5) { open('{', members); }
  void end_object() { close('}'); }
  void begin_array() { open('[', 0); }
  void end_array() { close(']'); }

  void key(std::string_view name);
  void text(std::string_view value);
  void null();
  void boolean(bool value);
  void number(std::int64_t value);

  /// JSON that is known to be well-formed and needs no indentation: a constant of a table.
  void raw(std::string_view json);

  /// A whole tree, in the writer's style.
  void tree(const nlohmann::ordered_json& value);

  void field(std::string_view name, std::string_view value) {
    key(name);
    text(value);
  }

 private:
  void open(char bracket, std::size_t members);
  void close(char bracket);
  void separate();
  void line();

  nlohmann::ordered_json& put(nlohmann::ordered_json value);

  std::string* out_ = nullptr;      ///< null: a tree is made
  nlohmann::ordered_json* root_ = nullptr;
  std::vector<nlohmann::ordered_json*> open_;   ///< of a tree: the brackets around, from outside in
  std::string key_;                             ///< of a tree: of the value that comes
  bool compact_ = true;
  bool first_ = true;      ///< nothing stands in the innermost bracket yet
  bool after_key_ = false;
  std::size_t depth_ = 0;
};

}  // namespace dork
