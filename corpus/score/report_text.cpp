#include "corpus/score/report.hpp"

#include "compiler/diagnostics/display.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace dork::score {
namespace {

constexpr std::size_t bar_width = 30;
constexpr std::size_t shown_classes = 8;
constexpr std::size_t shown_groups = 8;
constexpr std::size_t shown_flips = 5;

class TextReport {
 public:
  TextReport(const Summary& summary, const Origin& origin, bool color) : s_(summary), origin_(origin), color_(color) {}

  std::string run() {
    head();
    ladder();
    beside();
    errors();
    groups();
    comparison();
    return std::move(out_);
  }

 private:
  template <typename... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    out_ += fmt::format(format, std::forward<Arguments>(arguments)...) + "\n";
  }

  std::string bold(std::string_view text) const { return color_ ? fmt::format("\033[1m{}\033[0m", text) : std::string(text); }
  std::string dim(std::string_view text) const { return color_ ? fmt::format("\033[2m{}\033[0m", text) : std::string(text); }

  static std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }
  static std::string between(const Interval& interval) { return fmt::format("{:.1f} to {:.1f}", 100 * interval.low, 100 * interval.high); }

  static std::string bar(double share) {
    const auto filled = static_cast<std::size_t>(share * bar_width + 0.5);
    std::string text;
    for (std::size_t i = 0; i < bar_width; ++i) text += i < std::min(filled, bar_width) ? "█" : "·";
    return text;
  }

  void head() {
    line("{} answers to {} prompts{}", s_.answers, s_.prompts, s_.scripts && s_.workspaces ? fmt::format(" ({} scripts, {} workspaces)", s_.scripts, s_.workspaces) : "");
    if (s_.faulty_rows > 0) line("{} rows could not be read", s_.faulty_rows);
    if (s_.compared == 0) line("no references, so that answers are judged by themselves");
    else if (s_.without_reference + s_.invalid_references > 0)
      line("{} answers without a reference, {} with one that is wrong itself: compared are {}", s_.without_reference, s_.invalid_references, s_.compared);
    if (s_.compared > 0 && origin_.worlds.empty()) line("behaviour was not tested");
    out_ += '\n';
  }

  void ladder() {
    if (s_.answers == 0) return;
    line("{}", bold("How far answers are right"));
    for (std::size_t m = 0; m < measure_count; ++m) {
      if (!measures()[m].rung || s_.rates[m].answers == 0) continue;
      const Rate& rate = s_.rates[m];
      line("  {:<24}{} {:>7}  {}", measures()[m].title, bar(rate.value), percent(rate.value), dim(between(rate.interval)));
    }
    for (const PassAt& pass : s_.pass)
      if (pass.measure == "same-behaviour" || (s_.compared == 0 && pass.measure == "checks"))
        line("  {:<24}{} {:>7}  {}", fmt::format("right in {} {}", pass.k, pass.k == 1 ? "try" : "tries"), bar(pass.value), percent(pass.value), dim(between(pass.interval)));
    out_ += '\n';
  }

  void beside() {
    std::string text;
    for (std::size_t m = 0; m < measure_count; ++m) {
      const Measure& measure = measures()[m];
      const Rate& rate = s_.rates[m];
      if (measure.rung || rate.answers == 0) continue;
      text += fmt::format("  {:<24}{:>7}  {}\n", (measure.id.starts_with("f1-") ? "F1 of " : "") + std::string(measure.title), percent(rate.value), dim(between(rate.interval)));
    }
    if (text.empty()) return;
    line("{}", bold("Beside it"));
    out_ += text;
    if (s_.invented_calls > 0) line("  {} of {} calls go to actions that are not there", s_.invented_calls, s_.calls);
    if (s_.invented_parameters > 0) line("  {} of {} parameters are not there", s_.invented_parameters, s_.parameters);
    out_ += '\n';
  }

  void errors() {
    std::size_t shown = 0;
    for (const ErrorCount& error : s_.errors) {
      const ErrorSpec& spec = error_spec(error.error);
      if (spec.stage == Stage::none || error.primary == 0) continue;
      if (shown == 0) line("{}", bold("Why answers are wrong, commonest first"));
      if (++shown > shown_classes) continue;
      line("  {:>6}  {}", error.primary, spec.title);
      for (std::size_t i = 0; i < std::min<std::size_t>(error.about.size(), 2); ++i) line("          {} × {}", error.about[i].second, printable(error.about[i].first));
      if (shown <= 3) line("          {}", dim(spec.advice));
    }
    if (shown > shown_classes) line("  and {} more kinds", shown - shown_classes);
    if (shown > 0) out_ += '\n';
  }

  void groups() {
    const std::size_t right = right_in_groups();
    Dimension last{};
    std::size_t of_dimension = 0;
    bool any = false;
    for (const Group& group : s_.groups) {
      const Rate& rate = group.rates[right];
      const auto alone = std::count_if(s_.groups.begin(), s_.groups.end(), [&](const Group& other) { return other.dimension == group.dimension; });
      if (alone < 2 || rate.answers == 0) continue;
      if (!any || group.dimension != last) {
        if (!any) line("{}", bold(s_.compared > 0 ? "Right (same behaviour), by group" : "Checks, by group"));
        of_dimension = 0;
        last = group.dimension;
        any = true;
        line("  {}", dimension_name(group.dimension));
      }
      if (++of_dimension > shown_groups) continue;
      line("    {:<28}{:>7} {:>7}  {}", printable(group.value).substr(0, 28), group.answers, percent(rate.value), dim(between(rate.interval)));
    }
    if (any) out_ += '\n';
  }

  /// The place of the rate of right answers among a group's.
  std::size_t right_in_groups() const {
    std::size_t place = 0;
    for (std::size_t m = 0; m < measure_count; ++m) {
      if (measures()[m].id == (s_.compared > 0 ? "same-behaviour" : "checks")) return place;
      place += measures()[m].rung || measures()[m].id == "characters";
    }
    return 0;
  }

  void comparison() {
    if (!s_.has_baseline) return;
    line("{}", bold(fmt::format("Against {}", printable(origin_.baseline))));
    if (s_.only_here + s_.only_there > 0) line("  prompts in both runs only: {} are here alone, {} there alone", s_.only_here, s_.only_there);
    for (const Comparison& each : s_.comparisons) {
      const Measure& measure = measures()[each.measure];
      if (!measure.rung && !measure.id.starts_with("invented") && measure.id != "characters") continue;
      const bool sure = each.interval.low > 0 || each.interval.high < 0;
      line("  {:<24}{:>7} -> {:>7}  {:+.1f} {}{}", measure.title, percent(each.before), percent(each.now), 100 * each.difference, dim(fmt::format("({:+.1f} to {:+.1f})", 100 * each.interval.low, 100 * each.interval.high)),
           each.gained + each.lost > 0 ? fmt::format("  +{} -{}, p = {:.3g}", each.gained, each.lost, each.p) : sure ? "" : dim("  not sure"));
    }
    for (const bool gained : {true, false}) {
      const auto& flips = gained ? s_.gained : s_.lost;
      const std::uint64_t count = gained ? s_.gained_count : s_.lost_count;
      if (count == 0) continue;
      line("  {} prompts are {} now", count, gained ? "right" : "wrong");
      for (std::size_t i = 0; i < std::min(flips.size(), shown_flips); ++i)
        line("    line {}: {}: {} -> {}", flips[i].line_now, printable(flips[i].label), rung_spec(flips[i].before).title, rung_spec(flips[i].now).title);
    }
    out_ += '\n';
  }

  const Summary& s_;
  const Origin& origin_;
  bool color_;
  std::string out_;
};

}  // namespace

std::string report_text(const Summary& summary, const Origin& origin, bool color) { return TextReport(summary, origin, color).run(); }

}  // namespace dork::score
