// What a text says of a date, before it becomes a point in time.
#pragma once

#include "runtime/date/zone.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace dork::runtime {

/// By how much a date is moved; as PHP's timelib has it.
struct Shift {
  std::int64_t years = 0, months = 0, days = 0, hours = 0, minutes = 0, seconds = 0, microseconds = 0;
  std::int64_t weekdays = 0;  ///< Saturdays and Sundays left out

  /// Which day of the week to go to: 0 is Sunday. With `counts_today` 0 never today, 1 today too, 2 within the week of the
  /// date that begins on Monday.
  std::optional<int> weekday;
  int counts_today = 0;

  enum class Edge : std::uint8_t { none, first_day_of_month, last_day_of_month, nth_weekday_of_month, last_weekday_of_month };
  Edge edge = Edge::none;
};

/// Fields that a text left open are those of now, or of the beginning of the day where it gave a date.
struct DateFields {
  std::optional<std::int64_t> year, month, day;
  std::optional<std::int64_t> hour, minute, second, microsecond;
  std::optional<Zone> zone;
  bool has_date = false;
  bool has_time = false;
  Shift shift;
};

/// The point in time that fields stand for. On failure `error` says that it is too far away.
std::optional<Moment> resolve(DateFields fields, const Moment& now, std::string& error);

/// The two-digit years of PHP: 00 to 69 are 2000 to 2069.
std::int64_t full_year(std::int64_t year, std::size_t digits);

}  // namespace dork::runtime
