#include "runtime/value/reader.hpp"

#include "compiler/diagnostics/diagnostic.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace dork::runtime {

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::null: return "null";
    case Kind::boolean: return "true or false";
    case Kind::integer:
    case Kind::number: return "a number";
    case Kind::text: return "a text";
    case Kind::list: return "a list";
    case Kind::object: return "an object";
  }
  return {};
}

void report_unknown(const JsonPlace& place, std::string_view what, std::string_view word,
                    std::span<const std::string_view> expected, JsonFailure& failure) {
  if (failure.any()) return;
  const auto meant = nearest(word, expected);
  failure.report(place, meant ? fmt::format("unknown {} `{}`; did you mean `{}`?", what, word, *meant)
                              : fmt::format("unknown {} `{}`; there are {}", what, word, fmt::join(expected, ", ")));
}

Reader::Reader(const Value& value, const JsonPlace& place, JsonFailure& failure, std::span<const std::string_view> keys)
    : value_(value), place_(place), failure_(failure) {
  if (!value.is_object()) {
    failure.report(place, fmt::format("expected an object, not {}", kind_name(value.kind())));
    return;
  }
  for (const auto& [key, member] : value.object())
    if (std::find(keys.begin(), keys.end(), key) == keys.end())
      report_unknown(place.at(key), "key", key, keys, failure);
}

const Value* Reader::of_kind(std::string_view key, Kind kind) const {
  const Value* value = find(key);
  const bool fits = value != nullptr && (value->kind() == kind || (kind == Kind::number && value->is_number()));
  if (value == nullptr || fits) return value;
  failure_.report(place_.at(key), fmt::format("expected {}, not {}", kind_name(kind), kind_name(value->kind())));
  return nullptr;
}

std::string Reader::text(std::string_view key, std::string_view fallback) const {
  const Value* value = of_kind(key, Kind::text);
  return value != nullptr ? value->text() : std::string(fallback);
}

double Reader::number(std::string_view key, double fallback) const {
  const Value* value = of_kind(key, Kind::number);
  return value != nullptr ? value->number() : fallback;
}

bool Reader::flag(std::string_view key, bool fallback) const {
  const Value* value = of_kind(key, Kind::boolean);
  return value != nullptr ? value->boolean() : fallback;
}

std::vector<std::string> Reader::texts(std::string_view key) const {
  std::vector<std::string> result;
  items(key, [&](const Value& item, const JsonPlace& at) {
    if (item.is_text()) return result.push_back(item.text());
    failure_.report(at, fmt::format("expected a text, not {}", kind_name(item.kind())));
  });
  return result;
}

}  // namespace dork::runtime
