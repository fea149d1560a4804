// What connectors there are: their actions, parameters and webhooks.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dork {

enum class ActionKind : std::uint8_t { endpoint, snippet };

/// One choice of a select parameter: the value in the JSON and, where they differ, the label the editor shows.
struct Option {
  std::string value;
  std::string label;
};

struct Parameter {
  std::string name;         ///< as scripts write it, lowerCamel, unique in its action without case
  std::string id;           ///< the input's GUID in the JSON
  std::string type;         ///< the editor type: string, select, object, longtext, checkbox, date, file, custom, …
  std::string mode;         ///< `keyValue` or `raw` on type object, else empty
  std::string description;  ///< one line
  std::vector<Option> options;
  bool required = false;
  bool guessed = false;     ///< the name is inferred, no source states it
};

struct Action {
  std::string name;          ///< as scripts write it, unique in its connector without case
  std::string block_name;    ///< the default name of its block in the JSON, usually the same as `name`
  std::string display_name;  ///< `List Apps`
  std::string guid;
  std::string role;          ///< the endpoint's role (`list`, `get`, …), empty where the JSON has none
  std::string description;   ///< one line
  std::vector<Parameter> parameters;  ///< in the connector's order
  std::vector<std::string> settings;  ///< ids of its settings, in the editor's order
  ActionKind kind = ActionKind::endpoint;
  bool iterable = false;     ///< may own a loop body
};

struct Webhook {
  std::string name;          ///< as scripts write it: `AppPublished`, also the StartBlock's default name
  std::string display_name;  ///< `App Published`
  std::string guid;
  std::string description;
  std::vector<Parameter> parameters;
};

struct Connector {
  std::string name;   ///< `Qlik Cloud Services`
  std::string alias;  ///< the default alias in scripts: `qlik`
  std::string guid;
  std::string description;
  bool needs_connection = false;  ///< whether its blocks carry a `datasource` setting as a rule
  std::vector<Action> actions;
  std::vector<Webhook> webhooks;
};

/// All connectors that a compilation knows. Immutable once loaded, shared by threads.
struct Catalog {
  std::vector<Connector> connectors;

  const Connector* find_alias(std::string_view alias) const;  ///< without case
  const Connector* find_name(std::string_view name) const;    ///< by `Connector::name`, without case
  const Connector* find_guid(std::string_view guid) const;    ///< without case
};

/// Look-ups within a connector or an action, names without case, GUIDs too; null where there is none.
const Action* find_action(const Connector& connector, std::string_view name);
const Action* find_action_guid(const Connector& connector, ActionKind kind, std::string_view guid);
const Parameter* find_parameter(const Action& action, std::string_view name);
const Parameter* find_parameter_id(const Action& action, std::string_view id);
const Webhook* find_webhook(const Connector& connector, std::string_view name);
const Webhook* find_webhook_guid(const Connector& connector, std::string_view guid);

/// Whether an endpoint of this role gives a list: list, search, listnew, listupdated.
bool is_list_role(std::string_view role);

/// Whether an action's block may own a loop body: endpoint roles list, search, listnew, listupdated, and what is marked so.
bool is_iterable(const Action& action);

/// The settings that the editor gives a connector block of this role (empty for snippets), in its order.
std::vector<std::string> usual_settings(std::string_view role, bool needs_connection);

/// The catalog built into the program.
const Catalog& builtin_catalog();

/// Reads catalog JSON (the format of `corpus/catalog/*.json`, documented in docs/catalog.md).
/// On failure returns nothing and says in `error` what is wrong and where (JSON path).
std::optional<Catalog> parse_catalog(std::string_view json, std::string& error);

/// Adds `extension` to `base`: connectors by GUID, actions and webhooks by GUID within them; what is there is replaced.
/// An alias or a name that something else holds already gets a number: `mail2`.
void merge_catalog(Catalog& base, Catalog extension);

/// The catalog as JSON text, deterministic, in the format that `parse_catalog` reads.
std::string catalog_to_json(const Catalog& catalog);

}  // namespace dork
