#include "cli/inputs.hpp"

#include "runtime/value/json.hpp"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <fmt/format.h>

namespace dork::cli {

using runtime::Value;

std::optional<Value> read_json(const std::string& path, Session& session) {
  std::string error;
  const auto text = read_input(path, error);
  if (!text) return session.report().fail(ExitCode::unreadable, error), std::nullopt;
  auto value = runtime::parse_json(*text, error);
  if (!value) session.report().fail(ExitCode::input_errors, fmt::format("'{}' is not JSON: {}", path, error));
  return value;
}

bool read_inputs(const std::vector<std::string>& arguments, Value& inputs, Session& session) {
  for (const std::string& argument : arguments) {
    const std::size_t equals = argument.find('=');
    if (equals != std::string::npos && equals > 0) {
      if (!inputs.is_object()) inputs = runtime::Object{};
      inputs.set(argument.substr(0, equals), Value(argument.substr(equals + 1)));
      continue;
    }
    const auto value = read_json(argument, session);
    if (!value) return false;
    if (!inputs.is_object() || !value->is_object()) inputs = *value;
    else
      for (const runtime::Member& member : value->object()) inputs.set(member.key, member.value);
  }
  return true;
}

std::int64_t time_argument(const std::string& option, const std::string& text) {
  std::int64_t seconds = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (failure == std::errc() && end == text.data() + text.size() && seconds > -62'000'000'000 && seconds < 250'000'000'000) return seconds * 1000;
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, used = 0;
  char between = ' ';
  const auto whole = [&](int fields, int wanted) {
    return fields == wanted && (text.substr(static_cast<std::size_t>(used)).empty() || text.substr(static_cast<std::size_t>(used)) == "Z");
  };
  const bool read = whole(std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used), 3) ||
                    whole(std::sscanf(text.c_str(), "%4d-%2d-%2d%c%2d:%2d%n", &year, &month, &day, &between, &hour, &minute, &used), 6) ||
                    whole(std::sscanf(text.c_str(), "%4d-%2d-%2d%c%2d:%2d:%2d%n", &year, &month, &day, &between, &hour, &minute, &second, &used), 7);
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)), std::chrono::day(static_cast<unsigned>(day))};
  const bool possible = date.ok() && (between == ' ' || between == 'T') && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
  if (!read || !possible) throw UsageError(fmt::format("{} takes a time like '2026-01-31 12:00:00' in UTC, not '{}'", option, text));
  const auto days = std::chrono::sys_days(date).time_since_epoch();
  return std::chrono::milliseconds(days + std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second)).count();
}

}  // namespace dork::cli
