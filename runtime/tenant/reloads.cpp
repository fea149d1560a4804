// Reloads take time, and end as the app's `simulate.reload` says.
#include "runtime/tenant/objects.hpp"
#include "runtime/tenant/procedures.hpp"

#include "compiler/catalog/names.hpp"
#include "runtime/value/text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace dork::runtime {
namespace {

constexpr double usual_seconds = 30;

/// How a reload will end.
struct Outcome {
  double seconds = usual_seconds;
  std::string status = "SUCCEEDED";
  std::string log = "Reload finished.";
  std::string message;
};

std::string text_or(const Value& value, std::string_view key, std::string fallback) {
  const Value* member = value.find(key);
  return member != nullptr && member->is_text() ? member->text() : fallback;
}

Outcome outcome_of(const Value& told) {
  Outcome outcome;
  if (const Value* seconds = told.find("seconds"); seconds != nullptr && seconds->is_number())
    outcome.seconds = seconds->number();
  outcome.status = text_or(told, "status", outcome.status);
  const bool good = outcome.status == "SUCCEEDED";
  outcome.log = text_or(told, "log", good ? outcome.log : "Error: the reload ended with an error.");
  outcome.message = text_or(told, "message", good ? "" : "Reload failed");
  return outcome;
}

/// The outcome of an app's next reload. One of several is used up; the last stays.
Outcome next_outcome(World& world, const Path& app) {
  const Value* simulate = look(world.root, app)->find("simulate");
  const Value* told = simulate != nullptr ? simulate->find("reload") : nullptr;
  if (told == nullptr) return {};
  if (!told->is_list()) return outcome_of(*told);
  if (told->list().empty()) return {};
  const Outcome outcome = outcome_of(told->list().front());
  if (told->list().size() > 1) {
    Path rest = app;
    rest.emplace_back("simulate");
    rest.emplace_back("reload");
    List& outcomes = edit(world.root, rest).edit_list();
    outcomes.erase(outcomes.begin());
  }
  return outcome;
}

/// `PT4M10S`
std::string iso_duration(std::int64_t milliseconds) {
  const std::int64_t seconds = milliseconds / 1000;
  std::string text = "PT";
  if (seconds >= 3600) text += fmt::format("{}H", seconds / 3600);
  if (seconds % 3600 >= 60) text += fmt::format("{}M", seconds % 3600 / 60);
  if (seconds % 60 != 0 || seconds == 0) text += fmt::format("{}S", seconds % 60);
  return text;
}

/// What a reload is like once it has ended. Its plan: {until, started, status, log, message}.
void end_reload(World& world, const Path& home, Value& reload) {
  const Value plan = *reload.find("simulate");
  reload.edit_object().erase("simulate");
  const std::int64_t until = plan.find("until")->integer();
  const std::string end = iso_time(until);
  const std::string status = text_or(plan, "status", "SUCCEEDED");
  reload.set("status", status);
  reload.set("log", text_or(plan, "log", ""));
  reload.set("endTime", end);
  reload.set("duration", iso_duration(until - plan.find("started")->integer()));
  if (status == "SUCCEEDED") {
    reload.set("engineTime", end);
  } else {
    reload.set("errorCode", "EngineError");
    reload.set("errorMessage", text_or(plan, "message", ""));
  }
  const Value* app_id = reload.find("appId");
  if (status != "SUCCEEDED" || app_id == nullptr) return;
  Path app = home;
  app.emplace_back("apps");
  const auto index = find_by_key(world, app, "id", to_text(*app_id));
  if (!index) return;
  app.emplace_back(*index);
  edit(world.root, app).set("lastReloadTime", end);
}

const Value* plan_of(const Value& reload) {
  const Value* plan = reload.find("simulate");
  return plan != nullptr && plan->find("until") != nullptr ? plan : nullptr;
}

void settle_tenant(World& world, const Path& home, std::int64_t now) {
  Path list = home;
  list.emplace_back("reloads");
  const Value* reloads = look(world.root, list);
  if (reloads == nullptr || !reloads->is_list()) return;
  world.indexes.looked_at += reloads->list().size();
  for (std::size_t i = 0; i < reloads->list().size(); ++i) {
    const Value& reload = reloads->list()[i];
    const Value* plan = plan_of(reload);
    if (plan == nullptr) continue;
    Path path = list;
    path.emplace_back(i);
    Value changed = reload;
    if (plan->find("until")->integer() <= now) {
      end_reload(world, home, changed);
      --world.going_on;
    } else if (plan->find("started")->integer() < now) {
      changed.set("status", "RELOADING");
    } else {
      continue;
    }
    edit(world.root, path) = std::move(changed);
    reloads = look(world.root, list);
  }
}

bool wants_to_wait(const Context& context) {
  return contains_without_case(context.text("runMode"), "wait");
}

bool fails_with_reload(const Context& context) {
  const std::string word = context.text("errorOnFailedReload");
  return same_name(word, "yes") || same_name(word, "true");
}

std::int64_t milliseconds(double seconds) {
  return static_cast<std::int64_t>(std::llround(seconds * 1000));
}

}  // namespace

void settle(World& world, std::int64_t now) {
  if (world.going_on == 0 || world.settled_at == now) return;
  world.settled_at = now;
  settle_tenant(world, {}, now);
  const Value others = world.root.find("tenants") != nullptr ? *world.root.find("tenants") : Value();
  if (!others.is_object()) return;
  for (const auto& [host, tenant] : others.object()) settle_tenant(world, {std::string("tenants"), host}, now);
}

Reply reload_app(Context& context) {
  Reply reply;
  const auto reloads = locate(context, *context.operation.at, reply);
  if (!reloads) return reply;
  Path app = path_of(context, "apps");
  const std::string id = context.text("appId");
  const auto index = find_by_key(context.world, app, "id", id);
  if (!index) return context.fail(404, fmt::format("there is no app '{}'", id));
  app.emplace_back(*index);
  const Outcome outcome = next_outcome(context.world, app);
  const std::int64_t now = context.environment.now, until = now + milliseconds(outcome.seconds);
  Value reload = Object();
  if (auto failed = set_fields(context, *reloads->collection, reload)) return *failed;
  reload.set("startTime", iso_time(now));
  reload.set("simulate", Object{{"started", now},
                                {"until", until},
                                {"status", outcome.status},
                                {"log", outcome.log},
                                {"message", outcome.message}});
  auto made = add_object(context, *reloads, std::move(reload), reply);
  if (!made) return reply;
  ++context.world.going_on;
  context.world.settled_at = -1;
  reply.status = 201;
  if (!wants_to_wait(context)) {
    reply.output = visible(*reloads->collection, *made);
    return reply;
  }
  settle(context.world, until);
  reply.seconds = outcome.seconds;
  // What was added last.
  const Value* done = &look(context.world.root, reloads->path)->list().back();
  if (fails_with_reload(context) && outcome.status != "SUCCEEDED") {
    Reply failed = context.fail(500, fmt::format("the reload ended as {}: {}", outcome.status, outcome.log));
    failed.seconds = outcome.seconds;
    return failed;
  }
  reply.output = visible(*reloads->collection, *done);
  return reply;
}

Reply wait_for_reloads(Context& context) {
  Reply reply;
  const auto reloads = locate(context, *context.operation.at, reply);
  if (!reloads) return reply;
  const List ids = context.in("reloadIds")->list();
  std::vector<std::size_t> places;
  std::int64_t until = context.environment.now;
  for (const Value& id : ids) {
    const auto index = find_by_key(context.world, reloads->path, "id", to_text(id));
    if (!index) return context.fail(404, fmt::format("there is no reload '{}'", to_text(id)));
    places.push_back(*index);
    if (const Value* plan = plan_of(reloads->value->list()[*index]))
      until = std::max(until, plan->find("until")->integer());
  }
  settle(context.world, until);
  const Value* list = look(context.world.root, reloads->path);
  List ended;
  std::string bad;
  for (const std::size_t place : places) {
    const Value& reload = list->list()[place];
    const std::string status = to_text(*reload.find("status"));
    if (status != "SUCCEEDED" && bad.empty())
      bad = fmt::format("the reload '{}' ended as {}", to_text(*reload.find("id")), status);
    ended.push_back(visible(*reloads->collection, reload));
  }
  if (!bad.empty() && fails_with_reload(context))
    reply = context.fail(500, bad);
  else
    reply.output = std::move(ended);
  reply.seconds = static_cast<double>(until - context.environment.now) / 1000;
  return reply;
}

Reply cancel_reload(Context& context) {
  Reply reply;
  const auto place = locate(context, *context.operation.at, reply);
  if (!place) return reply;
  if (plan_of(*place->value) == nullptr) return context.fail(409, "the reload has ended");
  Value& reload = edit(context.world.root, place->path);
  reload.edit_object().erase("simulate");
  reload.set("status", "CANCELED");
  reload.set("endTime", iso_time(context.environment.now));
  --context.world.going_on;
  reply.status = 202;
  return reply;
}

}  // namespace dork::runtime
