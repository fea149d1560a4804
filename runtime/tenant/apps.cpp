// Apps as files: what is exported can be imported again.
#include "runtime/tenant/objects.hpp"
#include "runtime/tenant/procedures.hpp"

#include "compiler/catalog/names.hpp"
#include "runtime/value/base64.hpp"
#include "runtime/value/json.hpp"
#include "runtime/value/text.hpp"

#include <fmt/format.h>

namespace dork::runtime {
namespace {

// An app's file is its object in JSON after this line; a real one is a database that only Qlik reads.
constexpr std::string_view signature = "QVF of a simulated app\n";

std::string app_file(const Value& app, bool with_data) {
  Value content = app;
  if (!with_data) content.edit_object().erase("lastReloadTime");
  return std::string(signature) + to_json_text(content);
}

/// The app that a file holds; an empty one for a file that was not made here.
Value app_in(std::string_view file) {
  if (!file.starts_with(signature)) return Object();
  std::string why;
  auto app = parse_json(file.substr(signature.size()), why);
  return app && app->is_object() ? *app : Value(Object());
}

/// Where the operation says, or the app that an input names.
std::optional<Located> locate_app(Context& context, const Located& apps, std::string_view input, Reply& failure) {
  Located found = apps;
  const auto index = find_by_key(context.world, apps.path, apps.collection->key, context.text(input));
  if (!index) {
    failure = context.fail(404, fmt::format("there is no app '{}'", context.text(input)));
    return {};
  }
  found.value = &apps.value->list()[*index];
  found.path.emplace_back(*index);
  return found;
}

}  // namespace

Reply export_app(Context& context) {
  Reply reply;
  const auto app = locate(context, *context.operation.at, reply);
  if (!app) return reply;
  reply.output = base64_encode(app_file(*app->value, !same_name(context.text("noData"), "true")));
  return reply;
}

Reply export_app_to_file(Context& context) {
  Reply reply;
  const auto app = locate(context, *context.operation.at, reply);
  if (!app) return reply;
  const std::string id = new_id(context.world, Ids::hex24);
  Path list = context.home;
  list.emplace_back("tempContents");
  Value& files = edit(context.world.root, list);
  if (!files.is_list()) files = List();
  files.push(Object{{"id", id},
                    {"name", to_text(*app->value->find("name")) + ".qvf"},
                    {"content", app_file(*app->value, !same_name(context.text("NoData"), "true"))}});
  reply.status = 201;
  reply.headers["Location"] = "/v1/temp-contents/" + id;
  return reply;
}

Reply import_app(Context& context) {
  Reply reply;
  const auto apps = locate(context, *context.operation.at, reply);
  if (!apps) return reply;
  std::optional<std::string> file;
  if (const Value* id = context.in("fileId"); id != nullptr) {
    const Value* content = find_object(list_of(context, "tempContents"), "id", *id);
    if (content == nullptr) return context.fail(404, fmt::format("there is no temporary file '{}'", to_text(*id)));
    file = to_text(*content->find("content"));
  } else {
    file = base64_decode(context.text("file"));
    if (!file) return context.fail(400, "`file` is no Base64");
  }
  Value app = app_in(*file);
  const bool known = !app.object().empty();
  if (const Value* id = app.find("id"); id != nullptr) app.set("originAppId", *id);
  for (const std::string_view member : {"id", "published", "publishTime", "spaceId"}) app.edit_object().erase(member);
  if (!known) app.set("name", "Imported app");
  if (context.text("mode").find("eplace") != std::string::npos && context.in("appId") != nullptr) {
    const auto old = locate_app(context, *apps, "appId", reply);
    if (!old) return reply;
    Value changed = *old->value;
    for (const auto& [name, value] : app.object())
      if (name != "itemId" && name != "ownerId" && name != "createdDate") changed.set(name, value);
    if (auto failed = set_fields(context, *apps->collection, changed)) return *failed;
    if (auto failed = replace_object(context, *old, changed)) return *failed;
    std::string error;
    reply.output = answer(context, *look(context.world.root, old->path), error);
    return reply;
  }
  set_all(apps->collection->stamps, context.slots, context.environment, app);
  if (auto failed = set_fields(context, *apps->collection, app)) return *failed;
  const auto made = add_object(context, *apps, std::move(app), reply);
  if (!made) return reply;
  std::string error;
  reply.status = 201;
  reply.output = answer(context, *made, error);
  return reply;
}

}  // namespace dork::runtime
