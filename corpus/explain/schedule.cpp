#include "corpus/explain/explain.hpp"
#include "corpus/synthesis/english.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <map>
#include <vector>

namespace dork::corpus {
namespace {

struct Word {
  std::string_view code, word;
};
constexpr Word days[] = {{"MO", "Monday"}, {"TU", "Tuesday"}, {"WE", "Wednesday"}, {"TH", "Thursday"}, {"FR", "Friday"}, {"SA", "Saturday"}, {"SU", "Sunday"}};
constexpr std::string_view months[] = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};
constexpr Word units[] = {{"MINUTELY", "minute"}, {"HOURLY", "hour"}, {"DAILY", "day"}, {"WEEKLY", "week"}, {"MONTHLY", "month"}, {"YEARLY", "year"}};

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

int number(std::string_view text) {
  int value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : -1;
}

std::string ordinal(int n) {
  const int tens = n % 100;
  const char* ending = tens >= 11 && tens <= 13 ? "th" : n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : n % 10 == 3 ? "rd" : "th";
  return fmt::format("{}{}", n, ending);
}

using Parts = std::map<std::string_view, std::string_view>;

/// The days that a rule names; empty where one of them is none.
std::vector<std::string> day_words(std::string_view list) {
  std::vector<std::string> words;
  for (const std::string_view code : split(list, ',')) {
    const auto day = std::find_if(std::begin(days), std::end(days), [&](const Word& it) { return it.code == code; });
    if (day == std::end(days)) return {};
    words.emplace_back(day->word);
  }
  return words;
}

/// "at 8:00", "at 8:00 and 20:00"; nothing where no hour is given; `wrong` where it cannot be said.
std::string time_words(const Parts& parts, bool& wrong) {
  const auto hours = parts.find("BYHOUR");
  const auto minutes = parts.find("BYMINUTE");
  const int minute = minutes == parts.end() ? 0 : number(minutes->second);
  wrong |= minute < 0 || minute > 59;
  if (hours == parts.end()) return minutes == parts.end() || wrong ? std::string() : fmt::format(" at minute {}", minute);
  std::vector<std::string> times;
  for (const std::string_view hour : split(hours->second, ',')) {
    const int value = number(hour);
    wrong |= value < 0 || value > 23;
    times.push_back(fmt::format("{}:{:02}", value, std::max(minute, 0)));
  }
  return " at " + enumeration(times);
}

}  // namespace

std::string schedule_in_words(std::string_view rule) {
  const std::string whole = "by the rule " + std::string(rule);
  std::string_view text = rule;
  if (text.starts_with("RRULE:")) text.remove_prefix(6);
  Parts parts;
  for (const std::string_view part : split(text, ';')) {
    const std::size_t equal = part.find('=');
    if (equal == std::string_view::npos) return whole;
    parts[part.substr(0, equal)] = part.substr(equal + 1);
  }
  constexpr std::string_view known[] = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYHOUR", "BYMINUTE", "BYSECOND", "WKST"};
  for (const auto& [name, value] : parts)
    if (std::find(std::begin(known), std::end(known), name) == std::end(known)) return whole;
  const auto unit = std::find_if(std::begin(units), std::end(units), [&](const Word& it) { return it.code == parts["FREQ"]; });
  if (unit == std::end(units)) return whole;
  const int interval = parts.contains("INTERVAL") ? number(parts["INTERVAL"]) : 1;
  if (interval < 1) return whole;
  bool wrong = false;
  const std::string time = time_words(parts, wrong);
  const std::string every = interval == 1 ? fmt::format("every {}", unit->word) : fmt::format("every {} {}s", interval, unit->word);
  std::string out = every;
  if (parts.contains("BYDAY")) {
    const std::vector<std::string> words = day_words(parts["BYDAY"]);
    if (words.empty()) return whole;
    const bool weekdays = parts["BYDAY"] == "MO,TU,WE,TH,FR";
    if (interval == 1 && (unit->word == "week" || unit->word == "day")) out = weekdays ? std::string("every weekday") : "every " + enumeration(words);
    else out += " on " + enumeration(words);
  }
  if (parts.contains("BYMONTHDAY")) {
    std::vector<std::string> words;
    for (const std::string_view day : split(parts["BYMONTHDAY"], ',')) {
      const int value = number(day);
      if (value < 1 || value > 31) return whole;
      words.push_back(ordinal(value));
    }
    out = (interval == 1 && unit->word == "month" ? "on the " + enumeration(words) + " of each month" : out + " on the " + enumeration(words));
  }
  if (parts.contains("BYMONTH")) {
    std::vector<std::string> words;
    for (const std::string_view month : split(parts["BYMONTH"], ',')) {
      const int value = number(month);
      if (value < 1 || value > 12) return whole;
      words.emplace_back(months[value - 1]);
    }
    if (parts.contains("BYMONTHDAY") && interval == 1) out = out.substr(0, out.find(" of each month")) + " of " + enumeration(words);
    else out += " in " + enumeration(words);
  }
  return wrong ? whole : out + time;
}

}  // namespace dork::corpus
