// What the names in a template stand for while a run goes on, and what else formulas depend on.
#pragma once

#include "runtime/value/value.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dork::runtime {

/// Names of blocks and variables, each with its place among the slots. Names are case-sensitive.
class Names {
 public:
  /// The place of a name, given to it at its first use.
  std::uint32_t place(std::string_view name);

  /// The place of a name that has one already.
  std::optional<std::uint32_t> find(std::string_view name) const;

  std::size_t size() const { return names_.size(); }
  std::string_view name(std::uint32_t place) const { return names_[place]; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> places_;
};

/// What a run knows under one name: `{$.apps}`, `{$.apps.item}`, `{$.apps.index}`, `{$.state.apps.error}`.
struct Slot {
  Value value;            ///< a variable's value, a block's output; null before there is one
  Value item;             ///< of the innermost loop that goes on over it
  Value index;            ///< from 0; the key where the loop is over an object
  Value error;            ///< an object {message, response: {status, body}} once the block has failed
  bool looping = false;   ///< `item` and `index` stand for the loop's; otherwise they are members of the value
};

/// All slots of a run, by `Names`. A place past the end stands for null.
struct Scope {
  std::span<const Slot> slots;
};

/// Slots for all names, filled from an object's members: a context that somebody wrote. Loops are not told apart in it:
/// `item` and `index` are members of what has them.
std::vector<Slot> slots_from(const Value& context, const Names& names);

/// Bounds of what one run may take. Each stands against an attack on memory, stack or time.
struct Limits {
  std::uint64_t steps = 10'000'000;            ///< block executions
  std::size_t value_bytes = 64u << 20;         ///< of one text, in bytes
  std::size_t list_items = 1'000'000;          ///< of one list or object
  std::size_t total_bytes = 512u << 20;        ///< of memory for all values together; also of one value as it is written out
  std::uint32_t depth = 200;                   ///< formulas, lists and objects within each other; loops and calls too
};

/// SplitMix64: fixed by its definition, so that a seed gives the same run on every machine.
struct Random {
  std::uint64_t state = 0;
  std::uint64_t next();
};

/// What formulas depend on beside names: nothing of the machine. Templates reach no files, network or environment.
struct Environment {
  std::int64_t now = 0;                ///< the run's clock, in milliseconds since 1970 in UTC
  std::string timezone = "Etc/UTC";    ///< of dates that say none
  std::string job_id;                  ///< `{jobguid}`
  Random random;
  Limits limits;
  std::int64_t live_bytes_before = live_bytes();  ///< what the thread held when the run began; see `out_of_memory`
  std::uint64_t work = 0;              ///< what functions have gone through and made, see `work_of`: bounds a run's time
};

/// How much work it is to go through a value, in executions of blocks: next to nothing for what automations usually hold.
std::uint64_t work_of(const Value& value);

/// Why a value may not be kept: it is too long, has too many items, nests too deep. Nothing where it may. Quick: asks for
/// the extent, walks nowhere.
std::optional<std::string> exceeds(const Value& value, const Limits& limits);

/// Whether all values that were made since the environment was take more than `Limits::total_bytes`; quick. The values of
/// a run are made and freed by one thread.
inline bool out_of_memory(const Environment& environment) {
  return live_bytes() - environment.live_bytes_before > static_cast<std::int64_t>(environment.limits.total_bytes);
}

}  // namespace dork::runtime
