// Objects of long lists by what tells them apart, so that a loop over ten thousand users stays quick.
#pragma once

#include "runtime/value/value.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace dork::runtime {

/// So many objects can be looked at in the time of a step of a run, about; making one for an answer takes a whole step.
inline constexpr std::uint64_t looked_at_a_step = 32;

/// Looks objects up by the text of one field, or of several without case. A list that is long and often asked gets an
/// index; what is added at its end is taken in, everything else that moves objects must be told. Copies begin without
/// any.
class Indexes {
 public:
  Indexes() = default;
  Indexes(const Indexes& other) : looked_at(other.looked_at) {}
  Indexes(Indexes&&) = default;
  Indexes& operator=(Indexes) noexcept;

  /// The place of the first object of `list` (null for none) in which `field` is `key`. `path` says which list it is.
  std::optional<std::size_t> find(const std::string& path, const Value* list, std::string_view field,
                                  std::string_view key);

  /// The same for several fields together, without the case of letters; `but` is passed over.
  std::optional<std::size_t> find_alike(const std::string& path, const Value* list, std::span<const std::string> fields,
                                        const Value& object, const Value* but);

  /// Objects of this list, or of one within, have moved, gone or changed what they are found by.
  void forget(const std::string& path);

  std::uint64_t looked_at = 0;  ///< objects looked at one by one: what the look-ups cost

 private:
  struct Index {
    std::unordered_map<std::string, std::size_t> places;
    std::size_t taken_in = 0;
    std::uint32_t scans = 0;
    bool built = false;
  };

  template <typename KeyOf>
  std::optional<std::size_t> look_up(const std::string& path, const List& objects, std::string_view field,
                                     const std::string& key, const Value* but, KeyOf key_of);

  std::map<std::pair<std::string, std::string>, Index, std::less<>> all_;
};

}  // namespace dork::runtime
