#include "corpus/score/tally.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace dork::score {
namespace {

constexpr std::size_t most_flips = 50;
constexpr std::uint32_t ks[] = {1, 2, 5, 10, 20, 50, 100};

/// Of groups only these are counted: the rungs, and how near answers come.
bool in_groups(std::size_t measure) { return measures()[measure].rung || measures()[measure].id == "characters"; }

/// The samples of one prompt after the other.
class Prompts {
 public:
  explicit Prompts(Samples& samples) : samples_(samples) { more_ = samples_.next(ahead_); }

  /// False after the last.
  bool next(std::vector<Sample>& prompt) {
    prompt.clear();
    if (!more_) return false;
    do {
      prompt.push_back(ahead_);
      more_ = samples_.next(ahead_);
    } while (more_ && ahead_.same_prompt(prompt.front()));
    return true;
  }

 private:
  Samples& samples_;
  Sample ahead_{};
  bool more_ = false;
};

/// One measure over prompts: exact for rates, whose prompts are of few kinds.
struct Tally {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> kinds;   ///< (answers, right ones): prompts
  ClusteredMean mean;
  std::uint64_t answers = 0, prompts = 0;

  void add(bool share, std::uint32_t n, double sum) {
    if (n == 0) return;
    answers += n;
    ++prompts;
    if (share) ++kinds[{n, static_cast<std::uint32_t>(std::lround(sum))}];
    mean.add(n, sum);
  }

  Rate rate(bool share, std::uint64_t seed) const {
    Rate rate{answers, prompts, mean.mean(), {0, 1}, "none"};
    if (answers == 0) return rate;
    const bool single = answers == prompts;
    if (!share) {
      // Each figure lies between 0 and 1, and so does their mean.
      if (prompts > 1) rate.interval = {std::max(0.0, mean.interval().low), std::min(1.0, mean.interval().high)};
      rate.method = "cluster-robust";
    } else if (single) {
      std::uint64_t right = 0;
      for (const auto& [kind, count] : kinds) right += kind.second * count;
      rate.interval = wilson(right, answers);
      rate.method = "wilson";
    } else {
      std::vector<ClusterKind> all;
      for (const auto& [kind, count] : kinds) all.push_back({static_cast<double>(kind.first), static_cast<double>(kind.second), count});
      rate.interval = clustered(all, seed);
      rate.method = prompts > bootstrap_clusters ? "cluster-robust" : "bootstrap";
    }
    return rate;
  }
};

/// The measures of some samples of one prompt.
struct Sums {
  std::array<std::uint32_t, measure_count> n{};
  std::array<double, measure_count> sum{};

  void add(const Sample& sample) {
    for (std::size_t m = 0; m < measure_count; ++m)
      if (!std::isnan(sample.figures[m])) ++n[m], sum[m] += sample.figures[m];
  }
  double mean(std::size_t m) const { return sum[m] / n[m]; }
};

class Count {
 public:
  void add(const std::vector<Sample>& prompt) {
    Sums all;
    std::map<std::pair<std::size_t, std::uint16_t>, Sums> groups;
    for (const Sample& sample : prompt) {
      all.add(sample);
      for (std::size_t d = 0; d < sample.groups.size(); ++d)
        if (sample.groups[d] != Sample::nothing) groups[{d, sample.groups[d]}].add(sample);
      for (const std::uint16_t action : sample.actions)
        if (action != Sample::nothing) groups[{static_cast<std::size_t>(Dimension::action), action}].add(sample);
    }
    for (std::size_t m = 0; m < measure_count; ++m) total_[m].add(measures()[m].share, all.n[m], all.sum[m]);
    for (const auto& [key, sums] : groups) {
      auto& tallies = groups_[key];
      for (std::size_t m = 0; m < measure_count; ++m)
        if (in_groups(m)) tallies[m].add(measures()[m].share, sums.n[m], sums.sum[m]);
    }
    ++prompts_;
  }

  void finish(const Values& values, std::uint64_t seed, Summary& summary) {
    summary.prompts = prompts_;
    for (std::size_t m = 0; m < measure_count; ++m) summary.rates.push_back(total_[m].rate(measures()[m].share, seed + m));
    for (const std::string_view id : {"same-program", "same-behaviour", "checks"}) pass(id, seed, summary);
    for (const auto& [key, tallies] : groups_) {
      const auto dimension = static_cast<Dimension>(key.first);
      Group group{dimension, values.name(dimension, key.second), tallies[measure_index("extracted")].answers, {}};
      for (std::size_t m = 0; m < measure_count; ++m)
        if (in_groups(m)) group.rates.push_back(tallies[m].rate(measures()[m].share, seed + m));
      summary.groups.push_back(std::move(group));
    }
    std::stable_sort(summary.groups.begin(), summary.groups.end(), [](const Group& a, const Group& b) {
      if (a.dimension != b.dimension) return a.dimension < b.dimension;
      // Depths and lengths by number, others by how many there are.
      if (a.dimension == Dimension::depth || a.dimension == Dimension::length) return a.value.size() != b.value.size() ? a.value.size() < b.value.size() : a.value < b.value;
      return a.answers != b.answers ? a.answers > b.answers : a.value < b.value;
    });
  }

 private:
  void pass(std::string_view id, std::uint64_t seed, Summary& summary) const {
    const Tally& tally = total_[measure_index(id)];
    if (tally.answers == tally.prompts) return;   // pass@1 is the rate itself
    for (const std::uint32_t k : ks) {
      std::vector<ClusterKind> kinds;
      double sum = 0;
      std::uint64_t prompts = 0;
      for (const auto& [kind, count] : tally.kinds) {
        if (kind.first < k) continue;
        const double value = pass_at_k(kind.first, kind.second, k);
        kinds.push_back({1, value, count});
        sum += value * static_cast<double>(count);
        prompts += count;
      }
      if (prompts == 0) continue;
      summary.pass.push_back({k, measures()[measure_index(id)].id, prompts, sum / static_cast<double>(prompts), clustered(kinds, seed + k)});
    }
  }

  std::array<Tally, measure_count> total_;
  std::map<std::pair<std::size_t, std::uint16_t>, std::array<Tally, measure_count>> groups_;
  std::uint64_t prompts_ = 0;
};

/// The same prompts in two runs.
class Pairs {
 public:
  void add(const std::vector<Sample>& now, const std::vector<Sample>& before, Summary& summary) {
    Sums a, b;
    for (const Sample& sample : now) a.add(sample);
    for (const Sample& sample : before) b.add(sample);
    const bool single = now.size() == 1 && before.size() == 1;
    for (std::size_t m = 0; m < measure_count; ++m) {
      if (a.n[m] == 0 || b.n[m] == 0) continue;
      One& one = all_[m];
      const double difference = a.mean(m) - b.mean(m);
      ++one.prompts;
      one.before += b.mean(m);
      one.now += a.mean(m);
      one.mean.add(1, difference);
      if (measures()[m].share) ++one.kinds[difference];
      if (!single) one.single = false;
      else if (measures()[m].share) one.gained += difference > 0, one.lost += difference < 0;
    }
    flip(now, before, a, b, summary);
  }

  void finish(std::uint64_t seed, Summary& summary) {
    for (std::size_t m = 0; m < measure_count; ++m) {
      const One& one = all_[m];
      if (one.prompts == 0) continue;
      Comparison made{m, one.prompts, one.before / static_cast<double>(one.prompts), one.now / static_cast<double>(one.prompts), one.mean.mean(), {}, 0, 0, 1};
      if (measures()[m].share) {
        std::vector<ClusterKind> kinds;
        for (const auto& [difference, count] : one.kinds) kinds.push_back({1, difference, count});
        made.interval = clustered(kinds, seed + m, {-1, 1});
      } else {
        made.interval = one.prompts > 1 ? one.mean.interval() : Interval{-1, 1};
      }
      if (measures()[m].share && one.single) made.gained = one.gained, made.lost = one.lost, made.p = mcnemar(one.gained, one.lost);
      summary.comparisons.push_back(made);
    }
    for (auto* flips : {&gained_, &lost_}) {
      std::vector<Flip>& out = flips == &gained_ ? summary.gained : summary.lost;
      for (auto& [priority, flip] : *flips) out.push_back(flip);
      std::sort(out.begin(), out.end(), [](const Flip& x, const Flip& y) { return x.line_now < y.line_now; });
    }
  }

 private:
  struct One {
    std::uint64_t prompts = 0, gained = 0, lost = 0;
    double before = 0, now = 0;
    bool single = true;
    ClusteredMean mean;
    std::map<double, std::uint64_t> kinds;
  };

  void flip(const std::vector<Sample>& now, const std::vector<Sample>& before, const Sums& a, const Sums& b, Summary& summary) {
    const std::size_t right = measure_index(a.n[measure_index("same-behaviour")] > 0 ? "same-behaviour" : "checks");
    if (a.n[right] == 0 || b.n[right] == 0 || a.mean(right) == b.mean(right)) return;
    const bool gained = a.mean(right) > b.mean(right);
    ++(gained ? summary.gained_count : summary.lost_count);
    // A sample of them that does not depend on their order: those with the least hashes.
    auto& kept = gained ? gained_ : lost_;
    kept.emplace(now.front().prompt[0], Flip{now.front().label, before.front().line, now.front().line, before.front().rung, now.front().rung});
    if (kept.size() > most_flips) kept.erase(std::prev(kept.end()));
  }

  std::array<One, measure_count> all_;
  std::multimap<std::uint64_t, Flip> gained_, lost_;
};

void set_label(char (&label)[56], std::string_view text) {
  std::size_t size = std::min(text.size(), sizeof label - 1);
  // Not in the middle of a character.
  while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  std::memset(label, 0, sizeof label);
  std::memcpy(label, text.data(), size);
}

std::string length_bucket(std::size_t blocks) {
  constexpr std::pair<std::size_t, const char*> buckets[] = {{2, "1-2"}, {5, "3-5"}, {10, "6-10"}, {20, "11-20"}, {50, "21-50"}};
  for (const auto& [most, name] : buckets)
    if (blocks <= most) return name;
  return "51 and more";
}

}  // namespace

std::uint16_t Values::number(Dimension dimension, const std::string& value) {
  auto& names = names_[static_cast<std::size_t>(dimension)];
  auto& numbers = numbers_[static_cast<std::size_t>(dimension)];
  if (const auto known = numbers.find(value); known != numbers.end()) return known->second;
  if (names.size() >= most) return names.back() == "others" ? static_cast<std::uint16_t>(names.size() - 1) : (names.emplace_back("others"), static_cast<std::uint16_t>(names.size() - 1));
  names.push_back(value);
  const auto number = static_cast<std::uint16_t>(names.size() - 1);
  numbers.emplace(value, number);
  return number;
}

Sample sample_of(const Row& row, std::uint32_t number, const Judgement& judgement, const Reference* reference, Values& values) {
  Sample sample{};
  // Rows without id and prompt are prompts of their own.
  const std::string key = !row.id.empty() ? "i" + row.id : !row.prompt.empty() ? "p" + row.prompt : "l" + std::to_string(row.line);
  sample.prompt[0] = hash_of(key);
  sample.prompt[1] = hash_of(key, 1);
  sample.line = row.line;
  sample.sample = number;
  sample.rung = judgement.rung;
  for (std::size_t m = 0; m < measure_count; ++m) sample.figures[m] = static_cast<float>(measures()[m].of(judgement).value_or(std::numeric_limits<double>::quiet_NaN()));
  sample.groups.fill(Sample::nothing);
  sample.actions.fill(Sample::nothing);
  const auto set = [&](Dimension dimension, const std::string& value) {
    if (!value.empty()) sample.groups[static_cast<std::size_t>(dimension)] = values.number(dimension, value);
  };
  set(Dimension::task, row.task);
  set(Dimension::persona, row.persona);
  set(Dimension::template_, row.template_);
  if (reference && reference->error.empty()) {
    std::uint32_t depth = 0;
    std::size_t actions = 0;
    for (const Block& block : reference->blocks) depth = std::max(depth, block.depth);
    set(Dimension::depth, std::to_string(depth));
    set(Dimension::length, length_bucket(reference->blocks.size()));
    for (const Block& block : reference->blocks) {
      if (!block.action || actions == Sample::most_actions) continue;
      const std::uint16_t action = values.number(Dimension::action, block.key);
      if (std::find(sample.actions.begin(), sample.actions.end(), action) == sample.actions.end()) sample.actions[actions++] = action;
    }
  }
  set_label(sample.label, !row.id.empty() ? row.id : row.prompt);
  return sample;
}

void tally(Samples& samples, Samples* baseline, const Values& values, std::uint64_t seed, Summary& summary) {
  samples.sort();
  if (baseline) baseline->sort();
  Count count;
  Pairs pairs;
  Prompts here(samples);
  std::optional<Prompts> there;
  if (baseline) there.emplace(*baseline);
  std::vector<Sample> now, before;
  bool more = there && there->next(before);
  while (here.next(now)) {
    count.add(now);
    if (!there) continue;
    const auto is_less = [](const Sample& a, const Sample& b) { return a.prompt[0] != b.prompt[0] ? a.prompt[0] < b.prompt[0] : a.prompt[1] < b.prompt[1]; };
    while (more && is_less(before.front(), now.front())) ++summary.only_there, more = there->next(before);
    if (more && before.front().same_prompt(now.front())) {
      pairs.add(now, before, summary);
      more = there->next(before);
    } else {
      ++summary.only_here;
    }
  }
  while (more) ++summary.only_there, more = there->next(before);
  count.finish(values, seed, summary);
  summary.has_baseline = baseline != nullptr;
  if (baseline) pairs.finish(seed, summary);
}

}  // namespace dork::score
