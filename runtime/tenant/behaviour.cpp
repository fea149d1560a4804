#include "runtime/tenant/behaviour.hpp"

#include "runtime/tenant/embedded.hpp"
#include "runtime/tenant/procedures.hpp"
#include "runtime/value/json.hpp"
#include "runtime/value/reader.hpp"
#include "runtime/value/text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <stdexcept>

namespace dork::runtime {
namespace {

constexpr std::pair<std::string_view, Api> apis[] = {{"qlik", Api::qlik}, {"github", Api::github}, {"mail", Api::mail}};
constexpr std::pair<std::string_view, Ids> id_shapes[] = {
    {"uuid", Ids::uuid}, {"hex24", Ids::hex24}, {"short", Ids::shorter}, {"number", Ids::number}};
constexpr std::pair<std::string_view, FieldKind> kinds[] = {{"text", FieldKind::text},
                                                            {"number", FieldKind::number},
                                                            {"boolean", FieldKind::boolean},
                                                            {"list", FieldKind::list},
                                                            {"object", FieldKind::object}};

template <typename Word, std::size_t n>
Word word_of(const std::pair<std::string_view, Word> (&words)[n], const std::string& name, const JsonPlace& place,
             JsonFailure& failure) {
  for (const auto& [word, meaning] : words)
    if (word == name) return meaning;
  failure.report(place, fmt::format("unknown word `{}`", name));
  return words[0].second;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(separator, start), text.size());
    parts.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

bool any_fresh(const std::vector<Shape::Part>& parts) {
  return std::any_of(parts.begin(), parts.end(), [](const Shape::Part& part) { return part.shape->fresh; });
}

std::vector<std::string> texts_of(const Value& list, const JsonPlace& place, JsonFailure& failure) {
  std::vector<std::string> texts;
  if (!list.is_list())
    failure.report(place, "expected a list of texts");
  else
    for (const Value& item : list.list()) texts.push_back(to_text(item));
  return texts;
}

}  // namespace

/// Reads the files of runtime/tenant/behaviour/. A mistake in them is one of the program, which says where and stops.
struct BehaviourReader {
  Behaviours all;
  std::string error;
  JsonFailure failure{error};
  Views views;  // of the file that is being read

  /// What leads to each operation, by its number, until they stand where they stay.
  std::vector<std::pair<std::vector<std::string>, std::vector<std::string>>> ways;

  Collection* find(std::string_view path) {
    const auto found = std::find_if(all.collections_.begin(), all.collections_.end(),
                                    [&](const auto& each) { return each->path == path; });
    return found == all.collections_.end() ? nullptr : found->get();
  }

  /// Shapes by name. A list of names stands for inputs of the same names.
  std::vector<Shape::Part> parts(const Reader& reader, std::string_view key) {
    std::vector<Shape::Part> result;
    const auto add = [&](const std::string& name, const Value& value, const JsonPlace& at) {
      result.push_back({name, std::make_shared<const Shape>(prepare_shape(value, &views, at, failure))});
    };
    if (const Value* value = reader.find(key); value != nullptr && value->is_list()) {
      for (const std::string& name : reader.texts(key)) add(name, "{$.input." + name + "}", reader.place().at(key));
    } else {
      reader.members(key, add);
    }
    return result;
  }

  std::vector<Reference> references(const Reader& reader) {
    std::vector<Reference> result;
    reader.members("references", [&](const std::string& name, const Value& value, const JsonPlace& at) {
      Reference reference{name, {}, {}};
      if (value.is_object()) {
        for (const auto& [key, item] : value.object()) {
          if (key == "input")
            reference.by = to_text(item);
          else
            reference.places.emplace_back(key, to_text(item));
        }
      } else {
        reference.places.emplace_back("", to_text(value));
      }
      if (reference.places.empty()) failure.report(at, "names no collection");
      result.push_back(std::move(reference));
    });
    return result;
  }

  FieldShape field(const std::string& name, const Value& kind, const JsonPlace& place) {
    if (kind.is_list()) return {name, FieldKind::choice, texts_of(kind, place, failure)};
    return {name, word_of(kinds, to_text(kind), place, failure), {}};
  }

  void collection(const std::string& path, const Value& json, const JsonPlace& place, Api api) {
    const Reader reader(json, place, failure,
                        {"noun", "single", "key", "ids", "fields", "references", "unique", "defaults", "new", "changed",
                         "derived", "sizes", "hidden"});
    auto made = std::make_unique<Collection>();
    Collection& collection = *made;
    collection.path = path;
    collection.member = path.substr(path.rfind('/') + 1);
    collection.api = api;
    collection.noun = reader.text("noun");
    collection.single = reader.flag("single");
    collection.key = reader.text("key");
    if (reader.has("ids")) collection.ids = word_of(id_shapes, reader.text("ids"), place.at("ids"), failure);
    reader.members("fields", [&](const std::string& name, const Value& kind, const JsonPlace& at) {
      collection.fields.push_back(field(name, kind, at));
    });
    collection.references = references(reader);
    reader.items("unique", [&](const Value& fields, const JsonPlace& at) {
      collection.unique.push_back(texts_of(fields, at, failure));
    });
    collection.defaults = parts(reader, "defaults");
    collection.stamps = parts(reader, "new");
    collection.changed = parts(reader, "changed");
    collection.derived = parts(reader, "derived");
    collection.fresh = any_fresh(collection.defaults) || any_fresh(collection.stamps);
    reader.members("sizes", [&](const std::string& name, const Value& of, const JsonPlace&) {
      collection.sizes.emplace_back(name, to_text(of));
    });
    collection.hidden = reader.texts("hidden");
    collection.hidden.push_back("simulate");
    const std::size_t slash = path.rfind('/');
    if (slash == path.npos || slash == 0) {
      (slash == 0 ? all.beside_ : all.of_tenant_).push_back(&collection);
    } else if (Collection* parent = find(path.substr(0, slash))) {
      parent->within.push_back(&collection);
      parent->hidden.push_back(collection.member);
    } else {
      failure.report(place, "the collection around it must come first");
    }
    all.collections_.push_back(std::move(made));
  }

  /// `spaces/{spaceId}/members/{id:id}`, `/github/repos/{owner}+{repo}`.
  Place place_of(const std::string& text, const JsonPlace& at) {
    Place place;
    place.outside = text.starts_with('/');
    std::string path;
    for (const std::string& word : split(std::string_view(text).substr(place.outside ? 1 : 0), '/')) {
      if (word.starts_with('{') && !place.steps.empty()) {
        for (const std::string& braced : split(word, '+')) {
          const std::string part = braced.substr(1, braced.size() - 2);
          const std::size_t colon = std::min(part.find(':'), part.size());
          if (colon < part.size()) place.steps.back().field = part.substr(colon + 1);
          place.steps.back().inputs.push_back(part.substr(0, colon));
        }
        continue;
      }
      path += (place.outside || !path.empty() ? "/" : "") + word;
      const Collection* collection = find(path);
      if (collection == nullptr)
        failure.report(at, fmt::format("there is no collection `{}`", path));
      else
        place.steps.push_back({collection, {}, collection->key});
    }
    return place;
  }

  Filter filter(const std::string& input, const Value& value, const JsonPlace& place) {
    const Value whole = value.is_text() ? Value(Object{{"test", value}}) : value;
    const Reader reader(whole, place, failure, {"test", "field", "through", "in", "otherwise", "member"});
    const std::string test = reader.text("test");
    const auto known = test_by_name(test);
    if (!known) failure.report(place, fmt::format("unknown test `{}`", test));
    const std::string in = reader.text("in");
    if (!in.empty() && find(in) == nullptr) failure.report(place.at("in"), "there is no such collection");
    return {input, known.value_or(Test::equals), reader.text("field", input), reader.text("through"),
            in,    reader.text("otherwise"),     reader.text("member")};
  }

  Operation operation(const Reader& reader, Api api) {
    const JsonPlace& place = reader.place();
    Operation result;
    result.api = api;
    result.name = reader.text("do");
    const Procedure* procedure = find_procedure(result.name);
    if (procedure == nullptr) {
      failure.report(place.at("do"), fmt::format("unknown word `{}`", result.name));
      return result;
    }
    result.procedure = procedure->run;
    if (reader.has("at"))
      result.at = place_of(reader.text("at"), place.at("at"));
    else if (procedure->needs_place)
      failure.report(place, "\"at\" is missing");
    reader.members("when", [&](const std::string& input, const Value& value, const JsonPlace&) {
      const List values = value.is_list() ? value.list() : List{value};
      result.when.push_back({input, {values.begin(), values.end()}});
    });
    reader.members("inputs", [&](const std::string& input, const Value& value, const JsonPlace& at) {
      if (!is_conversion(to_text(value))) failure.report(at, "unknown conversion");
      result.inputs.push_back({input, to_text(value)});
    });
    result.let = parts(reader, "let");
    result.required = reader.texts("required");
    result.references = references(reader);
    reader.members("filters", [&](const std::string& input, const Value& value, const JsonPlace& at) {
      result.filters.push_back(filter(input, value, at));
    });
    reader.members("where", [&](const std::string& field, const Value& value, const JsonPlace&) {
      result.where.emplace_back(field, value);
    });
    result.set = parts(reader, "set");
    result.clear = reader.texts("clear");
    if (const Value* output = reader.find("output"))
      result.output = prepare_shape(*output, &views, place.at("output"), failure);
    result.body = reader.text("body");
    result.member = reader.text("member");
    result.each = reader.text("each");
    result.seconds = reader.number("seconds");
    const Collection* last = result.at && !result.at->steps.empty() ? result.at->steps.back().collection : nullptr;
    result.fresh = any_fresh(result.set) || (result.output && result.output->fresh) ||
                   (procedure->makes && last != nullptr && last->fresh);
    return result;
  }

  Value parse(const EmbeddedFile& file) {
    std::string why;
    auto parsed = parse_json(file.content, why);
    if (!parsed) failure.report(JsonPlace{}, fmt::format("{}: {}", file.name, why));
    return parsed ? *parsed : Value(Object());
  }

  /// Collections of all files come before the operations on them.
  template <typename Read>
  void each_file(Read read) {
    for (const EmbeddedFile& file : embedded_behaviour()) {
      const Value json = parse(file);
      const JsonPlace root;
      const JsonPlace place = root.at(file.name);
      const Reader reader(json, place, failure, {"api", "collections", "views", "operations"});
      read(reader, word_of(apis, reader.text("api"), place.at("api"), failure));
    }
  }

  void whole() {
    each_file([&](const Reader& reader, Api api) {
      reader.members("collections", [&](const std::string& path, const Value& json, const JsonPlace& at) {
        collection(path, json, at, api);
      });
    });
    each_file([&](const Reader& reader, Api api) {
      views.clear();
      reader.members("views", [&](const std::string& name, const Value& value, const JsonPlace& at) {
        views.push_back({name, std::make_shared<const Shape>(prepare_shape(value, &views, at, failure))});
      });
      reader.items("operations", [&](const Value& json, const JsonPlace& at) {
        const Reader entry(json, at, failure,
                           {"actions", "routes", "when", "do", "at", "inputs", "let", "required", "references",
                            "filters", "where", "set", "clear", "output", "body", "member", "each", "seconds"});
        all.operations_.push_back(operation(entry, api));
        ways.emplace_back(entry.texts("actions"), entry.texts("routes"));
      });
    });
    for (std::size_t i = 0; i < ways.size(); ++i) {
      const Operation& operation = all.operations_[i];
      for (const std::string& action : ways[i].first) all.actions_[action].push_back(&operation);
      for (const std::string& route : ways[i].second) {
        const std::size_t blank = route.find(' ');
        all.routes_.push_back(
            {operation.api, route.substr(0, blank), split(std::string_view(route).substr(blank + 1), '/'), &operation});
      }
    }
  }
};

const FieldShape* find_field(const Collection& collection, std::string_view name) {
  const auto found = std::find_if(collection.fields.begin(), collection.fields.end(),
                                  [&](const FieldShape& field) { return field.name == name; });
  return found == collection.fields.end() ? nullptr : &*found;
}

const Collection* Behaviours::collection(std::string_view path) const {
  const auto found =
      std::find_if(collections_.begin(), collections_.end(), [&](const auto& each) { return each->path == path; });
  return found == collections_.end() ? nullptr : found->get();
}

std::span<const Operation* const> Behaviours::action(std::string_view name) const {
  const auto found = actions_.find(std::string(name));
  return found == actions_.end() ? std::span<const Operation* const>() : found->second;
}

const Behaviours& behaviours() {
  static const Behaviours all = [] {
    BehaviourReader reader;
    reader.whole();
    if (reader.failure.any()) throw std::logic_error("runtime/tenant/behaviour: " + reader.error);
    return std::move(reader.all);
  }();
  return all;
}

}  // namespace dork::runtime
