// Dates.
#include "runtime/date/format.hpp"
#include "runtime/date/read.hpp"
#include "runtime/formula/implementations.hpp"
#include "runtime/value/text.hpp"

#include <fmt/format.h>

namespace dork::runtime::functions {
namespace {

constexpr std::string_view default_format = "Y-m-d H:i:s";
constexpr std::size_t longest_format = 1000;

std::optional<Zone> zone_of(Arguments& arguments, std::string_view name) {
  std::string error;
  auto zone = find_zone(name, error);
  if (!zone) arguments.fail(std::move(error));
  return zone;
}

// The run's clock, as it reads in a zone.
Moment now_in(const Environment& environment, Zone zone) {
  std::int64_t seconds = environment.now / 1000;
  std::int64_t milliseconds = environment.now % 1000;
  if (milliseconds < 0) milliseconds += 1000, --seconds;
  return {seconds, static_cast<std::int32_t>(milliseconds * 1000), std::move(zone)};
}

// The date of the first argument, read by a format where one is given.
std::optional<Moment> read(Arguments& arguments, std::size_t format_at, Zone zone) {
  const Moment now = now_in(arguments.environment(), std::move(zone));
  const TextArgument text = arguments.text(0);
  const TextArgument format = arguments.text(format_at);
  if (arguments.failed()) return std::nullopt;
  std::string error;
  auto moment = format.view().empty() ? read_date(text.view(), now, error) : read_date(text.view(), format.view(), now, error);
  if (moment) return moment;
  if (arguments[0].is_number() || number_from_text(text.view())) error += fmt::format("; seconds since 1970 are written '@{}'", text.view().substr(0, 30));
  arguments.fail(std::move(error));
  return std::nullopt;
}

Value written(Arguments& arguments, const Moment& moment, std::string_view format) {
  if (format.size() > longest_format) return arguments.fail(fmt::format("a format has at most {} bytes", longest_format));
  return format_date(moment, format);
}

}  // namespace

// As PHP's date(): in the run's time zone, whatever zone the text names.
Value date(Arguments& arguments) {
  auto zone = zone_of(arguments, arguments.environment().timezone);
  if (!zone) return {};
  auto moment = read(arguments, 2, *zone);
  if (!moment) return {};
  moment->zone = *std::move(zone);
  const TextArgument format = arguments.text(1);
  return written(arguments, *moment, arguments.has(1) ? format.view() : default_format);
}

Value converttimezone(Arguments& arguments) {
  const auto zone_argument = [&](std::size_t at) -> std::optional<Zone> {
    const TextArgument name = arguments.text(at);
    return zone_of(arguments, name.view().empty() ? std::string_view(arguments.environment().timezone) : name.view());
  };
  auto from = zone_argument(2);
  auto to = zone_argument(4);
  if (!from || !to || arguments.failed()) return {};
  auto moment = read(arguments, 1, *std::move(from));
  if (!moment) return {};
  moment->zone = *std::move(to);
  const TextArgument format = arguments.text(3);
  return written(arguments, *moment, arguments.has(3) && !format.view().empty() ? format.view() : default_format);
}

}  // namespace dork::runtime::functions
