#include "serve/methods.hpp"

#include "compiler/compile.hpp"
#include "compiler/decompile.hpp"
#include "compiler/diagnostics/render.hpp"
#include "compiler/lift/check.hpp"
#include "corpus/explain/explain.hpp"
#include "corpus/score/program.hpp"
#include "corpus/score/report.hpp"
#include "runtime/interpret/log.hpp"
#include "runtime/interpret/result.hpp"
#include "runtime/value/json.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <future>
#include <thread>

namespace dork::serve {
namespace {

constexpr std::size_t cached_references = 1024;
// A repair is looked for among so many programs, of answers that are not longer.
constexpr score::RepairLimits repair_limits{.attempts = 300, .edits = 40, .bytes = 16u << 10};

std::string json_text(std::string_view text) { return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace); }

/// Diagnostics as `--diagnostics json` prints them, in a list.
std::string diagnostics_json(std::string_view source, std::vector<Diagnostic> found) {
  if (found.empty()) return "[]";
  std::string lines = render_json_lines({"", source, std::move(found), 0, 1});
  lines.pop_back();
  std::replace(lines.begin(), lines.end(), '\n', ',');
  return '[' + lines + ']';
}

/// The script or workspace that a request is about.
std::string source_of(const Request& request) {
  if (const Json* workspace = request.value("workspace")) {
    if (request.value("text")) throw RequestError("bad-request", "`text` and `workspace` exclude each other");
    return workspace->is_string() ? workspace->get<std::string>() : workspace->dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  if (!request.value("text")) throw RequestError("bad-request", "`text` is missing: a script, or a workspace's JSON");
  return request.text("text");
}

std::string check_source(const Request& request, Context& context) {
  const std::string source = source_of(request);
  const CompileOptions options{.catalog = context.catalog};
  CompileResult result = is_json(source) ? check_workspace(source, options) : check(source, options);
  return fmt::format("{{\"checks\":{},\"diagnostics\":{}}}", result.ok, diagnostics_json(source, std::move(result.diagnostics)));
}

std::string compile_script(const Request& request, Context& context) {
  const std::string source = source_of(request);
  CompileResult result = compile(source, {.catalog = context.catalog, .envelope = request.flag("envelope", false), .compact = true});
  return fmt::format("{{\"checks\":{},\"workspace\":{},\"diagnostics\":{}}}", result.ok, result.ok ? score::without_end(result.output) : "null",
                     diagnostics_json(source, std::move(result.diagnostics)));
}

std::string decompile_workspace(const Request& request, Context& context) {
  const DecompileResult result = decompile(source_of(request), {.catalog = context.catalog, .exact = request.flag("exact", false)});
  std::string scripts;
  for (const std::string& each : result.scripts) scripts += (scripts.empty() ? "" : ",") + json_text(each);
  return fmt::format("{{\"scripts\":[{}],\"error\":{}}}", scripts, result.error.empty() ? "null" : json_text(result.error));
}

std::string format_script(const Request& request, Context& context) {
  const std::string source = source_of(request);
  CompileResult result = format(source, {.catalog = context.catalog});
  return fmt::format("{{\"parses\":{},\"text\":{},\"diagnostics\":{}}}", result.ok, result.ok ? json_text(result.output) : "null",
                     diagnostics_json(source, std::move(result.diagnostics)));
}

std::string explain_source(const Request& request, Context& context) {
  const std::string source = source_of(request);
  if (!context.rules) {
    std::string error;
    context.rules = corpus::load_rules(*context.catalog, "", error);
    if (!context.rules) throw RequestError("internal", error);
  }
  CompileResult result = corpus::explain(source, *context.rules, request.flag("markdown", false) ? corpus::ExplainFormat::markdown : corpus::ExplainFormat::text);
  return fmt::format("{{\"text\":{},\"diagnostics\":{}}}", result.ok ? json_text(result.output) : "null", diagnostics_json(source, std::move(result.diagnostics)));
}

/// How far up the ladder an answer stands, of how far it could: 0 to 1.
double reward_of(const score::Judgement& judgement) {
  const auto top = judgement.compared ? score::Rung::program : score::Rung::checks;
  return std::min(1.0, static_cast<double>(judgement.rung) / static_cast<double>(top));
}

using ReferencePointer = std::shared_ptr<const score::Reference>;

/// The judgement of an answer whose reference is new: it is made ready, and run, on another thread at the same time.
std::pair<score::Judgement, ReferencePointer> judged_beside(const std::string& answer, const std::string& text, const score::JudgeOptions& options, Context& context) {
  auto made = std::make_shared<std::promise<ReferencePointer>>();
  const std::shared_future<ReferencePointer> coming = made->get_future().share();
  context.assistant.start([made, text, options] {
    try {
      made->set_value(score::prepare_reference(text, options));
    } catch (...) {
      made->set_exception(std::current_exception());
    }
  });
  score::JudgeOptions how = options;
  how.beside = [&](std::function<void()> task) {
    context.assistant.start([task = std::move(task)] {
      try {
        task();
      } catch (const std::exception&) {
        // Who needs what it was to make tries again, and meets the error there.
      }
    });
  };
  score::Judgement judgement = score::judge(answer, [coming] { return coming.get().get(); }, how);
  return {std::move(judgement), coming.get()};
}

std::pair<score::Judgement, ReferencePointer> judged(const std::string& answer, const std::string& text, const score::JudgeOptions& options, Context& context) {
  ReferencePointer reference = context.references.find(text, options);
  if (reference) return {score::judge(answer, reference.get(), options), reference};
  // An answer that says the reference itself is not read again, and not run.
  const bool beside = std::thread::hardware_concurrency() > 1 && answer.find(score::without_end(text)) == answer.npos;
  if (!beside) reference = score::prepare_reference(text, options);
  auto made = beside ? judged_beside(answer, text, options, context) : std::pair{score::judge(answer, reference.get(), options), reference};
  context.references.keep(text, options, made.second);
  return made;
}

std::string score_answer(const Request& request, Context& context) {
  if (!request.value("answer")) throw RequestError("bad-request", "`answer` is missing: what the model wrote");
  const std::string answer = request.text("answer");
  const bool run = request.flag("run", true);
  const score::JudgeOptions options{.catalog = context.catalog, .theatre = run ? context.theatre.get() : nullptr, .soundness = request.flag("soundness", false), .beside = {}};
  const auto [judgement, reference] = request.value("reference") ? judged(answer, request.text("reference"), options, context) : std::pair{score::judge(answer, nullptr, options), ReferencePointer()};
  std::string text = judgement_json(judgement);
  text.pop_back();
  text += fmt::format(",\"right\":{},\"reward\":{:.4f}", judgement.compared ? judgement.right() : judgement.checks, reward_of(judgement));
  if (reference && !reference->error.empty()) text += ",\"reference_error\":" + json_text(reference->error);
  if (request.flag("repair", false))
    text += ",\"repair\":" + (judgement.extracted ? repair_json(smallest_repair(judgement, reference.get(), *context.catalog, repair_limits)) : std::string("null"));
  return text + '}';
}

const runtime::Tenant& tenant_for(const Json* fixture, Context& context) {
  const std::string text = fixture ? fixture->dump(-1, ' ', false, Json::error_handler_t::replace) : std::string();
  if (context.tenant && context.fixture == text) return *context.tenant;
  std::optional<runtime::Tenant> tenant;
  std::string error;
  if (text.empty()) {
    tenant.emplace();
  } else {
    const auto value = runtime::parse_json(text, error);
    if (value) tenant = runtime::Tenant::from(*value, error, *context.catalog);
    if (!tenant) throw RequestError("bad-request", "fixture: " + error);
  }
  context.tenant = std::move(tenant);
  context.fixture = text;
  return *context.tenant;
}

std::string run_source(const Request& request, Context& context) {
  std::string source = source_of(request);
  Catalog taught;
  const Catalog* catalog = context.catalog;
  std::string diagnostics = "[]", workspace = source;
  if (!is_json(source)) {
    CompileResult compiled = compile(source, {.catalog = catalog, .compact = true});
    diagnostics = diagnostics_json(source, std::move(compiled.diagnostics));
    if (!compiled.ok) return fmt::format("{{\"ran\":false,\"diagnostics\":{}}}", diagnostics);
    workspace = std::move(compiled.output);
    if (!compiled.declared.connectors.empty()) {
      taught = *catalog;
      merge_catalog(taught, std::move(compiled.declared));
      catalog = &taught;
    }
  }
  const runtime::Prepared prepared = runtime::prepare_workspace(workspace, *catalog);
  if (!prepared.plan) {
    std::vector<Diagnostic> found{{prepared.code, Severity::error, {}, prepared.error, prepared.help, {}, {}}};
    return fmt::format("{{\"ran\":false,\"diagnostics\":{}}}", diagnostics_json(source, std::move(found)));
  }
  runtime::Tenant tenant = tenant_for(request.value("fixture"), context);
  runtime::RunOptions options;
  options.seed = request.number("seed", 0);
  options.limits.steps = std::min(request.number("max_steps", context.options.most_steps), context.options.most_steps);
  if (const Json* inputs = request.value("inputs")) options.inputs = runtime::from_json(*inputs);
  std::string log;
  runtime::Log writer({}, [&](std::string_view text) { log += text; });
  const bool logs = request.flag("log", false);
  options.quiet = !logs;
  if (logs) options.observe = [&](const runtime::Event& event) { writer.add(event); };
  const runtime::RunResult result = runtime::run(*prepared.plan, tenant, options);
  if (logs) writer.finish(result);
  return fmt::format("{{\"ran\":true,\"diagnostics\":{},\"run\":{}{}}}", diagnostics, runtime::to_json_text(runtime::result_value(result, tenant, options.now)),
                     logs ? ",\"log\":" + json_text(log) : std::string());
}

std::string list_methods(const Request&, Context&) {
  constexpr std::string_view types[] = {"text", "flag", "number", "json"};
  Json list = Json::array();
  for (const Method& each : method_table()) {
    Json fields = Json::array();
    for (const FieldSpec& field : each.spec.fields) fields.push_back({{"name", field.name}, {"type", types[static_cast<std::size_t>(field.type)]}, {"meaning", field.meaning}});
    list.push_back({{"do", each.spec.name}, {"meaning", each.spec.meaning}, {"fields", std::move(fields)}});
  }
  return Json({{"methods", std::move(list)}}).dump();
}

using enum FieldType;
constexpr FieldSpec either_text{"text", text, "a script, or the JSON of a workspace as text"};
constexpr FieldSpec either_workspace{"workspace", json, "a workspace, in the place of `text`"};
constexpr FieldSpec source_fields[] = {either_text, either_workspace};
constexpr FieldSpec script_fields[] = {{"text", text, "a script"}};
constexpr FieldSpec compile_fields[] = {{"text", text, "a script"}, {"envelope", flag, "with name, description and schedules around the workspace"}};
constexpr FieldSpec decompile_fields[] = {either_text, either_workspace, {"exact", flag, "with all that compiling would make otherwise"}};
constexpr FieldSpec explain_fields[] = {either_text, either_workspace, {"markdown", flag, "with names and code in backticks"}};
constexpr FieldSpec score_fields[] = {{"answer", text, "what a model wrote"},
                                      {"reference", text, "the right answer"},
                                      {"run", flag, "whether behaviour is compared; true"},
                                      {"soundness", flag, "whether it is proved that the answer compiles to a good workspace, which comes back from JSON; false"},
                                      {"repair", flag, "whether the smallest repair is looked for, which takes longer; false"}};
constexpr FieldSpec run_fields[] = {either_text, either_workspace,
                                    {"fixture", json, "what the simulated tenant holds"},
                                    {"inputs", json, "answers of forms, payload or event"},
                                    {"seed", number, "what random values follow from"},
                                    {"max_steps", number, "executions of blocks, up to the most that the service allows"},
                                    {"log", flag, "with the log as people read it"}};

constexpr Method table[] = {
    {{"check", "what is wrong with a script or a workspace", source_fields}, check_source},
    {{"compile", "the workspace of a script", compile_fields}, compile_script},
    {{"decompile", "the scripts of workspaces", decompile_fields}, decompile_workspace},
    {{"format", "the canonical form of a script", script_fields}, format_script},
    {{"score", "how far an answer is right, and why it is wrong", score_fields}, score_answer},
    {{"explain", "what an automation does, in plain English", explain_fields}, explain_source},
    {{"run", "what an automation does on a simulated tenant", run_fields}, run_source},
    {{"methods", "what can be asked", {}}, list_methods},
};

}  // namespace

std::span<const Method> method_table() { return table; }

namespace {

/// What a reference is ready for depends on the options.
score::Symbol key_of(const std::string& text, const score::JudgeOptions& options) { return score::hash_of(text, (options.theatre ? 1 : 0) + (options.soundness ? 2 : 0)); }

}  // namespace

ReferencePointer ReferenceCache::find(const std::string& text, const score::JudgeOptions& options) const {
  const auto found = kept_.find(key_of(text, options));
  return found == kept_.end() ? nullptr : found->second;
}

void ReferenceCache::keep(const std::string& text, const score::JudgeOptions& options, ReferencePointer reference) {
  const score::Symbol key = key_of(text, options);
  if (!kept_.emplace(key, std::move(reference)).second) return;
  order_.push_back(key);
  if (order_.size() > cached_references) kept_.erase(order_.front()), order_.pop_front();
}

const Json* Request::value(std::string_view name) const {
  const auto found = json.find(name);
  return found == json.end() || found->is_null() ? nullptr : &*found;
}

std::string Request::text(std::string_view name) const {
  const Json* found = value(name);
  return found ? found->get<std::string>() : std::string();
}

bool Request::flag(std::string_view name, bool otherwise) const {
  const Json* found = value(name);
  return found ? found->get<bool>() : otherwise;
}

std::uint64_t Request::number(std::string_view name, std::uint64_t otherwise) const {
  const Json* found = value(name);
  return found ? found->get<std::uint64_t>() : otherwise;
}

}  // namespace dork::serve
