// How an automation starts: its schedule, and the data that a test run gets.
#include "compiler/sema/checks.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace dork::sema {
namespace {

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

/// `YYYY-MM-DD HH:MM:SS`, a day of the calendar and a time of day.
bool is_time(std::string_view text) {
  constexpr std::string_view shape = "0000-00-00 00:00:00";
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (shape[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i]) return false;
  const int year = number(text.substr(0, 4)), month = number(text.substr(5, 2)), day = number(text.substr(8, 2));
  constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) return false;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (day > lengths[month - 1] + (month == 2 && leap ? 1 : 0)) return false;
  return number(text.substr(11, 2)) < 24 && number(text.substr(14, 2)) < 60 && number(text.substr(17, 2)) < 60;
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return result;
}

/// What is wrong with a recurrence; empty where nothing is.
std::string_view recurrence_trouble(std::string_view text) {
  const std::string rule = upper(text);
  if (!rule.starts_with("RRULE:")) return "a recurrence begins with RRULE:";
  const auto frequencies = recurrence_frequencies();
  bool frequency = false;
  std::string_view rest = std::string_view(rule).substr(6);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t equal = part.find('=');
    if (part.starts_with("DTSTART")) return "a recurrence holds no DTSTART: say it with FROM";
    if (part.starts_with("UNTIL")) return "a recurrence holds no UNTIL: say it with the statement's own UNTIL";
    if (equal == std::string_view::npos || equal + 1 == part.size()) return "the parts of a recurrence are NAME=value";
    if (part.substr(0, equal) != "FREQ") continue;
    frequency =
        std::find(frequencies.begin(), frequencies.end(), part.substr(equal + 1)) != frequencies.end();
    if (!frequency) return "FREQ is MINUTELY, HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY";
  }
  return frequency ? std::string_view() : "a recurrence holds FREQ=, as in RRULE:FREQ=DAILY;BYHOUR=2";
}

void check_schedule(const Statement& statement, Context& context) {
  if (const Field* recurrence = field_of(statement, "recurrence");
      recurrence && recurrence->value.expr.kind == ExprKind::text)
    if (const std::string_view trouble = recurrence_trouble(recurrence->value.expr.text); !trouble.empty())
      context.diagnostics.report(Code::invalid_schedule, place_of(recurrence->value.expr, statement), trouble);
  std::string_view times[2];
  constexpr std::string_view fields[] = {"schedule_start", "schedule_stoptime"};
  constexpr std::string_view words[] = {"FROM", "UNTIL"};
  for (std::size_t i = 0; i < 2; ++i) {
    const Field* field = field_of(statement, fields[i]);
    const auto text = field ? constant_text(field->value.expr) : std::nullopt;
    if (!text || text->empty()) continue;
    if (is_time(*text))
      times[i] = *text;
    else
      context.diagnostics.report(Code::invalid_schedule, place_of(field->value.expr, statement),
                                 fmt::format("{} takes a time as 'YYYY-MM-DD HH:MM:SS', not '{}'", words[i], *text));
  }
  if (!times[0].empty() && !times[1].empty() && times[1] < times[0])
    context.diagnostics.report(Code::invalid_schedule, place_of(field_of(statement, fields[1])->value.expr, statement),
                               "the schedule ends before it begins");
  const Field* zone = field_of(statement, "schedule_timezone");
  const auto name = zone ? constant_text(zone->value.expr) : std::nullopt;
  constexpr std::string_view zone_characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-";
  if (name && name->find_first_not_of(zone_characters) != std::string_view::npos)
    context.diagnostics
        .report(Code::invalid_schedule, place_of(zone->value.expr, statement),
                fmt::format("'{}' is no time zone's name", *name))
        .help = "a time zone is named as in the tz database: 'Europe/Stockholm', 'UTC'";
}

}  // namespace

void check_start(const Statement& statement, Context& context) {
  if (statement.spec->kind == StatementKind::start_scheduled) check_schedule(statement, context);
  const Field* payload = field_of(statement, "test_payload");
  if (!payload) return;
  const Expr& expr = payload->value.expr;
  if (expr.kind == ExprKind::text && !expr.text.empty() && !nlohmann::json::accept(expr.text))
    context.diagnostics.report(Code::wrong_value, place_of(expr, statement), "the data for a test run is not JSON")
        .help = "it is a JSON text: TEST '{\"name\": \"value\"}'";
}

}  // namespace dork::sema
