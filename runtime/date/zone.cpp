#include "runtime/date/zone.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>

namespace dork::runtime {
namespace {

namespace files = std::filesystem;

constexpr std::size_t longest_name = 64;  // none in the database is half as long

struct Abbreviation {
  std::string_view name;
  int minutes;
};

// Those that stand for one offset alone wherever they are used; the others mean different things on different continents.
constexpr std::array abbreviations = {
    Abbreviation{"ADT", -180},  Abbreviation{"AEDT", 660}, Abbreviation{"AEST", 600},  Abbreviation{"AKDT", -480},
    Abbreviation{"AKST", -540}, Abbreviation{"AWST", 480}, Abbreviation{"CDT", -300},  Abbreviation{"CEST", 120},
    Abbreviation{"CET", 60},    Abbreviation{"CST", -360}, Abbreviation{"EDT", -240},  Abbreviation{"EEST", 180},
    Abbreviation{"EET", 120},   Abbreviation{"EST", -300}, Abbreviation{"HST", -600},  Abbreviation{"JST", 540},
    Abbreviation{"KST", 540},   Abbreviation{"MDT", -360}, Abbreviation{"MSK", 180},   Abbreviation{"MST", -420},
    Abbreviation{"NZDT", 780},  Abbreviation{"NZST", 720}, Abbreviation{"PDT", -420},  Abbreviation{"PST", -480},
    Abbreviation{"WEST", 60},   Abbreviation{"WET", 0},
};

constexpr std::array<std::string_view, 10> utc_names = {"UTC",     "Z",       "GMT",  "Etc/UTC",  "Etc/GMT",
                                                         "Etc/UCT", "Etc/Zulu", "Zulu", "Universal", "Etc/Universal"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

bool equal_without_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && upper(a) == upper(b);
}

Zone fixed(int minutes, std::string name, bool is_offset) {
  return {absl::FixedTimeZone(minutes * 60), std::move(name), is_offset};
}

// `+2`, `-0330`, `+02:00`, also behind GMT or UTC.
std::optional<Zone> offset(std::string_view name) {
  if (equal_without_case(name.substr(0, 3), "GMT") || equal_without_case(name.substr(0, 3), "UTC")) name.remove_prefix(3);
  if (name.size() < 2 || (name[0] != '+' && name[0] != '-')) return std::nullopt;
  std::string digits;
  for (const char c : name.substr(1)) {
    if (c == ':' && (digits.size() == 1 || digits.size() == 2)) {
      digits.insert(0, 2 - digits.size(), '0');
      continue;
    }
    if (!is_digit(c)) return std::nullopt;
    digits += c;
  }
  if (digits.size() > 4 || digits.empty()) return std::nullopt;
  if (digits.size() % 2 == 1) digits.insert(0, 1, '0');
  digits.resize(4, '0');
  const int hours = (digits[0] - '0') * 10 + digits[1] - '0';
  const int minutes = (digits[2] - '0') * 10 + digits[3] - '0';
  if (hours > 14 || minutes > 59) return std::nullopt;
  const int sign = name[0] == '-' ? -1 : 1;
  return fixed(sign * (hours * 60 + minutes), fmt::format("{}{:02}:{:02}", name[0], hours, minutes), true);
}

files::path database() {
  const char* place = std::getenv("TZDIR");
  return place != nullptr && *place != '\0' ? place : "/usr/share/zoneinfo";
}

// Whether a name is spelled as those in the database are, and leads to nothing outside of it. Links to the machine's own
// zone are spelled in small letters.
bool is_zone_name(std::string_view name) {
  if (name.empty() || name.size() > longest_name) return false;
  bool begins = true;
  for (const char c : name) {
    const bool capital = c >= 'A' && c <= 'Z';
    const bool inner = capital || (c >= 'a' && c <= 'z') || is_digit(c) || c == '_' || c == '-' || c == '+' || c == '/';
    if (!inner || (begins && !capital)) return false;
    begins = c == '/';
  }
  return !begins;
}

}  // namespace

std::optional<Zone> find_zone(std::string_view name, std::string& error) {
  error.clear();
  for (const std::string_view utc : utc_names)
    if (equal_without_case(name, utc)) return Zone{absl::UTCTimeZone(), std::string(utc), false};
  if (name.size() <= longest_name)
    if (auto zone = offset(name)) return zone;
  for (const Abbreviation& each : abbreviations)
    if (equal_without_case(name, each.name)) return fixed(each.minutes, std::string(each.name), true);
  const std::string shown(name.substr(0, longest_name));
  std::error_code code;
  const bool spelled = is_zone_name(name);
  // The library keeps every name that it is asked for, so that it is asked for those alone that are there.
  absl::TimeZone rules;
  if (spelled && files::is_regular_file(database() / shown, code) && absl::LoadTimeZone(shown, &rules))
    return Zone{rules, shown, false};
  if (!files::is_directory(database(), code))
    error = fmt::format("the time zone '{}' cannot be looked up: this machine has no tz database at {} (the package tzdata has it; TZDIR "
                        "names another place)",
                        shown, database().string());
  else
    error = fmt::format("there is no time zone '{}'; zones are named as in the tz database: Europe/Paris, Etc/UTC, or +02:00", shown);
  return std::nullopt;
}

bool in_range(std::int64_t seconds) {
  return seconds >= -62'135'596'800 && seconds <= 253'402'300'799;
}

}  // namespace dork::runtime
