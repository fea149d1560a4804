#include "compiler/emit/places.hpp"

#include "compiler/compile.hpp"
#include "compiler/emit/graph.hpp"

#include <nlohmann/json.hpp>

namespace dork {
namespace {

/// The id that a block has in the end: attributes may change the one that it was made with.
std::string id_of(const Node& node) {
  const std::string& attributes = node.statement->attributes.text;
  if (node.branch > 0 || attributes.find("\"id\"") == std::string::npos) return node.id;
  const auto members = nlohmann::ordered_json::parse(attributes, nullptr, false);
  const auto id = members.is_object() ? members.find("id") : members.end();
  return members.is_object() && id != members.end() && id->is_string() ? id->get<std::string>() : node.id;
}

}  // namespace

std::unordered_map<std::string, Range> block_ranges(std::string_view script, const Catalog& catalog) {
  Diagnostics diagnostics;
  const Automation automation = analyze(script, catalog, diagnostics);
  std::unordered_map<std::string, Range> ranges;
  if (diagnostics.has_errors() && !compile(script, {.catalog = &catalog}).ok) return ranges;
  const Graph graph = build_graph(automation);
  for (const Node& node : graph.nodes)
    ranges.try_emplace(id_of(node), node.branch > 0 ? node.statement->branches[node.branch].range : node.statement->range);
  return ranges;
}

}  // namespace dork
