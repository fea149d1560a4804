// What the actions of connectors do, as data: collections of objects, and operations on them. The data is in
// runtime/tenant/behaviour/*.json, built into the program; CONTRIBUTING.md says how an entry looks.
#pragma once

#include "runtime/tenant/filter.hpp"
#include "runtime/tenant/shape.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace dork::runtime {

struct Context;
struct Reply;

/// In whose words a service answers.
enum class Api : std::uint8_t { qlik, github, mail };

/// How the ids of new objects look.
enum class Ids : std::uint8_t { none, uuid, hex24, shorter, number };

/// What a field of an object holds.
enum class FieldKind : std::uint8_t { text, number, boolean, list, object, choice };

struct FieldShape {
  std::string name;
  FieldKind kind = FieldKind::text;
  std::vector<std::string> choices;
};

/// Where the object must be that a value names: in one collection, or in one that the input `by` chooses.
struct Reference {
  std::string name;                                         ///< the field or input that holds the key
  std::string by;                                           ///< empty where there is one collection only
  std::vector<std::pair<std::string, std::string>> places;  ///< the input's value, the collection
};

/// Objects of one kind: `apps`, or within others `apps/sheets`. Those that begin with a slash are not in a tenant.
struct Collection {
  std::string path;
  std::string member;  ///< the last word of the path: the member that holds it
  std::string noun;    ///< `app`
  Api api = Api::qlik;
  bool single = false;  ///< one object instead of a list
  std::string key;      ///< the field that tells them apart
  Ids ids = Ids::none;
  std::vector<FieldShape> fields;
  std::vector<Reference> references;
  std::vector<std::vector<std::string>> unique;            ///< fields that together no two may share
  std::vector<Shape::Part> defaults;                       ///< of fields that nothing else sets
  std::vector<Shape::Part> stamps;                         ///< of objects that are made: when, by whom
  std::vector<Shape::Part> changed;                        ///< of objects that are changed
  std::vector<Shape::Part> derived;                        ///< follow from the object after each change
  std::vector<std::pair<std::string, std::string>> sizes;  ///< fields that hold the bytes of another
  std::vector<std::string> hidden;                         ///< members that answers leave out
  std::vector<const Collection*> within;                   ///< the collections in its objects
  bool fresh = false;                                      ///< whether making one takes new ids
};

const FieldShape* find_field(const Collection& collection, std::string_view name);

/// A way to an object or to a list of them: `spaces/{spaceId}/members`.
struct Place {
  struct Step {
    const Collection* collection = nullptr;
    std::vector<std::string> inputs;  ///< that name the object, joined by a slash; none at the end of a way to a list
    std::string field;                ///< which that is compared with
  };
  std::vector<Step> steps;
  bool outside = false;  ///< of any tenant
};

/// One of an operation's `when`: an input and the values of which it must have one; null for none.
struct Requirement {
  std::string input;
  std::vector<Value> values;
};

/// What becomes of an input before anything else.
struct Conversion {
  std::string input;
  std::string name;  ///< in the table `conversions`
};

struct Operation {
  std::string name;  ///< in the table `procedures`
  Api api = Api::qlik;
  Reply (*procedure)(Context&) = nullptr;
  std::optional<Place> at;
  std::vector<Requirement> when;
  std::vector<Conversion> inputs;
  std::vector<Shape::Part> let;       ///< inputs that follow from others
  std::vector<std::string> required;  ///< inputs that there must be
  std::vector<Reference> references;
  std::vector<Filter> filters;                       ///< by input
  std::vector<std::pair<std::string, Value>> where;  ///< fields of what is listed
  std::vector<Shape::Part> set;                      ///< fields of what is made or changed
  std::vector<std::string> clear;                    ///< fields to take away
  std::optional<Shape> output;                       ///< by default the object without what is hidden
  std::string body;                                  ///< the member of a request's body that holds the inputs
  std::string member;                                ///< of `list member`
  std::string each;                                  ///< of `create each`, `delete each`: the input with the list
  double seconds = 0;
  bool fresh = false;  ///< whether it takes new ids
};

/// A path of an API with the operation behind it.
struct Route {
  Api api = Api::qlik;
  std::string method;
  std::vector<std::string> segments;  ///< `apps`, `{appId}`, at the end perhaps `{path...}` for all that is left
  const Operation* operation = nullptr;
};

/// Everything of runtime/tenant/behaviour/. Immutable, shared by threads.
class Behaviours {
 public:
  const Collection* collection(std::string_view path) const;

  /// The collections and single objects that a tenant has, and those beside tenants.
  std::span<const Collection* const> of_tenant() const { return of_tenant_; }
  std::span<const Collection* const> beside() const { return beside_; }

  /// The operations of an action (`qlik.listApps`), of which the first whose `when` holds is meant.
  std::span<const Operation* const> action(std::string_view name) const;
  std::span<const Route> routes() const { return routes_; }

 private:
  friend struct BehaviourReader;
  std::vector<std::unique_ptr<Collection>> collections_;
  std::vector<const Collection*> of_tenant_, beside_;
  std::vector<Operation> operations_;
  std::vector<Route> routes_;
  std::unordered_map<std::string, std::vector<const Operation*>> actions_;
};

/// The behaviours built into the program.
const Behaviours& behaviours();

}  // namespace dork::runtime
