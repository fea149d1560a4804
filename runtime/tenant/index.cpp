#include "runtime/tenant/index.hpp"

#include "runtime/value/text.hpp"

#include <algorithm>

namespace dork::runtime {
namespace {

constexpr std::size_t long_list = 64;
constexpr std::uint32_t often = 3;

std::string text_of(const Value& object, std::string_view field) {
  const Value* value = object.find(field);
  return value != nullptr ? to_text(*value) : std::string();
}

/// The fields' texts in small letters, one after the other.
std::string joined(const Value& object, std::span<const std::string> fields) {
  std::string key;
  for (const std::string& field : fields) key += text_of(object, field) + '\x1F';
  std::transform(key.begin(), key.end(), key.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return key;
}

}  // namespace

Indexes& Indexes::operator=(Indexes other) noexcept {
  all_.swap(other.all_);
  looked_at = other.looked_at;
  return *this;
}

template <typename KeyOf>
std::optional<std::size_t> Indexes::look_up(const std::string& path, const List& objects, std::string_view field,
                                            const std::string& key, const Value* but, KeyOf key_of) {
  Index* index = nullptr;
  if (objects.size() > long_list) {
    index = &all_[{path, std::string(field)}];
    index->built = index->built || ++index->scans > often;
  }
  if (index == nullptr || !index->built) {
    for (std::size_t i = 0; i < objects.size(); ++i) {
      ++looked_at;
      if (&objects[i] != but && key_of(objects[i]) == key) return i;
    }
    return {};
  }
  for (; index->taken_in < objects.size(); ++index->taken_in, ++looked_at)
    index->places.emplace(key_of(objects[index->taken_in]), index->taken_in);
  const auto found = index->places.find(key);
  if (found == index->places.end() || &objects[found->second] == but) return {};
  return found->second;
}

std::optional<std::size_t> Indexes::find(const std::string& path, const Value* list, std::string_view field,
                                         std::string_view key) {
  if (list == nullptr || !list->is_list()) return {};
  return look_up(path, list->list(), field, std::string(key), nullptr,
                 [&](const Value& object) { return text_of(object, field); });
}

std::optional<std::size_t> Indexes::find_alike(const std::string& path, const Value* list,
                                               std::span<const std::string> fields, const Value& object,
                                               const Value* but) {
  if (list == nullptr || !list->is_list()) return {};
  std::string names;
  for (const std::string& field : fields) names += ',' + field;
  return look_up(path, list->list(), names, joined(object, fields), but,
                 [&](const Value& each) { return joined(each, fields); });
}

void Indexes::forget(const std::string& path) {
  for (auto at = all_.lower_bound(std::pair<std::string, std::string>(path, ""));
       at != all_.end() && at->first.first.starts_with(path);)
    at = all_.erase(at);
}

}  // namespace dork::runtime
