#include "runtime/tenant/routes.hpp"

#include "compiler/catalog/names.hpp"
#include "runtime/tenant/procedures.hpp"
#include "runtime/value/json.hpp"
#include "runtime/value/text.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace dork::runtime {
namespace {

std::vector<std::string_view> words(std::string_view path) {
  std::vector<std::string_view> all;
  for (std::size_t start = 0; start < path.size();) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    if (end > start) all.push_back(path.substr(start, end - start));
    start = end + 1;
  }
  return all;
}

std::string percent_decoded(std::string_view text) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
  };
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
    plain += escape ? static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])) : text[i] == '+' ? ' ' : text[i];
    if (escape) i += 2;
  }
  return plain;
}

/// Adds the members of an object, or of a list of {key, value} as the editor keeps them.
void add_members(Value& inputs, const Value& from) {
  if (from.is_object()) {
    for (const auto& [key, value] : from.object()) inputs.set(key, value);
  } else if (from.is_list()) {
    for (const Value& pair : from.list()) {
      const Value* key = pair.find("key");
      const Value* value = pair.find("value");
      if (key != nullptr && value != nullptr) inputs.set(to_text(*key), *value);
    }
  }
}

void add_query(Value& inputs, std::string_view query) {
  for (std::size_t start = 0; start < query.size();) {
    const std::size_t end = std::min(query.find('&', start), query.size());
    const std::string_view pair = query.substr(start, end - start);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (equals > 0)
      inputs.set(percent_decoded(pair.substr(0, equals)),
                 percent_decoded(pair.substr(std::min(equals + 1, pair.size()))));
    start = end + 1;
  }
}

/// Whether a route has this path; the words in braces go to `captured`.
bool matches(const Route& route, const std::vector<std::string_view>& path,
             std::vector<std::pair<std::string, std::string>>& captured) {
  captured.clear();
  for (std::size_t i = 0; i < route.segments.size(); ++i) {
    const std::string& segment = route.segments[i];
    if (i >= path.size()) return false;
    if (segment.ends_with("...}")) {
      std::string rest;
      for (std::size_t j = i; j < path.size(); ++j) rest += (j == i ? "" : "/") + percent_decoded(path[j]);
      captured.emplace_back(segment.substr(1, segment.size() - 5), rest);
      return true;
    }
    if (segment.starts_with('{'))
      captured.emplace_back(segment.substr(1, segment.size() - 2), percent_decoded(path[i]));
    else if (segment != path[i])
      return false;
  }
  return route.segments.size() == path.size();
}

std::optional<std::int64_t> whole_number(const Value* value) {
  const auto number = value != nullptr ? to_number(*value) : std::nullopt;
  return number && number->kind() == Kind::integer && number->integer() >= 0 ? std::optional(number->integer())
                                                                             : std::nullopt;
}

/// A page of a list, as Qlik's APIs give it.
Value page(const Context& context, std::string_view path, Value items) {
  const auto link = [](std::string href) { return Value(Object{{"href", std::move(href)}}); };
  Value links = Object{{"self", link(fmt::format("/api/v1/{}", path))}};
  const std::size_t end = context.offset + items.list().size();
  if (end < context.total)
    links.set("next", link(fmt::format("/api/v1/{}?limit={}&next={}", path, items.list().size(), end)));
  return Object{{"data", std::move(items)}, {"links", std::move(links)}};
}

}  // namespace

Reply request_api(World& world, const Path& home, const ApiRequest& request, Environment& environment) {
  const std::string_view path(request.path);
  const std::size_t question = std::min(path.find('?'), path.size());
  const std::string plain = plain_path(path.substr(0, question));
  const auto segments = words(plain);
  Value query = Object();
  add_query(query, path.substr(std::min(question + 1, path.size())));
  add_members(query, request.query);
  std::vector<std::pair<std::string, std::string>> captured;
  std::vector<const Operation*> candidates;
  bool other_method = false;
  for (const Route& route : behaviours().routes()) {
    std::vector<std::pair<std::string, std::string>> own;
    if (route.api != request.api || !matches(route, segments, own)) continue;
    if (route.method != request.method) {
      other_method = true;
    } else if (candidates.empty() || own == captured) {
      // Of several patterns the first counts: `users/me` stands before `users/{userId}`.
      captured = std::move(own);
      candidates.push_back(route.operation);
    }
  }
  if (candidates.empty()) {
    if (other_method) return failure(request.api, 405, fmt::format("`{}` does not take {}", plain, request.method));
    Reply reply;
    reply.known = false;
    return reply;
  }
  Value inputs = query;
  const Operation* operation = choose(candidates, inputs);
  if (operation == nullptr) {
    Reply reply;
    reply.known = false;
    return reply;
  }
  // The body's members may be texts of JSON, as raw blocks send them, or lie in a member of their own.
  const Value* nested = operation->body.empty() ? nullptr : request.body.find(operation->body);
  Value opened;
  if (nested != nullptr && nested->is_text()) {
    std::string why;
    if (auto parsed = parse_json(nested->text(), why, {.depth = 100})) opened = std::move(*parsed);
    nested = &opened;
  }
  add_members(inputs, nested != nullptr ? *nested : request.body);
  for (const auto& [name, value] : captured) inputs.set(name, value);
  Context context{
      .world = world, .operation = *operation, .environment = environment, .input = std::move(inputs), .home = home};
  if (request.whole) {
    context.limit = request.limit;
  } else {
    context.limit = whole_number(query.find("limit"));
    const auto next = whole_number(query.find("next"));
    context.offset = static_cast<std::size_t>(next.value_or(0));
  }
  Reply reply = perform(context);
  if (!reply.failed() && reply.output.is_list() && !request.whole && request.api == Api::qlik)
    reply.output = page(context, plain, std::move(reply.output));
  return reply;
}

std::optional<ApiRequest> api_of_address(const World& world, std::string_view method, std::string_view url,
                                         Path& home) {
  const std::size_t scheme = url.find("://");
  if (scheme == url.npos) return {};
  const std::string_view rest = url.substr(scheme + 3);
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const std::string_view host = rest.substr(0, slash);
  ApiRequest request;
  request.method = method;
  std::string_view path = rest.substr(std::min(slash + 1, rest.size()));
  home.clear();
  if (same_name(host, "api.github.com")) {
    request.api = Api::github;
    request.path = path;
    return request;
  }
  std::string error;
  const auto tenant = find_tenant(world, host, error);
  if (!tenant || !path.starts_with("api/v1/")) return {};
  home = *tenant;
  request.path = path.substr(7);
  return request;
}

namespace {

Reply raw(Context& context, bool whole) {
  ApiRequest request;
  request.api = context.operation.api;
  request.method = context.text("method").empty() ? "GET" : context.text("method");
  std::transform(request.method.begin(), request.method.end(), request.method.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  std::string path = context.text("path");
  // Authors also write the whole path or address.
  if (const std::size_t scheme = path.find("://"); scheme != path.npos)
    path.erase(0, std::min(path.find('/', scheme + 3), path.size()));
  while (path.starts_with('/')) path.erase(0, 1);
  for (const std::string_view prefix : {"api/", "v1/"})
    if (request.api == Api::qlik && path.starts_with(prefix)) path.erase(0, prefix.size());
  request.path = std::move(path);
  if (const Value* query = context.in("query")) request.query = *query;
  if (const Value* body = context.in("body")) request.body = *body;
  request.whole = whole;
  request.limit = context.limit;
  return request_api(context.world, context.home, request, context.environment);
}

}  // namespace

Reply raw_request(Context& context) {
  return raw(context, false);
}

Reply raw_list_request(Context& context) {
  Reply reply = raw(context, true);
  if (reply.failed() || !reply.known || reply.output.is_list()) return reply;
  reply.output = List{reply.output};
  return reply;
}

namespace {

constexpr Procedure procedures[] = {
    {"list", list_objects},
    {"list member", list_member},
    {"get", get_object},
    {"create", create_object, true, true},
    {"create each", create_each, true, true},
    {"update", update_object},
    {"copy", copy_object, true, true},
    {"delete", delete_object},
    {"delete each", delete_each},
    {"export app", export_app},
    {"export app to temporary file", export_app_to_file},
    {"import app", import_app, true, true},
    {"reload app", reload_app, true, true},
    {"wait for reloads", wait_for_reloads},
    {"cancel reload", cancel_reload},
    {"create tenant", create_tenant, false},
    {"tenant name and region", tenant_name, false},
    {"create branch", create_branch, true, true},
    {"commit file", commit_file},
    {"read repository file", read_repository_file},
    {"create pull request", create_pull_request, true, true},
    {"raw request", raw_request, false},
    {"raw list request", raw_list_request, false},
};

}  // namespace

const Procedure* find_procedure(std::string_view name) {
  const auto found = std::find_if(std::begin(procedures), std::end(procedures),
                                  [&](const Procedure& each) { return each.name == name; });
  return found == std::end(procedures) ? nullptr : &*found;
}

}  // namespace dork::runtime
