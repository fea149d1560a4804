// Reads dates by a format, as PHP's DateTime::createFromFormat does.
#include "runtime/date/fields.hpp"
#include "runtime/date/names.hpp"
#include "runtime/date/read.hpp"

#include <absl/time/civil_time.h>
#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace dork::runtime {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

class FormatReader {
 public:
  FormatReader(std::string_view text, std::string_view format, std::string& error) : text_(text), format_(format), error_(error) {}

  std::optional<DateFields> read() {
    for (; format_at_ < format_.size() && error_.empty(); ++format_at_) letter(format_[format_at_]);
    if (error_.empty() && at_ < text_.size()) fail(fmt::format("'{}' is left over", text_.substr(at_, 20)));
    if (!error_.empty()) return std::nullopt;
    apply_half_day();
    apply_day_of_year();
    // What a format with a time leaves out of it is 0.
    if (fields_.hour || fields_.minute || fields_.second || fields_.microsecond) {
      fields_.has_time = true;
      for (auto* field : {&fields_.hour, &fields_.minute, &fields_.second, &fields_.microsecond})
        if (!*field) *field = 0;
    }
    return fields_;
  }

 private:
  void fail(std::string message) {
    if (error_.empty()) error_ = fmt::format("'{}' does not fit the format '{}': {}", text_.substr(0, 60), format_.substr(0, 60), message);
  }

  void expect(std::string_view what) {
    fail(fmt::format("{} should stand at '{}'", what, text_.substr(std::min(at_, text_.size()), 20)));
  }

  std::optional<std::int64_t> digits(std::size_t least, std::size_t most, std::string_view what) {
    std::size_t end = at_;
    while (end < text_.size() && end < at_ + most && is_digit(text_[end])) ++end;
    if (end - at_ < least) {
      expect(what);
      return std::nullopt;
    }
    std::int64_t value = 0;
    std::from_chars(text_.data() + at_, text_.data() + end, value);
    at_ = end;
    return value;
  }

  void number(std::optional<std::int64_t>& field, std::size_t least, std::size_t most, std::int64_t greatest, std::string_view what) {
    const auto value = digits(least, most, what);
    if (value && *value > greatest) return expect(what);
    if (value) field = value;
  }

  std::string_view word() {
    std::size_t end = at_;
    while (end < text_.size() && is_letter(text_[end])) ++end;
    return text_.substr(at_, end - at_);
  }

  void zone() {
    std::size_t end = at_;
    const auto belongs = [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '/' || c == '-' || c == '+' || c == ':'; };
    while (end < text_.size() && belongs(text_[end])) ++end;
    std::string why;
    fields_.zone = find_zone(text_.substr(at_, end - at_), why);
    if (!fields_.zone) fail(why);
    at_ = end;
  }

  void literal(char c) {
    if (at_ < text_.size() && text_[at_] == c)
      ++at_;
    else
      expect(fmt::format("'{}'", c));
  }

  // Everything that was not read is that of 1970-01-01 00:00:00 in UTC.
  void reset(bool all) {
    for (auto [field, value] : {std::pair(&fields_.year, 1970), std::pair(&fields_.month, 1), std::pair(&fields_.day, 1),
                                std::pair(&fields_.hour, 0), std::pair(&fields_.minute, 0), std::pair(&fields_.second, 0),
                                std::pair(&fields_.microsecond, 0)})
      if (all || !*field) *field = value;
  }

  void letter(char c) {
    switch (c) {
      case 'd':
      case 'j': return number(fields_.day, 1, 2, 31, "a day");
      case 'm':
      case 'n': return number(fields_.month, 1, 2, 12, "a month");
      case 'Y': return number(fields_.year, 1, 4, 9999, "a year");
      case 'x':
      case 'X':
        if (at_ < text_.size() && text_[at_] == '+') ++at_;
        return number(fields_.year, 1, 4, 9999, "a year");
      case 'y':
        if (const auto value = digits(2, 2, "a year of two digits")) fields_.year = full_year(*value, 2);
        return;
      case 'g':
      case 'h': return number(fields_.hour, 1, 2, 12, "an hour up to 12");
      case 'G':
      case 'H': return number(fields_.hour, 1, 2, 24, "an hour");
      case 'i': return number(fields_.minute, 1, 2, 59, "a minute");
      case 's': return number(fields_.second, 1, 2, 60, "a second");
      case 'u': return fraction(6);
      case 'v': return fraction(3);
      case 'z': return number(day_of_year_, 1, 3, 365, "a day of the year");
      case 'a':
      case 'A': return half_day();
      case 'D':
      case 'l': return name(find_name(day_names, word()), "a day's name", nullptr);
      case 'M':
      case 'F': return name(find_name(month_names, word()), "a month's name", &fields_.month);
      case 'S': return word().size() == 2 ? void(at_ += 2) : expect("st, nd, rd or th");
      case 'U': return timestamp();
      case 'e':
      case 'O':
      case 'P':
      case 'p':
      case 'T': return zone();
      case '!': return reset(true);
      case '|': return reset(false);
      case '?': return at_ < text_.size() ? void(++at_) : expect("any character");
      case '*':
        while (at_ < text_.size() && !is_digit(text_[at_]) && std::string_view(" ,;:/.\\-()").find(text_[at_]) == std::string_view::npos) ++at_;
        return;
      case '+': at_ = text_.size(); return;
      case '#':
        if (at_ < text_.size() && std::string_view(";:/.,-()").find(text_[at_]) != std::string_view::npos) return void(++at_);
        return expect("one of ; : / . , - ( )");
      case '\\':
        if (format_at_ + 1 < format_.size()) ++format_at_;
        return literal(format_[format_at_]);
      default: return literal(c);
    }
  }

  void fraction(std::size_t most) {
    const std::size_t begin = at_;
    const auto value = digits(1, most, "a fraction of a second");
    if (!value) return;
    std::int64_t micros = *value;
    for (std::size_t places = at_ - begin; places < 6; ++places) micros *= 10;
    fields_.microsecond = micros;
  }

  void half_day() {
    const char c = at_ < text_.size() ? static_cast<char>(text_[at_] | 0x20) : '\0';
    const bool m = at_ + 1 < text_.size() && (text_[at_ + 1] | 0x20) == 'm';
    if ((c != 'a' && c != 'p') || !m) return expect("am or pm");
    afternoon_ = c == 'p';
    at_ += 2;
  }

  void apply_half_day() {
    if (afternoon_ && fields_.hour) fields_.hour = *fields_.hour % 12 + (*afternoon_ ? 12 : 0);
  }

  void apply_day_of_year() {
    if (!day_of_year_ || !fields_.year) return;
    fields_.month = 1;
    fields_.day = *day_of_year_ + 1;
  }

  void name(std::optional<int> found, std::string_view what, std::optional<std::int64_t>* field) {
    if (!found) return expect(what);
    if (field != nullptr) *field = *found + 1;
    at_ += word().size();
  }

  void timestamp() {
    const bool negative = at_ < text_.size() && text_[at_] == '-';
    if (negative) ++at_;
    const auto value = digits(1, 13, "a number of seconds");
    if (!value) return;
    reset(true);
    fields_.shift.seconds = negative ? -*value : *value;
    fields_.zone = Zone{absl::UTCTimeZone(), "+00:00", true};
  }

  std::string_view text_;
  std::string_view format_;
  std::string& error_;
  std::size_t at_ = 0;
  std::size_t format_at_ = 0;
  DateFields fields_;
  std::optional<bool> afternoon_;
  std::optional<std::int64_t> day_of_year_;
};

}  // namespace

std::optional<Moment> read_date(std::string_view text, std::string_view format, const Moment& now, std::string& error) {
  error.clear();
  auto fields = FormatReader(text, format, error).read();
  return fields ? resolve(std::move(*fields), now, error) : std::nullopt;
}

}  // namespace dork::runtime
