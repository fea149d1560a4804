// Rates and how sure one can be of them. Sources: Chen et al. 2021 (pass@k), Wilson 1927, McNemar 1947, Miller 2024 (clusters).
#pragma once

#include "corpus/charts/interval.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace dork::score {

using charts::Interval;

/// The standard normal deviate of 95 %, two-sided.
inline constexpr double z95 = 1.959963984540054;

/// The chance that of k samples one at least is right, estimated without bias from n samples of which c are right:
/// 1 - C(n-c, k) / C(n, k). Needs k <= n.
double pass_at_k(std::uint64_t n, std::uint64_t c, std::uint64_t k);

/// Wilson's interval of a share. All there is, [0, 1], where there are no trials.
Interval wilson(std::uint64_t successes, std::uint64_t trials);

/// The two-sided exact p-value of McNemar's test: of pairs that differ, `gained` went one way and `lost` the other.
double mcnemar(std::uint64_t gained, std::uint64_t lost);

/// So many clusters (prompts) of one kind: each brings `weight` to the denominator of a figure and `value` to its numerator.
struct ClusterKind {
  double weight = 0;
  double value = 0;
  std::uint64_t count = 0;
};

/// The interval of sum of values / sum of weights where clusters, not rows, are independent. Up to `bootstrap_clusters` by
/// the percentile bootstrap over whole clusters (`bootstrap_draws` draws by the seed), beyond by the cluster-robust standard
/// error, which is the same there. One cluster alone says nothing of others: then it is all that the figure can be, `range`.
Interval clustered(std::span<const ClusterKind> kinds, std::uint64_t seed, Interval range = {0, 1});
inline constexpr std::uint64_t bootstrap_clusters = 10'000;
inline constexpr int bootstrap_draws = 2'000;

/// The interval by the cluster-robust standard error alone.
Interval clustered_normal(std::span<const ClusterKind> kinds);

/// A mean of figures in clusters, fed one cluster after the other, in constant memory.
struct ClusteredMean {
  double clusters = 0, weight = 0, value = 0, weight2 = 0, value2 = 0, cross = 0;

  void add(double cluster_weight, double cluster_value);
  double mean() const { return weight == 0 ? 0 : value / weight; }
  Interval interval() const;
};

}  // namespace dork::score
