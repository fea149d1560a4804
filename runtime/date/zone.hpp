// Time zones by the system's tz database, and fixed offsets.
#pragma once

#include <absl/time/time.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dork::runtime {

/// A time zone, under the name that it was asked for by: `Europe/Paris`, `+02:00`, `EST`.
struct Zone {
  absl::TimeZone rules = absl::UTCTimeZone();
  std::string name = "UTC";
  bool is_offset = false;  ///< so that its name is its abbreviation too
};

/// A zone by its name in the tz database, an offset (`+2`, `+02:00`, `-0330`), UTC, or an abbreviation such as EST. On failure
/// `error` says whether there is no such zone or no database. Reads the database alone, whatever the name says.
std::optional<Zone> find_zone(std::string_view name, std::string& error);

/// A point in time as it is seen in a zone.
struct Moment {
  std::int64_t seconds = 0;      ///< since 1970 in UTC
  std::int32_t microseconds = 0; ///< from 0
  Zone zone;
};

/// Whether the year of a moment is from 1 to 9999, which is as far as dates go here.
bool in_range(std::int64_t seconds);

}  // namespace dork::runtime
