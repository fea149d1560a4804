// English names of months and days, by which dates are read and written wherever the machine stands.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace dork::runtime {

inline constexpr std::array<std::string_view, 12> month_names = {"January", "February", "March",     "April",   "May",      "June",
                                                                 "July",    "August",   "September", "October", "November", "December"};

/// From Sunday on, as PHP counts them.
inline constexpr std::array<std::string_view, 7> day_names = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                              "Thursday", "Friday", "Saturday"};

/// The place of a name among others that begins with the three letters `word` begins with, without case.
template <std::size_t Count>
std::optional<int> find_name(const std::array<std::string_view, Count>& names, std::string_view word) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  for (std::size_t i = 0; word.size() >= 3 && i < Count; ++i) {
    bool same = true;
    for (std::size_t at = 0; at < 3; ++at) same = same && lower(word[at]) == lower(names[i][at]);
    if (same) return static_cast<int>(i);
  }
  return std::nullopt;
}

}  // namespace dork::runtime
