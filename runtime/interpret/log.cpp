#include "runtime/interpret/log.hpp"

#include "compiler/diagnostics/display.hpp"
#include "compiler/formula/operators.hpp"
#include "runtime/value/json.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace dork::runtime {
namespace {

constexpr std::string_view grey = "90", green = "32", yellow = "33", red = "31", bold = "1";

std::string_view color_of(Outcome outcome) {
  constexpr std::string_view colors[] = {green, yellow, grey, red, grey};
  return colors[static_cast<std::size_t>(outcome)];
}

/// Simulated time since the run began: `0.25 s`, `1 min 5 s`, `2 h 3 min`.
std::string duration_text(std::int64_t milliseconds) {
  const std::int64_t seconds = milliseconds / 1000;
  if (seconds < 60) {
    std::string text = fmt::format("{}.{:03}", seconds, milliseconds % 1000);
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text + " s";
  }
  if (seconds < 3600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  return fmt::format("{} h {} min", seconds / 3600, seconds / 60 % 60);
}

std::string clock_text(std::int64_t milliseconds) {
  const std::int64_t seconds = milliseconds / 1000;
  return fmt::format("{:02}:{:02}:{:02}.{:03}", seconds / 3600, seconds / 60 % 60, seconds % 60, milliseconds % 1000);
}

/// A text on one line, fit for a terminal.
std::string on_one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (c == '\n') line += "⏎";
    else if (c != '\r') line += c;
  }
  return printable(line);
}

/// The first so many characters.
std::string cut(std::string text, std::size_t most) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;
    if (++count > most) {
      text.resize(i);
      return text + "…";
    }
  }
  return text;
}

}  // namespace

std::string Log::painted(std::string_view text, std::string_view color) const {
  return style_.color ? fmt::format("\x1b[{}m{}\x1b[0m", color, text) : std::string(text);
}

void Log::line(std::string_view text) { write_(fmt::format("{}\n", text)); }

std::string Log::shortened(const Value& value, std::size_t used) const {
  if (value.is_null()) return "null";
  const std::size_t room = style_.full ? std::string::npos : std::max<std::size_t>(20, style_.width > used ? style_.width - used : 0);
  std::string text;
  if (value.is_list()) text = fmt::format("list of {}: ", value.list().size());
  if (value.is_text() && value.text().empty()) return "''";
  if (value.is_text()) text = value.text().substr(0, room == std::string::npos ? room : room * 4 + 4);
  else append_json(text, value, JsonEscapes::few, room == std::string::npos ? room : text.size() + room * 4 + 4);
  return room == std::string::npos ? on_one_line(text) : cut(on_one_line(text), room);
}

/// A test of a condition as one reads it: `5 > 3: holds`.
std::string Log::test_text(const Value& test, std::size_t used) const {
  const Value* left = test.find("left");
  const Value* right = test.find("right");
  const std::size_t part = 16 + used;
  std::string text = shortened(left ? *left : *test.find("field"), part);
  const auto op = find_operator_json(test.find("operator")->text());
  text += fmt::format(" {}", op ? condition_operators()[*op].script : std::string_view(test.find("operator")->text()));
  if (right) text += ' ' + shortened(*right, part + text.size());
  if (const Value* holds = test.find("holds")) text += holds->boolean() ? ": holds" : ": does not hold";
  return text;
}

void Log::entry(std::size_t indent, std::string_view name, const Value& value) {
  const std::string label = fmt::format("{}{} = ", std::string(indent, ' '), printable(name));
  if (value.find("operator") && (value.find("holds") || value.find("field"))) return line(painted(fmt::format("{}{}: ", std::string(indent, ' '), name), grey) + test_text(value, label.size()));
  line(painted(label, grey) + shortened(value, label.size()));
}

/// Whether an execution is told, or counted: each block a few times at most.
bool Log::is_told(const Event& event, bool first, bool well) {
  constexpr std::uint8_t most = 3;
  if (style_.full) return true;
  if (!first && well) return false;
  if (told_.size() <= event.origin) told_.resize(event.origin + 1);
  if (told_[event.origin] >= most) return false;
  ++told_[event.origin];
  return true;
}

void Log::fold(const Event& event) {
  // The loop that it is a later iteration of.
  const auto later = std::find_if(event.iteration.begin(), event.iteration.end(), [](std::uint64_t each) { return each > 0; });
  const bool iterations = later != event.iteration.end();
  const auto depth = static_cast<std::size_t>(later - event.iteration.begin());
  const std::uint64_t number = iterations ? *later : 0;
  if (folded_ > 0 && (depth != folded_depth_ || iterations != folded_iterations_ || number < folded_to_)) unfold();
  if (folded_ == 0) folded_depth_ = depth, folded_iterations_ = iterations, folded_from_ = number;
  folded_to_ = number;
  ++folded_;
}

void Log::unfold() {
  if (folded_ == 0) return;
  const std::string where = !folded_iterations_             ? std::string(", run again")
                            : folded_from_ == folded_to_ ? fmt::format(" in iteration {}", folded_from_ + 1)
                                                         : fmt::format(" in iterations {} to {}", folded_from_ + 1, folded_to_ + 1);
  line(painted(fmt::format("{}… {} more block{}{}", std::string(14 + 2 * folded_depth_, ' '), folded_, folded_ == 1 ? "" : "s", where), grey));
  folded_ = 0;
}

void Log::head(const Event& event, std::size_t indent) {
  std::string text = painted(clock_text(event.start - began_), grey) + std::string(indent - 12, ' ') + painted(printable(event.block), bold);
  text += painted(fmt::format("  {}", event.action.empty() ? event.type : event.action), grey);
  if (event.outcome != Outcome::done) text += "  " + painted(outcome_name(event.outcome), color_of(event.outcome));
  if (event.duration > 0) text += painted(fmt::format("  {}", duration_text(event.duration)), grey);
  line(text);
}

void Log::add(const Event& event) {
  if (began_ < 0) began_ = event.start;
  const bool first = std::all_of(event.iteration.begin(), event.iteration.end(), [](std::uint64_t each) { return each == 0; });
  const bool well = event.outcome == Outcome::done || event.outcome == Outcome::skipped;
  if (!is_told(event, first, well)) return fold(event);
  unfold();
  const std::size_t indent = 14 + 2 * event.iteration.size();
  head(event, indent);
  if (event.outcome == Outcome::skipped) return;
  if (!first) {
    std::string which;
    for (const std::uint64_t each : event.iteration) which += fmt::format("{}{}", which.empty() ? "" : ".", each + 1);
    line(painted(fmt::format("{}in iteration {}", std::string(indent + 4, ' '), which), grey));
  }
  for (const Member& member : event.inputs) entry(indent + 4, member.key, member.value);
  // What is nothing but the only input need not be said twice.
  const bool same = event.inputs.size() == 1 && event.inputs.begin()->value == event.output;
  if (!event.message.empty()) line(std::string(indent + 2, ' ') + painted("! ", color_of(event.outcome)) + on_one_line(event.message));
  if (!event.output.is_null() && !same) line(std::string(indent + 2, ' ') + painted("→ ", grey) + shortened(event.output, indent + 4));
}

void Log::finish(const RunResult& result) {
  unfold();
  if (!result.title.empty()) line(fmt::format("\n{} {}", painted("Title", bold), printable(result.title)));
  if (!result.redirect.empty()) line(fmt::format("\n{} {}", painted("Redirect", bold), printable(result.redirect)));
  if (!result.outputs.empty()) {
    line(fmt::format("\n{}", painted(result.outputs.size() == 1 ? "Output" : "Outputs", bold)));
    for (const Value& output : result.outputs) {
      const std::string text = output.is_text() ? output.text() : to_json_text(output);
      // Lines of an output stay lines.
      std::string_view rest = text;
      for (;;) {
        const std::size_t end = rest.find('\n');
        line("  " + printable(rest.substr(0, end)));
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
      }
    }
  }
  constexpr std::string_view colors[] = {green, yellow, red, yellow, red};
  std::string status(status_name(result.status));
  status.front() = static_cast<char>(status.front() - 32);
  const std::int64_t took = began_ < 0 ? 0 : result.ended - began_;
  line(fmt::format("\n{} after {} block{}{}", painted(status, colors[static_cast<std::size_t>(result.status)]), result.steps, result.steps == 1 ? "" : "s",
                   took > 0 ? fmt::format(", {} of simulated time", duration_text(took)) : ""));
}

}  // namespace dork::runtime
