#include "serve/service.hpp"

#include "compiler/diagnostics/diagnostic.hpp"
#include "serve/methods.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace dork::serve {
namespace {

constexpr std::size_t deepest = 200;    // lists and objects within each other
constexpr std::size_t longest_id = 1000;

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string failure(const std::string& id, std::string_view code, std::string_view message) {
  return fmt::format("{{\"id\":{},\"ok\":false,\"error\":{{\"code\":\"{}\",\"message\":{}}}}}", id, code, dump(Json(message)));
}

/// How deep the brackets of a text nest that are not in JSON texts.
std::size_t depth_of(std::string_view text) {
  std::size_t depth = 0, most = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      else if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      most = std::max(most, ++depth);
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return most;
}

/// `did you mean …?`, or what there is.
std::string hint(std::string_view word, const std::vector<std::string_view>& known) {
  if (const auto near = nearest(word, known)) return fmt::format("did you mean `{}`?", *near);
  return fmt::format("there are {}", fmt::join(known, ", "));
}

const Method& method_of(const Json& request) {
  std::vector<std::string_view> known;
  for (const Method& each : method_table()) known.push_back(each.spec.name);
  const auto name = request.find("do");
  if (name == request.end()) throw RequestError("bad-request", fmt::format("`do` is missing: there are {}", fmt::join(known, ", ")));
  if (!name->is_string()) throw RequestError("bad-request", "`do` is a text");
  const auto& text = name->get_ref<const std::string&>();
  for (const Method& each : method_table())
    if (each.spec.name == text) return each;
  throw RequestError("unknown-method", fmt::format("nothing is called `{}`; {}", text.substr(0, 100), hint(text.substr(0, 100), known)));
}

bool is_of(const Json& value, FieldType type) {
  switch (type) {
    case FieldType::text: return value.is_string();
    case FieldType::flag: return value.is_boolean();
    case FieldType::number: return value.is_number_unsigned();
    case FieldType::json: return true;
  }
  return false;
}

constexpr std::string_view type_names[] = {"a text", "true or false", "a whole number", "any JSON"};

void check_fields(const Json& request, const Method& method) {
  std::vector<std::string_view> known = {"id", "do"};
  for (const FieldSpec& each : method.spec.fields) known.push_back(each.name);
  for (const auto& [key, value] : request.items()) {
    if (key == "id" || key == "do") continue;
    const auto field = std::find_if(method.spec.fields.begin(), method.spec.fields.end(), [&](const FieldSpec& each) { return each.name == key; });
    if (field == method.spec.fields.end()) throw RequestError("bad-request", fmt::format("`{}` has no `{}`; {}", method.spec.name, key.substr(0, 100), hint(key.substr(0, 100), known)));
    if (!is_of(value, field->type)) throw RequestError("bad-request", fmt::format("`{}` is {}", key, type_names[static_cast<std::size_t>(field->type)]));
  }
}

/// What the answer is to be known by, as it was given.
std::string id_of(const Json& request) {
  const auto id = request.find("id");
  if (id == request.end() || id->is_null()) return "null";
  const bool short_text = id->is_string() && id->get_ref<const std::string&>().size() <= longest_id;
  if (!short_text && !id->is_number()) throw RequestError("bad-request", fmt::format("`id` is a number or a text of at most {} bytes", longest_id));
  return dump(*id);
}

}  // namespace

struct Service::State {
  Context context;
};

Service::Service(ServiceOptions options) : state_(std::make_unique<State>()) {
  Context& context = state_->context;
  context.catalog = options.catalog ? options.catalog : &builtin_catalog();
  if (options.fixtures.empty()) {
    context.theatre = score::builtin_theatre(*context.catalog);
  } else {
    std::vector<score::Fixture> fixtures;
    for (const std::string& each : options.fixtures) fixtures.push_back({fmt::format("fixture {}", fixtures.size() + 1), each});
    std::string error;
    context.theatre = score::theatre_of(fixtures, *context.catalog, error);
    if (!context.theatre) throw std::runtime_error(error);
  }
  context.options = std::move(options);
}

Service::~Service() = default;

std::string Service::too_long(std::size_t most) { return failure("null", "too-long", fmt::format("a line may have {} bytes", most)); }

std::string Service::answer(std::string_view line) {
  std::string id = "null";
  try {
    if (depth_of(line) > deepest) throw RequestError("too-deep", fmt::format("lists and objects are at most {} deep", deepest));
    Json request;
    try {
      request = Json::parse(line);
    } catch (const Json::exception& error) {
      // The library puts its own name before what it says.
      const std::string_view said = error.what();
      throw RequestError("bad-json", std::string(said.substr(said.find("] ") == said.npos ? 0 : said.find("] ") + 2)));
    }
    if (!request.is_object()) throw RequestError("bad-request", "a request is an object: {\"id\": 1, \"do\": \"check\", \"text\": \"…\"}");
    id = id_of(request);
    const Method& method = method_of(request);
    check_fields(request, method);
    return fmt::format("{{\"id\":{},\"ok\":true,\"result\":{}}}", id, method.answer({request}, state_->context));
  } catch (const RequestError& error) {
    return failure(id, error.code, error.what());
  } catch (const std::exception& error) {
    return failure(id, "internal", error.what());
  }
}

std::vector<MethodSpec> methods() {
  std::vector<MethodSpec> all;
  for (const Method& each : method_table()) all.push_back(each.spec);
  return all;
}

}  // namespace dork::serve
