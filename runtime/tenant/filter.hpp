// Which objects a list holds: tests by input, SCIM filters, sorting.
#pragma once

#include "runtime/value/value.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dork::runtime {

/// How an input decides which objects a list holds.
enum class Test : std::uint8_t { equals, differs, contains, among, missing, scim, sort };

struct Filter {
  std::string input;
  Test test = Test::equals;
  std::string field;      ///< of the object, or of the one that `through` names
  std::string through;    ///< the field that holds the key of another object
  std::string in;         ///< the collection of that other object
  std::string otherwise;  ///< what stands for the field where there is no other object
  std::string member;     ///< of `missing`: the field of the other objects to look among
};

/// The word of a behaviour file for a test; null for none.
std::optional<Test> test_by_name(std::string_view name);

/// A SCIM filter (RFC 7644, 3.4.2.2), as Qlik's APIs take it: `name eq "Finance" and not (type eq "data")`.
class Scim {
 public:
  /// On failure nothing, and `error` says what is wrong with it.
  static std::optional<Scim> parse(std::string_view text, std::string& error);

  /// Whether an object is one of those meant. Texts compare without case; of a list one item must be.
  bool holds(const Value& object) const;

  struct Node;

 private:
  std::shared_ptr<const Node> root_;
};

/// Sorts objects by fields: `+name`, `-createdAt`, or several of these joined by commas. Equal ones keep their order.
void sort_objects(std::vector<const Value*>& objects, std::string_view by);

/// Whether two texts are the same but for the case of ASCII letters, and whether one holds the other.
bool contains_without_case(std::string_view text, std::string_view part);

}  // namespace dork::runtime
