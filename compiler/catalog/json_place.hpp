// Reading JSON that somebody else wrote: values by kind, and the first thing that is wrong with its JSON path.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace dork {

/// Where in a document: a chain of frames on the stack, made into text only when something is wrong there.
struct JsonPlace {
  const JsonPlace* parent = nullptr;
  std::string_view key = {};  ///< empty for an item of an array
  std::size_t index = 0;

  JsonPlace at(std::string_view name) const { return {this, name, 0}; }
  JsonPlace at(std::size_t position) const { return {this, {}, position}; }

  /// `$.connectors[0].actions[3].guid`
  std::string path() const {
    if (!parent) return "$";
    return parent->path() + (key.empty() ? '[' + std::to_string(index) + ']' : '.' + std::string(key));
  }
};

/// Remembers the first failure; reading goes on with empty values, which is simpler than stopping at each step.
class JsonFailure {
 public:
  explicit JsonFailure(std::string& message) : message_(message) { message_.clear(); }

  void report(const JsonPlace& place, std::string_view what) {
    if (message_.empty()) message_ = place.path() + ": " + std::string(what);
  }
  bool any() const { return !message_.empty(); }

 private:
  std::string& message_;
};

/// The document, or a discarded value with the failure reported. Throws nothing.
inline nlohmann::json parse_json(std::string_view text, JsonFailure& failure) {
  try {
    return nlohmann::json::parse(text);
  } catch (const nlohmann::json::exception& exception) {
    std::string_view what = exception.what();
    // The library puts its own name and number before the sentence.
    if (const auto end = what.find("] "); end != what.npos) what.remove_prefix(end + 2);
    failure.report({}, what);
    return nlohmann::json(nlohmann::json::value_t::discarded);
  }
}

}  // namespace dork
