#include "compiler/diagnostics/render.hpp"
#include "compiler/text/line_map.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace dork {
namespace {

using Json = nlohmann::ordered_json;

std::string_view level(Severity severity) {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::info: break;
  }
  return "note";
}

/// A path as a URI reference: percent-encoded, and with a scheme where it is absolute.
std::string uri(std::string_view path) {
  constexpr std::string_view kept = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=@/";
  std::string result = path.starts_with('/') ? "file://" : "";
  for (const char byte : path) {
    // A colon is encoded too: in a relative reference it would end a scheme.
    if (kept.find(byte) != kept.npos) {
      result += byte;
    } else {
      result += fmt::format("%{:02X}", byte & 0xFF);
    }
  }
  return result;
}

/// A message's format string as words: each place an argument goes is `…`.
std::string without_placeholders(std::string_view format) {
  std::string result;
  for (std::size_t at = 0; at < format.size(); ++at) {
    const char c = format[at];
    const bool doubled = (c == '{' || c == '}') && format.substr(at + 1).starts_with(c);
    if (c == '{' && !doubled) {
      result += "…";
      at = std::min(format.find('}', at), format.size() - 1);
    } else {
      result += c;
      at += doubled;
    }
  }
  return result;
}

/// An array of one; in braces it would be taken for its element.
Json only(Json item) {
  auto result = Json::array();
  result.push_back(std::move(item));
  return result;
}

Json text_json(std::string_view text) {
  return {{"text", text}};
}

Json rule_json(Code code) {
  const auto& described = rule(code);
  return {
      {"id", code_name(code)},
      {"name", described.name},
      {"shortDescription", text_json(without_placeholders(described.message))},
      {"fullDescription", text_json(described.explanation)},
      {"help", text_json(described.explanation)},
      {"defaultConfiguration", {{"level", level(described.severity)}}},
  };
}

/// One file of the log, ready to be pointed into.
struct Artifact {
  std::string uri;
  LineMap lines;

  Json location_json() const { return {{"uri", uri}}; }

  Json region_json(Range range) const {
    const auto start = lines.position(range.begin);
    const auto end = lines.position(std::max(range.begin, range.end));
    return {
        {"startLine", start.line},
        {"startColumn", start.column},
        {"endLine", end.line},
        {"endColumn", end.column},
    };
  }

  Json physical_json(Range range) const {
    return {{"artifactLocation", location_json()}, {"region", region_json(range)}};
  }
};

Json fix_json(const Artifact& artifact, const Diagnostic& diagnostic) {
  const auto& fix = *diagnostic.fix;
  const auto replacement = Json{
      {"deletedRegion", artifact.region_json(fix.range)},
      {"insertedContent", text_json(fix.text)},
  };
  const auto change = Json{
      {"artifactLocation", artifact.location_json()},
      {"replacements", only(replacement)},
  };
  auto result = Json::object();
  if (!diagnostic.help.empty()) result["description"] = text_json(diagnostic.help);
  result["artifactChanges"] = only(change);
  return result;
}

Json result_json(const Artifact& artifact, const Diagnostic& diagnostic, std::size_t rule_index) {
  auto message = diagnostic.message;
  auto related = Json::array();
  if (!diagnostic.help.empty()) message += "\n" + diagnostic.help;
  for (const auto& note : diagnostic.notes) {
    if (note.range) {
      related.push_back({
          {"physicalLocation", artifact.physical_json(*note.range)},
          {"message", text_json(note.text)},
      });
    } else {
      message += "\n" + note.text;
    }
  }

  Json result = {
      {"ruleId", code_name(diagnostic.code)},
      {"ruleIndex", rule_index},
      {"level", level(diagnostic.severity)},
      {"message", text_json(message)},
      {"locations", only({{"physicalLocation", artifact.physical_json(diagnostic.range)}})},
  };
  if (!related.empty()) result["relatedLocations"] = std::move(related);
  if (diagnostic.fix) result["fixes"] = only(fix_json(artifact, diagnostic));
  return result;
}

/// Says of a file that the log does not hold all that was found in it.
Json dropped_json(const Artifact& artifact, std::size_t dropped) {
  const auto words = fmt::format("{} more problem{} found", dropped, dropped == 1 ? " was" : "s were");
  const auto location = Json{{"physicalLocation", {{"artifactLocation", artifact.location_json()}}}};
  return {{"level", "note"}, {"message", text_json(words)}, {"locations", only(location)}};
}

}  // namespace

std::string render_sarif(std::span<const FileDiagnostics> files, std::string_view version) {
  std::set<Code> codes;
  for (const auto& file : files) {
    for (const auto& diagnostic : file.found) codes.insert(diagnostic.code);
  }

  auto rules = Json::array();
  for (const auto code : codes) rules.push_back(rule_json(code));

  auto results = Json::array();
  auto notifications = Json::array();
  for (const auto& file : files) {
    const Artifact artifact{uri(file.path), LineMap(file.source, file.first_line)};
    for (const auto& diagnostic : file.found) {
      const auto index = std::distance(codes.begin(), codes.find(diagnostic.code));
      results.push_back(result_json(artifact, diagnostic, static_cast<std::size_t>(index)));
    }
    if (file.dropped > 0) notifications.push_back(dropped_json(artifact, file.dropped));
  }

  const Json driver = {{"name", "dork"}, {"version", version}, {"rules", std::move(rules)}};
  Json run = {
      {"tool", {{"driver", driver}}},
      {"columnKind", "unicodeCodePoints"},
  };
  if (!notifications.empty()) {
    run["invocations"] = only({
        {"executionSuccessful", true},
        {"toolExecutionNotifications", std::move(notifications)},
    });
  }
  run["results"] = std::move(results);

  const Json log = {
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs", only(std::move(run))},
  };
  return log.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace dork
