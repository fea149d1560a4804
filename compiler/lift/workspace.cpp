#include "compiler/lift/workspace.hpp"

#include <fmt/format.h>

namespace dork {
namespace {

using Json = nlohmann::ordered_json;

constexpr int deepest = 500;

std::string kind_of(const Json& value) {
  return value.is_null() ? std::string("null") : fmt::format("{} {}", value.is_array() || value.is_object() ? "an" : "a", value.type_name());
}

/// Why a value is no workspace; empty where it is one.
std::string fault(const Json& value, const std::string& path) {
  const auto blocks = value.find("blocks");
  if (!blocks->is_array()) return fmt::format("{}.blocks is {}; a workspace has a list there", path, kind_of(*blocks));
  for (std::size_t i = 0; i < blocks->size(); ++i) {
    const Json& block = (*blocks)[i];
    if (!block.is_object()) return fmt::format("{}.blocks[{}] is {}; a block is an object", path, i, kind_of(block));
    const auto type = block.find("type");
    if (type == block.end() || !type->is_string()) return fmt::format("{}.blocks[{}] has no type", path, i);
  }
  return {};
}

std::optional<std::string> text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string() || found->get_ref<const std::string&>().empty()) return std::nullopt;
  return found->get<std::string>();
}

void collect(Json& value, const std::string& path, Workspaces& all, bool top) {
  if (!all.error.empty()) return;
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) collect(value[i], fmt::format("{}[{}]", path, i), all, false);
    if (value.empty()) all.error = fmt::format("{} is an empty list: there is no workspace in it", path);
    return;
  }
  if (!value.is_object()) {
    all.error = fmt::format("{} is {}; a workspace is an object with blocks", path, kind_of(value));
    return;
  }
  if (value.contains("blocks")) {
    all.error = fault(value, path);
    if (all.error.empty()) all.found.push_back({std::move(value), path, {}, {}, {}});
    return;
  }
  if (const auto inner = value.find("workspace"); inner != value.end() && inner->is_object() && inner->contains("blocks")) {
    all.error = fault(*inner, path + ".workspace");
    if (!all.error.empty()) return;
    Workspace found{std::move(*inner), path + ".workspace", text_of(value, "name"), text_of(value, "description"), {}};
    if (const auto schedules = value.find("schedules"); schedules != value.end() && schedules->is_array() && !schedules->empty())
      found.schedule = (*schedules)[0];
    all.found.push_back(std::move(found));
    return;
  }
  if (const auto data = value.find("data"); top && data != value.end()) return collect(*data, path + ".data", all, false);
  all.error = fmt::format("{} has no `blocks`: it is no workspace, nor an automation with one", path);
}

/// How many brackets are open at once, at most; those in texts count as well.
std::size_t brackets_within(std::string_view text) {
  std::size_t open = 0, most = 0;
  for (const char c : text) {
    if (c == '{' || c == '[') most = std::max(most, ++open);
    else if ((c == '}' || c == ']') && open > 0) --open;
  }
  return most;
}

}  // namespace

Workspaces read_workspaces(std::string_view text) {
  Workspaces all;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  bool too_deep = false;
  Json value;
  try {
    // Watching the depth while it is read takes twice as long.
    if (brackets_within(text) <= static_cast<std::size_t>(deepest)) value = Json::parse(text);
    else value = Json::parse(text, [&](int depth, Json::parse_event_t, Json&) {
      too_deep |= depth > deepest;
      return depth <= deepest;
    });
  } catch (const Json::exception& error) {
    all.error = fmt::format("this is not JSON: {}", std::string_view(error.what()).substr(std::string_view(error.what()).find(']') + 2));
    return all;
  }
  if (too_deep) all.error = fmt::format("the JSON is nested deeper than {} levels", deepest);
  else return workspaces_of(std::move(value));
  return all;
}

Workspaces workspaces_of(Json file) {
  Workspaces all;
  collect(file, "$", all, true);
  if (!all.error.empty()) all.found.clear();
  return all;
}

}  // namespace dork
