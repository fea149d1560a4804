#include "runtime/formula/scope.hpp"

#include <fmt/format.h>

namespace dork::runtime {

std::uint32_t Names::place(std::string_view name) {
  if (const auto found = find(name)) return *found;
  const auto next = static_cast<std::uint32_t>(names_.size());
  names_.emplace_back(name);
  places_.emplace(name, next);
  return next;
}

std::optional<std::uint32_t> Names::find(std::string_view name) const {
  const auto found = places_.find(name);
  if (found == places_.end()) return std::nullopt;
  return found->second;
}

std::vector<Slot> slots_from(const Value& context, const Names& names) {
  std::vector<Slot> slots(names.size());
  for (std::uint32_t place = 0; place < slots.size(); ++place)
    if (const Value* value = context.find(names.name(place))) slots[place].value = *value;
  return slots;
}

std::uint64_t Random::next() {
  std::uint64_t mixed = state += 0x9E3779B97F4A7C15;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
  return mixed ^ (mixed >> 31);
}

std::uint64_t work_of(const Value& value) {
  if (value.kind() < Kind::text) return 0;
  const std::size_t items = value.is_list() ? value.list().size() : value.is_object() ? value.object().size() : 0;
  return (extent(value).size >> 10) + (items >> 4);
}

std::optional<std::string> exceeds(const Value& value, const Limits& limits) {
  switch (value.kind()) {
    case Kind::text:
      if (value.text().size() <= limits.value_bytes) return std::nullopt;
      return fmt::format("a text grew longer than {} bytes", limits.value_bytes);
    case Kind::list:
    case Kind::object: break;
    default: return std::nullopt;
  }
  const std::size_t items = value.is_list() ? value.list().size() : value.object().size();
  if (items > limits.list_items)
    return fmt::format("{} grew to more than {} items", value.is_list() ? "a list" : "an object", limits.list_items);
  const Extent all = extent(value);
  if (all.depth > limits.depth) return fmt::format("lists and objects nest deeper than {}", limits.depth);
  if (all.size > limits.total_bytes) return fmt::format("a value would be longer than {} bytes when written out", limits.total_bytes);
  return std::nullopt;
}

}  // namespace dork::runtime
