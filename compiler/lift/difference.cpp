#include "compiler/lift/difference.hpp"

#include "compiler/emit/patch.hpp"

#include <string>
#include <unordered_map>

namespace dork {
namespace {

using Json = nlohmann::ordered_json;

bool is_patch_word(std::string_view key) { return key == "-" || key == "=" || key == "#"; }

/// Whether a value says something else when it is read as a patch.
bool reads_as_patch(const Json& value) {
  if (!value.is_object()) return false;
  for (const auto& [key, inner] : value.items())
    if (is_patch_word(key) || reads_as_patch(inner)) return true;
  return false;
}

/// A patch that puts `value` in the place of whatever is there.
Json whole(const Json& value) { return value.is_object() ? Json{{"=", value}} : value; }

/// A patch for a key that is not there yet.
Json fresh(const Json& value) { return reads_as_patch(value) ? whole(value) : value; }

/// The word that names each element: its `id` or `name` where all have one of their own, else its index.
std::optional<std::vector<std::string>> naming(const Json& array) {
  for (const char* word : {"id", "name"}) {
    std::vector<std::string> names;
    std::unordered_map<std::string, std::size_t> seen;
    for (const Json& element : array) {
      if (!element.is_object()) break;
      const auto found = element.find(word);
      if (found == element.end() || !found->is_string()) break;
      names.push_back(found->get<std::string>());
      if (is_patch_word(names.back()) || !seen.try_emplace(names.back(), 0).second) return std::nullopt;
    }
    if (names.size() == array.size()) return names;
  }
  return std::nullopt;
}

std::optional<Json> array_by_name(const Json& from, const Json& to, bool ordered) {
  const auto old_names = naming(from);
  const auto new_names = naming(to);
  if (!old_names || !new_names || from.empty()) return std::nullopt;
  std::unordered_map<std::string_view, std::size_t> wanted;
  for (std::size_t i = 0; i < new_names->size(); ++i) wanted.emplace((*new_names)[i], i);
  std::unordered_map<std::string_view, std::size_t> position;   // after the patch, before any new order
  Json patch = Json::object();
  Json gone = Json::array();
  for (std::size_t i = 0; i < old_names->size(); ++i) {
    const std::string& name = (*old_names)[i];
    const auto at = wanted.find(name);
    if (at == wanted.end()) {
      gone.push_back(name);
      continue;
    }
    position.emplace(name, position.size());
    if (auto inner = difference(from[i], to[at->second], ordered)) patch[name] = std::move(*inner);
  }
  for (std::size_t i = 0; i < new_names->size(); ++i)
    if (position.emplace((*new_names)[i], position.size()).second) patch[(*new_names)[i]] = to[i];
  if (!gone.empty()) patch["-"] = std::move(gone);
  Json order = Json::array();
  bool moved = false;
  for (std::size_t i = 0; i < new_names->size(); ++i) {
    const std::size_t at = position.at((*new_names)[i]);
    moved |= at != i;
    order.push_back(at);
  }
  if (moved && ordered) patch["#"] = std::move(order);
  return patch;
}

std::optional<Json> array_by_index(const Json& from, const Json& to) {
  if (from.size() != to.size() || from.empty()) return std::nullopt;
  Json patch = Json::object();
  for (std::size_t i = 0; i < from.size(); ++i)
    if (auto inner = difference(from[i], to[i])) patch[std::to_string(i)] = std::move(*inner);
  return patch;
}

bool mends(const Json& from, const Json& to, const Json& patch, bool ordered) {
  Json made = from;
  apply_patch(made, patch);
  return deep_equal(made, to) || (!ordered && made.size() == to.size());
}

}  // namespace

bool deep_equal(const Json& a, const Json& b) {
  if (a.is_object() && b.is_object()) {
    if (a.size() != b.size()) return false;
    for (const auto& [key, value] : a.items()) {
      const auto other = b.find(key);
      if (other == b.end() || !deep_equal(value, *other)) return false;
    }
    return true;
  }
  if (a.is_array() && b.is_array()) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
      if (!deep_equal(a[i], b[i])) return false;
    return true;
  }
  return a == b;
}

std::optional<Json> difference(const Json& from, const Json& to, bool ordered) {
  if (deep_equal(from, to)) return std::nullopt;
  if (from.is_array() && to.is_array()) {
    if (auto patch = array_by_name(from, to, ordered); patch && mends(from, to, *patch, ordered)) {
      if (patch->empty()) return std::nullopt;
      return patch;
    }
    if (auto patch = array_by_index(from, to); patch && mends(from, to, *patch, true)) return patch;
    return to;
  }
  if (!from.is_object() || !to.is_object()) return whole(to);
  Json patch = Json::object();
  Json gone = Json::array();
  for (const auto& [key, value] : from.items())
    if (is_patch_word(key)) return whole(to);
    else if (!to.contains(key)) gone.push_back(key);
  for (const auto& [key, value] : to.items()) {
    if (is_patch_word(key)) return whole(to);
    const auto old = from.find(key);
    if (old == from.end()) patch[key] = fresh(value);
    else if (auto inner = difference(*old, value, ordered)) patch[key] = std::move(*inner);
  }
  if (!gone.empty()) patch["-"] = std::move(gone);
  if (patch.empty()) return std::nullopt;
  return patch;
}

}  // namespace dork
