#include "runtime/date/fields.hpp"

#include <absl/time/civil_time.h>
#include <cstdlib>

namespace dork::runtime {
namespace {

int day_of_week(absl::CivilDay day) {
  return (static_cast<int>(absl::GetWeekday(day)) + 1) % 7;
}

// Where the shift's day of the week lies from a day; timelib's do_adjust_for_weekday.
int days_to_weekday(const Shift& shift, absl::CivilDay from) {
  const int today = day_of_week(from);
  int wanted = *shift.weekday;
  if (shift.counts_today == 2) {
    if (today == 0 && wanted != 0) wanted -= 7;
    if (wanted == 0 && today != 0) wanted = 7;
    return wanted - today;
  }
  if (wanted < 0) return -(7 - (std::abs(wanted) - today));
  const int difference = wanted - today;
  const bool next_week = shift.days < 0 ? difference < 0 : difference <= -shift.counts_today;
  return next_week ? difference + 7 : difference;
}

absl::CivilDay add_weekdays(absl::CivilDay day, std::int64_t count) {
  if (count == 0) return day;
  const int sign = count < 0 ? -1 : 1;
  // A weekend stands for the working day behind one.
  int today = day_of_week(day) == 0 ? 7 : day_of_week(day);
  if (today > 5) {
    day += sign > 0 ? 5 - today : 8 - today;
    today = sign > 0 ? 5 : 1;
  }
  const std::int64_t rest = count % 5;
  const bool over_weekend = sign > 0 ? today + rest > 5 : today + rest < 1;
  return day + (count / 5 * 7 + rest + (over_weekend ? 2 * sign : 0));
}

}  // namespace

std::int64_t full_year(std::int64_t year, std::size_t digits) {
  if (digits > 2) return year;
  return year < 70 ? year + 2000 : year + 1900;
}

std::optional<Moment> resolve(DateFields fields, const Moment& now, std::string& error) {
  const Zone& zone = fields.zone ? *fields.zone : now.zone;
  const absl::TimeZone::CivilInfo here = zone.rules.At(absl::FromUnixSeconds(now.seconds));
  const bool says_anything = fields.year || fields.month || fields.day || fields.hour || fields.minute || fields.second;
  if (says_anything && !fields.microsecond) fields.microsecond = 0;
  if (fields.has_date && !fields.has_time) fields.hour = fields.minute = fields.second = fields.microsecond = 0;

  Shift& shift = fields.shift;
  std::int64_t year = fields.year.value_or(here.cs.year());
  std::int64_t month = fields.month.value_or(here.cs.month());
  std::int64_t day = fields.day.value_or(here.cs.day());
  if (shift.edge == Shift::Edge::nth_weekday_of_month || shift.edge == Shift::Edge::last_weekday_of_month) {
    day = 1;
    month += shift.months + (shift.edge == Shift::Edge::last_weekday_of_month ? 1 : 0);
    shift.months = 0;
  }
  if (shift.weekday) {
    const absl::CivilDay from(year, month, day);
    const absl::CivilDay moved = from + days_to_weekday(shift, from);
    year = moved.year(), month = moved.month(), day = moved.day();
  }
  year += shift.years;
  month += shift.months;
  day += shift.days;
  if (shift.edge == Shift::Edge::first_day_of_month) day = 1;
  if (shift.edge == Shift::Edge::last_day_of_month) day = 0, ++month;
  absl::CivilDay date = add_weekdays(absl::CivilDay(year, month, day), shift.weekdays);

  const absl::CivilSecond civil(date.year(), date.month(), date.day(), fields.hour.value_or(here.cs.hour()),
                                fields.minute.value_or(here.cs.minute()), fields.second.value_or(here.cs.second()));
  const auto too_far = [&] {
    error = "the date is not within the years 1 to 9999";
    return std::nullopt;
  };
  if (civil.year() < 0 || civil.year() > 10'000) return too_far();
  // Of a time that does not exist, and of one that is there twice, the offset before the clocks change holds.
  std::int64_t seconds = absl::ToUnixSeconds(zone.rules.At(civil).pre);
  std::int64_t microseconds = fields.microsecond.value_or(now.microseconds) + shift.microseconds;
  seconds += shift.hours * 3600 + shift.minutes * 60 + shift.seconds + microseconds / 1'000'000;
  microseconds %= 1'000'000;
  if (microseconds < 0) microseconds += 1'000'000, --seconds;
  if (!in_range(seconds)) return too_far();
  return Moment{seconds, static_cast<std::int32_t>(microseconds), zone};
}

}  // namespace dork::runtime
