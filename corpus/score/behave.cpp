#include "corpus/score/behave.hpp"

#include "compiler/formula/formula.hpp"
#include "compiler/model/walk.hpp"
#include "corpus/score/embedded.hpp"
#include "corpus/score/program.hpp"
#include "runtime/interpret/run.hpp"
#include "runtime/tenant/tenant.hpp"
#include "runtime/value/json.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <set>

namespace dork::score {

/// The tenants of the worlds; a copy costs next to nothing until it is changed.
struct Theatre {
  struct World {
    std::string name;
    runtime::Tenant tenant;
  };
  std::vector<World> worlds;
  bool answering = false;   ///< whether a program is run in the world of `answering_theatre` as well
};

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
  theatre.worlds.push_back({name, std::move(*tenant)});
  return true;
}

/// Sets the member at a path of keys, making objects on the way.
void put(Value& object, std::span<const PathStep> steps, const std::string& leaf) {
  Value* at = &object;
  for (const PathStep& step : steps) {
    if (step.kind != PathStep::Kind::key) return;
    if (!at->is_object()) *at = Object();
    at = &at->edit_object()[step.key];
  }
  if (!at->is_object()) *at = Value(leaf);
}

/// Calls `visit` for every path that a program reads, in texts too.
template <typename Visit>
void for_each_path_read(const Automation& automation, Visit&& visit) {
  const auto expression = [&](const Expr& expr, const auto& self) -> void {
    if (expr.kind == ExprKind::text && has_formula(expr.text)) {
      for (const Piece& piece : parse_template(expr.text).pieces)
        if (piece.formula) for_each_path(*piece.formula, visit);
    } else {
      for_each_path(expr, visit);
    }
    for (const Expr& child : expr.children) self(child, self);
  };
  for_each_statement(automation.main, [&](const Statement& statement) {
    const auto tests = [&](const Tests& all) {
      for (const Test& test : all.tests) expression(test.left, expression), expression(test.right, expression);
    };
    for (const Argument& argument : statement.arguments) expression(argument.value.expr, expression);
    for (const Field& field : statement.fields) expression(field.value.expr, expression);
    for (const Operation& operation : statement.operations) expression(operation.value.expr, expression);
    tests(statement.tests);
    for (const Branch& branch : statement.branches) {
      tests(branch.tests);
      if (branch.match) expression(*branch.match, expression);
    }
  });
}

/// Adds to an object the members that another has beside.
void merge_into(Value& object, const Value& other) {
  if (!object.is_object() || !other.is_object()) return;
  for (const auto& [key, value] : other.object()) {
    Value* here = object.edit_object().find(key) ? &object.edit_object()[key] : nullptr;
    if (!here) object.edit_object()[key] = value;
    else merge_into(*here, value);
  }
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

runtime::Value stimulus_of(const Automation& automation) {
  Value stimulus{Object()};
  const auto answer = [&](const Statement& statement) {
    for (const FormItem& item : statement.form) stimulus.edit_object()[item.caption.text] = Value("answer to " + item.caption.text);
  };
  for_each_statement(automation.main, answer);
  if (!automation.start) return stimulus;
  for_each_path_read(automation, [&](const Expr& path) {
    if (path.text != automation.start->name) return;
    std::string leaf = "value of";
    for (const PathStep& step : path.steps) leaf += " " + step.key;
    put(stimulus, path.steps, leaf);
  });
  return stimulus;
}

std::shared_ptr<const Theatre> answering_theatre(const Theatre& theatre, const Automation& program, const Catalog& catalog) {
  if (!theatre.answering) return nullptr;
  struct Asked {
    std::string action;   // `qlik.listApps`
    bool list = false;
    Value first{Object()}, second{Object()};   // a list gives both
  };
  std::map<std::string, Asked, std::less<>> asked;   // by the name of the block
  for_each_statement(program.main, [&](const Statement& statement) {
    if (!statement.action || !statement.connector || !catalog.find_alias(statement.connector->alias)) return;
    asked.emplace(statement.name, Asked{statement.connector->alias + "." + statement.action->name, is_iterable(*statement.action)});
  });
  if (asked.empty()) return nullptr;
  for_each_path_read(program, [&](const Expr& path) {
    const auto found = asked.find(path.text);
    if (found == asked.end()) return;
    Asked& of = found->second;
    std::span<const PathStep> steps = path.steps;
    if (of.list && !steps.empty() && (steps.front().kind != PathStep::Kind::key || steps.front().key == "item")) steps = steps.subspan(1);
    if (steps.empty()) return;
    std::string leaf = of.action;
    for (const PathStep& step : steps) leaf += " " + step.key;
    put(of.first, steps, leaf);
    put(of.second, steps, leaf + " again");
  });
  runtime::List responses;
  std::set<std::string_view> answered;
  for (auto& [block, of] : asked) {
    if (!answered.insert(of.action).second) continue;
    // Of several blocks with one action, all that any of them is asked for.
    for (auto& [other_block, other] : asked)
      if (&other != &of && other.action == of.action) merge_into(of.first, other.first), merge_into(of.second, other.second);
    responses.push_back(Object{{"action", Value(of.action)}, {"output", of.list ? Value(runtime::List{of.first, of.second}) : of.first}});
  }
  std::string error;
  auto tenant = runtime::Tenant::from(Value(Object{{"base", Value("empty")}, {"responses", Value(std::move(responses))}}), error, catalog);
  if (!tenant) return nullptr;
  auto made = std::make_shared<Theatre>();
  made->worlds.push_back({std::string(answering_world), std::move(*tenant)});
  return made;
}

Conduct conduct_of(const runtime::Prepared& program, const Theatre& theatre, const runtime::Value& stimulus, std::uint64_t most_steps, Worlds worlds, const Conduct* expected) {
  Conduct conduct;
  conduct.stimulus = stimulus;
  if (!program.plan) {
    conduct.error = program.error;
    return conduct;
  }
  for (std::size_t i = worlds.first; i < theatre.worlds.size() && conduct.runs.size() < worlds.most; ++i) {
    runtime::Tenant tenant = theatre.worlds[i].tenant;
    runtime::RunOptions options = options_of(stimulus, most_steps);
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
  runtime::RunOptions options = options_of(stimulus, 100'000);
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
