#include "corpus/score/behave.hpp"

#include "corpus/score/embedded.hpp"
#include "corpus/score/program.hpp"
#include "corpus/score/theatre.hpp"
#include "runtime/interpret/run.hpp"
#include "runtime/tenant/tenant.hpp"
#include "runtime/value/json.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <set>

namespace dork::score {

namespace {

using runtime::Object;
using runtime::Value;

/// Blocks that ask or change the world, or stop the run: what they are given is what a program does.
constexpr std::array<std::string_view, 22> acting = {
    "EndpointBlock", "SnippetBlock", "CallUrlBlock", "CallWidgetBlock", "CustomCodeBlock3", "SleepBlock", "ErrorBlock", "FormBlock",
    "OpenFileBlock", "CreateFileBlock", "CopyFileBlock", "ReadDataFromFileBlock", "WriteLineToFileBlock", "CloseFileBlock", "DeleteFileBlock", "MoveFileBlock",
    "CheckFileExistsBlock", "ListFilesBlock", "ListPointerBlock", "UpdatePointerBlock", "DeletePointerBlock", "RedirectBlock"};

bool acts(const runtime::Event& event) { return std::find(acting.begin(), acting.end(), event.type) != acting.end() || !find_block_spec(event.type); }

/// Inputs that name another block, whose name is nobody's business: they stand for what it did last.
bool names_block(std::string_view input) { return input == "file" || input == "source" || input == "pointer_block_id"; }

/// Watches a run and boils it down.
class Watch {
 public:
  void see(const runtime::Event& event) {
    if (!acts(event)) return;
    last_[std::string(event.block)] = ++number_;
    last_[std::string(event.id)] = number_;
    calls_ = hash_of(event.action.empty() ? event.type : event.action, calls_);
    for (const auto& [key, value] : event.inputs) {
      if (value.is_null()) continue;
      calls_ = hash_of(key, calls_);
      if (names_block(key) && value.is_text()) calls_ = calls_ * 31 + last_[value.text()];
      else calls_ = hash_of(text_of(value), calls_);
    }
    calls_ = calls_ * 31 + static_cast<std::uint64_t>(event.outcome);
  }

  Symbol calls() const { return calls_; }

 private:
  static std::string text_of(const Value& value) {
    std::string text;
    runtime::append_json(text, value, runtime::JsonEscapes::few, 1u << 20);
    return text;
  }

  Symbol calls_ = 0;
  std::uint64_t number_ = 0;
  std::map<std::string, std::uint64_t, std::less<>> last_;
};

Symbol results_of(const runtime::RunResult& result) {
  std::string text;
  for (const Value& output : result.outputs) {
    runtime::append_json(text, output, runtime::JsonEscapes::few, 4u << 20);
    text += '\n';
  }
  Symbol hash = hash_of(text);
  hash = hash_of(result.title, hash);
  hash = hash_of(result.redirect, hash);
  return hash * 31 + static_cast<std::uint64_t>(result.status);
}

/// Runs here are many and small: what takes more than this is something else than its reference.
runtime::RunOptions options_of(const Value& stimulus, std::uint64_t most_steps) {
  runtime::RunOptions options;
  options.inputs = stimulus;
  options.limits.steps = most_steps;
  options.limits.value_bytes = 4u << 20;
  options.limits.list_items = 200'000;
  options.limits.total_bytes = 64u << 20;
  options.allow_code = false;
  return options;
}

/// A fixture's faults, on top of what it says itself.
enum class Faults { none, first_call, second_call };

Value with_faults(Value fixture, Faults faults, const Catalog& catalog) {
  if (faults == Faults::none) return fixture;
  runtime::List fail;
  for (const Connector& connector : catalog.connectors)
    for (const Action& action : connector.actions) {
      if (faults == Faults::first_call && is_iterable(action)) continue;
      Object fault{{"action", Value(connector.alias + "." + action.name)}, {"status", Value(503)}, {"message", Value("Service busy")}, {"times", Value(1)}};
      if (faults == Faults::second_call) fault["after"] = Value(1);
      fail.push_back(std::move(fault));
    }
  fixture.edit_object()["fail"] = std::move(fail);
  return fixture;
}

bool add_world(Theatre& theatre, const std::string& name, std::string_view json, Faults faults, const Catalog& catalog, std::string& error) {
  const auto fixture = runtime::parse_json(json, error);
  if (!fixture) return error = fmt::format("fixture '{}': {}", name, error), false;
  if (!fixture->is_object()) return error = fmt::format("fixture '{}': it is no JSON object", name), false;
  auto tenant = runtime::Tenant::from(with_faults(*fixture, faults, catalog), error, catalog);
  if (!tenant) return error = fmt::format("fixture '{}': {}", name, error), false;
  theatre.worlds.push_back({name, std::move(*tenant), {}});
  return true;
}

}  // namespace

std::shared_ptr<const Theatre> builtin_theatre(const Catalog& catalog) {
  constexpr struct {
    const char* name;
    std::size_t file;   // of the embedded ones, in the order of their names
    Faults faults;
  } worlds[] = {{"company", 0, Faults::none}, {"empty", 1, Faults::none}, {"busy", 0, Faults::first_call}, {"flaky", 0, Faults::second_call}};
  auto theatre = std::make_shared<Theatre>();
  theatre->answering = true;
  std::string error;
  for (const auto& world : worlds) add_world(*theatre, world.name, embedded_worlds()[world.file].content, world.faults, catalog, error);
  return theatre;
}

std::shared_ptr<const Theatre> theatre_of(const std::vector<Fixture>& fixtures, const Catalog& catalog, std::string& error) {
  auto theatre = std::make_shared<Theatre>();
  for (const Fixture& fixture : fixtures)
    if (!add_world(*theatre, fixture.name, fixture.json, Faults::none, catalog, error)) return nullptr;
  return theatre;
}

std::vector<std::string> worlds_of(const Theatre& theatre) {
  std::vector<std::string> names;
  for (const Theatre::World& world : theatre.worlds) names.push_back(world.name);
  return names;
}

Conduct conduct_of(const runtime::Prepared& program, const Theatre& theatre, const runtime::Value& stimulus, std::uint64_t most_steps, Worlds worlds, const Conduct* expected) {
  Conduct conduct;
  conduct.stimulus = stimulus;
  if (!program.plan) {
    conduct.error = program.error;
    return conduct;
  }
  for (std::size_t i = worlds.first; i < theatre.worlds.size() && conduct.runs.size() < worlds.most; ++i) {
    const Theatre::World& world = theatre.worlds[i];
    runtime::Tenant tenant = world.tenant;
    runtime::RunOptions options = options_of(world.stimulus ? *world.stimulus : stimulus, most_steps);
    Watch watch;
    options.observe = [&](const runtime::Event& event) { watch.see(event); };
    const runtime::RunResult result = runtime::run(*program.plan, tenant, options);
    conduct.runs.push_back({watch.calls(), results_of(result), result.steps});
    if (expected && i < expected->runs.size() && !conduct.runs.back().same(expected->runs[i])) break;
  }
  return conduct;
}

std::vector<std::string> play_of(std::string_view workspace, const Theatre& theatre, const Catalog& catalog, const runtime::Value& stimulus, std::size_t world, std::size_t most_lines) {
  std::vector<std::string> lines;
  const runtime::Prepared prepared = runtime::prepare_workspace(workspace, catalog);
  if (!prepared.plan || world >= theatre.worlds.size()) return {prepared.error};
  runtime::Tenant tenant = theatre.worlds[world].tenant;
  runtime::RunOptions options = options_of(theatre.worlds[world].stimulus.value_or(stimulus), 100'000);
  std::size_t more = 0;
  options.observe = [&](const runtime::Event& event) {
    if (!acts(event)) return;
    if (lines.size() >= most_lines) return void(++more);
    std::string line(event.action.empty() ? event.type : event.action);
    line += '(';
    for (const auto& [key, value] : event.inputs) {
      if (value.is_null()) continue;
      if (!line.ends_with('(')) line += ", ";
      std::string text;
      runtime::append_json(text, value, runtime::JsonEscapes::few, 200);
      line += key + " = " + text.substr(0, 120);
    }
    line += ')';
    if (event.outcome != runtime::Outcome::done) line += fmt::format(" {}", runtime::outcome_name(event.outcome));
    lines.push_back(std::move(line));
  };
  const runtime::RunResult result = runtime::run(*prepared.plan, tenant, options);
  if (more > 0) lines.push_back(fmt::format("… and {} more", more));
  for (std::size_t i = 0; i < std::min<std::size_t>(result.outputs.size(), most_lines); ++i) {
    std::string text;
    runtime::append_json(text, result.outputs[i], runtime::JsonEscapes::few, 400);
    lines.push_back("output: " + text.substr(0, 300));
  }
  lines.push_back(fmt::format("{} after {} blocks", runtime::status_name(result.status), result.steps));
  return lines;
}

}  // namespace dork::score
