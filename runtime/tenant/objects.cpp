#include "runtime/tenant/objects.hpp"

#include "compiler/catalog/names.hpp"
#include "runtime/value/json.hpp"
#include "runtime/value/reader.hpp"
#include "runtime/value/text.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace dork::runtime {
namespace {

constexpr std::string_view kind_words[] = {"a text", "a number", "true or false", "a list", "an object"};

/// Whether a value says yes or no, and which.
std::optional<bool> truth(const Value& value) {
  if (value.is_boolean()) return value.boolean();
  const std::string word = to_text(value);
  for (const std::string_view yes : {"true", "yes", "1"})
    if (same_name(word, yes)) return true;
  for (const std::string_view no : {"false", "no", "0"})
    if (same_name(word, no)) return false;
  return {};
}

/// A list or an object, or its JSON text.
std::optional<Value> structured(const Value& value, Kind kind) {
  if (value.kind() == kind) return value;
  if (!value.is_text()) return {};
  std::string why;
  auto parsed = parse_json(value.text(), why, {.depth = 100});
  if (!parsed || parsed->kind() != kind) return {};
  return parsed;
}

}  // namespace

std::optional<Value> fit(const FieldShape& field, const Value& value, std::string& error) {
  const bool empty = value.is_null() || (value.is_text() && value.text().empty());
  std::optional<Value> fitting;
  switch (field.kind) {
    case FieldKind::text:
      if (value.is_list() || value.is_object()) break;
      fitting = value.is_null() || value.is_text() ? value : Value(to_text(value));
      break;
    case FieldKind::number: fitting = empty ? Value() : to_number(value); break;
    case FieldKind::boolean:
      if (empty)
        fitting = Value();
      else if (const auto said = truth(value))
        fitting = Value(*said);
      break;
    case FieldKind::list: fitting = empty ? Value() : structured(value, Kind::list); break;
    case FieldKind::object: fitting = empty ? Value() : structured(value, Kind::object); break;
    case FieldKind::choice:
      if (empty) fitting = Value();
      for (const std::string& choice : field.choices)
        if (value.is_text() && same_name(choice, value.text())) fitting = Value(choice);
      break;
  }
  if (fitting) return fitting;
  if (field.kind == FieldKind::choice) {
    error = fmt::format("`{}` is one of {}, not '{}'", field.name, fmt::join(field.choices, ", "), to_text(value));
  } else {
    error = fmt::format("`{}` must be {}", field.name, kind_words[static_cast<std::size_t>(field.kind)]);
  }
  return {};
}

std::optional<Reply> set_fields(Context& context, const Collection& collection, Value& object) {
  std::string error;
  // What is set depends on the object as it was.
  Object changes;
  for (const auto& part : context.operation.set) {
    Value value = evaluate(*part.shape, context.slots, context.environment, Nulls::drop, error);
    if (!error.empty()) return context.fail(400, error);
    if (!value.is_null()) changes[part.key] = std::move(value);
  }
  for (const auto& [key, value] : changes) {
    const FieldShape* field = find_field(collection, key);
    auto fitting = field != nullptr ? fit(*field, value, error) : std::optional(value);
    if (!fitting) return context.fail(400, error);
    object.set(key, std::move(*fitting));
  }
  for (const std::string& name : context.operation.clear) object.edit_object().erase(name);
  return {};
}

void add_missing(const std::vector<Shape::Part>& parts, Slots& slots, Environment& environment, Value& object) {
  std::string error;
  for (const auto& part : parts) {
    if (object.find(part.key) != nullptr) continue;
    Value value = evaluate(*part.shape, slots, environment, Nulls::drop, error);
    if (!value.is_null()) object.set(part.key, std::move(value));
  }
}

void set_all(const std::vector<Shape::Part>& parts, Slots& slots, Environment& environment, Value& object) {
  std::string error;
  for (const auto& part : parts) {
    Value value = evaluate(*part.shape, slots, environment, Nulls::drop, error);
    if (!value.is_null()) object.set(part.key, std::move(value));
  }
}

void derive(const Collection& collection, Slots& slots, Environment& environment, Value& object) {
  slots[Known::object] = object;
  set_all(collection.derived, slots, environment, object);
  for (const auto& [size, of] : collection.sizes) {
    const Value* content = object.find(of);
    object.set(size, static_cast<std::int64_t>(content != nullptr && content->is_text() ? content->text().size() : 0));
  }
  slots[Known::object] = Value();
}

namespace {

bool is_given(const Value* value) {
  return value != nullptr && !value->is_null() && !(value->is_text() && value->text().empty());
}

bool same_field(const Value& a, const Value& b, const std::string& name) {
  const Value* mine = a.find(name);
  const Value* other = b.find(name);
  if (!is_given(mine) || !is_given(other)) return is_given(mine) == is_given(other);
  return same_name(to_text(*mine), to_text(*other));
}

}  // namespace

std::optional<Reply> check_references(Context& context, const std::vector<Reference>& references, const Value& fields,
                                      const Value* before) {
  for (const Reference& reference : references) {
    const Value* key = fields.find(reference.name);
    if (!is_given(key) || (before != nullptr && same_field(fields, *before, reference.name))) continue;
    std::string by = reference.by.empty() ? std::string() : context.text(reference.by);
    const auto place = std::find_if(reference.places.begin(), reference.places.end(),
                                    [&](const auto& each) { return same_name(each.first, by); });
    const std::string& where = place != reference.places.end() ? place->second : reference.places.front().second;
    const Collection& collection = *behaviours().collection(where);
    if (!find_by_key(context.world, path_of(context, where), collection.key, to_text(*key)))
      return context.fail(400,
                          fmt::format("`{}`: there is no {} '{}'", reference.name, collection.noun, to_text(*key)));
  }
  return {};
}

std::optional<Reply> check_object(Context& context, const Collection& collection, const Path& list, const Value& object,
                                  const Value* before) {
  if (auto failed = check_references(context, collection.references, object, before)) return failed;
  if (before == nullptr)
    if (auto failed = check_references(context, context.operation.references, object, before)) return failed;
  if (collection.single) return {};
  const std::string path = path_text(list);
  const Value* objects = look(context.world.root, list);
  for (const auto& fields : collection.unique) {
    if (!is_given(object.find(fields.front()))) continue;
    const auto same = [&](const std::string& name) { return same_field(object, *before, name); };
    if (before != nullptr && std::all_of(fields.begin(), fields.end(), same)) continue;
    if (context.world.indexes.find_alike(path, objects, fields, object, before))
      return context.fail(409, fmt::format("there is a {} with the {} '{}' already", collection.noun, fields.front(),
                                           to_text(*object.find(fields.front()))));
    if (before != nullptr) context.world.indexes.forget(path);
  }
  return {};
}

namespace {

/// The first number after that of the last object that no other has.
std::int64_t next_number(World& world, const Located& list) {
  const std::string& key = list.collection->key;
  const Value* last = list.value != nullptr && list.value->is_list() && !list.value->list().empty()
                          ? list.value->list().back().find(key)
                          : nullptr;
  std::int64_t number = last != nullptr && last->kind() == Kind::integer && last->integer() < (std::int64_t{1} << 53)
                            ? last->integer() + 1
                            : 1;
  while (find_by_key(world, list.path, key, std::to_string(number))) ++number;
  return number;
}

}  // namespace

std::optional<Value> add_object(Context& context, const Located& list, Value object, Reply& failure) {
  const Collection& collection = *list.collection;
  if (!object.is_object()) object = Object();
  if (list.parent != nullptr) context.slots[Known::parent] = *list.parent;
  Value whole = Object();
  const Value* key = object.find(collection.key);
  if (is_given(key)) {
    if (find_by_key(context.world, list.path, collection.key, to_text(*key))) {
      failure = context.fail(409, fmt::format("there is a {} '{}' already", collection.noun, to_text(*key)));
      return {};
    }
    whole.set(collection.key, *key);
  } else if (collection.ids == Ids::number) {
    whole.set(collection.key, next_number(context.world, list));
  } else {
    whole.set(collection.key, new_id(context.world, collection.ids));
  }
  for (const auto& [name, value] : object.object()) whole.set(name, value);
  add_missing(collection.stamps, context.slots, context.environment, whole);
  add_missing(collection.defaults, context.slots, context.environment, whole);
  derive(collection, context.slots, context.environment, whole);
  if (auto failed = check_object(context, collection, list.path, whole, nullptr)) {
    failure = std::move(*failed);
    return {};
  }
  Value& objects = edit(context.world.root, list.path);
  if (!objects.is_list()) objects = List();
  objects.push(whole);
  return whole;
}

std::optional<Reply> replace_object(Context& context, const Located& place, Value object) {
  const Collection& collection = *place.collection;
  Path around = place.path;
  if (!around.empty() && std::holds_alternative<std::size_t>(around.back())) around.pop_back();
  set_all(collection.changed, context.slots, context.environment, object);
  derive(collection, context.slots, context.environment, object);
  if (auto failed = check_object(context, collection, around, object, place.value)) return failed;
  edit(context.world.root, place.path) = std::move(object);
  return {};
}

}  // namespace dork::runtime
