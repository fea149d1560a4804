#include "corpus/score/report.hpp"

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace dork::score {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json, int indent) { return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n"; }

/// Enough digits to tell rows apart, not those that differ between machines.
double rounded(double value) { return std::round(value * 1e9) / 1e9; }

Json interval_json(const Interval& interval) { return Json::array({rounded(interval.low), rounded(interval.high)}); }

Json rate_json(const Rate& rate) {
  return {{"answers", rate.answers}, {"prompts", rate.prompts}, {"value", rounded(rate.value)}, {"interval", interval_json(rate.interval)}, {"method", rate.method}};
}

Json flips_json(const std::vector<Flip>& flips) {
  Json all = Json::array();
  for (const Flip& flip : flips)
    all.push_back({{"label", flip.label}, {"line", flip.line_now}, {"line_before", flip.line_before}, {"before", rung_spec(flip.before).id}, {"now", rung_spec(flip.now).id}});
  return all;
}

Json figures_json(const Judgement& judgement) {
  Json figures = Json::object();
  for (const Measure& measure : measures())
    if (const auto figure = measure.of(judgement)) figures[std::string(measure.id)] = measure.share ? Json(*figure != 0) : Json(rounded(*figure));
  return figures;
}

/// Adds what is known of an answer by itself and against its reference.
void add_judgement(Json& json, const Judgement& judgement) {
  json["rung"] = rung_spec(judgement.rung).id;
  json["form"] = judgement.extraction.form == Form::script ? "script" : judgement.extraction.form == Form::json ? "json" : "none";
  Json around = Json::array();
  for (const Wrapping wrapping : judgement.extraction.around) around.push_back(wrappings()[static_cast<std::size_t>(wrapping)].id);
  json["around"] = std::move(around);
  json["measures"] = figures_json(judgement);
  Json errors = Json::array();
  for (const Error error : judgement.errors) errors.push_back(error_spec(error).id);
  json["errors"] = std::move(errors);
  Json diagnostics = Json::array();
  for (const Diagnostic& diagnostic : judgement.program.diagnostics)
    if (diagnostic.severity == Severity::error) diagnostics.push_back({{"code", code_name(diagnostic.code)}, {"offset", diagnostic.range.begin}, {"message", diagnostic.message}, {"help", diagnostic.help}});
  json["diagnostics"] = std::move(diagnostics);
  Json differences = Json::array();
  for (const Finding& finding : judgement.findings)
    differences.push_back({{"class", error_spec(finding.error).id}, {"block", finding.block}, {"what", finding.what}, {"answer", finding.answer}, {"reference", finding.reference}});
  json["differences"] = std::move(differences);
  if (!judgement.behaviour_note.empty()) json["behaviour"] = judgement.behaviour_note;
}

}  // namespace

std::string report_json(const Summary& s, const Origin& origin) {
  Json json = Json::object();
  json["program"] = "dork " + origin.version;
  json["predictions"] = origin.predictions;
  if (!origin.references.empty()) json["references"] = origin.references;
  if (!origin.baseline.empty()) json["baseline"] = origin.baseline;
  json["seed"] = origin.seed;
  json["worlds"] = origin.worlds;
  json["rows"] = s.rows;
  json["faulty_rows"] = s.faulty_rows;
  json["answers"] = s.answers;
  json["prompts"] = s.prompts;
  json["compared"] = s.compared;
  json["without_reference"] = s.without_reference;
  json["invalid_references"] = s.invalid_references;
  json["scripts"] = s.scripts;
  json["workspaces"] = s.workspaces;
  Json& rates = json["measures"] = Json::object();
  for (std::size_t m = 0; m < s.rates.size(); ++m)
    if (s.rates[m].answers > 0) rates[std::string(measures()[m].id)] = rate_json(s.rates[m]);
  Json& parts = json["components"] = Json::object();
  if (s.compared > 0)
    for (std::size_t i = 0; i < component_count; ++i) {
      const Match& match = s.components[i];
      parts[std::string(component(static_cast<Component>(i)).name)] = {{"common", match.common}, {"answer", match.answer}, {"reference", match.reference},
                                                                       {"precision", rounded(match.precision())}, {"recall", rounded(match.recall())}, {"f1", rounded(match.f1())}};
    }
  json["calls"] = {{"all", s.calls}, {"invented", s.invented_calls}};
  json["parameters"] = {{"all", s.parameters}, {"invented", s.invented_parameters}};
  Json& pass = json["pass_at_k"] = Json::array();
  for (const PassAt& each : s.pass)
    pass.push_back({{"measure", each.measure}, {"k", each.k}, {"prompts", each.prompts}, {"value", rounded(each.value)}, {"interval", interval_json(each.interval)}});
  Json& errors = json["errors"] = Json::array();
  for (const ErrorCount& each : s.errors) {
    Json about = Json::array();
    for (const auto& [what, count] : each.about) about.push_back({{"what", what}, {"count", count}});
    errors.push_back({{"class", error_spec(each.error).id}, {"primary", each.primary}, {"any", each.any}, {"about", std::move(about)}});
  }
  Json& around = json["around"] = Json::object();
  for (const auto& [wrapping, count] : s.around) around[std::string(wrappings()[static_cast<std::size_t>(wrapping)].id)] = count;
  Json& groups = json["groups"] = Json::array();
  for (const Group& group : s.groups) {
    Json made = {{"dimension", dimension_name(group.dimension)}, {"value", group.value}, {"answers", group.answers}, {"measures", Json::object()}};
    std::size_t place = 0;
    for (const Measure& measure : measures()) {
      if (!measure.rung && measure.id != "characters") continue;
      if (group.rates[place].answers > 0) made["measures"][std::string(measure.id)] = rate_json(group.rates[place]);
      ++place;
    }
    groups.push_back(std::move(made));
  }
  if (s.has_baseline) {
    Json& comparison = json["comparison"] = {{"only_here", s.only_here}, {"only_there", s.only_there}, {"measures", Json::object()}};
    for (const Comparison& each : s.comparisons) {
      Json made = {{"prompts", each.prompts}, {"before", rounded(each.before)}, {"now", rounded(each.now)}, {"difference", rounded(each.difference)}, {"interval", interval_json(each.interval)}};
      if (each.gained + each.lost > 0) made.update({{"gained", each.gained}, {"lost", each.lost}, {"mcnemar_p", rounded(each.p)}});
      comparison["measures"][std::string(measures()[each.measure].id)] = std::move(made);
    }
    comparison["gained"] = {{"count", s.gained_count}, {"sample", flips_json(s.gained)}};
    comparison["lost"] = {{"count", s.lost_count}, {"sample", flips_json(s.lost)}};
  }
  json["failures"] = s.failures;
  Json& examples = json["examples"] = Json::array();
  for (const Example& each : s.examples)
    examples.push_back({{"line", each.line}, {"sample", each.sample}, {"id", each.id}, {"class", error_spec(each.primary).id}, {"prompt", each.prompt}, {"answer", each.answer}, {"reference", each.reference}});
  return dump(json, 2);
}

std::string judgement_json(const Row& row, std::uint32_t sample, const Judgement& judgement) {
  Json json = {{"line", row.line}, {"sample", sample}};
  if (!row.id.empty()) json["id"] = row.id;
  add_judgement(json, judgement);
  return dump(json, -1);
}

std::string judgement_json(const Judgement& judgement) {
  Json json = Json::object();
  add_judgement(json, judgement);
  std::string text = dump(json, -1);
  text.pop_back();
  return text;
}

std::string repair_json(const Repair& repair) {
  static constexpr std::string_view kinds[] = {"keep", "replace", "remove", "insert"};
  Json edits = Json::array();
  for (const TokenEdit& edit : repair.edits)
    edits.push_back({{"kind", kinds[static_cast<std::size_t>(edit.kind)]}, {"before", edit.before}, {"after", edit.after}, {"offset", edit.at}});
  Json json = {{"found", repair.found}, {"smallest", repair.smallest}, {"edits", std::move(edits)}, {"text", repair.text}};
  if (!repair.note.empty()) json["note"] = repair.note;
  std::string text = dump(json, -1);
  text.pop_back();
  return text;
}

Repair smallest_repair(const Judgement& judgement, const Reference* reference, const Catalog& catalog, const RepairLimits& limits) {
  Repair towards;
  const bool known = reference && reference->error.empty() && judgement.program.form == Form::script && reference->program.form == Form::script;
  if (known) {
    towards.found = true;
    towards.text = reference->program.canonical;
    towards.edits = edits_between(judgement.program.text, reference->program.canonical);
  }
  if (judgement.checks) {
    if (!known) towards.note = "there is no reference in the same form";
    return towards;
  }
  Repair blind = repair(judgement.program, catalog, limits);
  if (!known || (blind.found && blind.edits.size() < towards.edits.size())) return blind;
  towards.smallest = blind.found && blind.smallest && blind.edits.size() == towards.edits.size();
  return towards;
}

std::string training_rows(const Row& row, const Judgement& judgement, const Reference* reference, const JudgeOptions& options) {
  if (!is_failure(judgement)) return {};
  const Catalog& catalog = options.catalog ? *options.catalog : builtin_catalog();
  const bool compared = judgement.compared;
  std::string right = compared ? (reference->program.form == Form::script ? reference->program.canonical : reference->program.text) : std::string();
  if (!compared && judgement.extracted) {
    const Repair mended = repair(judgement.program, catalog);
    if (mended.found) right = mended.text;
  }
  if (right.empty()) return {};
  const std::string primary(judgement.errors.empty() ? "" : error_spec(judgement.errors.front()).id);
  std::string reason = primary, said;
  for (const Diagnostic& diagnostic : judgement.program.diagnostics) {
    if (diagnostic.severity != Severity::error) continue;
    if (said.empty()) reason = code_name(diagnostic.code);
    said += fmt::format("{}: {}{}\n", code_name(diagnostic.code), diagnostic.message, diagnostic.help.empty() ? "" : " (" + diagnostic.help + ")");
  }
  std::string made;
  // Nothing is repaired where nothing was found, and what only does another thing has no message to repair by.
  if (judgement.extracted && !judgement.checks)
    made += dump({{"task", "repair"}, {"instruction", "This script does not compile. Correct it."}, {"input", judgement.program.text + "\n" + said}, {"completion", right}, {"rejected", ""}, {"reason", reason},
                  {"source", "predictions"}, {"class", primary}, {"prompt", row.prompt}},
                 -1);
  // The near miss of a program teaches more than prose.
  if (!row.prompt.empty() && judgement.extracted && judgement.program.text != right)
    made += dump({{"task", "text-to-script"}, {"instruction", row.prompt}, {"input", ""}, {"completion", right}, {"rejected", judgement.program.text}, {"reason", reason}, {"source", "predictions"}, {"class", primary}, {"prompt", row.prompt}}, -1);
  return made;
}

}  // namespace dork::score
