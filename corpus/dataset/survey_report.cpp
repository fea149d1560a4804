#include "corpus/charts/embedded.hpp"
#include "corpus/charts/svg.hpp"
#include "corpus/dataset/survey.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>

namespace dork::corpus {
namespace {

using charts::escaped;
using Json = nlohmann::ordered_json;

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

double share_of(std::uint64_t part, std::uint64_t whole) { return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole); }

Distribution whole(const std::array<Distribution, 3>& by_split) {
  Distribution all;
  for (const Distribution& each : by_split) all.add(each);
  return all;
}

/// What repeats, in the order in which it is told.
struct Repeating {
  std::string_view id, name;
  Repeats Survey::*repeats;
};
constexpr Repeating repeating[] = {
    {"prompts", "requests", &Survey::prompts},
    {"rows", "whole rows", &Survey::rows_whole},
    {"wordings", "wordings, values left out", &Survey::wordings},
    {"shapes", "program shapes", &Survey::shapes},
};

struct Varied {
  std::string_view id, name;
  Variety Survey::*variety;
};
constexpr Varied varieties[] = {{"requests", "requests", &Survey::asked}, {"completions", "completions", &Survey::answered}};

/// The marks that have a picture, with what they are called; sorted by their numbers where `in_order`, else by how many.
struct Marks {
  std::string_view kind, title;
  bool in_order;
};
constexpr Marks pictures[] = {
    {"task", "Tasks", false}, {"persona", "Personas", false}, {"template", "Templates", false}, {"verified", "Verified up to", false},
    {"size", "Statements of a program", true}, {"depth", "Loops and conditions within each other", true}, {"construct", "Constructs", false}, {"action", "Actions", false},
};

std::uint64_t sum(const BySplit& counts) { return counts[0] + counts[1] + counts[2]; }

std::vector<std::pair<std::string, std::uint64_t>> values_of(const Survey& survey, const Marks& marks) {
  std::vector<std::pair<std::string, std::uint64_t>> values;
  if (const auto found = survey.statistics.marks.find(marks.kind); found != survey.statistics.marks.end())
    for (const auto& [value, counts] : found->second) values.emplace_back(value, sum(counts));
  // What is in order begins with a number.
  const auto number = [](const auto& value) { return std::strtoul(value.first.c_str(), nullptr, 10); };
  std::stable_sort(values.begin(), values.end(), [&](const auto& a, const auto& b) { return marks.in_order ? number(a) < number(b) : a.second > b.second; });
  return values;
}

/// Lengths in so many columns, the last of which takes all that is longer than 99 of a hundred.
std::vector<charts::Column> columns_of(const Distribution& lengths) {
  constexpr std::uint64_t columns = 24;
  const std::uint64_t most = std::max<std::uint64_t>(lengths.percentile(99), columns);
  const std::uint64_t step = (most + columns - 1) / columns;
  std::vector<charts::Column> all;
  for (std::uint64_t i = 0; i <= columns; ++i) {
    const std::uint64_t from = i * step, to = i == columns ? Distribution::last + 1 : from + step;
    const std::uint64_t count = lengths.between(from, to);
    all.push_back({i % 4 == 0 ? std::to_string(from) : "", static_cast<double>(count), i == columns ? fmt::format("{} and more: {}", from, count) : fmt::format("{} to {}: {}", from, to - 1, count)});
  }
  return all;
}

class Page {
 public:
  Page(const Survey& survey, std::string_view name, std::string_view generator) : s_(survey), name_(name), generator_(generator) {}

  std::string run() {
    out_ = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
           // Nothing is loaded and nothing runs, whatever a row holds.
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>dork corpus stats</title><style>";
    out_ += embedded_style()[0].content;
    add("</style></head><body><main><header><h1>What the data set holds</h1><p class=\"soft\">{} rows in {} {} of <code>{}</code>{}</p></header>", s_.rows, s_.files, s_.files == 1 ? "file" : "files", escaped(name_),
        s_.unreadable > 0 ? fmt::format("; {} of them could not be read as rows: <code>dork corpus check</code> says why", s_.unreadable) : "");
    cards();
    splits();
    lengths();
    marks();
    repeats();
    add("<footer>{}</footer></main></body></html>\n", escaped(generator_));
    return std::move(out_);
  }

 private:
  static constexpr int half = 520;
  static constexpr std::size_t shown = 14;

  template <typename... Arguments>
  void add(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    out_ += fmt::format(format, std::forward<Arguments>(arguments)...);
  }

  void card(std::string_view title, std::string_view figure, std::string_view note, bool lead = false) {
    add("<div class=\"card{}\"><span class=\"soft small\">{}</span><b>{}</b><span class=\"soft small\">{}</span></div>", lead ? " lead" : "", title, figure, note);
  }

  void cards() {
    out_ += "<div class=\"cards\">";
    card("rows", std::to_string(s_.rows), fmt::format("{} train, {} validation, {} test", s_.statistics.rows[0], s_.statistics.rows[1], s_.statistics.rows[2]), true);
    if (s_.shapes.all > 0) card("program shapes", std::to_string(s_.shapes.distinct), fmt::format("{} stand once, {} make half of the rows", s_.shapes.once, s_.shapes.half()));
    card("tokens a row", std::to_string(whole(s_.statistics.row_tokens).percentile(50)), fmt::format("median; 99 % have {} at most", whole(s_.statistics.row_tokens).percentile(99)));
    const std::uint64_t leaked = s_.shapes.in_training_and_elsewhere + s_.prompts.in_training_and_elsewhere;
    card("leaked from training", std::to_string(leaked), leaked == 0 ? "no shape and no request stands in two splits" : fmt::format("{} shapes and {} requests stand in another split too", s_.shapes.in_training_and_elsewhere, s_.prompts.in_training_and_elsewhere));
    out_ += "</div>";
  }

  void splits() {
    out_ += "<section><h2>Splits</h2><table><tr><th>split</th><th class=\"number\">rows</th><th class=\"number\">share</th><th class=\"number\">tokens</th><th class=\"number\">median row</th><th class=\"number\">longest</th></tr>";
    for (std::size_t split = 0; split < split_names.size(); ++split) {
      const Distribution& lengths = s_.statistics.row_tokens[split];
      add("<tr><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>", split_names[split], s_.statistics.rows[split],
          percent(share_of(s_.statistics.rows[split], s_.statistics.total())), lengths.sum(), lengths.percentile(50), lengths.max());
    }
    out_ += "</table></section>";
  }

  void lengths() {
    out_ += "<div class=\"columns\">";
    for (const auto& [title, lengths] : {std::pair("Tokens of prompts", whole(s_.statistics.prompt_tokens)), std::pair("Tokens of completions", whole(s_.statistics.completion_tokens))})
      add("<section><h2>{}</h2><p class=\"soft small\">Median {}, 90 % have {} at most, 99 % {}; estimated.</p>{}</section>", title, lengths.percentile(50), lengths.percentile(90), lengths.percentile(99),
          charts::column_chart(columns_of(lengths), half));
    out_ += "</div>";
  }

  void marks() {
    out_ += "<div class=\"columns\">";
    for (const Marks& picture : pictures) {
      const auto values = values_of(s_, picture);
      if (values.empty() || (values.size() == 1 && values[0].first == "not said")) continue;
      std::vector<charts::Bar> bars;
      for (std::size_t i = 0; i < std::min(values.size(), shown); ++i)
        bars.push_back({values[i].first, share_of(values[i].second, s_.statistics.total()), {}, false, std::to_string(values[i].second)});
      add("<section><h2>{}</h2><p class=\"soft small\">Share of all rows{}</p>{}</section>", picture.title, values.size() > shown ? fmt::format("; the {} commonest of {}.", shown, values.size()) : ".", charts::bar_chart(bars, false, half));
    }
    out_ += "</div>";
  }

  void repeats() {
    out_ += "<div class=\"columns\">";
    if (s_.shapes.distinct > 1)
      add("<section><h2>How often a shape stands</h2><p class=\"soft small\">Shapes from the commonest on, against how many rows have it; both axes by powers of ten.</p>{}</section>", charts::rank_chart(s_.shapes.ranks(400), half));
    out_ += "<section><h2>What repeats</h2><table><tr><th></th><th class=\"number\">different</th><th class=\"number\">once</th><th class=\"number\">most often</th><th class=\"number\">in two splits</th></tr>";
    for (const Repeating& each : repeating) {
      const Repeats& it = s_.*each.repeats;
      if (it.all == 0) continue;
      add("<tr><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>", each.name, it.distinct, it.once, it.how_many.rbegin()->first, it.in_training_and_elsewhere);
    }
    out_ += "</table><h3>Different runs of words, of all</h3><table><tr><th></th><th class=\"number\">one word</th><th class=\"number\">two</th><th class=\"number\">three</th><th class=\"number\">different words</th></tr>";
    for (const Varied& each : varieties) {
      const Variety& it = s_.*each.variety;
      add("<tr><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{:.0f}</td></tr>", each.name, percent(it.share(1)), percent(it.share(2)), percent(it.share(3)), it.distinct[0].count());
    }
    out_ += "</table><p class=\"soft small\">Counted within a percent.</p></section></div>";
  }

  const Survey& s_;
  std::string_view name_, generator_;
  std::string out_;
};

}  // namespace

Json survey_json(const Survey& survey) {
  Json json = {{"files", survey.files}, {"rows_read", survey.rows}, {"unreadable", survey.unreadable}};
  json.update(survey.statistics.to_json());
  Json repeats = Json::object();
  for (const Repeating& each : repeating) {
    const Repeats& it = survey.*each.repeats;
    Json often = Json::object();
    for (const auto& [times, things] : it.how_many) often[std::to_string(times)] = things;
    repeats[std::string(each.id)] = {{"all", it.all},       {"distinct", it.distinct}, {"once", it.once}, {"half_of_all", it.half()}, {"in_training_and_elsewhere", it.in_training_and_elsewhere},
                                     {"by_times", std::move(often)}};
  }
  json["repeats"] = std::move(repeats);
  Json variety = Json::object();
  for (const Varied& each : varieties) {
    const Variety& it = survey.*each.variety;
    Json runs = Json::array();
    for (std::size_t length = 1; length <= Variety::longest; ++length)
      runs.push_back({{"words", length}, {"all", it.all[length - 1]}, {"distinct", static_cast<std::uint64_t>(it.distinct[length - 1].count() + 0.5)}, {"share", std::round(it.share(length) * 1e4) / 1e4}});
    variety[std::string(each.id)] = std::move(runs);
  }
  json["variety"] = std::move(variety);
  return json;
}

std::string survey_text(const Survey& survey, std::string_view name) {
  const BySplit& rows = survey.statistics.rows;
  std::string text = fmt::format("{}: {} rows in {} files: {} to train, {} to validate, {} to test\n", name, survey.rows, survey.files, rows[0], rows[1], rows[2]);
  if (survey.unreadable > 0) text += fmt::format("  {} rows could not be read: `dork corpus check` says why\n", survey.unreadable);
  for (const auto& [what, lengths] : {std::pair("prompts", whole(survey.statistics.prompt_tokens)), std::pair("completions", whole(survey.statistics.completion_tokens))})
    text += fmt::format("  tokens of {}: {} in the median, 99 % have {} at most, the longest {}\n", what, lengths.percentile(50), lengths.percentile(99), lengths.max());
  for (const Repeating& each : repeating) {
    const Repeats& it = survey.*each.repeats;
    if (it.all == 0) continue;
    text += fmt::format("  {} different {}, {} of them once; {} make half{}\n", it.distinct, each.name, it.once, it.half(), it.in_training_and_elsewhere > 0 ? fmt::format("; {} stand in training and in another split", it.in_training_and_elsewhere) : "");
  }
  for (const Varied& each : varieties) {
    const Variety& it = survey.*each.variety;
    text += fmt::format("  different words of {}: {:.0f}; pairs {}, threes {} of all\n", each.name, it.distinct[0].count(), percent(it.share(2)), percent(it.share(3)));
  }
  for (const Marks& picture : pictures) {
    const auto values = values_of(survey, picture);
    if (values.empty() || (values.size() == 1 && values[0].first == "not said")) continue;
    constexpr std::size_t most = 6;
    text += fmt::format("  {}:", picture.kind);
    for (std::size_t i = 0; i < std::min(values.size(), most); ++i) text += fmt::format("{} {} {}", i > 0 ? "," : "", values[i].first, percent(share_of(values[i].second, survey.statistics.total())));
    text += values.size() > most ? fmt::format(" and {} more\n", values.size() - most) : "\n";
  }
  return text;
}

std::string survey_html(const Survey& survey, std::string_view name, std::string_view generator) { return Page(survey, name, generator).run(); }

}  // namespace dork::corpus
