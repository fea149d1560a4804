#include "corpus/verify/behave.hpp"

#include "corpus/verify/verify.hpp"

#include "corpus/synthesis/rule_book.hpp"
#include "corpus/verify/fixture.hpp"
#include "runtime/interpret/run.hpp"
#include "runtime/value/json.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace dork::corpus {
namespace {

using runtime::List;
using runtime::Value;

/// A tenant of a world; none where the fixture is wrong, and `error` says why.
struct WorldTenant {
  std::optional<runtime::Tenant> tenant;
  std::string error;
};

/// The characters that CSV files of a world are written with: its tenants differ in that, and in what is there already.
constexpr std::string_view delimiters = ",;|";
constexpr std::size_t tenants_of_a_world = 2 * delimiters.size();

/// So many are kept, about 0.25 MB each; the others are rarely wanted, and made again.
constexpr std::size_t most_tenants = 512;

/// Makes room for one more: lets go of the one that was not used for the longest time.
void forget_oldest(std::vector<WorldMemory::Kept>& all) {
  std::vector<WorldMemory::Kept*> there;
  for (WorldMemory::Kept& each : all)
    if (each.tenant) there.push_back(&each);
  if (there.size() >= most_tenants) (*std::min_element(there.begin(), there.end(), [](const auto* a, const auto* b) { return a->used < b->used; }))->tenant.reset();
}

std::shared_ptr<const WorldTenant> tenant_of(const Rules& rules, std::uint32_t world, bool sparse, char delimiter) {
  const std::size_t place = world * tenants_of_a_world + 2 * delimiters.find(delimiter) + (sparse ? 1 : 0);
  WorldMemory& memory = *rules.memory;
  const std::lock_guard lock(memory.mutex);
  if (memory.kept.empty()) memory.kept.resize(rules.book->worlds.size() * tenants_of_a_world);
  WorldMemory::Kept& own = memory.kept[place];
  own.used = ++memory.uses;
  if (!own.tenant) {
    forget_oldest(memory.kept);
    const auto made = std::make_shared<WorldTenant>();
    made->tenant = runtime::Tenant::from(runtime::from_json(fixture_of(*rules.book, world, sparse, delimiter)), made->error);
    const auto share_with_one = [&](auto&& akin) {
      for (std::size_t other = 0; other < memory.kept.size() && made->tenant; ++other) {
        if (!memory.kept[other].tenant || !akin(other)) continue;
        const auto& there = std::static_pointer_cast<const WorldTenant>(memory.kept[other].tenant)->tenant;
        return there ? made->tenant->share_with(*there) : void();
      }
    };
    // Files and repositories are the same in all worlds, people and apps in all tenants of a world.
    share_with_one([&](std::size_t other) { return other % tenants_of_a_world == place % tenants_of_a_world; });
    share_with_one([&](std::size_t other) { return other / tenants_of_a_world == world; });
    own.tenant = made;
  }
  return std::static_pointer_cast<const WorldTenant>(own.tenant);
}

/// What a script takes CSV files to be written with.
char delimiter_of(std::string_view script) {
  constexpr std::string_view read = " AS CSV (delimiter = '";
  const std::size_t at = script.find("IN READ") != std::string_view::npos || script.find(": READ") != std::string_view::npos ? script.find(read, script.find("READ")) : std::string_view::npos;
  const char found = at == std::string_view::npos || at + read.size() >= script.size() ? ',' : script[at + read.size()];
  return delimiters.find(found) == std::string_view::npos ? ',' : found;
}

/// Whether a text is as a promise says, where `*` stands for anything.
bool matches(std::string_view text, std::string_view pattern) {
  std::size_t t = 0, p = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') star = p++, resume = t;
    else if (p < pattern.size() && pattern[p] == text[t]) ++p, ++t;
    else if (star != std::string_view::npos) p = star + 1, t = ++resume;
    else return false;
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::string text_of(const Value& value) { return value.is_text() ? value.text() : runtime::to_json_text(value); }

bool has_fields(const Value& object, const Promise& promise) {
  return std::all_of(promise.values.begin(), promise.values.end(), [&](const auto& field) {
    const Value* found = object.find(field.first);
    return found && matches(text_of(*found), field.second);
  });
}

/// Whether somewhere below a collection's path (`spaces/members`) an object is as promised.
bool is_there(const Value& state, std::string_view path, const Promise& promise) {
  if (path.empty()) {
    if (!state.is_list()) return has_fields(state, promise);
    return std::any_of(state.list().begin(), state.list().end(), [&](const Value& it) { return has_fields(it, promise); });
  }
  if (state.is_list()) return std::any_of(state.list().begin(), state.list().end(), [&](const Value& it) { return is_there(it, path, promise); });
  const std::size_t slash = path.find('/');
  const Value* next = state.find(path.substr(0, slash));
  return next && is_there(*next, slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1), promise);
}

/// What a run left behind, in the words of promises.
struct Aftermath {
  const runtime::RunResult& result;
  const runtime::Tenant& tenant;
  const std::vector<std::pair<std::string, std::string>>& requests;   ///< method and address
};

std::string promised(const Promise& promise, std::string_view name) {
  for (const auto& [key, value] : promise.values)
    if (key == name) return value;
  return "*";
}

bool says(const runtime::RunResult& result, Severity severity, std::string_view pattern) {
  return std::any_of(result.remarks.begin(), result.remarks.end(), [&](const runtime::Remark& it) { return it.severity == severity && matches(it.message, pattern); });
}

/// The places where an effect shows that are no collection of the tenant.
struct Place {
  std::string_view name;
  bool (*kept)(const Promise& promise, const Aftermath& after);
};
constexpr Place places[] = {
    {"output", [](const Promise& promise, const Aftermath& after) {
       const std::string pattern = promised(promise, "value");
       return std::any_of(after.result.outputs.begin(), after.result.outputs.end(), [&](const Value& it) { return matches(text_of(it), pattern); });
     }},
    {"title", [](const Promise& promise, const Aftermath& after) { return matches(after.result.title, promised(promise, "value")); }},
    {"warning", [](const Promise& promise, const Aftermath& after) { return says(after.result, Severity::warning, promised(promise, "value")); }},
    {"error", [](const Promise& promise, const Aftermath& after) { return says(after.result, Severity::error, promised(promise, "value")); }},
    {"file", [](const Promise& promise, const Aftermath& after) { return after.tenant.read_file("Qlik Cloud Services", promised(promise, "path")).has_value(); }},
    {"web", [](const Promise& promise, const Aftermath& after) {
       return std::any_of(after.requests.begin(), after.requests.end(), [&](const auto& it) { return it.first == promised(promise, "method") && matches(it.second, promised(promise, "url")); });
     }},
};

bool is_kept(const Promise& promise, const Aftermath& after) {
  for (const Place& place : places)
    if (place.name == promise.what) return place.kept(promise, after);
  if (promise.what == "outbox") return is_there(after.tenant.outbox(), {}, promise);
  return is_there(after.tenant.state(), promise.what, promise);
}

std::string in_words(const Promise& promise) {
  std::string out = promise.what;
  const char* between = ": ";
  for (const auto& [name, value] : promise.values) {
    out += between + name + '=' + value;
    between = ", ";
  }
  return out;
}

/// Whether a service said no: `404 Not Found: …`.
bool is_refusal(std::string_view message) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return message.size() > 3 && message[0] == '4' && is_digit(message[1]) && is_digit(message[2]) && message[3] == ' ';
}

Behaviour fails(std::string rule, std::string reason) {
  Behaviour behaviour;
  behaviour.rule = std::move(rule);
  behaviour.reason = std::move(reason);
  return behaviour;
}

/// Whether a step fails in a way that the script provides for: it asks for what an earlier step has taken away.
bool gives_way(const runtime::Plan& plan, runtime::Tenant tenant, runtime::RunOptions options) {
  bool found = false;
  options.quiet = false;
  options.observe = [&](const runtime::Event& event) { found |= event.outcome == runtime::Outcome::ignored || event.outcome == runtime::Outcome::warning; };
  run(plan, tenant, options);
  return found;
}

Behaviour run_in(const runtime::Plan& plan, const runtime::Tenant& world, runtime::RunOptions options, const std::vector<Promise>& promises) {
  runtime::Tenant tenant = world;
  std::vector<std::pair<std::string, std::string>> requests;
  options.quiet = std::none_of(promises.begin(), promises.end(), [](const Promise& it) { return it.what == "web"; });
  if (!options.quiet)
    options.observe = [&](const runtime::Event& event) {
      if (event.type != "CallUrlBlock") return;
      const Value* method = event.inputs.find("method");
      const Value* url = event.inputs.find("url");
      if (method && url) requests.emplace_back(text_of(*method), text_of(*url));
    };
  const runtime::RunResult result = run(plan, tenant, options);
  for (const runtime::Remark& remark : result.remarks) {
    // An ERROR statement and a failure that the script takes into account are part of what it does.
    const bool meant = remark.code == Code::error_raised || remark.code == Code::warning_raised || remark.code == Code::run_warning;
    if (!meant && remark.severity != Severity::info)
      return fails(std::string(is_refusal(remark.message) ? steps_at_odds : "run-failed"), fmt::format("{}: {} ({})", remark.block, remark.message, code_name(remark.code)));
  }
  if (result.status == runtime::Status::limit_reached) return fails("run-without-end", "the run came to its limits");
  Behaviour behaviour;
  const Aftermath after{result, tenant, requests};
  for (const Promise& promise : promises) {
    if (is_kept(promise, after)) behaviour.effects.push_back(in_words(promise));
    else if (promise.always)
      return fails(std::string(gives_way(plan, world, options) ? steps_at_odds : "promise-not-kept"), "the run did not leave " + in_words(promise));
  }
  std::sort(behaviour.effects.begin(), behaviour.effects.end());
  behaviour.effects.erase(std::unique(behaviour.effects.begin(), behaviour.effects.end()), behaviour.effects.end());
  behaviour.ok = true;
  return behaviour;
}

}  // namespace

void forget_tenants(const Rules& rules) {
  const std::lock_guard lock(rules.memory->mutex);
  rules.memory->kept.clear();
}

Behaviour behave(const Workspace& workspace, std::string_view script, const std::vector<Promise>& promises, std::uint32_t world, const Rules& rules) {
  const runtime::Prepared prepared = runtime::prepare_workspace(workspace, *rules.book->catalog);
  if (!prepared.plan) return fails("cannot-be-run", prepared.error);
  runtime::RunOptions options;
  options.inputs = runtime::from_json(inputs_of(*rules.book, world, script));
  Behaviour behaviour;
  // What is there already in one tenant is not in the other.
  for (const bool sparse : {false, true}) {
    const auto there = tenant_of(rules, world, sparse, delimiter_of(script));
    if (!there->tenant) return fails("no-world", there->error);
    behaviour = run_in(*prepared.plan, *there->tenant, options, promises);
    if (behaviour.ok) break;
  }
  return behaviour;
}

}  // namespace dork::corpus
