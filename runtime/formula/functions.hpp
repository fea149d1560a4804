// What the functions of formulas do: one row for each of the compiler's table, `formula_functions()`.
#pragma once

#include "runtime/formula/scope.hpp"
#include "runtime/value/value.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dork::runtime {

/// A text argument: views the value's own text, or holds what another value reads as.
class TextArgument {
 public:
  explicit TextArgument(const std::string* shared) : shared_(shared) {}
  explicit TextArgument(std::string own) : own_(std::move(own)) {}
  std::string_view view() const { return shared_ != nullptr ? std::string_view(*shared_) : std::string_view(own_); }

 private:
  const std::string* shared_ = nullptr;
  std::string own_;
};

/// The arguments of one call. Reading them as what a function needs goes on after a failure with something harmless; the
/// first failure is what the call fails with.
class Arguments {
 public:
  Arguments(std::span<const Value> values, Environment& environment) : values_(values), environment_(environment) {}

  /// An argument; null where there is none.
  const Value& operator[](std::size_t at) const;

  /// Whether an argument is there and not null.
  bool has(std::size_t at) const { return at < values_.size() && !values_[at].is_null(); }

  /// An argument as a text: nothing for null; a list or an object is a failure.
  TextArgument text(std::size_t at);

  /// An argument as a number: 0 for null; what is no number is a failure.
  Value number(std::size_t at);

  /// An argument as a whole number, cut off behind the point: within `least` and `most`, or a failure.
  std::int64_t whole(std::size_t at, std::int64_t least, std::int64_t most);

  /// The items of a list, the members of an object, none of null; a failure for others.
  List items(std::size_t at);

  Environment& environment() { return environment_; }
  const Limits& limits() const { return environment_.limits; }

  /// Fails; null, so that a function can return it.
  Value fail(std::string message);

  /// Fails where a text of so many bytes, or a list of so many items, is more than may be.
  bool text_fits(std::uint64_t bytes);
  bool items_fit(std::uint64_t items);

  bool failed() const { return error_.has_value(); }
  std::optional<std::string> error() && { return std::move(error_); }

 private:
  std::span<const Value> values_;
  Environment& environment_;
  std::optional<std::string> error_;
};

using Implementation = Value (*)(Arguments& arguments);

struct Function {
  std::string_view name;  ///< as in the compiler's table
  Implementation run;     ///< null for `if`, which is no call but a choice
};

/// What a function of the compiler's table does.
const Function* find_implementation(std::string_view name);

}  // namespace dork::runtime
