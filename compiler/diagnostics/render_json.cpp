#include "compiler/diagnostics/display.hpp"
#include "compiler/diagnostics/render.hpp"
#include "compiler/text/line_map.hpp"

#include <nlohmann/json.hpp>

namespace dork {
namespace {

using Json = nlohmann::ordered_json;

Json place_json(const LineMap& lines, std::uint32_t offset) {
  const auto [line, column] = lines.position(offset);
  return {{"line", line}, {"column", column}, {"offset", offset}};
}

Json range_json(const LineMap& lines, Range range) {
  return {{"start", place_json(lines, range.begin)}, {"end", place_json(lines, range.end)}};
}

Json note_json(const LineMap& lines, const Note& note) {
  return {{"text", note.text}, {"range", note.range ? range_json(lines, *note.range) : Json()}};
}

Json fix_json(const LineMap& lines, const Fix& fix) {
  return {{"range", range_json(lines, fix.range)}, {"text", fix.text}};
}

Json diagnostic_json(const std::string& path, const LineMap& lines, const Diagnostic& diagnostic) {
  auto notes = Json::array();
  for (const auto& note : diagnostic.notes) notes.push_back(note_json(lines, note));
  return {
      {"path", path},
      {"code", code_name(diagnostic.code)},
      {"name", rule(diagnostic.code).name},
      {"severity", severity_name(diagnostic.severity)},
      {"message", diagnostic.message},
      {"help", diagnostic.help},
      {"range", range_json(lines, diagnostic.range)},
      {"notes", std::move(notes)},
      {"fix", diagnostic.fix ? fix_json(lines, *diagnostic.fix) : Json()},
  };
}

}  // namespace

std::string render_json_lines(const FileDiagnostics& file) {
  const LineMap lines(file.source, file.first_line);
  std::string result;
  for (const auto& diagnostic : file.found) {
    // A message may quote bytes of the source that are not UTF-8, which JSON cannot hold.
    result += diagnostic_json(file.path, lines, diagnostic).dump(-1, ' ', false, Json::error_handler_t::replace);
    result += '\n';
  }
  return result;
}

}  // namespace dork
