// Values with templates in them: what an action answers, what a new object is made of, what a fixture says.
#pragma once

#include "compiler/catalog/json_place.hpp"
#include "runtime/formula/program.hpp"
#include "runtime/formula/scope.hpp"
#include "runtime/value/value.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dork::runtime {

/// What templates can name, in the order of their slots.
enum class Known : std::uint8_t { input, object, parent, tenant, user, github, now, fresh };
inline constexpr std::string_view known_names[] = {"input", "object", "parent", "tenant",
                                                   "user",  "github", "now",    "new"};

/// What the names stand for.
class Slots {
 public:
  Value& operator[](Known name) { return slots_[static_cast<std::size_t>(name)].value; }
  Scope scope() const { return {slots_}; }

 private:
  std::array<Slot, std::size(known_names)> slots_;
};

/// A value whose texts may be templates.
struct Shape {
  struct Part {
    std::string key;  // of objects
    std::shared_ptr<const Shape> shape;
  };
  struct Fields {
    std::vector<Part> parts;
  };
  struct Items {
    std::vector<Part> parts;
  };
  std::variant<Value, Program, Fields, Items> content;  ///< a Value holds no template
  bool fresh = false;                                   ///< whether it names `new`: ids cost something to make
};

/// Shapes by the name under which others can hold them: a text `@name`.
using Views = std::vector<Shape::Part>;

/// Makes the templates of a value ready; what is wrong with them is reported at their place. Names of views are only
/// looked for where there are views.
Shape prepare_shape(const Value& value, const Views* views, const JsonPlace& place, JsonFailure& failure);

/// What to do with members that templates leave without a value.
enum class Nulls : std::uint8_t { keep, drop };

/// The value for what the slots hold. A template that cannot be computed gives null, and the first such says why in
/// `error`.
Value evaluate(const Shape& shape, const Slots& slots, Environment& environment, Nulls nulls, std::string& error);

}  // namespace dork::runtime
