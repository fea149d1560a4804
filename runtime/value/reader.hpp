// Reading values that somebody wrote by hand, as fixtures and cases are: by kind and key, the first mistake with its
// JSON path.
#pragma once

#include "compiler/catalog/json_place.hpp"
#include "runtime/value/value.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dork::runtime {

/// `a text`, `a list`, …: what a value is, in words.
std::string_view kind_name(Kind kind);

/// Reports a word that is not among those expected, with the nearest of them.
void report_unknown(const JsonPlace& place, std::string_view what, std::string_view word,
                    std::span<const std::string_view> expected, JsonFailure& failure);

/// One object of a document. What is missing or of another kind than asked for reads as nothing.
class Reader {
 public:
  /// Reports what is no object, and keys that are not among `keys`: a misspelt one must not pass unseen.
  Reader(const Value& value, const JsonPlace& place, JsonFailure& failure, std::span<const std::string_view> keys);
  Reader(const Value& value, const JsonPlace& place, JsonFailure& failure, std::initializer_list<std::string_view> keys)
      : Reader(value, place, failure, std::span(keys.begin(), keys.size())) {}

  const JsonPlace& place() const { return place_; }
  JsonFailure& failure() const { return failure_; }

  /// The member at a key; null where there is none.
  const Value* find(std::string_view key) const { return value_.find(key); }
  bool has(std::string_view key) const { return find(key) != nullptr; }

  std::string text(std::string_view key, std::string_view fallback = {}) const;
  double number(std::string_view key, double fallback = 0) const;
  bool flag(std::string_view key, bool fallback = false) const;
  std::vector<std::string> texts(std::string_view key) const;

  /// Calls `read(item, place)` for each item of the list at a key.
  template <typename Read>
  void items(std::string_view key, Read read) const {
    const Value* list = of_kind(key, Kind::list);
    if (list == nullptr) return;
    const JsonPlace at = place_.at(key);
    for (std::size_t i = 0; i < list->list().size(); ++i) read(list->list()[i], at.at(i));
  }

  /// Calls `read(key, value, place)` for each member of the object at a key.
  template <typename Read>
  void members(std::string_view key, Read read) const {
    const Value* object = of_kind(key, Kind::object);
    if (object == nullptr) return;
    const JsonPlace at = place_.at(key);
    for (const auto& [name, value] : object->object()) read(name, value, at.at(name));
  }

  void fail(std::string_view key, std::string_view what) const { failure_.report(place_.at(key), what); }

 private:
  /// The member at a key if it is of the kind; another one is reported.
  const Value* of_kind(std::string_view key, Kind kind) const;

  const Value& value_;
  const JsonPlace& place_;
  JsonFailure& failure_;
};

}  // namespace dork::runtime
