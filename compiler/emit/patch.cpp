#include "compiler/emit/patch.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

namespace dork {
namespace {

using Json = nlohmann::ordered_json;

/// The element of an array that a key of a patch names.
std::optional<std::size_t> element(const Json& array, const std::string& key) {
  for (const char* naming : {"id", "name"})
    for (std::size_t i = 0; i < array.size(); ++i) {
      if (!array[i].is_object()) continue;
      const auto found = array[i].find(naming);
      if (found != array[i].end() && found->is_string() && found->get_ref<const std::string&>() == key) return i;
    }
  std::size_t index = 0;
  const auto [end, failed] = std::from_chars(key.data(), key.data() + key.size(), index);
  if (failed == std::errc() && end == key.data() + key.size() && index < array.size()) return index;
  return std::nullopt;
}

/// Puts an array's elements in the order that their indices are listed in. What is no such list changes nothing.
void reorder(Json& array, const Json& order) {
  if (!order.is_array() || order.size() != array.size()) return;
  std::vector<bool> taken(array.size());
  for (const Json& index : order) {
    if (!index.is_number_unsigned() || index.get<std::size_t>() >= array.size() || taken[index.get<std::size_t>()]) return;
    taken[index.get<std::size_t>()] = true;
  }
  Json ordered = Json::array();
  for (const Json& index : order) ordered.push_back(std::move(array[index.get<std::size_t>()]));
  array = std::move(ordered);
}

void patch_array(Json& target, const Json& patch) {
  std::vector<std::size_t> removed;
  for (const auto& [key, value] : patch.items()) {
    if (key == "#") continue;
    if (key == "-") {
      if (!value.is_array()) continue;
      for (const Json& name : value)
        if (const auto at = element(target, name.is_string() ? name.get<std::string>() : name.dump())) removed.push_back(*at);
    } else if (const auto at = element(target, key)) {
      apply_patch(target[*at], value);
    } else {
      target.push_back(value);
    }
  }
  std::sort(removed.rbegin(), removed.rend());
  removed.erase(std::unique(removed.begin(), removed.end()), removed.end());
  for (const std::size_t at : removed) target.erase(target.begin() + static_cast<std::ptrdiff_t>(at));
  if (const auto order = patch.find("#"); order != patch.end()) reorder(target, *order);
}

}  // namespace

void apply_patch(Json& target, const Json& patch) {
  if (!patch.is_object()) {
    target = patch;
    return;
  }
  if (const auto whole = patch.find("="); whole != patch.end()) {
    target = *whole;
    return;
  }
  if (target.is_array()) {
    patch_array(target, patch);
    return;
  }
  if (!target.is_object()) target = Json::object();
  if (const auto removed = patch.find("-"); removed != patch.end() && removed->is_array())
    for (const Json& key : *removed)
      if (key.is_string()) target.erase(key.get_ref<const std::string&>());
  for (const auto& [key, value] : patch.items())
    if (key != "-") apply_patch(target[key], value);
}

}  // namespace dork
