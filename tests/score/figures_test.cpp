// Distances, rates and intervals against the plainest way to compute them.
#include "corpus/score/edit.hpp"
#include "corpus/score/statistics.hpp"
#include "tests/generate/random.hpp"

#include <algorithm>
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
#include <cmath>

namespace dork::score {
namespace {

using Symbols = std::vector<Symbol>;

/// Levenshtein's table, cell by cell.
std::size_t plain_distance(const Symbols& a, const Symbols& b) {
  std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i)
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) table[i][j] = i + j;
      else table[i][j] = std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
    }
  return table[a.size()][b.size()];
}

Symbols random_symbols(Random& random, std::size_t most, std::size_t kinds) {
  Symbols symbols(random.below(most + 1));
  for (Symbol& symbol : symbols) symbol = random.below(kinds) * 0x100000001;
  return symbols;
}

double choose(int n, int k) {
  double result = 1;
  for (int i = 1; i <= k; ++i) result = result * (n - k + i) / i;
  return result;
}

bool near(double a, double b, double within = 1e-9) { return std::abs(a - b) <= within; }

}  // namespace

TEST_CASE("the edit distance is Levenshtein's") {
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    Random random(seed);
    const std::size_t kinds = 1 + random.below(6);
    // Longer than one word of 64 rows, and than two.
    const std::size_t most = seed % 3 == 0 ? 200 : 70;
    const Symbols a = random_symbols(random, most, kinds), b = random_symbols(random, most, kinds);
    INFO(seed);
    REQUIRE(edit_distance(a, b) == plain_distance(a, b));
  }
  const auto text = [](std::string_view a, std::string_view b) { return edit_distance(code_points(a), code_points(b)); };
  CHECK(text("kitten", "sitting") == 3);
  CHECK(text("", "abc") == 3);
  CHECK(text("", "") == 0);
  CHECK(text("Größe", "Grösse") == 2);   // code points, not bytes
  CHECK(code_points("a😀\xff").size() == 3);
  CHECK(similarity(3, 1220, 1217) == 1 - 3.0 / 1220);
  CHECK(similarity(0, 0, 0) == 1);
  CHECK_FALSE(bounded_edit_distance(Symbols(3'000'000, 1), Symbols(3'000'000, 2)));
}

TEST_CASE("a script of edits has as many as the distance, and leads from the one to the other") {
  for (std::uint64_t seed = 0; seed < 800; ++seed) {
    Random random(seed);
    const Symbols a = random_symbols(random, 60, 4), b = random_symbols(random, 60, 4);
    Symbols made;
    std::size_t edits = 0, read = 0;
    for (const Edit& edit : edit_script(a, b)) {
      edits += edit.kind != EditKind::keep;
      if (edit.kind != EditKind::insert) REQUIRE(edit.from == read++);
      if (edit.kind == EditKind::keep) REQUIRE(a[edit.from] == b[edit.to]);
      if (edit.kind != EditKind::remove) made.push_back(b[edit.to]);
    }
    REQUIRE(read == a.size());
    REQUIRE(made == b);
    REQUIRE(edits == plain_distance(a, b));
  }
}

TEST_CASE("pass@k is 1 - C(n-c, k) / C(n, k)") {
  CHECK(near(pass_at_k(10, 3, 1), 0.3));
  CHECK(near(pass_at_k(10, 3, 5), 0.91667, 1e-5));
  CHECK(pass_at_k(10, 3, 10) == 1);
  for (int n = 1; n <= 14; ++n)
    for (int c = 0; c <= n; ++c)
      for (int k = 1; k <= n; ++k) {
        const double expected = n - c < k ? 1 : 1 - choose(n - c, k) / choose(n, k);
        REQUIRE(near(pass_at_k(static_cast<std::uint64_t>(n), static_cast<std::uint64_t>(c), static_cast<std::uint64_t>(k)), expected));
        if (n > 10) continue;
        // Every choice of k samples of which the first c are right.
        int some = 0, all = 0;
        for (int chosen = 0; chosen < 1 << n; ++chosen) {
          if (__builtin_popcount(static_cast<unsigned>(chosen)) != k) continue;
          ++all;
          some += (chosen & ((1 << c) - 1)) != 0;
        }
        REQUIRE(near(expected, static_cast<double>(some) / all));
      }
}

TEST_CASE("Wilson's interval") {
  CHECK(near(wilson(0, 10).low, 0));
  CHECK(near(wilson(0, 10).high, 0.2775, 5e-5));
  CHECK(near(wilson(5, 10).low, 0.2366, 5e-5));
  CHECK(near(wilson(5, 10).high, 0.7634, 5e-5));
  CHECK(near(wilson(10, 10).low, 0.7225, 5e-5));
  CHECK(near(wilson(10, 10).high, 1));
  CHECK((wilson(0, 0).low == 0 && wilson(0, 0).high == 1));
  // Its ends are where the normal test of a share just does not refuse what was seen.
  for (std::uint64_t n = 1; n < 60; ++n)
    for (std::uint64_t c = 0; c <= n; ++c) {
      const double p = static_cast<double>(c) / static_cast<double>(n);
      for (const double end : {wilson(c, n).low, wilson(c, n).high})
        if (end > 0 && end < 1) REQUIRE(near(std::abs(p - end) / std::sqrt(end * (1 - end) / static_cast<double>(n)), z95, 1e-6));
    }
}

TEST_CASE("McNemar's exact test is the fair coin's two tails") {
  for (int gained = 0; gained <= 20; ++gained)
    for (int lost = 0; lost <= 20; ++lost) {
      const int n = gained + lost;
      double tail = 0;
      for (int i = 0; i <= std::min(gained, lost); ++i) tail += choose(n, i);
      const double expected = n == 0 ? 1 : std::min(1.0, 2 * tail / std::pow(2.0, n));
      REQUIRE(near(mcnemar(static_cast<std::uint64_t>(gained), static_cast<std::uint64_t>(lost)), expected, 1e-9));
    }
  CHECK(mcnemar(0, 6) == Approx(0.03125));
  CHECK(mcnemar(100'000, 100'000) > 0.99);
}

TEST_CASE("clusters are what is drawn") {
  // Each prompt with one sample: the interval is about that of independent rows.
  const std::vector<ClusterKind> alone = {{1, 1, 300}, {1, 0, 700}};
  const Interval single = clustered(alone, 1);
  CHECK(near(single.low, wilson(300, 1000).low, 0.005));
  CHECK(near(single.high, wilson(300, 1000).high, 0.005));
  // Ten samples of which all or none are right know no more than one.
  const std::vector<ClusterKind> equal = {{10, 10, 300}, {10, 0, 700}};
  const Interval ten = clustered(equal, 1);
  CHECK(near(ten.low, single.low, 0.005));
  CHECK(near(ten.high, single.high, 0.005));
  const Interval normal = clustered_normal(equal);
  CHECK(near(normal.low, ten.low, 0.01));
  CHECK(near(normal.high, ten.high, 0.01));
  // All resamples of three clusters, weighed: the bootstrap's quantiles lie among their figures.
  const std::vector<ClusterKind> three = {{2, 2, 1}, {2, 1, 1}, {2, 0, 1}};
  CHECK(near(clustered(three, 7).low, 0, 0.17));
  CHECK(near(clustered(three, 7).high, 1, 0.17));
  CHECK(clustered(three, 7).low == clustered(three, 7).low);
  // One prompt alone, however often it was asked, tells nothing of others.
  const std::vector<ClusterKind> one = {{10, 4, 1}};
  CHECK((clustered(one, 7).low == 0 && clustered(one, 7).high == 1));
  CHECK(clustered(one, 7, {-1, 1}).low == -1);
  // Fed one by one or counted: the same.
  ClusteredMean fed;
  for (int i = 0; i < 1000; ++i) fed.add(10, i < 300 ? 10 : 0);
  CHECK(near(fed.mean(), 0.3));
  CHECK(near(fed.interval().low, normal.low));
  // The error of a mean of independent rows is the textbook's.
  ClusteredMean rows;
  double squares = 0;
  const std::vector<double> values = {0.1, 0.9, 0.5, 0.7, 0.2, 0.2, 0.8};
  for (const double value : values) rows.add(1, value);
  for (const double value : values) squares += (value - rows.mean()) * (value - rows.mean());
  const double error = std::sqrt(squares / (6.0 * 7.0));
  CHECK(near(rows.interval().high, rows.mean() + z95 * error));
}

}  // namespace dork::score
