// Which connectors and actions a workspace uses, and what a script must declare to use them.
#pragma once

#include "compiler/model/automation.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <unordered_map>

namespace dork {

/// What a connector block or a webhook start calls.
struct Callee {
  std::string alias;
  std::string member;
  const Action* action = nullptr;            ///< where the catalog knows it
  const Webhook* webhook = nullptr;
  const ActionDeclaration* declaration = nullptr;  ///< where the script declares it
  bool iterable = false;                     ///< its block may own a loop
};

/// The calls of a workspace; fills the automation's connections and action declarations.
class Connectors {
 public:
  Connectors(const nlohmann::ordered_json& blocks, const Catalog& catalog, Automation& automation);

  /// What a block calls; null where it lacks what says so.
  const Callee* find(const nlohmann::ordered_json& block) const;

 private:
  std::unordered_map<std::string, Callee> callees_;
};

/// Whether a block calls a connector: its action's kind, and the key that holds the action's id.
struct CallKind {
  BlockType type;
  ActionKind kind;
  const char* key;
};
std::span<const CallKind> call_kinds();

/// A member of an object by its key; null where it is missing, or where this is no object. No key is made a string for it.
const nlohmann::ordered_json* find_member(const nlohmann::ordered_json& object, std::string_view key);

/// The same, as JSON's null where it is missing.
const nlohmann::ordered_json& member(const nlohmann::ordered_json& object, std::string_view key);

/// A member of a block that is a text; empty where it is missing or something else.
std::string_view text_member(const nlohmann::ordered_json& object, std::string_view key);

/// The entry of a list of inputs or settings by its id; null where there is none.
const nlohmann::ordered_json* find_entry(const nlohmann::ordered_json& block, const char* list, std::string_view id);

}  // namespace dork
