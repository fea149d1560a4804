// Tenants themselves, and what inputs are converted to.
#include "runtime/tenant/objects.hpp"
#include "runtime/tenant/procedures.hpp"

#include "compiler/catalog/names.hpp"
#include "runtime/value/json.hpp"
#include "runtime/value/text.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace dork::runtime {

Reply create_tenant(Context& context) {
  World& world = context.world;
  const std::string id = new_id(world, Ids::hex24), name = new_id(world, Ids::hex24).substr(0, 14);
  const Value* info = world.root.find("tenant");
  const Value* hosts = info != nullptr ? info->find("hostnames") : nullptr;
  std::string domain = "qlikcloud.com";
  if (hosts != nullptr && hosts->is_list() && !hosts->list().empty()) {
    const std::string own = to_text(hosts->list().front());
    const std::size_t start = name_and_region(own).size() + 1;
    if (start < own.size()) domain = own.substr(start);
  }
  const std::string region = context.text("region"), now = iso_time(context.environment.now);
  const std::string host = fmt::format("{}.{}.{}", name, region, domain);
  const Value made =
      Object{{"id", id},         {"name", name},         {"hostnames", List{host}}, {"status", "active"},
             {"region", region}, {"datacenter", region}, {"created", now},          {"lastUpdated", now}};
  const Value* user = world.root.find("user");
  const Value first = user != nullptr ? *user : Value(Object());
  Value tenant =
      Object{{"tenant", made}, {"user", first}, {"users", List{first}}, {"apps", List()}, {"spaces", List()}};
  if (const Value* roles = world.root.find("roles")) tenant.set("roles", *roles);
  const Value* license = world.root.find("license");
  tenant.set("license", license != nullptr ? *license : Value(Object()));
  edit(tenant, {std::string("license"), std::string("licenseKey")}) = context.text("licenseKey");
  edit(world.root, {std::string("tenants"), host}) = std::move(tenant);
  Reply reply;
  reply.status = 201;
  reply.output = made;
  return reply;
}

Reply tenant_name(Context& context) {
  Reply reply;
  std::string error;
  const std::string host = context.text("hostname");
  if (!find_tenant(context.world, host, error)) return context.fail(404, error);
  reply.output = name_and_region(host);
  return reply;
}

// --- conversions
// -----------------------------------------------------------------------------------------------------------

namespace {

using Convert = std::optional<Value> (*)(const Value&, const Context&, std::string&);

std::optional<Value> to_json_value(const Value& value, const Context&, std::string& error) {
  if (!value.is_text()) return value;
  std::string why;
  auto parsed = parse_json(value.text(), why, {.depth = 100});
  if (!parsed) error = "is no JSON: " + why;
  return parsed;
}

/// A list, its JSON, or words with commas between them.
std::optional<Value> to_list(const Value& value, const Context&, std::string&) {
  if (value.is_list()) return value;
  const std::string text = to_text(value);
  std::string why;
  if (auto parsed = parse_json(text, why, {.depth = 100}); parsed && parsed->is_list()) return parsed;
  List words;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(',', start), text.size());
    std::string_view word = std::string_view(text).substr(start, end - start);
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    if (!word.empty()) words.emplace_back(word);
    start = end + 1;
  }
  return words;
}

std::optional<Value> to_boolean(const Value& value, const Context&, std::string& error) {
  return fit({"", FieldKind::boolean, {}}, value, error);
}

std::optional<Value> to_number_value(const Value& value, const Context&, std::string& error) {
  auto number = fit({"", FieldKind::number, {}}, value, error);
  if (!number) error = "must be a number";
  return number;
}

std::optional<Value> to_plain_text(const Value& value, const Context&, std::string&) {
  return Value(to_text(value));
}

/// Roles by name or id, as objects {id, name, type, level}.
std::optional<Value> to_roles(const Value& value, const Context& context, std::string& error) {
  const Value given = *to_list(value, context, error);
  const Value* roles = list_of(context, "roles");
  List found;
  for (const Value& each : given.list()) {
    const Value* id = each.find("id");
    const Value* name = each.find("name");
    const Value key = id != nullptr ? *id : name != nullptr ? *name : each;
    const Value* role = find_object(roles, "id", key);
    if (role == nullptr) role = find_object(roles, "name", key);
    if (role == nullptr) {
      error = fmt::format("names a role that is not there: '{}'", to_text(key));
      return {};
    }
    Value shown = Object();
    for (const std::string_view member : {"id", "name", "type", "level"})
      if (const Value* own = role->find(member)) shown.set(member, *own);
    found.push_back(std::move(shown));
  }
  return found;
}

/// Mail addresses, joined by commas.
std::optional<Value> to_addresses(const Value& value, const Context& context, std::string& error) {
  const Value given = *to_list(value, context, error);
  std::string joined;
  for (const Value& each : given.list()) {
    const std::string address = to_text(each);
    const std::size_t at = address.find('@');
    if (at == 0 || at == address.npos || at + 1 == address.size()) {
      error = fmt::format("holds no mail address: '{}'", address);
      return {};
    }
    joined += (joined.empty() ? "" : ", ") + address;
  }
  return Value(std::move(joined));
}

constexpr std::pair<std::string_view, Convert> conversions[] = {
    {"json", to_json_value}, {"list", to_list},   {"boolean", to_boolean},     {"number", to_number_value},
    {"text", to_plain_text}, {"roles", to_roles}, {"addresses", to_addresses},
};

}  // namespace

bool is_conversion(std::string_view name) {
  return std::any_of(std::begin(conversions), std::end(conversions),
                     [&](const auto& each) { return each.first == name; });
}

std::optional<Value> convert(std::string_view name, const Value& value, const Context& context, std::string& error) {
  for (const auto& [word, run] : conversions)
    if (word == name) return run(value, context, error);
  return value;
}

}  // namespace dork::runtime
