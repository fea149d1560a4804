#include "compiler/lift/noise.hpp"

#include "compiler/model/block_table.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace dork {
namespace {

using Json = nlohmann::ordered_json;

/// Keys of a block, and of the elements of its lists, that say nothing about what it does.
struct Noise {
  std::string_view list;                  ///< empty: the block itself
  std::array<std::string_view, 9> keys;
};
constexpr Noise noises[] = {
    {"", {"id", "displayName", "x", "y", "collapsed", "logo", "endpoint_role", "variableGuid"}},
    {"inputs", {"structure", "type"}},
    {"settings", {"structure", "type", "displayValue"}},
    {"operations", {"key", "name"}},
    {"form", {"id", "order"}},
};

/// Keys whose absence means the same as their being null.
constexpr std::array<std::string_view, 7> edges = {"childId", "loopBlockId", "childTrueId", "childFalseId", "defaultChildId", "comment", "statementChildrenIds"};

bool among(std::span<const std::string_view> words, std::string_view word) {
  return !word.empty() && std::find(words.begin(), words.end(), word) != words.end();
}

bool is_unset(const Json& value) { return value.is_null() || value == "" || (value.is_array() && value.empty()); }

Json without_element_noise(const Json& patch, const Noise& noise) {
  if (!patch.is_object() || patch.contains("=")) return patch;
  Json kept = Json::object();
  for (const auto& [key, value] : patch.items())
    if (key != "-" && key != "#" && !among(noise.keys, key)) kept[key] = value;
  return kept.empty() ? Json() : kept;
}

/// Whether a value says no more than that nothing was chosen.
bool is_as_by_default(const FieldSpec* field, const Json& value) {
  return is_unset(value) || (field && !field->preset.empty() && value.dump() == field->preset);
}

/// A patch of a list. An element that lowering made and the block lacks has its preset; one that the block has besides
/// matters when it has a value.
Json without_list_noise(const Json& patch, const Noise& noise, const BlockSpec* spec) {
  const auto field_of = [&](std::string_view id) {
    const FieldSpec* own = spec ? find_field(*spec, id) : nullptr;
    return own || noise.list != "settings" ? own : find_connector_setting(id);
  };
  if (patch.is_array()) {
    // Where lowering makes none, all of them are the block's own.
    Json kept = Json::array();
    for (const Json& element : patch) {
      const bool plain = element.is_object() && element.contains("id") && element["id"].is_string() && element.contains("value");
      if (!plain || !is_as_by_default(field_of(element["id"].get_ref<const std::string&>()), element["value"])) kept.push_back(element);
    }
    return kept.empty() ? Json() : kept;
  }
  if (!patch.is_object() || patch.contains("=")) return patch;
  Json kept = Json::object();
  for (const auto& [key, value] : patch.items()) {
    if (key == "-" || key == "#") continue;
    const FieldSpec* field = field_of(key);
    const bool added = value.is_object() && value.contains("id") && value["id"] == key && value.contains("value");
    if (added && is_as_by_default(field, value["value"])) continue;
    Json left = added ? value : without_element_noise(value, noise);
    // A setting without a value is as it is by default.
    if (noise.list == "settings" && left.is_object() && left.contains("value") && is_unset(left["value"])) left.erase("value");
    // What the editor shows for one of a few words follows from the word.
    if (field && field->kind == FieldKind::choice && left.is_object()) left.erase("displayValue");
    if (!left.is_null() && !left.empty()) kept[key] = std::move(left);
  }
  return kept.empty() ? Json() : kept;
}

}  // namespace

bool says_nothing(std::string_view key, const Json& value) {
  const bool usual = among(usual_members, key) && value.is_array() && value.empty();
  return usual || key == "collapsed" || key == "logo" || (among(edges, key) && is_unset(value));
}

nlohmann::json sorted(const Json& value) { return value; }

Json without_noise(Json patch, const Json& block, bool is_let) {
  if (!patch.is_object() || patch.contains("=")) return patch;
  Json kept = Json::object();
  const std::string type = block["type"];
  const BlockSpec* spec = find_block_spec(type);
  if (spec && spec->fields.empty()) spec = nullptr;
  for (const auto& [key, value] : patch.items()) {
    if (key == "-" || among(noises[0].keys, key) || says_nothing(key, value) || (is_let && key == "name")) continue;
    if (key == "disabled" && !value.is_boolean() && is_unset(value)) continue;
    const auto noise = std::find_if(std::begin(noises) + 1, std::end(noises), [&](const Noise& n) { return n.list == key; });
    Json left = noise == std::end(noises) ? value : without_list_noise(value, *noise, spec);
    if (!left.is_null() || noise == std::end(noises)) kept[key] = std::move(left);
  }
  return kept.empty() ? Json() : kept;
}

}  // namespace dork
