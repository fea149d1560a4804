// The procedures that work on any collection.
#include "runtime/tenant/objects.hpp"
#include "runtime/tenant/procedures.hpp"

#include "compiler/catalog/names.hpp"
#include "runtime/value/text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace dork::runtime {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

const Value& member(const Value& object, std::string_view name) {
  static const Value nothing;
  const Value* value = object.find(name);
  return value != nullptr ? *value : nothing;
}

/// A filter with its input, ready for any number of objects.
struct Sieve {
  const Filter* filter;
  Value given;
  std::string text;  ///< the input as text
  std::optional<Scim> scim;
  std::unordered_set<std::string> words;                 ///< of `among`, and of `missing` what is there
  std::unordered_map<std::string, const Value*> others;  ///< of `through`: objects by their key

  bool lets(const Value& object) const {
    const Value* field = &member(object, filter->field);
    Value stand_in;
    if (!filter->through.empty()) {
      const auto other = others.find(to_text(member(object, filter->through)));
      stand_in = other == others.end() ? Value(filter->otherwise) : member(*other->second, filter->field);
      field = &stand_in;
    }
    switch (filter->test) {
      case Test::equals: return holds_text(*field, [&](const std::string& own) { return same_name(own, text); });
      case Test::differs: return !holds_text(*field, [&](const std::string& own) { return same_name(own, text); });
      case Test::contains:
        return holds_text(*field, [&](const std::string& own) { return contains_without_case(own, text); });
      case Test::among: return holds_text(*field, [&](const std::string& own) { return words.contains(lower(own)); });
      case Test::missing: return !words.contains(lower(to_text(*field)));
      case Test::scim: return scim->holds(object);
      case Test::sort: return true;
    }
    return true;
  }

  /// Whether a text, or one of a list, is as the test wants it.
  template <typename Is>
  static bool holds_text(const Value& value, Is is) {
    if (!value.is_list()) return is(to_text(value));
    return std::any_of(value.list().begin(), value.list().end(), [&](const Value& item) { return is(to_text(item)); });
  }
};

std::optional<std::vector<Sieve>> sieves(Context& context, Reply& failure) {
  std::vector<Sieve> all;
  for (const Filter& filter : context.operation.filters) {
    const Value* given = context.in(filter.input);
    if (given == nullptr || given->is_null() || (given->is_text() && given->text().empty())) continue;
    Sieve sieve{&filter, *given, to_text(*given), {}, {}, {}};
    const Value* others = filter.in.empty() ? nullptr : list_of(context, filter.in);
    if (others != nullptr && others->is_list()) context.world.indexes.looked_at += others->list().size();
    if (filter.test == Test::missing) {
      if (!same_name(sieve.text, "true")) continue;
      if (others != nullptr && others->is_list())
        for (const Value& other : others->list()) sieve.words.insert(lower(to_text(member(other, filter.member))));
    } else if (filter.test == Test::scim) {
      std::string error;
      sieve.scim = Scim::parse(sieve.text, error);
      if (!sieve.scim) {
        failure = context.fail(400, fmt::format("`{}` is no filter: {}", filter.input, error));
        return {};
      }
    } else if (filter.test == Test::among) {
      for (std::size_t start = 0; start <= sieve.text.size();) {
        const std::size_t end = std::min(sieve.text.find(',', start), sieve.text.size());
        sieve.words.insert(lower(sieve.text.substr(start, end - start)));
        start = end + 1;
      }
    }
    if (!filter.through.empty() && others != nullptr && others->is_list()) {
      const std::string& key = behaviours().collection(filter.in)->key;
      for (const Value& other : others->list()) sieve.others.emplace(to_text(member(other, key)), &other);
    }
    all.push_back(std::move(sieve));
  }
  return all;
}

}  // namespace

Reply list_objects(Context& context) {
  Reply failure;
  const auto place = locate(context, *context.operation.at, failure);
  if (!place) return failure;
  if (auto failed = check_references(context, context.operation.references, context.input, nullptr)) return *failed;
  const auto tests = sieves(context, failure);
  if (!tests) return failure;
  std::vector<const Value*> chosen;
  if (place->value != nullptr && place->value->is_list())
    context.world.indexes.looked_at += place->value->list().size();
  if (place->value != nullptr && place->value->is_list()) {
    for (const Value& object : place->value->list()) {
      const auto as_wanted = [&](const auto& field) {
        return loosely_equal(member(object, field.first), field.second);
      };
      const auto lets = [&](const Sieve& sieve) { return sieve.lets(object); };
      if (std::all_of(context.operation.where.begin(), context.operation.where.end(), as_wanted) &&
          std::all_of(tests->begin(), tests->end(), lets))
        chosen.push_back(&object);
    }
  }
  for (const Sieve& sieve : *tests)
    if (sieve.filter->test == Test::sort) sort_objects(chosen, sieve.text);
  context.total = chosen.size();
  const std::size_t first = std::min(context.offset, chosen.size());
  std::size_t count = chosen.size() - first;
  if (context.limit && *context.limit > 0) count = std::min(count, static_cast<std::size_t>(*context.limit));
  if (place->parent != nullptr) context.slots[Known::parent] = *place->parent;
  Reply reply;
  List items;
  items.reserve(count);
  context.world.indexes.looked_at += count * looked_at_a_step;
  std::string error;
  for (std::size_t i = first; i < first + count; ++i) items.push_back(answer(context, *chosen[i], error));
  if (!error.empty()) return context.fail(500, error);
  reply.output = std::move(items);
  return reply;
}

Reply list_member(Context& context) {
  Reply reply;
  const auto place = locate(context, *context.operation.at, reply);
  if (!place) return reply;
  const Value& items = member(*place->value, context.operation.member);
  List list = items.is_list() ? items.list() : List();
  context.total = list.size();
  if (context.limit && *context.limit > 0 && static_cast<std::size_t>(*context.limit) < list.size())
    list.resize(static_cast<std::size_t>(*context.limit));
  reply.output = std::move(list);
  return reply;
}

Reply get_object(Context& context) {
  Reply reply;
  const auto place = locate(context, *context.operation.at, reply);
  if (!place) return reply;
  if (place->value == nullptr) return context.fail(404, fmt::format("there is no {}", place->collection->noun));
  if (place->parent != nullptr) context.slots[Known::parent] = *place->parent;
  std::string error;
  reply.output = answer(context, *place->value, error);
  if (!error.empty()) return context.fail(400, error);
  return reply;
}

Reply create_object(Context& context) {
  Reply reply;
  const auto place = locate(context, *context.operation.at, reply);
  if (!place) return reply;
  if (place->parent != nullptr) context.slots[Known::parent] = *place->parent;
  Value object = Object();
  if (auto failed = set_fields(context, *place->collection, object)) return *failed;
  const auto made = add_object(context, *place, std::move(object), reply);
  if (!made) return reply;
  std::string error;
  reply.status = 201;
  reply.output = answer(context, *made, error);
  return reply;
}

Reply update_object(Context& context) {
  Reply reply;
  const auto place = locate(context, *context.operation.at, reply);
  if (!place) return reply;
  if (place->parent != nullptr) context.slots[Known::parent] = *place->parent;
  Value object = *place->value;
  context.slots[Known::object] = object;
  if (auto failed = set_fields(context, *place->collection, object)) return *failed;
  if (auto failed = replace_object(context, *place, object)) return *failed;
  std::string error;
  reply.output = answer(context, *look(context.world.root, place->path), error);
  return reply;
}

Reply copy_object(Context& context) {
  Reply reply;
  const auto place = locate(context, *context.operation.at, reply);
  if (!place) return reply;
  Value object = *place->value;
  context.slots[Known::object] = object;
  object.edit_object().erase(place->collection->key);
  set_all(place->collection->stamps, context.slots, context.environment, object);
  if (auto failed = set_fields(context, *place->collection, object)) return *failed;
  Located list = *place;
  list.path.pop_back();
  list.value = look(context.world.root, list.path);
  const auto made = add_object(context, list, std::move(object), reply);
  if (!made) return reply;
  std::string error;
  reply.status = 201;
  reply.output = answer(context, *made, error);
  return reply;
}

Reply delete_object(Context& context) {
  Reply reply;
  const auto place = locate(context, *context.operation.at, reply);
  if (!place) return reply;
  Path list = place->path;
  const std::size_t index = std::get<std::size_t>(list.back());
  list.pop_back();
  List& objects = edit(context.world.root, list).edit_list();
  objects.erase(objects.begin() + static_cast<std::ptrdiff_t>(index));
  context.world.indexes.forget(path_text(list));
  reply.status = 204;
  return reply;
}

namespace {

/// Runs a procedure with each item of an input that is a list as the inputs. The first failure ends it.
Reply for_each(Context& context, Reply (*procedure)(Context&)) {
  const Value* items = context.in(context.operation.each);
  if (items == nullptr || !items->is_list())
    return context.fail(400, fmt::format("`{}` must be a list", context.operation.each));
  const List all = items->list();
  for (const Value& item : all) {
    if (!item.is_object())
      return context.fail(400, fmt::format("`{}` must be a list of objects", context.operation.each));
    context.input = item;
    context.slots[Known::input] = item;
    if (Reply reply = procedure(context); reply.failed()) return reply;
  }
  Reply done;
  done.status = 207;
  done.output = Object{{"data", all}};
  return done;
}

}  // namespace

Reply create_each(Context& context) {
  return for_each(context, create_object);
}

Reply delete_each(Context& context) {
  return for_each(context, delete_object);
}

}  // namespace dork::runtime
