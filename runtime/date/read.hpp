// Dates read from texts: as PHP's strtotime reads them, or by a format.
#pragma once

#include "runtime/date/zone.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace dork::runtime {

/// A date in any of the forms that PHP's strtotime takes: `2026-03-29 02:30`, `June 1, 2021`, `Thu, 01 Jan 2026 00:00:00
/// +0000`, `@1767225600`, `tomorrow 9am`, `+2 weeks`, `first day of next month`, `last monday`. What the text leaves open is
/// that of `now`, in the zone of `now`. A time that the clocks skip is moved on, one that they pass twice is the first.
/// On failure `error` says at which word.
std::optional<Moment> read_date(std::string_view text, const Moment& now, std::string& error);

/// A date by a format, as PHP's DateTime::createFromFormat reads it.
std::optional<Moment> read_date(std::string_view text, std::string_view format, const Moment& now, std::string& error);

}  // namespace dork::runtime
