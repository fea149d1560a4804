#include "runtime/date/format.hpp"

#include "runtime/date/names.hpp"

#include <absl/time/civil_time.h>
#include <cstdlib>
#include <fmt/format.h>
#include <iterator>

namespace dork::runtime {
namespace {

struct IsoWeek {
  absl::civil_year_t year;
  int week;
};

// Days count from Sunday as 0; the week from Monday as 1.
int day_of_week(absl::CivilDay day) {
  return (static_cast<int>(absl::GetWeekday(day)) + 1) % 7;
}

int iso_day(absl::CivilDay day) {
  const int from_sunday = day_of_week(day);
  return from_sunday == 0 ? 7 : from_sunday;
}

// A week belongs to the year that its Thursday is in.
IsoWeek iso_week(absl::CivilDay day) {
  const absl::CivilDay thursday = day + (4 - iso_day(day));
  return {thursday.year(), (absl::GetYearDay(thursday) - 1) / 7 + 1};
}

bool is_leap(absl::civil_year_t year) {
  return absl::CivilDay(year, 2, 29).day() == 29;
}

std::string_view suffix(int day) {
  if (day / 10 == 1) return "th";
  return day % 10 == 1 ? "st" : day % 10 == 2 ? "nd" : day % 10 == 3 ? "rd" : "th";
}

std::string offset_text(int seconds, std::string_view colon) {
  const int minutes = std::abs(seconds) / 60;
  return fmt::format("{}{:02}{}{:02}", seconds < 0 ? '-' : '+', minutes / 60, colon, minutes % 60);
}

/// Everything that letters ask for.
struct Parts {
  const Moment& moment;
  absl::TimeZone::CivilInfo info;
  absl::CivilDay day;

  explicit Parts(const Moment& at)
      : moment(at), info(at.zone.rules.At(absl::FromUnixSeconds(at.seconds))), day(absl::CivilDay(info.cs)) {}

  int hour12() const { return info.cs.hour() % 12 == 0 ? 12 : info.cs.hour() % 12; }
  std::string_view abbreviation() const { return moment.zone.is_offset ? std::string_view(moment.zone.name) : info.zone_abbr; }
  // Thousandths of a day in Biel, which is an hour before UTC all year.
  std::int64_t beats() const { return ((moment.seconds + 3600) % 86400 + 86400) % 86400 * 10 / 864; }
};

void append(std::string& out, const Parts& parts, std::string_view format);

void append(std::string& out, const Parts& parts, char letter) {
  const auto to = std::back_inserter(out);
  const absl::CivilSecond& cs = parts.info.cs;
  switch (letter) {
    case 'd': fmt::format_to(to, "{:02}", cs.day()); break;
    case 'D': out += day_names[static_cast<std::size_t>(day_of_week(parts.day))].substr(0, 3); break;
    case 'j': fmt::format_to(to, "{}", cs.day()); break;
    case 'l': out += day_names[static_cast<std::size_t>(day_of_week(parts.day))]; break;
    case 'N': fmt::format_to(to, "{}", iso_day(parts.day)); break;
    case 'S': out += suffix(cs.day()); break;
    case 'w': fmt::format_to(to, "{}", day_of_week(parts.day)); break;
    case 'z': fmt::format_to(to, "{}", absl::GetYearDay(parts.day) - 1); break;
    case 'W': fmt::format_to(to, "{:02}", iso_week(parts.day).week); break;
    case 'F': out += month_names[static_cast<std::size_t>(cs.month() - 1)]; break;
    case 'm': fmt::format_to(to, "{:02}", cs.month()); break;
    case 'M': out += month_names[static_cast<std::size_t>(cs.month() - 1)].substr(0, 3); break;
    case 'n': fmt::format_to(to, "{}", cs.month()); break;
    case 't': fmt::format_to(to, "{}", (absl::CivilDay(absl::CivilMonth(parts.day) + 1) - 1).day()); break;
    case 'L': out += is_leap(cs.year()) ? '1' : '0'; break;
    case 'o': fmt::format_to(to, "{}", iso_week(parts.day).year); break;
    case 'X': fmt::format_to(to, "+{:04}", cs.year()); break;
    case 'x':
    case 'Y': fmt::format_to(to, "{:04}", cs.year()); break;
    case 'y': fmt::format_to(to, "{:02}", cs.year() % 100); break;
    case 'a': out += cs.hour() < 12 ? "am" : "pm"; break;
    case 'A': out += cs.hour() < 12 ? "AM" : "PM"; break;
    case 'B': fmt::format_to(to, "{:03}", parts.beats()); break;
    case 'g': fmt::format_to(to, "{}", parts.hour12()); break;
    case 'G': fmt::format_to(to, "{}", cs.hour()); break;
    case 'h': fmt::format_to(to, "{:02}", parts.hour12()); break;
    case 'H': fmt::format_to(to, "{:02}", cs.hour()); break;
    case 'i': fmt::format_to(to, "{:02}", cs.minute()); break;
    case 's': fmt::format_to(to, "{:02}", cs.second()); break;
    case 'u': fmt::format_to(to, "{:06}", parts.moment.microseconds); break;
    case 'v': fmt::format_to(to, "{:03}", parts.moment.microseconds / 1000); break;
    case 'e': out += parts.moment.zone.name; break;
    case 'I': out += parts.info.is_dst ? '1' : '0'; break;
    case 'O': out += offset_text(parts.info.offset, ""); break;
    case 'P': out += offset_text(parts.info.offset, ":"); break;
    case 'p': out += parts.info.offset == 0 ? "Z" : offset_text(parts.info.offset, ":"); break;
    case 'T': out += parts.abbreviation(); break;
    case 'Z': fmt::format_to(to, "{}", parts.info.offset); break;
    case 'c': append(out, parts, "Y-m-d\\TH:i:sP"); break;
    case 'r': append(out, parts, "D, d M Y H:i:s O"); break;
    case 'U': fmt::format_to(to, "{}", parts.moment.seconds); break;
    default: out += letter;
  }
}

void append(std::string& out, const Parts& parts, std::string_view format) {
  for (std::size_t at = 0; at < format.size(); ++at) {
    if (format[at] == '\\' && at + 1 < format.size())
      out += format[++at];
    else
      append(out, parts, format[at]);
  }
}

}  // namespace

std::string format_date(const Moment& moment, std::string_view format) {
  std::string out;
  append(out, Parts(moment), format);
  return out;
}

}  // namespace dork::runtime
