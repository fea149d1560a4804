#include "runtime/tenant/world.hpp"

#include "compiler/catalog/names.hpp"
#include "compiler/diagnostics/diagnostic.hpp"
#include "runtime/tenant/procedures.hpp"
#include "runtime/value/text.hpp"
#include "runtime/value/utf8.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <chrono>

namespace dork::runtime {

// --- ways into the state
// -------------------------------------------------------------------------------------------------

const Value* look(const Value& root, const Path& path) {
  const Value* value = &root;
  for (const auto& hop : path) {
    if (const auto* index = std::get_if<std::size_t>(&hop)) {
      if (!value->is_list() || *index >= value->list().size()) return nullptr;
      value = &value->list()[*index];
    } else {
      value = value->find(std::get<std::string>(hop));
      if (value == nullptr) return nullptr;
    }
  }
  return value;
}

Value& edit(Value& root, const Path& path) {
  Value* value = &root;
  for (const auto& hop : path) {
    if (const auto* index = std::get_if<std::size_t>(&hop)) {
      value = &value->edit_list().at(*index);
    } else {
      if (!value->is_object()) *value = Object();
      value = &value->edit_object()[std::get<std::string>(hop)];
    }
  }
  return *value;
}

const Value* find_object(const Value* list, std::string_view key_field, const Value& key, std::size_t* index) {
  if (list == nullptr || !list->is_list()) return nullptr;
  const std::string wanted = to_text(key);
  const List& objects = list->list();
  for (std::size_t i = 0; i < objects.size(); ++i) {
    const Value* own = objects[i].find(key_field);
    if (own == nullptr || !(own->is_text() ? own->text() == wanted : to_text(*own) == wanted)) continue;
    if (index != nullptr) *index = i;
    return &objects[i];
  }
  return nullptr;
}

std::string path_text(const Path& path) {
  std::string text;
  for (const auto& hop : path) {
    if (!text.empty()) text += '/';
    if (const auto* index = std::get_if<std::size_t>(&hop))
      text += std::to_string(*index);
    else
      text += std::get<std::string>(hop);
  }
  return text;
}

std::optional<std::size_t> find_by_key(World& world, const Path& path, std::string_view field, std::string_view key) {
  return world.indexes.find(path_text(path), look(world.root, path), field, key);
}

Path path_of(const Context& context, std::string_view collection) {
  Path path = context.home;
  path.emplace_back(std::string(collection));
  return path;
}

const Value* list_of(const Context& context, std::string_view collection) {
  const Value* home = look(context.world.root, context.home);
  return home != nullptr ? home->find(collection) : nullptr;
}

namespace {

/// What may have been meant by a key that no object has: one that has it in another field.
std::string hint(const Value* list, const Collection& collection, std::string_view field, const std::string& key) {
  if (list == nullptr || !list->is_list()) return {};
  for (const Value& object : list->list())
    for (const auto& [name, value] : object.object())
      if (name != field && value.is_text() && value.text() == key) {
        const Value* own = object.find(field);
        return fmt::format("; the {} whose {} is that has the {} '{}'", collection.noun, name, field,
                           own != nullptr ? to_text(*own) : "");
      }
  return {};
}

}  // namespace

std::optional<Located> locate(Context& context, const Place& place, Reply& failure) {
  Located found;
  if (!place.outside) found.path = context.home;
  const Value* value = look(context.world.root, found.path);
  for (const Place::Step& step : place.steps) {
    const Collection& collection = *step.collection;
    if (!found.path.empty() && found.collection != nullptr) found.parent = value;
    found.collection = &collection;
    found.path.emplace_back(collection.member);
    value = value != nullptr ? value->find(collection.member) : nullptr;
    found.value = value;
    if (step.inputs.empty()) continue;
    std::string key;
    for (const std::string& input : step.inputs) {
      const std::string part = context.text(input);
      if (part.empty()) {
        failure = context.fail(400, fmt::format("`{}` is missing", input));
        return {};
      }
      key += (key.empty() ? "" : "/") + part;
    }
    const auto index = find_by_key(context.world, found.path, step.field, key);
    if (!index) {
      failure = context.fail(
          404, fmt::format("there is no {} '{}'{}", collection.noun, key, hint(value, collection, step.field, key)));
      return {};
    }
    found.path.emplace_back(*index);
    found.value = value = &value->list()[*index];
  }
  return found;
}

// --- contexts
// --------------------------------------------------------------------------------------------------------------

std::string Context::text(std::string_view name) const {
  const Value* value = in(name);
  return value != nullptr ? to_text(*value) : std::string();
}

Reply Context::fail(int status, std::string detail) const {
  return failure(operation.api, status, std::move(detail));
}

void fill_slots(Context& context) {
  const auto slot = [&](Known name, const Value* value) {
    if (value != nullptr) context.slots[name] = *value;
  };
  const Value* home = look(context.world.root, context.home);
  context.slots[Known::input] = context.input;
  slot(Known::tenant, home != nullptr ? home->find("tenant") : nullptr);
  slot(Known::user, home != nullptr ? home->find("user") : nullptr);
  slot(Known::github, context.world.root.find("github"));
  context.slots[Known::now] = iso_time(context.environment.now);
}

const Operation* choose(std::span<const Operation* const> operations, const Value& input) {
  static const Value nothing;
  const auto holds = [&](const Requirement& condition) {
    const Value* given = input.find(condition.input);
    return std::any_of(condition.values.begin(), condition.values.end(), [&](const Value& value) {
      if (value.is_null() || given == nullptr) return value.is_null() && (given == nullptr || given->is_null());
      return same_name(to_text(*given), to_text(value));
    });
  };
  const auto found = std::find_if(operations.begin(), operations.end(), [&](const Operation* operation) {
    return std::all_of(operation->when.begin(), operation->when.end(), holds);
  });
  return found == operations.end() ? nullptr : *found;
}

Reply perform(Context& context) {
  const Operation& operation = context.operation;
  std::string error;
  for (const Conversion& conversion : operation.inputs) {
    const Value* given = context.in(conversion.input);
    if (given == nullptr || given->is_null()) continue;
    auto value = convert(conversion.name, *given, context, error);
    if (!value) return context.fail(400, fmt::format("`{}` {}", conversion.input, error));
    context.input.set(conversion.input, std::move(*value));
  }
  fill_slots(context);
  for (const auto& part : operation.let) {
    context.input.set(part.key, evaluate(*part.shape, context.slots, context.environment, Nulls::keep, error));
    context.slots[Known::input] = context.input;
  }
  for (const std::string& name : operation.required) {
    const Value* given = context.in(name);
    if (given == nullptr || given->is_null() || (given->is_text() && given->text().empty()))
      return context.fail(400, fmt::format("`{}` is missing", name));
  }
  if (operation.fresh) context.slots[Known::fresh] = new_ids(context.world);
  Reply reply = operation.procedure(context);
  reply.seconds += operation.seconds;
  return reply;
}

// --- answers
// -----------------------------------------------------------------------------------------------------------------

Value visible(const Collection& collection, const Value& object) {
  const auto hides = [&](const std::string& name) { return object.find(name) != nullptr; };
  if (std::none_of(collection.hidden.begin(), collection.hidden.end(), hides)) return object;
  Value shown = object;
  Object& members = shown.edit_object();
  for (const std::string& name : collection.hidden) members.erase(name);
  return shown;
}

Value answer(Context& context, const Value& object, std::string& error) {
  const Operation& operation = context.operation;
  const Collection* collection = operation.at ? operation.at->steps.back().collection : nullptr;
  if (!operation.output) return collection != nullptr ? visible(*collection, object) : object;
  context.slots[Known::object] = object;
  Value output = evaluate(*operation.output, context.slots, context.environment, Nulls::drop, error);
  // `{$.object}` as a whole says what is hidden by default, but never what only the simulation needs.
  if (output.same(object) && output.find("simulate") != nullptr) output.edit_object().erase("simulate");
  return output;
}

namespace {

constexpr std::pair<int, std::string_view> titles[] = {{400, "Bad Request"},
                                                       {401, "Unauthorized"},
                                                       {403, "Forbidden"},
                                                       {404, "Not Found"},
                                                       {405, "Method Not Allowed"},
                                                       {408, "Request Timeout"},
                                                       {409, "Conflict"},
                                                       {413, "Payload Too Large"},
                                                       {422, "Unprocessable Entity"},
                                                       {423, "Locked"},
                                                       {429, "Too Many Requests"},
                                                       {500, "Internal Server Error"},
                                                       {502, "Bad Gateway"},
                                                       {503, "Service Unavailable"},
                                                       {504, "Gateway Timeout"},
                                                       {507, "Insufficient Storage"}};

}  // namespace

std::string_view status_title(int status) {
  const auto found =
      std::find_if(std::begin(titles), std::end(titles), [&](const auto& each) { return each.first == status; });
  return found != std::end(titles) ? found->second : "Error";
}

Reply failure(Api api, int status, std::string detail) {
  // GitHub has one status for whatever it cannot process.
  if (api == Api::github && (status == 400 || status == 409)) status = 422;
  const std::string_view title = status_title(status);
  Reply reply;
  reply.status = status;
  reply.message =
      detail.empty() ? fmt::format("{} {}", status, title) : fmt::format("{} {}: {}", status, title, detail);
  if (api == Api::github) {
    reply.body = Object{{"message", std::string(title)}, {"errors", List{Object{{"message", std::move(detail)}}}}};
  } else {
    reply.body = Object{{"errors", List{Object{{"code", fmt::format("HTTP-{}", status)},
                                               {"title", std::string(title)},
                                               {"detail", std::move(detail)}}}}};
  }
  return reply;
}

// --- ids, time, texts
// --------------------------------------------------------------------------------------------------------

namespace {

std::string hex(World& world, std::size_t digits) {
  Random random{++world.made * 0x9E3779B97F4A7C15u};
  std::string text;
  while (text.size() < digits) text += fmt::format("{:016x}", random.next());
  text.resize(digits);
  return text;
}

}  // namespace

std::string new_id(World& world, Ids ids) {
  switch (ids) {
    case Ids::uuid: {
      std::string id = hex(world, 32);
      id[12] = '4';
      id[16] = "89ab"[static_cast<unsigned char>(id[16]) % 4];
      for (const std::size_t at : {8, 13, 18, 23}) id.insert(at, 1, '-');
      return id;
    }
    case Ids::hex24: return hex(world, 24);
    case Ids::shorter: return hex(world, 6);
    case Ids::none:
    case Ids::number: break;
  }
  return hex(world, 40);
}

Value new_ids(World& world) {
  return Object{{"uuid", new_id(world, Ids::uuid)},
                {"hex24", new_id(world, Ids::hex24)},
                {"short", new_id(world, Ids::shorter)},
                {"sha", hex(world, 40)}};
}

std::string iso_time(std::int64_t milliseconds) {
  using namespace std::chrono;
  const sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(milliseconds)};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  // Every call of a simulated action tells the time: formatting all of it takes a multiple.
  std::string text = fmt::format("{:04}-", static_cast<int>(date.year()));
  const auto digits = [&](std::int64_t value, std::size_t width, char after) {
    text.resize(text.size() + width);
    for (std::size_t i = 0; i < width; ++i, value /= 10) text[text.size() - 1 - i] = static_cast<char>('0' + value % 10);
    text += after;
  };
  digits(static_cast<unsigned>(date.month()), 2, '-');
  digits(static_cast<unsigned>(date.day()), 2, 'T');
  digits(clock.hours().count(), 2, ':');
  digits(clock.minutes().count(), 2, ':');
  digits(clock.seconds().count(), 2, '.');
  digits(clock.subseconds().count(), 3, 'Z');
  return text;
}

std::string plain_path(std::string_view path) {
  std::string plain;
  for (const char c : path)
    if (c != '/' || (!plain.empty() && plain.back() != '/')) plain += c;
  while (plain.ends_with('/')) plain.pop_back();
  return plain;
}

// --- tenants
// -----------------------------------------------------------------------------------------------------------------

namespace {

/// The host of an address or a host name, in small letters.
std::string host_of(std::string_view text) {
  if (const auto scheme = text.find("://"); scheme != text.npos) text.remove_prefix(scheme + 3);
  std::string host(text.substr(0, text.find_first_of("/?#")));
  std::transform(host.begin(), host.end(), host.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return host;
}

bool is_host(std::string_view known, std::string_view asked) {
  return known == asked || name_and_region(known) == asked;
}

}  // namespace

std::string name_and_region(std::string_view text) {
  const std::string host = host_of(text);
  const std::size_t first = host.find('.');
  return first == host.npos ? host : host.substr(0, host.find('.', first + 1));
}

std::optional<Path> find_tenant(const World& world, std::string_view name, std::string& error) {
  const std::string asked = host_of(name);
  std::vector<std::string_view> hosts;
  const auto has = [&](const Value& tenant) {
    const Value* info = tenant.find("tenant");
    const Value* names = info != nullptr ? info->find("hostnames") : nullptr;
    if (names == nullptr || !names->is_list()) return false;
    for (const Value& host : names->list()) {
      if (!host.is_text()) continue;
      hosts.push_back(host.text());
      if (is_host(host.text(), asked)) return true;
    }
    return false;
  };
  if (has(world.root)) return Path();
  if (const Value* others = world.root.find("tenants"); others != nullptr && others->is_object()) {
    for (const auto& [host, tenant] : others->object()) {
      hosts.push_back(host);
      if (is_host(host, asked) || has(tenant)) return Path{std::string("tenants"), host};
    }
  }
  std::sort(hosts.begin(), hosts.end());
  hosts.erase(std::unique(hosts.begin(), hosts.end()), hosts.end());
  const auto meant = nearest(asked, hosts);
  error = fmt::format("there is no tenant '{}'", name);
  error += meant ? fmt::format("; did you mean '{}'?", *meant)
                 : fmt::format("; the fixture's `tenants` has {}", fmt::join(hosts, ", "));
  return {};
}

}  // namespace dork::runtime
