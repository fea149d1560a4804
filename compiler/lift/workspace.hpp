// What an export holds: one workspace or several, bare or in the envelope of the API.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dork {

struct Workspace {
  nlohmann::ordered_json json;              ///< an object with `blocks`, an array of objects that have a `type`
  std::string path;                         ///< where it stands in its file: `$`, `$.workspace`, `$[2]`
  std::optional<std::string> name;          ///< of the automation, where the envelope says it
  std::optional<std::string> description;
  nlohmann::ordered_json schedule;          ///< the first of `schedules`; null where there is none
};

struct Workspaces {
  std::vector<Workspace> found;
  std::string error;   ///< why there are none, with the JSON path
};

/// All workspaces of a file: a workspace, an automation as the API returns it, a list of either, or such a list in
/// `data`. Nothing nested deeper than 500 levels is read.
Workspaces read_workspaces(std::string_view text);

/// The same of a file that was read, or of what `emit_tree` has made; not nested deeper than that.
Workspaces workspaces_of(nlohmann::ordered_json file);

}  // namespace dork
