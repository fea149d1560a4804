#include "corpus/dataset/survey.hpp"

#include "compiler/threads/in_order.hpp"
#include "corpus/dataset/check.hpp"
#include "corpus/dataset/external_sort.hpp"
#include "corpus/dataset/hash.hpp"
#include "corpus/dataset/stream.hpp"
#include "corpus/verify/verify.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace dork::corpus {
namespace {

using Json = nlohmann::ordered_json;

/// Something that may repeat, and the split that it stands in.
struct Seen {
  std::uint64_t hash = 0;
  std::uint64_t split = 0;
  friend auto operator<=>(const Seen&, const Seen&) = default;
};

enum Key : std::size_t { prompt_key, row_key, wording_key, shape_key, key_count };

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80) != 0 || c == '\''; }

/// What a script is made of, by its lines: canonical scripts indent nothing but what stands inside.
struct Outline {
  std::size_t depth = 0, statements = 0;
};

Outline outline_of(std::string_view script) {
  Outline outline;
  std::size_t depth = 0;
  while (!script.empty()) {
    std::string_view line = script.substr(0, script.find('\n'));
    script.remove_prefix(std::min(line.size() + 1, script.size()));
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    const auto begins = [&](std::string_view word) { return line.starts_with(word); };
    if (begins("FOR EACH ") || begins("IF ") || begins("SWITCH ") || begins("DETACHED")) {
      outline.depth = std::max(outline.depth, ++depth);
      ++outline.statements;
    } else if (begins("NEXT") || begins("END ")) {
      depth -= depth > 0;
    } else if (line.ends_with(';') && !begins("AUTOMATION") && !begins("CONNECT ") && !begins("ACTION ")) {
      ++outline.statements;
    }
  }
  return outline;
}

std::string size_class(std::size_t statements) {
  constexpr std::size_t bounds[] = {1, 2, 4, 6, 10, 15, 25, 50};
  std::size_t low = 0;
  for (const std::size_t high : bounds) {
    if (statements <= high) return low + 1 >= high ? std::to_string(high) : fmt::format("{} to {}", low + 1, high);
    low = high;
  }
  return "51 and more";
}

std::string text_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// What some rows come to.
struct Part {
  Statistics statistics;
  std::array<std::vector<Seen>, key_count> seen;
  Variety asked, answered;
  std::uint64_t unreadable = 0;
};

class Surveyor {
 public:
  Surveyor(const std::string& path, const SurveySettings& settings, const Told& told) : path_(path), settings_(settings), told_(told) {
    for (std::size_t key = 0; key < key_count; ++key) sorters_.emplace_back(settings.scratch);
    facts_.catalog = settings.catalog;
    facts_.rules = settings.rules;
  }

  Survey run() {
    const std::vector<CheckedFile> files = files_of(path_);
    if (files.empty()) throw IoError(fmt::format("'{}' holds no data: files of the kinds .jsonl, .json and .csv, plain or with .gz or .zst", path_));
    for (const CheckedFile& file : files) read(file);
    survey_.files = files.size();
    Repeats* const repeats[] = {&survey_.prompts, &survey_.rows_whole, &survey_.wordings, &survey_.shapes};
    for (std::size_t key = 0; key < key_count; ++key) *repeats[key] = count(sorters_[key]);
    return std::move(survey_);
  }

 private:
  void read(const CheckedFile& file) {
    constexpr std::size_t rows_at_once = 4096, rows_a_task = 256;
    RowReader reader(file.path);
    std::optional<LineReader> beside;
    if (!file.provenance.empty()) beside.emplace(file.provenance);
    for (bool more = true; more;) {
      std::vector<RowToJudge> rows;
      while (rows.size() < rows_at_once) {
        RowToJudge row;
        row.split = file.split;
        if (!(more = reader.next(row.raw))) break;
        if (row.raw.fault.empty()) {
          row.format = format_of(row.raw.json, reader.kind());
          const std::string word = text_of(row.raw.json, "split");
          for (const Split split : {Split::train, Split::validation, Split::test})
            if (word == split_name(split) || word == split_word(split)) row.split = split;
        }
        std::string_view line;
        if (beside && beside->next(line)) row.provenance = line;
        rows.push_back(std::move(row));
      }
      const auto make = [&](std::size_t task) {
        Part part;
        for (std::size_t i = task * rows_a_task; i < std::min(rows.size(), (task + 1) * rows_a_task); ++i) look_at(rows[i], part);
        return part;
      };
      const auto use = [&](std::size_t, Part part) {
        survey_.statistics.add(part.statistics);
        survey_.asked.add(part.asked);
        survey_.answered.add(part.answered);
        survey_.unreadable += part.unreadable;
        for (std::size_t key = 0; key < key_count; ++key)
          for (const Seen& seen : part.seen[key]) sorters_[key].add(seen);
      };
      in_order((rows.size() + rows_a_task - 1) / rows_a_task, settings_.jobs, make, use);
      survey_.rows += rows.size();
      told_("Reading rows", survey_.rows, survey_.rows);
    }
  }

  void look_at(const RowToJudge& given, Part& part) const {
    TakenRow taken = take_apart(given, facts_);
    if (!taken.readable) {
      ++part.unreadable;
      return;
    }
    Row& row = taken.row.row;
    const Json& provenance = taken.provenance;
    std::uint64_t shape = 0;
    std::vector<std::string> actions;
    if (const std::string said = text_of(provenance, "skeleton"); !said.empty()) {
      shape = hash64(said);
      if (const auto all = provenance.find("actions"); all != provenance.end() && all->is_array())
        for (const Json& each : *all)
          if (each.is_string()) actions.push_back(each.get<std::string>());
    } else if (Row judged = row; verify(judged, *settings_.rules, Level::checks).ok) {
      shape = judged.skeleton.empty() ? 0 : hash64(judged.skeleton);
      actions = std::move(judged.actions);
    }
    std::string request = text_of(provenance, "instruction");
    if (request.empty()) request = row.instruction;
    const auto split = static_cast<std::uint64_t>(given.split);
    part.seen[prompt_key].push_back({hash64(evened(request + '\n' + row.input)), split});
    part.seen[row_key].push_back({hash_of(evened(request + '\n' + row.input), evened(row.completion)), split});
    part.seen[wording_key].push_back({hash_of(row.task, wording(request, taken.row.slots), row.input.empty() ? std::string() : wording(row.input, {})), split});
    if (shape != 0) part.seen[shape_key].push_back({shape, split});
    part.asked.add(request);
    part.answered.add(row.completion);

    const auto or_none = [](std::string text) { return text.empty() ? std::string("not said") : text; };
    Observed seen{given.split, taken.prompt, row.completion, {{"task", or_none(row.task)}, {"persona", or_none(row.persona)}, {"template", or_none(text_of(provenance, "template"))}}};
    const auto verified = provenance.find("verified");
    seen.marks.emplace_back("verified", verified != provenance.end() && verified->is_array() && !verified->empty() && verified->back().is_string() ? verified->back().get<std::string>() : "not said");
    for (std::string& action : actions) seen.marks.emplace_back("action", std::move(action));
    const std::vector<std::string> constructs = constructs_of(row.completion);
    for (const std::string& construct : constructs) seen.marks.emplace_back("construct", construct);
    if (shape != 0) {
      const Outline outline = outline_of(row.completion);
      seen.marks.emplace_back("depth", std::to_string(outline.depth));
      seen.marks.emplace_back("size", size_class(outline.statements));
    }
    std::sort(seen.marks.begin(), seen.marks.end());
    seen.marks.erase(std::unique(seen.marks.begin(), seen.marks.end()), seen.marks.end());
    part.statistics.add(seen);
  }

  static Repeats count(ExternalSorter<Seen>& sorter) {
    Repeats repeats;
    sorter.sort();
    std::uint64_t hash = 0, times = 0;
    bool in_training = false, elsewhere = false;
    const auto end = [&] {
      if (times == 0) return;
      ++repeats.distinct;
      repeats.once += times == 1;
      repeats.in_training_and_elsewhere += in_training && elsewhere;
      ++repeats.how_many[times];
      times = 0;
      in_training = elsewhere = false;
    };
    for (Seen seen; sorter.next(seen);) {
      if (seen.hash != hash) end();
      hash = seen.hash;
      ++times;
      ++repeats.all;
      (seen.split == static_cast<std::uint64_t>(Split::train) ? in_training : elsewhere) = true;
    }
    end();
    return repeats;
  }

  const std::string& path_;
  const SurveySettings& settings_;
  const Told& told_;
  DatasetFacts facts_;
  std::vector<ExternalSorter<Seen>> sorters_;
  Survey survey_;
};

}  // namespace

void Variety::add(std::string_view text) {
  std::array<std::uint64_t, longest> last = {};
  std::size_t words = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && is_word(text[at])) ++at;
    // Of each length the run that ends with this word.
    for (std::size_t length = longest; length-- > 1;) last[length] = combine(last[length - 1], hash64(text.substr(begin, at - begin)));
    last[0] = hash64(text.substr(begin, at - begin));
    ++words;
    for (std::size_t length = 0; length < std::min(words, longest); ++length) {
      ++all[length];
      distinct[length].add(last[length]);
    }
  }
}

void Variety::add(const Variety& other) {
  for (std::size_t i = 0; i < longest; ++i) {
    all[i] += other.all[i];
    distinct[i].add(other.distinct[i]);
  }
}

double Variety::share(std::size_t words) const {
  return all[words - 1] == 0 ? 0 : std::min(1.0, distinct[words - 1].count() / static_cast<double>(all[words - 1]));
}

std::vector<std::pair<double, double>> Repeats::ranks(std::size_t most) const {
  std::vector<std::pair<double, double>> points;
  std::uint64_t rank = 0;
  for (auto each = how_many.rbegin(); each != how_many.rend(); ++each) {
    points.emplace_back(static_cast<double>(rank + 1), static_cast<double>(each->first));
    rank += each->second;
    if (each->second > 1) points.emplace_back(static_cast<double>(rank), static_cast<double>(each->first));
  }
  while (points.size() > most) {
    std::vector<std::pair<double, double>> fewer;
    for (std::size_t i = 0; i < points.size(); ++i)
      if (i % 2 == 0 || i + 1 == points.size()) fewer.push_back(points[i]);
    points = std::move(fewer);
  }
  return points;
}

std::uint64_t Repeats::half() const {
  std::uint64_t covered = 0, taken = 0;
  for (auto each = how_many.rbegin(); each != how_many.rend() && covered * 2 < all; ++each) {
    const std::uint64_t needed = ((all + 1) / 2 - covered + each->first - 1) / each->first;
    const std::uint64_t some = std::min(needed, each->second);
    taken += some;
    covered += some * each->first;
  }
  return taken;
}

Survey survey_dataset(const std::string& path, const SurveySettings& settings, const Told& told) { return Surveyor(path, settings, told).run(); }

}  // namespace dork::corpus
