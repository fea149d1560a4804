#include "runtime/tenant/shape.hpp"

#include "compiler/diagnostics/diagnostic.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <utility>

namespace dork::runtime {
namespace {

constexpr std::size_t depth_limit = 100;

const Names& slot_names() {
  static const Names names = [] {
    Names made;
    for (const std::string_view name : known_names) made.place(name);
    return made;
  }();
  return names;
}

/// The template of a text; what it names must be a slot.
Shape prepare_text(const Value& value, const JsonPlace& place, JsonFailure& failure) {
  const std::string& text = value.text();
  if (text.find('{') == text.npos) return {value};
  Names names = slot_names();
  Program program = prepare(text, names);
  if (program.constant) return {value};
  if (names.size() > std::size(known_names)) {
    const std::string_view unknown = names.name(std::size(known_names));
    std::string message = fmt::format("nothing here is named `{}`", unknown);
    if (const auto meant = nearest(unknown, known_names)) {
      message += fmt::format("; did you mean `{}`?", *meant);
    } else {
      message += "; the inputs are `input`";
    }
    failure.report(place, message);
  }
  return {std::move(program), text.find("$.new") != text.npos};
}

Shape prepare_part(const Value& value, const Views* views, const JsonPlace& place, JsonFailure& failure,
                   std::size_t depth);

/// The parts of a list or an object as a shape: `Made` where one of them has a template.
template <typename Made>
Shape join(const Value& value, Made made) {
  const auto constant = [](const Shape::Part& part) { return std::holds_alternative<Value>(part.shape->content); };
  if (std::all_of(made.parts.begin(), made.parts.end(), constant)) return {value};
  const bool fresh =
      std::any_of(made.parts.begin(), made.parts.end(), [](const auto& part) { return part.shape->fresh; });
  return {std::move(made), fresh};
}

Shape prepare_part(const Value& value, const Views* views, const JsonPlace& place, JsonFailure& failure,
                   std::size_t depth) {
  if (depth > depth_limit) {
    failure.report(place, fmt::format("lists and objects lie within each other more than {} deep", depth_limit));
    return {value};
  }
  const auto part = [&](std::string key, const Value& item, const JsonPlace& at) {
    return Shape::Part{std::move(key),
                       std::make_shared<const Shape>(prepare_part(item, views, at, failure, depth + 1))};
  };
  if (value.is_text() && views != nullptr && value.text().starts_with('@')) {
    const std::string_view name = std::string_view(value.text()).substr(1);
    const auto view = std::find_if(views->begin(), views->end(), [&](const auto& each) { return each.key == name; });
    if (view != views->end()) return *view->shape;
    failure.report(place, fmt::format("there is no view `{}`", name));
  }
  if (value.is_text()) return prepare_text(value, place, failure);
  if (value.is_list()) {
    Shape::Items items;
    for (const Value& item : value.list()) items.parts.push_back(part({}, item, place.at(items.parts.size())));
    return join(value, std::move(items));
  }
  if (value.is_object()) {
    Shape::Fields fields;
    for (const auto& [key, member] : value.object()) fields.parts.push_back(part(key, member, place.at(key)));
    return join(value, std::move(fields));
  }
  return {value};
}

struct Evaluator {
  const Slots& slots;
  Environment& environment;
  Nulls nulls;
  std::string& error;

  Value operator()(const Value& constant) const { return constant; }

  Value operator()(const Program& program) const {
    Evaluation result = runtime::evaluate(program, slots.scope(), environment);
    if (result.error && error.empty()) error = std::move(*result.error);
    return std::move(result.value);
  }

  Value operator()(const Shape::Items& items) const {
    List list;
    list.reserve(items.parts.size());
    for (const auto& part : items.parts) list.push_back(std::visit(*this, part.shape->content));
    return list;
  }

  Value operator()(const Shape::Fields& fields) const {
    Object object;
    for (const auto& part : fields.parts) {
      Value value = std::visit(*this, part.shape->content);
      if (nulls == Nulls::drop && value.is_null()) continue;
      object[part.key] = std::move(value);
    }
    return object;
  }
};

}  // namespace

Shape prepare_shape(const Value& value, const Views* views, const JsonPlace& place, JsonFailure& failure) {
  return prepare_part(value, views, place, failure, 0);
}

Value evaluate(const Shape& shape, const Slots& slots, Environment& environment, Nulls nulls, std::string& error) {
  return std::visit(Evaluator{slots, environment, nulls, error}, shape.content);
}

}  // namespace dork::runtime
