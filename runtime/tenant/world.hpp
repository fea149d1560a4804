// What is behind a Tenant: its state, ways into it, and what procedures work with.
#pragma once

#include "runtime/tenant/behaviour.hpp"
#include "runtime/tenant/canned.hpp"
#include "runtime/tenant/index.hpp"
#include "runtime/tenant/tenant.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace dork::runtime {

/// All state, in the form of a fixture. Copies share it until one of them changes.
struct World {
  Value root;                ///< the own tenant's collections; `tenants`, `github`, `outbox`, `files`, `answers`
  std::uint64_t made = 0;    ///< ids given so far
  std::size_t going_on = 0;  ///< reloads that have yet to end
  std::shared_ptr<const Canned> canned;
  std::vector<std::uint64_t> asked;  ///< how often each entry of `canned` was meant
  Indexes indexes;
  std::int64_t settled_at = -1;  ///< the time at which reloads were last looked at
};

// --- ways into the state
// -------------------------------------------------------------------------------------------------

/// Members of objects, and places in lists.
using Path = std::vector<std::variant<std::string, std::size_t>>;

/// What lies at the end of a path; null where it ends before.
const Value* look(const Value& root, const Path& path);

/// The same for writing. Objects and their members that are not there yet are made.
Value& edit(Value& root, const Path& path);

/// Where an operation works: an object, a single object or a list.
struct Located {
  Path path;
  const Value* value = nullptr;   ///< null for a list that nothing was put in yet
  const Value* parent = nullptr;  ///< the object around it
  const Collection* collection = nullptr;
};

// --- what procedures work with
// ----------------------------------------------------------------------------------------------

/// One request on its way.
struct Context {
  World& world;
  const Operation& operation;
  Environment& environment;
  Value input;                          ///< an object
  Path home;                            ///< the tenant; empty for the own one
  std::optional<std::int64_t> limit{};  ///< of a list
  std::size_t offset = 0;               ///< of a page of a list
  std::size_t total = 0;                ///< what a list had before the limit
  Slots slots{};

  /// An input; null where it is not given.
  const Value* in(std::string_view name) const { return input.find(name); }

  /// The same as text, empty where it is not given.
  std::string text(std::string_view name) const;

  Reply fail(int status, std::string detail) const;
};

/// Sets the slots that do not depend on an object.
void fill_slots(Context& context);

/// Follows an operation's way. On failure nothing, and `failure` says what is missing.
std::optional<Located> locate(Context& context, const Place& place, Reply& failure);

/// A collection of the tenant: its list, null where it has none.
const Value* list_of(const Context& context, std::string_view collection);

/// `tenants/acme.eu/users`
std::string path_text(const Path& path);

/// The place of the object with this key in the list at a path; nothing where there is none.
std::optional<std::size_t> find_by_key(World& world, const Path& path, std::string_view field, std::string_view key);

/// The path of a collection of the tenant.
Path path_of(const Context& context, std::string_view collection);

/// The object with this key in a list, null where there is none. For lists that are short.
const Value* find_object(const Value* list, std::string_view key_field, const Value& key, std::size_t* index = nullptr);

/// Runs an operation: inputs, then its procedure. `input` holds what the caller gives.
Reply perform(Context& context);

/// The first of several operations whose `when` holds.
const Operation* choose(std::span<const Operation* const> operations, const Value& input);

// --- small parts
// -----------------------------------------------------------------------------------------------------------

/// A failure in the words of a service.
Reply failure(Api api, int status, std::string detail);

/// `Not Found`
std::string_view status_title(int status);

/// A new id, the same each time in the same order. Not for `Ids::number`.
std::string new_id(World& world, Ids ids);

/// New ids of every shape: {uuid, hex24, short, sha}.
Value new_ids(World& world);

/// `2026-01-01T00:00:00.000Z`
std::string iso_time(std::int64_t milliseconds);

/// The path of the tenant that a host name means (`acme.eu.example.com`, or `acme.eu` for it); nothing where there is
/// none, and `error` says which there are.
std::optional<Path> find_tenant(const World& world, std::string_view name, std::string& error);

/// `acme.eu` of `https://acme.eu.example.com/`
std::string name_and_region(std::string_view host);

/// Ends the reloads whose time has come.
void settle(World& world, std::int64_t now);

/// An object without the members that answers leave out.
Value visible(const Collection& collection, const Value& object);

/// What an operation answers about an object.
Value answer(Context& context, const Value& object, std::string& error);

/// A path without slashes at its beginning and doubled ones.
std::string plain_path(std::string_view path);

}  // namespace dork::runtime
