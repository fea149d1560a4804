// Making and changing the objects of a collection.
#pragma once

#include "runtime/tenant/world.hpp"

#include <optional>
#include <string>

namespace dork::runtime {

/// A value as a field holds it: `"5"` as a number, `"[…]"` as a list. Null stays null. On failure nothing, and `error`
/// says what it must be.
std::optional<Value> fit(const FieldShape& field, const Value& value, std::string& error);

/// Sets the fields of an operation's `set` and takes away those of `clear`. What inputs leave out stays.
std::optional<Reply> set_fields(Context& context, const Collection& collection, Value& object);

/// Adds what is missing of shapes: defaults, stamps.
void add_missing(const std::vector<Shape::Part>& parts, Slots& slots, Environment& environment, Value& object);

/// Sets what shapes say, present or not.
void set_all(const std::vector<Shape::Part>& parts, Slots& slots, Environment& environment, Value& object);

/// Sets what follows from the other fields.
void derive(const Collection& collection, Slots& slots, Environment& environment, Value& object);

/// Whether what an object refers to is there, and whether it is the only one of its kind in the list at a path. A
/// failure where not. Of one that is changed, what is as it was `before` is not judged.
std::optional<Reply> check_object(Context& context, const Collection& collection, const Path& list, const Value& object,
                                  const Value* before);

/// Whether the objects are there that an operation's inputs refer to.
std::optional<Reply> check_references(Context& context, const std::vector<Reference>& references, const Value& fields,
                                      const Value* before);

/// Adds a new object to a list: its id, stamps and defaults, checks. Gives it, or the failure.
std::optional<Value> add_object(Context& context, const Located& list, Value object, Reply& failure);

/// Puts the changed object in the place of the old one, after checks. A failure where they do not hold.
std::optional<Reply> replace_object(Context& context, const Located& place, Value object);

}  // namespace dork::runtime
