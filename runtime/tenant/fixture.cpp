#include "runtime/tenant/fixture.hpp"

#include "compiler/catalog/names.hpp"
#include "compiler/model/block_table.hpp"
#include "runtime/tenant/embedded.hpp"
#include "runtime/tenant/objects.hpp"
#include "runtime/value/utf8.hpp"
#include "runtime/value/base64.hpp"
#include "runtime/value/json.hpp"
#include "runtime/value/reader.hpp"
#include "runtime/value/text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <stdexcept>
#include <unordered_set>

namespace dork::runtime {
namespace {

constexpr std::size_t depth_limit = 100;

// When what a fixture does not date came to be: before the clock that a run starts with by default.
constexpr std::int64_t long_ago = 1'764'576'000'000;  // 2025-12-01 08:00 UTC

/// Members of a fixture that are neither collections nor single objects.
constexpr std::string_view other_keys[] = {"base", "tenants",   "files", "answers", "pointers",
                                           "fail", "responses", "web",   "ids"};

/// What `simulate` of an object may hold, by its collection.
constexpr std::string_view reload_keys[] = {"seconds", "status", "log", "message"};
constexpr std::string_view app_simulation[] = {"reload"};
constexpr std::string_view automation_simulation[] = {"output", "status", "message", "seconds"};
constexpr std::string_view pointer_keys[] = {"last_retrieved_at", "highest_record_retrieved"};
constexpr std::string_view plan_keys[] = {"started", "until", "status", "log", "message"};

/// As JSON Merge Patch (RFC 7396): objects member by member, null takes away, everything else replaces.
void merge(Value& target, const Value& patch, const JsonPlace& place, JsonFailure& failure, std::size_t depth = 0) {
  if (depth > depth_limit)
    return failure.report(place, fmt::format("lists and objects lie within each other more than {} deep", depth_limit));
  if (!patch.is_object()) {
    if (extent(patch).depth > depth_limit)
      return failure.report(place,
                            fmt::format("lists and objects lie within each other more than {} deep", depth_limit));
    target = patch;
    return;
  }
  if (!target.is_object()) target = Object();
  for (const auto& [key, value] : patch.object()) {
    if (value.is_null() && target.find(key) != nullptr)
      target.edit_object().erase(key);
    else
      merge(target.edit_object()[key], value, place.at(key), failure, depth + 1);
  }
}

class Loader {
 public:
  Loader(World& world, const Catalog& catalog, JsonFailure& failure)
      : world_(world), catalog_(catalog), failure_(failure) {
    environment_.now = long_ago;
    slots_[Known::now] = iso_time(long_ago);
  }

  void whole(const Value& fixture) {
    const JsonPlace root;
    std::vector<std::string_view> keys(std::begin(other_keys), std::end(other_keys));
    for (const Collection* collection : behaviours().of_tenant()) keys.push_back(collection->member);
    for (const Collection* collection : behaviours().beside()) keys.push_back(collection->member);
    const Reader reader(fixture, root, failure_, keys);
    if (failure_.any()) return;
    const std::string base = reader.text("base", "default");
    if (base == "empty") {
      world_ = World();
      world_.root = Object();
    } else if (base != "default") {
      static constexpr std::string_view bases[] = {"default", "empty"};
      report_unknown(root.at("base"), "base", base, bases, failure_);
    }
    tenant(world_.root, fixture, root);
    for (const Collection* collection : behaviours().beside())
      if (const Value* given = reader.find(collection->member))
        load(world_.root, *given, *collection, root.at(collection->member));
    reader.members("tenants", [&](const std::string& host, const Value& given, const JsonPlace& at) {
      other_tenant(host, given, at);
    });
    reader.members("files", [&](const std::string& adapter, const Value& given, const JsonPlace& at) {
      files(adapter, given, at);
    });
    reader.members("answers", [&](const std::string& label, const Value& value, const JsonPlace&) {
      std::string name = label;
      std::erase(name, ' ');
      edit(world_.root, {std::string("answers"), name}) = value;
    });
    reader.members("pointers", [&](const std::string& block, const Value& value, const JsonPlace& at) {
      const Reader pointer(value, at, failure_, pointer_keys);
      pointer.text("last_retrieved_at");
      edit(world_.root, {std::string("pointers"), block}) = value;
    });
    Canned canned;
    if (world_.canned != nullptr) canned = *world_.canned;
    read_canned(fixture, catalog_, root, failure_, canned);
    if (!canned.entries.empty()) {
      world_.asked.resize(canned.entries.size());
      world_.canned = std::make_shared<const Canned>(std::move(canned));
    }
    count_plans();
    // After everything else: what a whole state leaves to be made while it is read is not kept.
    if (!reader.has("ids")) return;
    const double ids = reader.number("ids");
    if (ids >= 0 && ids <= 1e15)
      world_.made = static_cast<std::uint64_t>(ids);
    else
      reader.fail("ids", "expected a number from 0 on");
  }

 private:
  void tenant(Value& home, const Value& given, const JsonPlace& place) {
    if (!home.is_object()) home = Object();
    // Single objects first: others are stamped with them.
    for (const bool single : {true, false})
      for (const Collection* collection : behaviours().of_tenant()) {
        if (collection->single != single) continue;
        if (const Value* own = given.find(collection->member))
          load(home, *own, *collection, place.at(collection->member));
        if (single) {
          const Value* there = home.find(collection->member);
          if (collection->path == "tenant") slots_[Known::tenant] = there != nullptr ? *there : Value();
          if (collection->path == "user") slots_[Known::user] = there != nullptr ? *there : Value();
        }
      }
  }

  void other_tenant(const std::string& host, const Value& given, const JsonPlace& place) {
    const Path path{std::string("tenants"), host};
    if (given.is_null()) {
      edit(world_.root, {std::string("tenants")}).edit_object().erase(host);
      return;
    }
    std::vector<std::string_view> keys;
    for (const Collection* collection : behaviours().of_tenant()) keys.push_back(collection->member);
    const Reader reader(given, place, failure_, keys);
    if (failure_.any()) return;
    Value home = Object();
    if (const Value* there = look(world_.root, path)) {
      home = *there;
    } else {
      const std::string name = host.substr(0, host.find('.'));
      const Value info = Object{{"id", new_id(world_, Ids::hex24)}, {"name", name}, {"hostnames", List{host}}};
      load(home, info, *behaviours().collection("tenant"), place);
      const Value* user = world_.root.find("user");
      if (user != nullptr && !reader.has("user")) home.set("user", *user);
    }
    tenant(home, given, place);
    edit(world_.root, path) = std::move(home);
  }

  /// What a fixture gives for a collection: all of a list, or changes to some of its objects by their keys.
  void load(Value& home, const Value& given, const Collection& collection, const JsonPlace& place) {
    if (failure_.any()) return;
    if (collection.single) {
      Value object = home.find(collection.member) != nullptr ? *home.find(collection.member) : Value(Object());
      change(object, given, collection, place);
      home.set(collection.member, std::move(object));
    } else if (given.is_list()) {
      List objects;
      objects.reserve(given.list().size());
      for (std::size_t i = 0; i < given.list().size() && !failure_.any(); ++i) {
        Value object = Object();
        change(object, given.list()[i], collection, place.at(i));
        objects.push_back(std::move(object));
      }
      check_keys(objects, collection, place);
      home.set(collection.member, std::move(objects));
    } else if (given.is_object()) {
      const Value* list = home.find(collection.member);
      List objects = list != nullptr && list->is_list() ? list->list() : List();
      for (const auto& [key, patch] : given.object()) {
        const auto there = std::find_if(objects.begin(), objects.end(), [&](const Value& each) {
          const Value* own = each.find(collection.key);
          return own != nullptr && to_text(*own) == key;
        });
        if (patch.is_null()) {
          if (there != objects.end())
            objects.erase(there);
          else
            failure_.report(place.at(key), fmt::format("there is no {} '{}' to take away", collection.noun, key));
        } else if (there != objects.end()) {
          change(*there, patch, collection, place.at(key));
        } else {
          Value object = Object{{collection.key, key}};
          change(object, patch, collection, place.at(key));
          objects.push_back(std::move(object));
        }
      }
      check_keys(objects, collection, place);
      home.set(collection.member, std::move(objects));
    } else {
      failure_.report(place, fmt::format("expected a list of {}s, or an object of them by their {}, not {}",
                                         collection.noun, collection.key, kind_name(given.kind())));
    }
  }

  /// One object: what is given over what is there, then what nobody said.
  void change(Value& object, const Value& given, const Collection& collection, const JsonPlace& place) {
    if (failure_.any()) return;
    if (!given.is_object())
      return failure_.report(place, fmt::format("expected an object, not {}", kind_name(given.kind())));
    for (const auto& [name, value] : given.object()) {
      const JsonPlace at = place.at(name);
      const auto inner = std::find_if(collection.within.begin(), collection.within.end(),
                                      [&](const Collection* each) { return each->member == name; });
      if (inner != collection.within.end()) continue;
      check_field(name, value, collection, at);
      if (value.is_null() && object.find(name) != nullptr)
        object.edit_object().erase(name);
      else
        merge(object.edit_object()[name], value, at, failure_);
      if (failure_.any()) return;
    }
    if (!collection.single) give_key(object, collection, place);
    if (collection.fresh) slots_[Known::fresh] = new_ids(world_);
    add_missing(collection.defaults, slots_, environment_, object);
    add_missing(collection.stamps, slots_, environment_, object);
    derive(collection, slots_, environment_, object);
    const Value parent = slots_[Known::parent];
    slots_[Known::parent] = object;
    for (const Collection* inner : collection.within)
      if (const Value* own = given.find(inner->member)) load(object, *own, *inner, place.at(inner->member));
    slots_[Known::parent] = parent;
  }

  void give_key(Value& object, const Collection& collection, const JsonPlace& place) {
    const Value* key = object.find(collection.key);
    if (key != nullptr && (key->is_text() || key->is_number())) return;
    if (key != nullptr && !key->is_null()) return failure_.report(place.at(collection.key), "expected a text");
    if (collection.ids == Ids::none) return failure_.report(place, fmt::format("\"{}\" is missing", collection.key));
    if (collection.ids == Ids::number)
      object.set(collection.key, static_cast<std::int64_t>(++world_.made));
    else
      object.set(collection.key, new_id(world_, collection.ids));
  }

  void check_keys(const List& objects, const Collection& collection, const JsonPlace& place) {
    std::unordered_set<std::string> keys;
    for (std::size_t i = 0; i < objects.size() && !failure_.any(); ++i) {
      const Value* key = objects[i].find(collection.key);
      if (key != nullptr && !keys.insert(to_text(*key)).second)
        failure_.report(place.at(i),
                        fmt::format("two of the {}s have the {} '{}'", collection.noun, collection.key, to_text(*key)));
    }
  }

  void check_field(const std::string& name, const Value& value, const Collection& collection, const JsonPlace& place) {
    if (name == "simulate") return check_simulation(value, collection, place);
    if (value.is_null()) return;
    const FieldShape* field = find_field(collection, name);
    if (field == nullptr) {
      // Other fields are the author's; but one that is only spelt in another case is a mistake.
      for (const FieldShape& each : collection.fields)
        if (same_name(each.name, name))
          failure_.report(place, fmt::format("unknown field `{}`; did you mean `{}`?", name, each.name));
      return;
    }
    static constexpr Kind wanted[] = {Kind::text, Kind::number, Kind::boolean, Kind::list, Kind::object};
    if (field->kind == FieldKind::choice) {
      const std::string word = value.is_text() ? value.text() : std::string();
      if (std::find(field->choices.begin(), field->choices.end(), word) != field->choices.end()) return;
      std::vector<std::string_view> choices(field->choices.begin(), field->choices.end());
      return report_unknown(place, "value", to_text(value), choices, failure_);
    }
    const Kind kind = wanted[static_cast<std::size_t>(field->kind)];
    if (value.kind() == kind || (kind == Kind::number && value.is_number())) return;
    failure_.report(place, fmt::format("expected {}, not {}", kind_name(kind), kind_name(value.kind())));
  }

  void check_simulation(const Value& value, const Collection& collection, const JsonPlace& place) {
    if (collection.path == "apps") {
      const Reader reader(value, place, failure_, app_simulation);
      const Value* reload = reader.find("reload");
      if (reload != nullptr && reload->is_list())
        reader.items("reload", [&](const Value& item, const JsonPlace& at) {
          check_outcome(Reader(item, at, failure_, reload_keys));
        });
      else if (reload != nullptr)
        check_outcome(Reader(*reload, place.at("reload"), failure_, reload_keys));
    } else if (collection.path == "automations") {
      const Reader reader(value, place, failure_, automation_simulation);
      check_seconds(reader);
      reader.number("status");
      reader.text("message");
      if (const Value* output = reader.find("output")) prepare_shape(*output, nullptr, place.at("output"), failure_);
    } else if (collection.path == "reloads") {
      const Reader reader(value, place, failure_, plan_keys);
      for (const std::string_view key : {"started", "until"})
        if (const Value* time = reader.find(key); time == nullptr || time->kind() != Kind::integer)
          reader.fail(key, "expected a time in milliseconds");
      check_end(reader);
    } else {
      failure_.report(place, fmt::format("nothing about a {} is simulated", collection.noun));
    }
  }

  void check_outcome(const Reader& reader) {
    check_seconds(reader);
    check_end(reader);
  }

  /// How a reload ends.
  void check_end(const Reader& reader) {
    reader.text("log");
    reader.text("message");
    const std::string status = reader.text("status", "SUCCEEDED");
    static constexpr std::string_view ends[] = {"SUCCEEDED", "FAILED", "CANCELED", "EXCEEDED_LIMIT"};
    if (std::find(std::begin(ends), std::end(ends), status) == std::end(ends))
      report_unknown(reader.place().at("status"), "value", status, ends, failure_);
  }

  static void check_seconds(const Reader& reader) {
    const double seconds = reader.number("seconds");
    if (!(seconds >= 0 && seconds <= 1e9)) reader.fail("seconds", "expected seconds from 0 on");
  }

  /// All files of an adapter.
  void files(const std::string& adapter, const Value& given, const JsonPlace& place) {
    if (failure_.any()) return;
    if (find_adapter(adapter) == nullptr) {
      std::vector<std::string_view> names;
      for (const AdapterSpec& spec : file_adapters()) names.push_back(spec.name);
      return report_unknown(place, "adapter", adapter, names, failure_);
    }
    const std::string name(find_adapter(adapter)->name);
    if (name == qlik_adapter)
      return failure_.report(place, "the files of Qlik Cloud Services are the tenant's `dataFiles`");
    if (!given.is_object())
      return failure_.report(place,
                             fmt::format("expected an object of files by their path, not {}", kind_name(given.kind())));
    Object all;
    for (const auto& [path, content] : given.object()) {
      const JsonPlace at = place.at(path);
      Value file = Object();
      if (content.is_text()) {
        file.set("text", content);
      } else {
        static constexpr std::string_view keys[] = {"text", "base64", "modifiedAt"};
        const Reader reader(content, at, failure_, keys);
        if (failure_.any()) return;
        auto bytes = reader.has("base64") ? base64_decode(reader.text("base64")) : std::optional(reader.text("text"));
        if (!bytes) return failure_.report(at.at("base64"), "is no Base64");
        file.set("text", std::move(*bytes));
        if (reader.has("modifiedAt")) file.set("modifiedAt", reader.text("modifiedAt"));
      }
      all[plain_path(path)] = std::move(file);
    }
    edit(world_.root, {std::string("files"), name}) = std::move(all);
  }

  void count_plans() {
    world_.going_on = 0;
    const auto count = [&](const Value& tenant) {
      const Value* reloads = tenant.find("reloads");
      if (reloads == nullptr || !reloads->is_list()) return;
      for (const Value& reload : reloads->list())
        if (const Value* plan = reload.find("simulate"); plan != nullptr && plan->find("until") != nullptr)
          ++world_.going_on;
    };
    count(world_.root);
    if (const Value* others = world_.root.find("tenants"); others != nullptr && others->is_object())
      for (const auto& [host, tenant] : others->object()) count(tenant);
  }

  World& world_;
  const Catalog& catalog_;
  JsonFailure& failure_;
  Environment environment_;
  Slots slots_;
};

}  // namespace

const World& default_world() {
  static const World world = [] {
    World made;
    made.root = Object();
    std::string error;
    const auto fixture = parse_json(embedded_default_fixture().front().content, error);
    if (!fixture) throw std::logic_error("runtime/tenant/default.json: " + error);
    JsonFailure failure(error);
    apply_fixture(made, *fixture, builtin_catalog(), failure);
    if (failure.any()) throw std::logic_error("runtime/tenant/default.json: " + error);
    return made;
  }();
  return world;
}

void apply_fixture(World& world, const Value& fixture, const Catalog& catalog, JsonFailure& failure) {
  Loader(world, catalog, failure).whole(fixture);
}

Value fixture_of(const World& world) {
  Value state = Object{{"base", "empty"}};
  for (const auto& [key, value] : world.root.object()) {
    if (key != "files") {
      state.set(key, value);
      continue;
    }
    Value adapters = value;
    for (const auto& [adapter, files] : value.object())
      for (const auto& [path, file] : files.object()) {
        const Value& text = *file.find("text");
        if (is_utf8(text.text())) continue;
        Object& shown = edit(adapters, {adapter, path}).edit_object();
        shown["base64"] = base64_encode(text.text());
        shown.erase("text");
      }
    state.set(key, std::move(adapters));
  }
  for (const auto& [key, kind] : {std::pair("fail", CannedKind::fault), std::pair("responses", CannedKind::response),
                                  std::pair("web", CannedKind::web)})
    if (Value rest = canned_state(world, kind); !rest.list().empty()) state.set(key, std::move(rest));
  state.set("ids", static_cast<std::int64_t>(world.made));
  return state;
}

}  // namespace dork::runtime
