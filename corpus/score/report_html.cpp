#include "corpus/score/report.hpp"

#include "corpus/charts/embedded.hpp"
#include "corpus/charts/svg.hpp"
#include "corpus/score/behave.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace dork::score {
namespace {

using namespace charts;

constexpr int half = 520, whole = 1070;   // widths of pictures
constexpr std::size_t shown_classes = 14;
constexpr std::size_t shown_values = 12;
constexpr std::size_t play_lines = 12;

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }
std::string between(const Interval& interval) { return fmt::format("{:.1f} to {:.1f} %", 100 * interval.low, 100 * interval.high); }

/// Words of our own, with what stands in backticks as code.
std::string with_code(std::string_view words) {
  std::string result;
  bool code = false;
  for (const char c : words) {
    if (c == '`') result += code ? "</code>" : "<code>", code = !code;
    else result += c;
  }
  return result;
}

std::string counted(std::uint64_t count, std::string_view noun) { return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s"); }

/// Two texts with what differs marked: in the first what is too much, in the second what is missing.
std::pair<std::string, std::string> marked(std::string_view answer, std::string_view reference) {
  const std::vector<Symbol> a = code_points(answer), b = code_points(reference);
  // Where each code point begins, so that the stretches can be cut out of the texts.
  const auto starts = [](std::string_view text, std::size_t count) {
    std::vector<std::size_t> at;
    at.reserve(count + 1);
    std::size_t byte = 0;
    while (at.size() < count) {
      at.push_back(byte);
      std::size_t end = byte + 1;
      const std::vector<Symbol> one = code_points(text.substr(byte, 4));
      const Symbol point = one.front();
      if (point < 0x110000) end = byte + (point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4);
      byte = end;
    }
    at.push_back(text.size());
    return at;
  };
  const std::vector<std::size_t> a_at = starts(answer, a.size()), b_at = starts(reference, b.size());
  std::pair<std::string, std::string> result;
  std::string a_run, b_run;
  const auto flush = [&] {
    if (!a_run.empty()) result.first += "<del>" + escaped(a_run) + "</del>";
    if (!b_run.empty()) result.second += "<ins>" + escaped(b_run) + "</ins>";
    a_run.clear();
    b_run.clear();
  };
  std::string a_same, b_same;
  const auto flush_same = [&] {
    result.first += escaped(a_same);
    result.second += escaped(b_same);
    a_same.clear();
    b_same.clear();
  };
  for (const Edit& edit : edit_script(a, b)) {
    const auto from = [&] { return answer.substr(a_at[edit.from], a_at[edit.from + 1] - a_at[edit.from]); };
    const auto to = [&] { return reference.substr(b_at[edit.to], b_at[edit.to + 1] - b_at[edit.to]); };
    if (edit.kind == EditKind::keep) {
      flush();
      a_same += from();
      b_same += to();
      continue;
    }
    flush_same();
    if (edit.kind != EditKind::insert) a_run += from();
    if (edit.kind != EditKind::remove) b_run += to();
  }
  flush();
  flush_same();
  return result;
}

class Page {
 public:
  Page(const Summary& summary, const Origin& origin, const JudgeOptions& options) : s_(summary), origin_(origin), options_(options) {}

  std::string run() {
    head();
    cards();
    out_ += "<div class=\"columns\">";
    funnel();
    fix_first();
    out_ += "</div>";
    taxonomy();
    comparison();
    groups();
    measures_table();
    failures();
    foot();
    return std::move(out_);
  }

 private:
  template <typename... Arguments>
  void add(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    out_ += fmt::format(format, std::forward<Arguments>(arguments)...);
  }

  bool with_references() const { return s_.compared > 0; }
  std::string_view right_id() const { return with_references() ? "same-behaviour" : "checks"; }
  const Rate& rate(std::string_view id) const { return s_.rates[measure_index(id)]; }

  void head() {
    out_ += "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
            // Nothing is loaded and nothing runs, whatever an answer holds.
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>dork score</title><style>";
    out_ += embedded_style()[0].content;
    for (const ErrorCount& error : s_.errors) add("#k-{0}:checked ~ .failures .failure:not(.{0}){{display:none}}#k-{0}:checked ~ .filter label[for=k-{0}]", error_spec(error.error).id), out_ += "{background:var(--accent-soft);border-color:var(--accent)}";
    out_ += "#k-all:checked ~ .filter label[for=k-all]{background:var(--accent-soft);border-color:var(--accent)}</style></head><body><main>";
    add("<header><h1>{}</h1><p class=\"soft\">{} answers to {} prompts from <code>{}</code>{}{}</p></header>", with_references() ? "How far the answers are right" : "How far the answers are good scripts", s_.answers, s_.prompts,
        escaped(origin_.predictions), origin_.references.empty() ? "" : fmt::format(", references from <code>{}</code>", escaped(origin_.references)),
        with_references() && origin_.worlds.empty() ? "; behaviour was not tested" : "");
  }

  void card(std::string_view title, const Rate& figure, std::string_view note, bool lead = false) {
    if (figure.answers == 0) return;
    add("<div class=\"card{}\"><span class=\"soft small\">{}</span><b>{}</b><span class=\"soft small\">{}{}{}</span></div>", lead ? " lead" : "", title, percent(figure.value), between(figure.interval), note.empty() ? "" : " · ", note);
  }

  void cards() {
    out_ += "<div class=\"cards\">";
    if (with_references()) card("right: does what the reference does", rate("same-behaviour"), "", true);
    card("compiles without an error", rate("checks"), "", !with_references());
    card("calls an action that is not there", rate("invented-actions"), "");
    if (with_references()) card("character accuracy", rate("characters"), "");
    out_ += "</div>";
  }

  void funnel() {
    out_ += "<section><h2>From an answer to the right program</h2><p class=\"soft small\">Each step holds for all that is counted below it. Whiskers: 95 %.</p>";
    std::vector<Bar> bars;
    double above = -1;
    for (std::size_t m = measure_count; m-- > 0;) {
      const Rate& each = s_.rates[m];
      if (!measures()[m].rung || each.answers == 0) continue;
      const double lost = above < 0 ? 1 - each.value : above - each.value;
      bars.push_back({std::string(measures()[m].title), each.value, each.interval, true, lost > 0.0005 ? fmt::format("−{:.1f}", 100 * lost) : ""});
      above = each.value;
    }
    out_ += bar_chart(bars, false, half) + "</section>";
  }

  void fix_first() {
    out_ += "<section><h2>What to fix first</h2>";
    std::size_t shown = 0;
    std::string list;
    for (const ErrorCount& error : s_.errors) {
      const ErrorSpec& spec = error_spec(error.error);
      if (spec.stage == Stage::none || error.primary == 0 || ++shown > 4) continue;
      list += fmt::format("<li><b>{}</b> <span class=\"soft\">{}, {} of all</span><br>{}", spec.title, counted(error.primary, "answer"), percent(static_cast<double>(error.primary) / static_cast<double>(s_.answers)), with_code(spec.advice));
      if (!error.about.empty()) list += fmt::format("<br><span class=\"soft small\">most often: {} ({})</span>", escaped(error.about.front().first), error.about.front().second);
      list += "</li>";
    }
    out_ += list.empty() ? "<p>Nothing is wrong.</p>" : "<ol class=\"fix\">" + list + "</ol>";
    out_ += "</section>";
  }

  void taxonomy() {
    std::vector<Bar> bars;
    for (const ErrorCount& error : s_.errors) {
      const ErrorSpec& spec = error_spec(error.error);
      if (spec.stage == Stage::none || error.primary == 0 || bars.size() >= shown_classes) continue;
      bars.push_back({std::string(spec.title), static_cast<double>(error.primary) / static_cast<double>(s_.answers), {}, false, counted(error.primary, "answer")});
    }
    if (bars.empty()) return;
    out_ += "<section><h2>Why answers are wrong</h2><p class=\"soft small\">The first thing that is wrong with each, as a share of all answers.</p>" + bar_chart(bars, true, whole) + "</section>";
  }

  void comparison() {
    if (!s_.has_baseline) return;
    add("<section><h2>Against <code>{}</code></h2><p class=\"soft small\">On the prompts that both runs have{}. The interval of the difference is 95 %; p is McNemar's, exact.</p>", escaped(origin_.baseline),
        s_.only_here + s_.only_there > 0 ? fmt::format(" ({} are here alone, {} there alone)", s_.only_here, s_.only_there) : "");
    out_ += "<table><tr><th>measure</th><th class=\"number\">before</th><th class=\"number\">now</th><th class=\"number\">difference</th><th class=\"number\">95 %</th><th class=\"number\">gained, lost</th><th class=\"number\">p</th></tr>";
    for (const Comparison& each : s_.comparisons) {
      const Measure& measure = measures()[each.measure];
      const bool sure = each.interval.low > 0 || each.interval.high < 0;
      const bool good = (each.difference > 0) == measure.better_high;
      add("<tr><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\"><span class=\"{}\">{:+.1f}</span></td><td class=\"number\">{:+.1f} to {:+.1f}</td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>", measure.title,
          percent(each.before), percent(each.now), !sure ? "" : good ? "up" : "down", 100 * each.difference, 100 * each.interval.low, 100 * each.interval.high,
          each.gained + each.lost > 0 ? fmt::format("+{} −{}", each.gained, each.lost) : "", each.gained + each.lost > 0 ? fmt::format("{:.3g}", each.p) : "");
    }
    out_ += "</table>";
    for (const bool gained : {true, false}) {
      const auto& flips = gained ? s_.gained : s_.lost;
      const std::uint64_t count = gained ? s_.gained_count : s_.lost_count;
      if (flips.empty()) continue;
      add("<details><summary>{} prompts are {} now{}</summary><ul class=\"plain\">", count, gained ? "right" : "wrong", count > flips.size() ? fmt::format(", {} of them are shown", flips.size()) : "");
      for (const Flip& flip : flips) add("<li>line {}: {} <span class=\"soft\">{} → {}</span></li>", flip.line_now, escaped(flip.label), rung_spec(flip.before).title, rung_spec(flip.now).title);
      out_ += "</ul></details>";
    }
    out_ += "</section>";
  }

  /// The place of a measure's rate among a group's.
  static std::size_t in_group(std::string_view id) {
    std::size_t place = 0;
    for (const Measure& measure : measures()) {
      if (measure.id == id) return place;
      place += measure.rung || measure.id == "characters";
    }
    return 0;
  }

  void groups() {
    std::vector<std::string> charts;
    for (std::size_t d = 0; d < dimension_count; ++d) {
      const auto dimension = static_cast<Dimension>(d);
      std::vector<const Group*> all;
      for (const Group& group : s_.groups)
        if (group.dimension == dimension && group.rates[in_group(right_id())].answers > 0) all.push_back(&group);
      if (all.size() < 2) continue;
      if (dimension == Dimension::length) {
        std::vector<std::string> steps;
        Curve right{"right", {}}, characters{"character accuracy", {}};
        for (const Group* group : all) {
          const Rate& each = group->rates[in_group(right_id())];
          const Rate& near = group->rates[in_group("characters")];
          steps.push_back(group->value + " blocks");
          right.points.push_back({"", each.value, each.interval, true, counted(group->answers, "answer")});
          if (near.answers > 0) characters.points.push_back({"", near.value, near.interval, true, ""});
        }
        charts.push_back("<section><h2>Length against accuracy</h2><p class=\"soft small\">By the number of blocks in the reference.</p>" + curve_chart(steps, right, characters, half) + "</section>");
        continue;
      }
      std::vector<Bar> bars;
      for (std::size_t i = 0; i < std::min(all.size(), shown_values); ++i) {
        const Rate& each = all[i]->rates[in_group(right_id())];
        bars.push_back({dimension == Dimension::depth ? (all[i]->value == "0" ? "no loop or branch" : all[i]->value == "1" ? "1 level deep" : all[i]->value + " levels deep") : all[i]->value, each.value, each.interval, true, fmt::format("{}", all[i]->answers)});
      }
      charts.push_back(fmt::format("<section><h2>By {}</h2><p class=\"soft small\">{}, with the number of answers{}</p>", dimension_name(dimension), with_references() ? "Right" : "Checks",
                                   all.size() > shown_values ? fmt::format("; the {} commonest of {}", shown_values, all.size()) : ".") + dot_chart(bars, half) + "</section>");
    }
    if (charts.empty()) return;
    out_ += "<div class=\"columns\">";
    for (const std::string& chart : charts) out_ += chart;
    out_ += "</div>";
  }

  void measures_table() {
    out_ += "<section><details><summary><b>All figures</b></summary><table><tr><th>measure</th><th>what it says</th><th class=\"number\">value</th><th class=\"number\">95 %</th><th class=\"number\">answers</th></tr>";
    for (std::size_t m = 0; m < measure_count; ++m) {
      const Rate& each = s_.rates[m];
      if (each.answers == 0) continue;
      add("<tr><td>{}</td><td class=\"soft\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>", measures()[m].title, measures()[m].meaning, percent(each.value), between(each.interval), each.answers);
    }
    for (const PassAt& pass : s_.pass)
      add("<tr><td>pass@{}: {}</td><td class=\"soft\">{}, of {} prompts with as many</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td></td></tr>", pass.k, measures()[measure_index(pass.measure)].title, pass.k == 1 ? std::string("one try") : fmt::format("at least one of {} tries", pass.k), pass.prompts,
          percent(pass.value), between(pass.interval));
    out_ += "</table>";
    if (with_references()) {
      out_ += "<h3>Parts, all answers together</h3><table><tr><th>part</th><th class=\"number\">precision</th><th class=\"number\">recall</th><th class=\"number\">F1</th></tr>";
      for (std::size_t i = 0; i < component_count; ++i)
        add("<tr><td>{} <span class=\"soft\">{}</span></td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>", component(static_cast<Component>(i)).name, component(static_cast<Component>(i)).meaning,
            percent(s_.components[i].precision()), percent(s_.components[i].recall()), percent(s_.components[i].f1()));
      out_ += "</table>";
    }
    if (!s_.around.empty()) {
      out_ += "<h3>What stood around the programs</h3><ul class=\"plain\">";
      for (const auto& [wrapping, count] : s_.around) add("<li>{}: {}</li>", escaped(wrappings()[static_cast<std::size_t>(wrapping)].meaning), counted(count, "answer"));
      out_ += "</ul>";
    }
    out_ += "</details></section>";
  }

  void failures() {
    if (s_.examples.empty()) return;
    add("<section><h2>Failures</h2><p class=\"soft small\">{} of {}{}. In the answer what is too much is <del>red</del>, in the reference what is missing <ins>green</ins>.</p>", s_.examples.size(), s_.failures,
        s_.failures > s_.examples.size() ? fmt::format(", chosen by seed {}", origin_.seed) : "");
    out_ += "<input class=\"kind\" type=\"radio\" name=\"kind\" id=\"k-all\" checked>";
    std::string labels = "<label for=\"k-all\">all</label>";
    for (const ErrorCount& error : s_.errors) {
      const auto count = std::count_if(s_.examples.begin(), s_.examples.end(), [&](const Example& each) { return each.primary == error.error; });
      if (count == 0) continue;
      const ErrorSpec& spec = error_spec(error.error);
      add("<input class=\"kind\" type=\"radio\" name=\"kind\" id=\"k-{}\">", spec.id);
      labels += fmt::format("<label for=\"k-{}\">{} <span class=\"soft\">{}</span></label>", spec.id, spec.title, count);
    }
    out_ += "<div class=\"filter\">" + labels + "</div><div class=\"failures\">";
    for (const Example& example : s_.examples) failure(example);
    out_ += "</div></section>";
  }

  void failure(const Example& example) {
    const auto reference = example.reference.empty() ? nullptr : prepare_reference(example.reference, options_);
    const Judgement judgement = judge(example.answer, reference.get(), options_);
    const ErrorSpec& spec = error_spec(example.primary);
    std::string excerpt = example.prompt.empty() ? example.answer : example.prompt;
    std::replace(excerpt.begin(), excerpt.end(), '\n', ' ');
    add("<details class=\"failure {}\"><summary><span class=\"soft\">line {}</span><span><span class=\"tag\">{}</span></span><span class=\"excerpt\">{}</span></summary><div class=\"inside\">", spec.id, example.line, spec.title, escaped(excerpt.substr(0, 300)));
    if (!example.prompt.empty()) add("<h3>Prompt</h3><pre>{}</pre>", escaped(example.prompt));
    texts(example, judgement, reference.get());
    diagnostics(judgement);
    differences(judgement, reference.get());
    mended(judgement, reference.get());
    out_ += "</div></details>";
  }

  void texts(const Example& example, const Judgement& judgement, const Reference* reference) {
    const bool canonical = judgement.parses;
    const std::string& answer = canonical ? judgement.program.canonical : judgement.extracted ? judgement.program.text : example.answer;
    const bool compared = judgement.compared && judgement.extracted;
    if (compared) {
      const auto [left, right] = marked(answer, reference->program.canonical);
      add("<div class=\"pair\"><div><h3>Answer{}</h3><pre>{}</pre></div><div><h3>Reference</h3><pre>{}</pre></div></div>", canonical ? ", in canonical form" : "", left, right);
    } else {
      add("<div class=\"pair\"><div><h3>Answer</h3><pre>{}</pre></div>", escaped(answer));
      if (!example.reference.empty()) add("<div><h3>Reference</h3><pre>{}</pre></div>", escaped(example.reference));
      out_ += "</div>";
    }
    if (compared && judgement.program.text != answer) add("<details><summary class=\"soft small\">as it was written</summary><pre>{}</pre></details>", escaped(example.answer));
    std::string line;
    for (const Wrapping wrapping : judgement.extraction.around) line += fmt::format("<span class=\"tag plain\">{}</span> ", wrappings()[static_cast<std::size_t>(wrapping)].id);
    for (const JsonFault fault : judgement.extraction.faults) line += fmt::format("<span class=\"tag plain\">{}</span> ", json_faults()[static_cast<std::size_t>(fault)].id);
    for (std::size_t i = 1; i < judgement.errors.size(); ++i) line += fmt::format("<span class=\"tag\">{}</span> ", error_spec(judgement.errors[i]).title);
    if (!line.empty()) out_ += "<p class=\"small\">also: " + line + "</p>";
  }

  void diagnostics(const Judgement& judgement) {
    std::string list;
    for (const Diagnostic& diagnostic : judgement.program.diagnostics)
      if (diagnostic.severity == Severity::error && list.size() < 8000)
        list += fmt::format("<li><code>{}</code> {}{}</li>", code_name(diagnostic.code), escaped(diagnostic.message), diagnostic.help.empty() ? "" : " <span class=\"soft\">" + escaped(diagnostic.help) + "</span>");
    if (!list.empty()) out_ += "<h3>The compiler says</h3><ul class=\"plain\">" + list + "</ul>";
  }

  void differences(const Judgement& judgement, const Reference* reference) {
    std::string list;
    for (const Finding& finding : judgement.findings) {
      if (list.size() > 8000) break;
      list += fmt::format("<li><b>{}</b> {}{}", error_spec(finding.error).title, escaped(finding.block), finding.what.empty() ? "" : ", <code>" + escaped(finding.what) + "</code>");
      if (!finding.answer.empty() || !finding.reference.empty())
        list += fmt::format(": {} <span class=\"soft\">instead of</span> {}", finding.answer.empty() ? "nothing" : "<code>" + escaped(finding.answer) + "</code>", finding.reference.empty() ? "nothing" : "<code>" + escaped(finding.reference) + "</code>");
      list += "</li>";
    }
    if (!list.empty()) out_ += "<h3>Differences</h3><ul class=\"plain\">" + list + "</ul>";
    if (judgement.behaviour != Behaviour::different || !options_.theatre || !reference) return;
    const Catalog& catalog = options_.catalog ? *options_.catalog : builtin_catalog();
    const auto conduct = reference->conduct();
    const auto [answering, ignored] = reference->answered();
    std::vector<std::pair<const Theatre*, std::size_t>> worlds;
    for (std::size_t i = 0; i < worlds_of(*options_.theatre).size(); ++i) worlds.emplace_back(options_.theatre, i);
    for (std::size_t i = 0; answering && i < worlds_of(*answering).size(); ++i) worlds.emplace_back(answering.get(), i);
    for (const auto& [theatre, world] : worlds) {
      const auto play = [&, theatre = theatre, world = world](const Program& program) {
        const std::string json = program.form == Form::json ? program.text : compile(program.canonical, {.catalog = &catalog, .compact = true}).output;
        std::string text;
        for (const std::string& each : play_of(json, *theatre, catalog, conduct->stimulus, world, play_lines)) text += each + "\n";
        return text;
      };
      const std::string is = play(judgement.program), should = play(reference->program);
      if (is == should) continue;
      const auto [left, right] = marked(is, should);
      add("<h3>Behaviour in the world “{}”</h3><div class=\"pair\"><pre>{}</pre><pre>{}</pre></div>", escaped(worlds_of(*theatre)[world]), left, right);
      break;
    }
  }

  void mended(const Judgement& judgement, const Reference* reference) {
    if (!judgement.extracted) return;
    const Catalog& catalog = options_.catalog ? *options_.catalog : builtin_catalog();
    const Repair repair = smallest_repair(judgement, reference, catalog);
    if (!repair.found || repair.edits.empty() || repair.edits.size() > 25) return;
    std::string list;
    for (const TokenEdit& edit : repair.edits) {
      const std::string before = edit.before.empty() ? "" : "<del>" + escaped(edit.before) + "</del>";
      const std::string after = edit.after.empty() ? "" : "<ins>" + escaped(edit.after) + "</ins>";
      list += fmt::format("<code>{}{}{}</code> ", before, before.empty() || after.empty() ? "" : " → ", after);
    }
    add("<h3>Smallest repair: {} {}{}</h3><p>{}</p>", repair.edits.size(), repair.edits.size() == 1 ? "edit" : "edits", judgement.checks ? " to the reference" : repair.smallest ? ", none is shorter" : "", list);
  }

  void foot() {
    add("<footer>dork {} · seed {}{}</footer></main></body></html>\n", escaped(origin_.version), origin_.seed, origin_.worlds.empty() ? "" : fmt::format(" · run in the worlds {}", escaped(fmt::format("{}", fmt::join(origin_.worlds, ", ")))));
  }

  const Summary& s_;
  const Origin& origin_;
  const JudgeOptions& options_;
  std::string out_;
};

}  // namespace

std::string report_html(const Summary& summary, const Origin& origin, const JudgeOptions& options) { return Page(summary, origin, options).run(); }

}  // namespace dork::score
