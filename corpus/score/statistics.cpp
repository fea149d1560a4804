#include "corpus/score/statistics.hpp"

#include <algorithm>
#include <cmath>

namespace dork::score {
namespace {

/// SplitMix64: a seed gives the same draws on every machine.
struct Random {
  std::uint64_t state;

  std::uint64_t next() {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  /// A number below `count`: the high half of a product, without a division.
  std::uint64_t below(std::uint64_t count) { return ((next() >> 32) * count) >> 32; }
};

/// A quantile of sorted figures, between neighbours in proportion.
double quantile(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

double pass_at_k(std::uint64_t n, std::uint64_t c, std::uint64_t k) {
  if (n - c < k) return 1;
  double none = 1;
  for (std::uint64_t i = n - c + 1; i <= n; ++i) none *= 1.0 - static_cast<double>(k) / static_cast<double>(i);
  return 1 - none;
}

Interval wilson(std::uint64_t successes, std::uint64_t trials) {
  if (trials == 0) return {0, 1};
  const double n = static_cast<double>(trials);
  const double p = static_cast<double>(successes) / n;
  const double z2 = z95 * z95;
  const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = z95 / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  return {successes == 0 ? 0 : std::max(0.0, centre - half), successes == trials ? 1 : std::min(1.0, centre + half)};
}

double mcnemar(std::uint64_t gained, std::uint64_t lost) {
  const std::uint64_t n = gained + lost;
  if (n == 0) return 1;
  // Twice the tail of the fair binomial, term by term in logarithms.
  const double log_all = static_cast<double>(n) * std::log(2.0);
  double log_term = 0, tail = 0;
  for (std::uint64_t i = 0; i <= std::min(gained, lost); ++i) {
    tail += std::exp(log_term - log_all);
    log_term += std::log(static_cast<double>(n - i)) - std::log(static_cast<double>(i + 1));
  }
  return std::min(1.0, 2 * tail);
}

Interval clustered_normal(std::span<const ClusterKind> kinds) {
  ClusteredMean sums;
  for (const ClusterKind& kind : kinds) {
    const auto count = static_cast<double>(kind.count);
    sums.clusters += count;
    sums.weight += count * kind.weight;
    sums.value += count * kind.value;
    sums.weight2 += count * kind.weight * kind.weight;
    sums.value2 += count * kind.value * kind.value;
    sums.cross += count * kind.weight * kind.value;
  }
  return sums.interval();
}

Interval clustered(std::span<const ClusterKind> kinds, std::uint64_t seed, Interval range) {
  std::uint64_t clusters = 0;
  for (const ClusterKind& kind : kinds) clusters += kind.count;
  if (clusters < 2) return range;
  if (clusters > bootstrap_clusters) return clustered_normal(kinds);
  std::vector<std::uint32_t> kind_of;
  kind_of.reserve(clusters);
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) kind_of.insert(kind_of.end(), kinds[kind].count, static_cast<std::uint32_t>(kind));
  Random random{seed};
  std::vector<double> figures;
  figures.reserve(bootstrap_draws);
  for (int draw = 0; draw < bootstrap_draws; ++draw) {
    double weight = 0, value = 0;
    for (std::uint64_t i = 0; i < clusters; ++i) {
      const ClusterKind& kind = kinds[kind_of[random.below(clusters)]];
      weight += kind.weight;
      value += kind.value;
    }
    if (weight > 0) figures.push_back(value / weight);
  }
  if (figures.empty()) return range;
  std::sort(figures.begin(), figures.end());
  return {quantile(figures, 0.025), quantile(figures, 0.975)};
}

void ClusteredMean::add(double cluster_weight, double cluster_value) {
  clusters += 1;
  weight += cluster_weight;
  value += cluster_value;
  weight2 += cluster_weight * cluster_weight;
  value2 += cluster_value * cluster_value;
  cross += cluster_weight * cluster_value;
}

Interval ClusteredMean::interval() const {
  if (weight == 0 || clusters < 2) return {mean(), mean()};
  const double ratio = mean();
  const double squares = std::max(0.0, value2 - 2 * ratio * cross + ratio * ratio * weight2);
  const double error = std::sqrt(squares * clusters / (clusters - 1)) / weight;
  return {ratio - z95 * error, ratio + z95 * error};
}

}  // namespace dork::score
