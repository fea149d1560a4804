// What exports teach of actions that the catalog lacks.
#include "compiler/catalog/names.hpp"
#include "compiler/decompile.hpp"
#include "compiler/lift/lift.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace dork {
namespace {

constexpr const char* source = "Learned from an export";

/// Adds the parameters that `known` lacks, each with the next free `inputN`: what they are called no export says.
void add_parameters(std::vector<Parameter>& known, std::vector<Parameter> seen) {
  for (Parameter& parameter : seen) {
    const auto same_id = [&](const Parameter& other) { return same_name(other.id, parameter.id); };
    if (std::any_of(known.begin(), known.end(), same_id)) continue;
    std::size_t number = known.size() + 1;
    const auto taken = [&](const Parameter& other) { return same_name(other.name, fmt::format("input{}", number)); };
    while (std::any_of(known.begin(), known.end(), taken)) ++number;
    parameter.name = fmt::format("input{}", number);
    parameter.guessed = true;
    known.push_back(std::move(parameter));
  }
}

void add_settings(std::vector<std::string>& known, const std::vector<std::string>& seen) {
  for (const std::string& setting : seen)
    if (std::find(known.begin(), known.end(), setting) == known.end()) known.push_back(setting);
}

/// Brings what was learned before and what is seen now together in `seen`, so that merging replaces the one by the other.
void recall(const Catalog& learned, Connector& seen) {
  const Connector* known = learned.find_guid(seen.guid);
  if (known) {
    seen.name = known->name;
    seen.alias = known->alias;
    seen.description = known->description;
  }
  for (Action& action : seen.actions) {
    const Action* before = known ? find_action_guid(*known, action.kind, action.guid) : nullptr;
    Action merged = before ? *before : action;
    if (!before) {
      merged.description = source;
      merged.parameters.clear();
    }
    if (merged.role.empty()) merged.role = action.role;
    merged.iterable |= action.iterable;
    add_parameters(merged.parameters, std::move(action.parameters));
    add_settings(merged.settings, action.settings);
    action = std::move(merged);
  }
  for (Webhook& webhook : seen.webhooks) {
    const Webhook* before = known ? find_webhook_guid(*known, webhook.guid) : nullptr;
    Webhook merged = before ? *before : webhook;
    if (!before) {
      merged.description = source;
      merged.parameters.clear();
    }
    add_parameters(merged.parameters, std::move(webhook.parameters));
    webhook = std::move(merged);
  }
}

}  // namespace

bool learn(std::string_view json, const Catalog& known, Catalog& learned, std::string& error) {
  const Workspaces workspaces = read_workspaces(json);
  error = workspaces.error;
  for (const Workspace& workspace : workspaces.found) {
    // The copy outlives what points into the automation's own.
    Catalog declared = lift(workspace, known, {}).declared;
    std::erase_if(declared.connectors, [](const Connector& c) { return c.actions.empty() && c.webhooks.empty(); });
    for (Connector& connector : declared.connectors) recall(learned, connector);
    merge_catalog(learned, std::move(declared));
  }
  return error.empty();
}

}  // namespace dork
