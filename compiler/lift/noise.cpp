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

/// A patch of a list. An element that lowering made and the block lacks has its preset; one that the block has besides
/// matters when it has a value.
Json without_list_noise(const Json& patch, const Noise& noise, const BlockSpec* spec) {
  if (!patch.is_object() || patch.contains("=")) return patch.is_array() && patch.empty() ? Json() : patch;
  Json kept = Json::object();
  for (const auto& [key, value] : patch.items()) {
    if (key == "-" || key == "#") continue;
    const bool added = value.is_object() && value.contains("id") && value["id"] == key && value.contains("value");
    if (added && is_unset(value["value"])) continue;
    Json left = added ? value : without_element_noise(value, noise);
    // A setting without a value is as it is by default.
    if (noise.list == "settings" && left.is_object() && left.contains("value") && is_unset(left["value"])) left.erase("value");
   
    // What the editor shows for one of a few words follows from the word.
    const FieldSpec* field = spec ? find_field(*spec, key) : find_connector_setting(key);
    if (field && field->kind == FieldKind::choice && left.is_object()) left.erase("displayValue");
    if (!left.is_null() && !left.empty()) kept[key] = std::move(left);
  }
  return kept.empty() ? Json() : kept;
}

}  // namespace

Json without_noise(Json patch, const Json& block) {
  if (!patch.is_object() || patch.contains("=")) return patch;
  Json kept = Json::object();
  const std::string type = block["type"];
  const BlockSpec* spec = find_block_spec(type);
  const bool variable = spec && spec->type == BlockType::variable;
  if (spec && spec->fields.empty()) spec = nullptr;
  for (const auto& [key, value] : patch.items()) {
    if (key == "-" || among(noises[0].keys, key) || (variable && key == "name")) continue;
    if (among(edges, key) && is_unset(value)) continue;
    if (key == "disabled" && !value.is_boolean() && is_unset(value)) continue;
    const auto noise = std::find_if(std::begin(noises) + 1, std::end(noises), [&](const Noise& n) { return n.list == key; });
    Json left = noise == std::end(noises) ? value : without_list_noise(value, *noise, spec);
    if (!left.is_null() || noise == std::end(noises)) kept[key] = std::move(left);
  }
  return kept.empty() ? Json() : kept;
}

}  // namespace dork
