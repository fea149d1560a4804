#include "runtime/tenant/tenant.hpp"

#include "compiler/catalog/names.hpp"
#include "runtime/tenant/fixture.hpp"
#include "runtime/tenant/objects.hpp"
#include "runtime/tenant/procedures.hpp"
#include "runtime/tenant/routes.hpp"
#include "runtime/value/text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <unordered_map>

namespace dork::runtime {
namespace {

/// An action of the built-in catalog that something is known about.
struct KnownAction {
  std::span<const Operation* const> operations;
  const Action* action;
  bool names_tenant;  ///< whether an input says in which tenant
};

using KnownActions = std::unordered_map<std::string, KnownAction>;

std::string action_key(std::string_view connector, std::string_view action) {
  std::string key(connector);
  key += '.';
  key += action;
  return key;
}

const KnownActions& known_actions() {
  static const KnownActions all = [] {
    KnownActions made;
    for (const Connector& connector : builtin_catalog().connectors)
      for (const Action& action : connector.actions) {
        const auto operations = behaviours().action(connector.alias + "." + action.name);
        const bool names_tenant = find_parameter(action, "tenant") != nullptr;
        const KnownAction known{operations, &action, names_tenant};
        made.emplace(action_key(connector.name, action.name), known);
        made.emplace(action_key(connector.guid, action.guid), known);
      }
    return made;
  }();
  return all;
}

/// The label of a choice where an input holds its id.
void label_choices(Value& inputs, const Action& action) {
  for (const Parameter& parameter : action.parameters) {
    if (parameter.options.empty()) continue;
    const Value* given = inputs.find(parameter.name);
    if (given == nullptr || !given->is_text()) continue;
    for (const Option& option : parameter.options)
      if (!option.label.empty() && option.value == given->text()) {
        inputs.set(parameter.name, option.label);
        break;
      }
  }
}

/// What templates of a fixture can name.
Slots fixture_slots(const World& world, const Value& input, const Environment& environment) {
  Slots slots;
  slots[Known::input] = input;
  slots[Known::now] = iso_time(environment.now);
  for (const auto& [name, member] :
       {std::pair(Known::tenant, "tenant"), std::pair(Known::user, "user"), std::pair(Known::github, "github")})
    if (const Value* value = world.root.find(member)) slots[name] = *value;
  return slots;
}

/// A fault that is due, else what the fixture answers.
std::optional<Reply> told(World& world, Question question, CannedKind answers, Environment& environment) {
  if (world.canned == nullptr) return {};
  Slots slots = fixture_slots(world, question.input, environment);
  question.kind = CannedKind::fault;
  if (auto reply = canned_reply(world, question, slots, environment)) return reply;
  question.kind = answers;
  return canned_reply(world, question, slots, environment);
}

void limit_list(Reply& reply, const std::optional<std::int64_t>& limit) {
  if (!limit || *limit <= 0 || !reply.output.is_list() ||
      reply.output.list().size() <= static_cast<std::size_t>(*limit))
    return;
  const List& items = reply.output.list();
  reply.output = List(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(*limit));
}

}  // namespace

Tenant::Tenant() : world_(std::make_unique<World>(default_world())) {}
Tenant::Tenant(const Tenant& other) : world_(std::make_unique<World>(*other.world_)) {}
Tenant::Tenant(Tenant&&) noexcept = default;
Tenant& Tenant::operator=(Tenant other) noexcept {
  std::swap(world_, other.world_);
  return *this;
}
Tenant::~Tenant() = default;

std::optional<Tenant> Tenant::from(const Value& fixture, std::string& error, const Catalog& catalog) {
  Tenant tenant;
  JsonFailure failure(error);
  apply_fixture(*tenant.world_, fixture, catalog, failure);
  return failure.any() ? std::nullopt : std::optional(std::move(tenant));
}

Reply Tenant::call(const Call& call, Environment& environment) {
  World& world = *world_;
  settle(world, environment.now);
  Value inputs = call.inputs;
  const auto known = known_actions().find(action_key(call.connector, call.action));
  if (known != known_actions().end()) label_choices(inputs, *known->second.action);
  if (auto reply = told(world, {CannedKind::response, call.block, call.connector, call.action, {}, {}, {}, inputs},
                        CannedKind::response, environment)) {
    limit_list(*reply, call.limit);
    return std::move(*reply);
  }
  const Operation* operation = known != known_actions().end() ? choose(known->second.operations, inputs) : nullptr;
  if (operation == nullptr) {
    Reply reply;
    reply.known = false;
    return reply;
  }
  Context context{.world = world,
                  .operation = *operation,
                  .environment = environment,
                  .input = std::move(inputs),
                  .home = {},
                  .limit = call.limit};
  if (known->second.names_tenant) {
    const std::string name = context.text("tenant");
    if (name.empty()) return context.fail(400, "`tenant` is missing");
    std::string error;
    const auto home = find_tenant(world, name, error);
    if (!home) return context.fail(404, error);
    context.home = *home;
  }
  return perform(context);
}

Reply Tenant::web(const WebRequest& request, Environment& environment) {
  World& world = *world_;
  settle(world, environment.now);
  const Value input = Object{{"method", request.method},
                             {"url", request.url},
                             {"params", request.params},
                             {"headers", request.headers},
                             {"encoding", request.encoding}};
  if (auto reply = told(world, {CannedKind::web, request.block, {}, {}, {}, request.method, request.url, input},
                        CannedKind::web, environment))
    return std::move(*reply);
  Path home;
  auto api = api_of_address(world, request.method, request.url, home);
  if (!api) {
    Reply reply;
    reply.known = false;
    return reply;
  }
  (request.method == "GET" ? api->query : api->body) = request.params;
  return request_api(world, home, *api, environment);
}

Reply Tenant::run_automation(std::string_view block, std::string_view id, const Value& inputs,
                             Environment& environment) {
  World& world = *world_;
  settle(world, environment.now);
  if (auto reply =
          told(world, {CannedKind::response, block, {}, {}, id, {}, {}, inputs}, CannedKind::response, environment))
    return std::move(*reply);
  std::size_t index = 0;
  const Value* automation = find_object(world.root.find("automations"), "id", id, &index);
  if (automation == nullptr) return failure(Api::qlik, 404, fmt::format("there is no automation '{}'", id));
  const Value* state = automation->find("state");
  if (state != nullptr && to_text(*state) != "available")
    return failure(Api::qlik, 409, fmt::format("the automation '{}' is {}", id, to_text(*state)));
  const Value* simulate = automation->find("simulate");
  Reply reply;
  reply.known = simulate != nullptr;
  if (simulate != nullptr) {
    Slots slots = fixture_slots(world, inputs, environment);
    std::string error;
    if (const Value* output = simulate->find("output")) {
      JsonFailure ignored(error);
      const Shape shape = prepare_shape(*output, nullptr, {}, ignored);
      reply.output = evaluate(shape, slots, environment, Nulls::keep, error);
    }
    if (const Value* seconds = simulate->find("seconds")) reply.seconds = seconds->number();
    if (const Value* status = simulate->find("status"); status != nullptr && status->number() >= 400) {
      const Value* message = simulate->find("message");
      const double seconds = reply.seconds;
      reply = failure(Api::qlik, static_cast<int>(status->number()), message != nullptr ? to_text(*message) : "");
      reply.seconds = seconds;
    }
  }
  // The run is there afterwards, as an author would see it.
  const std::int64_t end = environment.now + static_cast<std::int64_t>(reply.seconds * 1000);
  const std::string run_status = reply.failed() ? "failed" : "finished";
  Value& called = edit(world.root, {std::string("automations"), index});
  called.set("lastRunAt", iso_time(environment.now));
  called.set("lastRunStatus", run_status);
  Value& runs = called.edit_object()["runs"];
  if (!runs.is_list()) runs = List();
  runs.push(Object{{"id", new_id(world, Ids::uuid)},
                   {"status", run_status},
                   {"startTime", iso_time(environment.now)},
                   {"stopTime", iso_time(end)},
                   {"context", "automation_call"},
                   {"automationId", id},
                   {"inputs", inputs}});
  return reply;
}

Value Tenant::answers() const {
  const Value* answers = world_->root.find("answers");
  return answers != nullptr ? *answers : Value();
}

Value Tenant::pointer(std::string_view block) const {
  const Value* pointers = world_->root.find("pointers");
  const Value* pointer = pointers != nullptr ? pointers->find(block) : nullptr;
  return pointer != nullptr ? *pointer : Value();
}

void Tenant::set_pointer(std::string_view block, Value pointer) {
  const bool known = !this->pointer(block).is_null();
  if (!pointer.is_null())
    edit(world_->root, {std::string("pointers"), std::string(block)}) = std::move(pointer);
  else if (known)
    edit(world_->root, {std::string("pointers")}).edit_object().erase(block);
}

std::optional<Reply> Tenant::fault(std::string_view action, std::string_view block) {
  if (world_->canned == nullptr) return {};
  Environment environment;
  const Value nothing;
  Slots slots = fixture_slots(*world_, nothing, environment);
  return canned_reply(*world_, {CannedKind::fault, block, {}, action, {}, {}, {}, nothing}, slots, environment);
}

Value Tenant::state() const {
  return fixture_of(*world_);
}

Value Tenant::outbox() const {
  const Value* outbox = world_->root.find("outbox");
  return outbox != nullptr ? *outbox : Value(List());
}

std::uint64_t Tenant::take_work() {
  const std::uint64_t steps = world_->indexes.looked_at / looked_at_a_step;
  world_->indexes.looked_at %= looked_at_a_step;
  return steps;
}

std::vector<std::string> Tenant::unused() const {
  std::vector<std::string> places;
  if (world_->canned != nullptr)
    for (std::size_t i = 0; i < world_->canned->entries.size(); ++i)
      if (world_->asked[i] == 0) places.push_back(world_->canned->entries[i].place);
  return places;
}

// --- files
// -----------------------------------------------------------------------------------------------------------------

namespace {

const Value* data_file(const World& world, std::string_view path, std::size_t* index = nullptr) {
  return find_object(world.root.find("dataFiles"), "name", Value(path), index);
}

Path file_path(std::string_view adapter, std::string_view path) {
  return {std::string("files"), std::string(adapter), plain_path(path)};
}

Value listed(std::string_view path, const Value& size, const Value* modified) {
  const std::string text(path);
  return Object{{"name", text.substr(text.rfind('/') + 1)},
                {"path", text},
                {"size", size},
                {"modifiedAt", modified != nullptr ? *modified : Value()}};
}

}  // namespace

std::optional<std::string> Tenant::read_file(std::string_view adapter, std::string_view path) const {
  const bool qlik = adapter == qlik_adapter;
  const Value* file = qlik ? data_file(*world_, plain_path(path)) : look(world_->root, file_path(adapter, path));
  const Value* content = file != nullptr ? file->find(qlik ? "content" : "text") : nullptr;
  return content != nullptr && content->is_text() ? std::optional(content->text()) : std::nullopt;
}

namespace {

void share(Value& own, const Value& other) {
  if (!own.is_object() || !other.is_object()) return;
  for (const auto& [key, theirs] : other.object()) {
    const Value* mine = own.object().find(key);
    if (!mine) continue;
    if (*mine == theirs) own.edit_object()[key] = theirs;
    else share(own.edit_object()[key], theirs);
  }
}

}  // namespace

void Tenant::share_with(const Tenant& other) { share(world_->root, other.world_->root); }

bool Tenant::write_file(std::string_view adapter, std::string_view path, std::string content,
                        Environment& environment) {
  World& world = *world_;
  const std::string name = plain_path(path), now = iso_time(environment.now);
  if (name.empty()) return false;
  if (adapter != qlik_adapter) {
    edit(world.root, file_path(adapter, path)) = Object{{"text", std::move(content)}, {"modifiedAt", now}};
    return true;
  }
  const Collection& collection = *behaviours().collection("dataFiles");
  Slots slots = fixture_slots(world, {}, environment);
  std::size_t index = 0;
  const bool there = data_file(world, name, &index) != nullptr;
  Value& files = edit(world.root, {std::string("dataFiles")});
  if (!files.is_list()) files = List();
  Value file = there ? files.list()[index] : Value(Object{{"id", new_id(world, collection.ids)}, {"name", name}});
  file.set("content", std::move(content));
  if (there) {
    set_all(collection.changed, slots, environment, file);
  } else {
    add_missing(collection.stamps, slots, environment, file);
    add_missing(collection.defaults, slots, environment, file);
  }
  derive(collection, slots, environment, file);
  if (there)
    files.edit_list()[index] = std::move(file);
  else
    files.push(std::move(file));
  return true;
}

bool Tenant::delete_file(std::string_view adapter, std::string_view path) {
  World& world = *world_;
  if (adapter == qlik_adapter) {
    std::size_t index = 0;
    if (data_file(world, plain_path(path), &index) == nullptr) return false;
    List& files = edit(world.root, {std::string("dataFiles")}).edit_list();
    files.erase(files.begin() + static_cast<std::ptrdiff_t>(index));
    world.indexes.forget("dataFiles");
    return true;
  }
  Path folder = file_path(adapter, path);
  if (look(world.root, folder) == nullptr) return false;
  folder.pop_back();
  return edit(world.root, folder).edit_object().erase(plain_path(path));
}

List Tenant::list_files(std::string_view adapter, std::string_view folder) const {
  std::string prefix = plain_path(folder);
  if (!prefix.empty()) prefix += '/';
  List found;
  if (adapter == qlik_adapter) {
    const Value* files = world_->root.find("dataFiles");
    if (files == nullptr || !files->is_list()) return found;
    for (const Value& file : files->list()) {
      const std::string name = to_text(*file.find("name"));
      if (name.starts_with(prefix)) found.push_back(listed(name, *file.find("size"), file.find("modifiedDate")));
    }
    return found;
  }
  const Value* files = look(world_->root, {std::string("files"), std::string(adapter)});
  if (files == nullptr || !files->is_object()) return found;
  for (const auto& [path, file] : files->object()) {
    // Only what lies in the folder itself, as the services list it.
    if (!path.starts_with(prefix) || path.find('/', prefix.size()) != path.npos) continue;
    const Value* text = file.find("text");
    found.push_back(listed(path,
                           static_cast<std::int64_t>(text != nullptr && text->is_text() ? text->text().size() : 0),
                           file.find("modifiedAt")));
  }
  return found;
}

}  // namespace dork::runtime
