// Reads dates as strtotime does. timelib's scanner is a list of patterns of which the longest counts, the first among equals;
// so is this one.
#include "runtime/date/read.hpp"

#include "runtime/date/fields.hpp"
#include "runtime/date/names.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <absl/time/civil_time.h>
#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <memory>
#include <vector>

namespace dork::runtime {
namespace {

constexpr std::size_t longest_text = 200;

/// What a token's groups hold.
using Groups = std::vector<std::string_view>;

struct Unit {
  std::string_view name;
  std::int64_t Shift::*field;
  std::int64_t factor;
};

// By their beginnings; a plural s may follow.
constexpr std::array units = {
    Unit{"millisecond", &Shift::microseconds, 1000}, Unit{"msec", &Shift::microseconds, 1000},  Unit{"ms", &Shift::microseconds, 1000},
    Unit{"microsecond", &Shift::microseconds, 1},    Unit{"usec", &Shift::microseconds, 1},     Unit{"second", &Shift::seconds, 1},
    Unit{"sec", &Shift::seconds, 1},                 Unit{"minute", &Shift::minutes, 1},        Unit{"min", &Shift::minutes, 1},
    Unit{"hour", &Shift::hours, 1},                  Unit{"day", &Shift::days, 1},              Unit{"week", &Shift::days, 7},
    Unit{"fortnight", &Shift::days, 14},             Unit{"forthnight", &Shift::days, 14},      Unit{"month", &Shift::months, 1},
    Unit{"year", &Shift::years, 1},                  Unit{"weekday", &Shift::weekdays, 1},
};

struct Ordinal {
  std::string_view name;
  int amount;
};

constexpr std::array ordinals = {
    Ordinal{"first", 1},    Ordinal{"second", 2}, Ordinal{"third", 3},    Ordinal{"fourth", 4}, Ordinal{"fifth", 5},
    Ordinal{"sixth", 6},    Ordinal{"seventh", 7}, Ordinal{"eighth", 8},  Ordinal{"eight", 8},  Ordinal{"ninth", 9},
    Ordinal{"tenth", 10},   Ordinal{"eleventh", 11}, Ordinal{"twelfth", 12}, Ordinal{"next", 1}, Ordinal{"last", -1},
    Ordinal{"previous", -1}, Ordinal{"this", 0},
};

int ordinal(std::string_view word) {
  for (const Ordinal& each : ordinals)
    if (each.name == word) return each.amount;
  return 0;
}

std::int64_t number(std::string_view digits) {
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

/// The fields as they come together, token by token.
class Reader {
 public:
  explicit Reader(std::string& error) : error_(error) {}

  DateFields fields;

  bool set_date(std::optional<std::int64_t> year, std::optional<std::int64_t> month, std::optional<std::int64_t> day) {
    if (fields.has_date) return fail("the text names two dates");
    fields.has_date = true;
    if (year) fields.year = year;
    if (month) fields.month = month;
    if (day) fields.day = day;
    return true;
  }

  bool set_time(std::int64_t hour, std::int64_t minute, std::int64_t second, std::string_view fraction = {}) {
    if (fields.has_time) return fail("the text names two times");
    fields.has_time = true;
    fields.hour = hour;
    fields.minute = minute;
    fields.second = second;
    std::string micros(fraction.substr(0, 6));
    micros.resize(6, '0');
    fields.microsecond = number(micros);
    return true;
  }

  /// Back to the beginning of the day.
  void drop_time() {
    fields.has_time = false;
    fields.hour = fields.minute = fields.second = fields.microsecond = 0;
  }

  bool set_zone(std::string_view name) {
    if (fields.zone) return fail("the text names two time zones");
    std::string why;
    fields.zone = find_zone(name, why);
    return fields.zone ? true : fail(why);
  }

  /// Moves by an amount of a unit, which may be a day of the week.
  bool move(std::int64_t amount, std::string_view unit, int counts_today) {
    if (const auto day = find_name(day_names, unit); day && !is_unit(unit)) {
      drop_time();
      fields.shift.days += (amount > 0 ? amount - 1 : amount) * 7;
      fields.shift.weekday = day;
      fields.shift.counts_today = counts_today;
      return true;
    }
    if (const Unit* found = find_unit(unit)) {
      fields.shift.*found->field += amount * found->factor;
      return true;
    }
    return fail(fmt::format("'{}' is no unit of time", unit));
  }

  bool fail(std::string message) {
    if (error_.empty()) error_ = std::move(message);
    return false;
  }

 private:
  static const Unit* find_unit(std::string_view word) {
    for (const Unit& unit : units)
      if (word == unit.name || (word.ends_with('s') && word.substr(0, word.size() - 1) == unit.name)) return &unit;
    return nullptr;
  }
  static bool is_unit(std::string_view word) { return find_unit(word) != nullptr; }

  std::string& error_;
};

// Pieces of the patterns, in timelib's words. Texts are in small letters.
#define HOUR24 "(2[0-4]|[01]?[0-9])"
#define HOUR24LZ "(2[0-4]|[01][0-9])"
#define HOUR12 "(1[0-2]|0?[1-9])"
#define MINUTE "([0-5]?[0-9])"
#define MINUTELZ "([0-5][0-9])"
#define SECOND "(60|[0-5]?[0-9])"
#define SECONDLZ "(60|[0-5][0-9])"
#define FRACTION "[.,:]([0-9]+)"
#define MERIDIAN "[ \\t]*([ap])\\.?m\\.?(?![a-z])"
#define MONTH "(1[0-2]|0?[0-9])"
#define MONTHLZ "(1[0-2]|0[0-9])"
#define DAY "(3[01]|[0-2]?[0-9])"
#define DAYLZ "(3[01]|[0-2][0-9])"
#define SUFFIX "(?:st|nd|rd|th)?"
#define YEAR4 "([0-9]{4})"
#define MONTHTEXT \
  "(january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)"
#define DAYTEXT \
  "(sundays?|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sun|mon|tues?|weds?|wednes|thurs?|thur|thu|fri|sat)"
#define ORDINAL \
  "(first|second|third|fourth|fifth|sixth|seventh|eighth?|ninth|tenth|eleventh|twelfth|next|last|previous|this)"
#define UNIT                                                                                                              \
  "((?:milliseconds?|msecs?|ms|microseconds?|usecs?|seconds?|secs?|minutes?|mins?|hours?|days?|weekdays?|weeks?|fortnights?|" \
  "forthnights?|months?|years?|" DAYTEXT ")(?![a-z]))"
#define GAP "[ .\\t-]*"
#define BLANKS "[ \\t]+"

struct Token {
  const char* pattern;
  bool (*read)(Reader& reader, const Groups& groups);
};

int month_of(std::string_view word) {
  return find_name(month_names, word).value_or(0) + 1;
}

std::int64_t year_of(std::string_view digits) {
  return full_year(number(digits), digits.size());
}

// Groups 1 to 3 are hour, minute, second; 4 a fraction.
bool read_time(Reader& reader, const Groups& groups) {
  return reader.set_time(number(groups[1]), number(groups[2]), number(groups[3]), groups[4]);
}

bool read_time12(Reader& reader, std::string_view hour, std::string_view minute, std::string_view second, std::string_view half) {
  const std::int64_t of_half = number(hour) % 12;
  return reader.set_time(half == "p" ? of_half + 12 : of_half, number(minute), number(second));
}

// A date that begins groups, in the order year, month, day, then perhaps a time.
bool read_ymd(Reader& reader, const Groups& groups) {
  return reader.set_date(year_of(groups[1]), number(groups[2]), number(groups[3]));
}

bool read_iso_week(Reader& reader, const Groups& groups) {
  const std::int64_t year = number(groups[1]);
  const std::int64_t day = groups[3].empty() ? 1 : number(groups[3]);
  const absl::CivilDay fourth(year, 1, 4);  // is always in the first week
  const int weekday = (static_cast<int>(absl::GetWeekday(fourth)) + 1) % 7;
  const absl::CivilDay found = fourth + (number(groups[2]) - 1) * 7 + (day - (weekday == 0 ? 7 : weekday));
  return reader.set_date(found.year(), found.month(), found.day());
}

bool read_four_digits(Reader& reader, const Groups& groups) {
  // The first time it is a time, then a year.
  if (!reader.fields.has_time) return reader.set_time(number(groups[1]), number(groups[2]), 0);
  reader.fields.year = number(groups[1]) * 100 + number(groups[2]);
  return true;
}

bool read_weekday(Reader& reader, const Groups& groups) {
  reader.drop_time();
  Shift& shift = reader.fields.shift;
  shift.weekday = find_name(day_names, groups[1]);
  if (shift.counts_today != 2) shift.counts_today = 1;
  return true;
}

bool read_ordinal_week(Reader& reader, const Groups& groups) {
  Shift& shift = reader.fields.shift;
  shift.days += 7 * ordinal(groups[1]);
  shift.counts_today = 2;
  if (!shift.weekday) shift.weekday = 1;
  return true;
}

bool read_ordinal(Reader& reader, const Groups& groups) {
  const int amount = ordinal(groups[1]);
  return reader.move(amount, groups[2], groups[1] == "this" ? 1 : 0);
}

bool read_weekday_of(Reader& reader, const Groups& groups) {
  const int amount = ordinal(groups[1]);
  reader.fields.shift.edge = amount > 0 ? Shift::Edge::nth_weekday_of_month : Shift::Edge::last_weekday_of_month;
  return reader.move(amount, groups[2], amount > 0 ? 1 : 0);
}

bool read_relative(Reader& reader, const Groups& groups) {
  const auto minus = std::count(groups[1].begin(), groups[1].end(), '-');
  const std::int64_t amount = number(groups[2]);
  return reader.move(minus % 2 == 1 ? -amount : amount, groups[3], 1);
}

bool read_ago(Reader& reader, const Groups&) {
  Shift& shift = reader.fields.shift;
  for (std::int64_t Shift::*field : {&Shift::years, &Shift::months, &Shift::days, &Shift::hours, &Shift::minutes, &Shift::seconds,
                                     &Shift::microseconds, &Shift::weekdays})
    shift.*field = -(shift.*field);
  if (shift.weekday) shift.weekday = *shift.weekday == 0 ? -7 : -*shift.weekday;
  return true;
}

bool read_timestamp(Reader& reader, const Groups& groups) {
  Reader& r = reader;
  if (!r.set_date(1970, 1, 1) || !r.set_time(0, 0, 0) || !r.set_zone("+00:00")) return false;
  const int sign = groups[1].empty() ? 1 : -1;
  r.fields.shift.seconds += sign * number(groups[2]);
  std::string micros(groups[3].substr(0, 6));
  micros.resize(6, '0');
  r.fields.shift.microseconds += sign * number(micros);
  return true;
}

constexpr Token tokens[] = {
    {"[ ,;\\t\\n]+|\\.(?![0-9])", [](Reader&, const Groups&) { return true; }},
    {"now(?![a-z])", [](Reader&, const Groups&) { return true; }},
    {"(?:today|midnight)(?![a-z])", [](Reader& r, const Groups&) { return r.drop_time(), true; }},
    {"noon(?![a-z])", [](Reader& r, const Groups&) { return r.drop_time(), r.set_time(12, 0, 0); }},
    {"yesterday(?![a-z])", [](Reader& r, const Groups&) { return r.drop_time(), r.fields.shift.days -= 1, true; }},
    {"tomorrow(?![a-z])", [](Reader& r, const Groups&) { return r.drop_time(), r.fields.shift.days += 1, true; }},
    {"@(-?)([0-9]{1,13})(?:\\.([0-9]{0,6}))?", read_timestamp},
    {"(first|last)" BLANKS "day" BLANKS "of(?![a-z])",
     [](Reader& r, const Groups& g) {
       r.fields.shift.edge = g[1] == "first" ? Shift::Edge::first_day_of_month : Shift::Edge::last_day_of_month;
       return true;
     }},
    {ORDINAL BLANKS DAYTEXT BLANKS "of(?![a-z])", read_weekday_of},
    // times
    {HOUR12 MERIDIAN, [](Reader& r, const Groups& g) { return read_time12(r, g[1], "0", "0", g[2]); }},
    {HOUR12 "[:.]" MINUTELZ MERIDIAN, [](Reader& r, const Groups& g) { return read_time12(r, g[1], g[2], "0", g[3]); }},
    {HOUR12 "[:.]" MINUTE "[:.]" SECONDLZ MERIDIAN, [](Reader& r, const Groups& g) { return read_time12(r, g[1], g[2], g[3], g[4]); }},
    {"t?" HOUR24 "[:.]" MINUTE "(?:[:.]" SECOND "(?:" FRACTION ")?)?", read_time},
    {"t?" HOUR24LZ MINUTELZ, read_four_digits},
    {"t" HOUR24LZ MINUTELZ SECONDLZ "()", read_time},
    // dates in digits
    {MONTH "/" DAY, [](Reader& r, const Groups& g) { return r.set_date({}, number(g[1]), number(g[2])); }},
    {MONTH "/" DAY "/([0-9]{1,4})", [](Reader& r, const Groups& g) { return r.set_date(year_of(g[3]), number(g[1]), number(g[2])); }},
    {YEAR4 "/" MONTH "/" DAY "/?", read_ymd},
    {YEAR4 "-" MONTH "-" DAY, read_ymd},
    {"([0-9]{2})-" MONTHLZ "-" DAYLZ, read_ymd},
    {YEAR4 "-" MONTH, [](Reader& r, const Groups& g) { return r.set_date(number(g[1]), number(g[2]), 1); }},
    {YEAR4 MONTHLZ DAYLZ, read_ymd},
    {YEAR4 MONTHLZ DAYLZ HOUR24LZ MINUTELZ SECONDLZ, [](Reader& r, const Groups& g) { return read_ymd(r, g) && r.set_time(number(g[4]), number(g[5]), number(g[6])); }},
    {YEAR4 ":" MONTHLZ ":" DAYLZ " " HOUR24LZ ":" MINUTELZ ":" SECONDLZ,
     [](Reader& r, const Groups& g) { return read_ymd(r, g) && r.set_time(number(g[4]), number(g[5]), number(g[6])); }},
    {DAY "[.\\t-]" MONTH "[.-]" YEAR4, [](Reader& r, const Groups& g) { return r.set_date(number(g[3]), number(g[2]), number(g[1])); }},
    {DAY "[.\\t]" MONTH "\\.([0-9]{2})", [](Reader& r, const Groups& g) { return r.set_date(year_of(g[3]), number(g[2]), number(g[1])); }},
    {YEAR4 "-?w([0-5][0-9])(?:-?([0-7]))?", read_iso_week},
    {YEAR4 "[.-]?([0-3][0-9]{2})(?![0-9])", [](Reader& r, const Groups& g) { return r.set_date(number(g[1]), 1, number(g[2])); }},
    // dates with the month's name
    {DAY SUFFIX GAP MONTHTEXT GAP "([0-9]{1,4})(?![0-9:])", [](Reader& r, const Groups& g) { return r.set_date(year_of(g[3]), month_of(g[2]), number(g[1])); }},
    {DAY SUFFIX GAP MONTHTEXT, [](Reader& r, const Groups& g) { return r.set_date({}, month_of(g[2]), number(g[1])); }},
    {MONTHTEXT GAP DAY "[,.stndrh\\t ]+([0-9]{1,4})(?![0-9:])", [](Reader& r, const Groups& g) { return r.set_date(year_of(g[3]), month_of(g[1]), number(g[2])); }},
    {MONTHTEXT GAP DAY "(?:[,.stndrh\\t ]+|$)", [](Reader& r, const Groups& g) { return r.set_date({}, month_of(g[1]), number(g[2])); }},
    {MONTHTEXT GAP YEAR4, [](Reader& r, const Groups& g) { return r.set_date(number(g[2]), month_of(g[1]), 1); }},
    {YEAR4 GAP MONTHTEXT, [](Reader& r, const Groups& g) { return r.set_date(number(g[1]), month_of(g[2]), 1); }},
    {MONTHTEXT "-" DAYLZ "-([0-9]{1,4})", [](Reader& r, const Groups& g) { return r.set_date(year_of(g[3]), month_of(g[1]), number(g[2])); }},
    {"([0-9]{1,4})-" MONTHTEXT "-" DAYLZ, [](Reader& r, const Groups& g) { return r.set_date(year_of(g[1]), month_of(g[2]), number(g[3])); }},
    {DAY "/" MONTHTEXT "/" YEAR4 ":" HOUR24LZ ":" MINUTELZ ":" SECONDLZ,
     [](Reader& r, const Groups& g) {
       return r.set_date(number(g[3]), month_of(g[2]), number(g[1])) && r.set_time(number(g[4]), number(g[5]), number(g[6]));
     }},
    {MONTHTEXT "(?![a-z])", [](Reader& r, const Groups& g) { return r.set_date({}, month_of(g[1]), {}); }},
    {YEAR4, [](Reader& r, const Groups& g) { return r.fields.year = number(g[1]), true; }},
    // moves
    {DAYTEXT "(?![a-z])", read_weekday},
    {ORDINAL BLANKS "weeks?(?![a-z])", read_ordinal_week},
    {ORDINAL BLANKS UNIT, read_ordinal},
    {"([+-][+ \\t-]*|)([0-9]{1,12})[ \\t]*" UNIT, read_relative},
    {"ago(?![a-z])", read_ago},
    // zones
    {"((?:gmt|utc)?[+-]" HOUR24 "(?::?[0-5]?[0-9])?)", [](Reader& r, const Groups& g) { return r.set_zone(g[1]); }},
};

struct Free {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};

using MatchData = std::unique_ptr<pcre2_match_data, Free>;

constexpr std::size_t most_groups = 16;

int match(const pcre2_code* code, std::string_view text, std::size_t at, std::uint32_t options, pcre2_match_data* data) {
  return pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), at, options, data, nullptr);
}

/// The tokens' patterns made ready, and for each byte which of them can begin with it.
struct Compiled {
  std::vector<std::unique_ptr<pcre2_code, Free>> patterns;
  std::array<std::vector<std::uint8_t>, 128> by_first_byte;

  Compiled() {
    const MatchData data(pcre2_match_data_create(most_groups, nullptr));
    for (const Token& token : tokens) {
      int code = 0;
      PCRE2_SIZE offset = 0;
      patterns.emplace_back(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(token.pattern), PCRE2_ZERO_TERMINATED, PCRE2_ANCHORED, &code,
                                          &offset, nullptr));
      for (std::size_t byte = 0; byte < by_first_byte.size(); ++byte) {
        const char first = static_cast<char>(byte);
        const int found = match(patterns.back().get(), {&first, 1}, 0, PCRE2_PARTIAL_HARD, data.get());
        if (found > 0 || found == PCRE2_ERROR_PARTIAL) by_first_byte[byte].push_back(static_cast<std::uint8_t>(patterns.size() - 1));
      }
    }
  }
};

/// The longest token that begins at `at`, the first among equals; its groups. Null where there is none.
const Token* longest(std::string_view text, std::size_t at, pcre2_match_data* data, Groups& groups) {
  static const Compiled compiled;
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte >= compiled.by_first_byte.size()) return nullptr;
  const Token* best = nullptr;
  std::size_t length = 0;
  for (const std::uint8_t i : compiled.by_first_byte[byte]) {
    const int found = match(compiled.patterns[i].get(), text, at, 0, data);
    if (found <= 0) continue;
    const PCRE2_SIZE* ovector = pcre2_get_ovector_pointer(data);
    if (ovector[1] - at <= length) continue;
    best = &tokens[i];
    length = ovector[1] - at;
    groups.assign(most_groups, {});
    for (std::size_t group = 0; group < static_cast<std::size_t>(found); ++group)
      if (ovector[2 * group] != PCRE2_UNSET)
        groups[group] = text.substr(ovector[2 * group], ovector[2 * group + 1] - ovector[2 * group]);
  }
  return best;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// A word that is no token may be the name of a zone: with the letters as they were written.
std::string_view zone_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  const auto belongs = [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '/' || c == '-' || c == '+'; };
  while (end < text.size() && belongs(text[end])) ++end;
  return is_letter(text[at]) ? text.substr(at, end - at) : std::string_view();
}

}  // namespace

std::optional<Moment> read_date(std::string_view text, const Moment& now, std::string& error) {
  error.clear();
  const auto no_date = [&](std::string_view at) {
    error = at.empty() ? "there is no date" : fmt::format("'{}' is no date, from '{}' on", text.substr(0, longest_text), at);
    return std::nullopt;
  };
  std::string lower(text.substr(0, longest_text + 1));
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (lower.size() > longest_text) {
    error = fmt::format("a text of more than {} bytes is no date", longest_text);
    return std::nullopt;
  }
  if (lower.find_first_not_of(" \t\n") == lower.npos) return no_date({});
  Reader reader(error);
  Groups groups;
  const MatchData data(pcre2_match_data_create(most_groups, nullptr));
  for (std::size_t at = 0; at < lower.size();) {
    const Token* token = longest(lower, at, data.get(), groups);
    const std::string_view zone = zone_at(text, at);
    if (token != nullptr && groups[0].size() >= zone.size()) {
      if (!token->read(reader, groups)) return std::nullopt;
      at += groups[0].size();
    } else if (!zone.empty()) {
      std::string why;
      if (!find_zone(zone, why) && token == nullptr && zone.find('/') == zone.npos) return no_date(text.substr(at, 20));
      if (token != nullptr && !why.empty()) {
        // `may/2021`: no zone, but tokens side by side.
        if (!token->read(reader, groups)) return std::nullopt;
        at += groups[0].size();
        continue;
      }
      if (!reader.set_zone(zone)) return std::nullopt;
      at += zone.size();
    } else {
      return no_date(text.substr(at, 20));
    }
  }
  return resolve(std::move(reader.fields), now, error);
}

}  // namespace dork::runtime
