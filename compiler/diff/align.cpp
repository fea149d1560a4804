#include "compiler/diff/align.hpp"

#include <algorithm>
#include <unordered_map>

namespace dork {
namespace {

/// Matching every element with every other is worth it up to so many pairs.
constexpr std::size_t most_pairs = 4'000'000;

/// What it costs to take one element for another of its kind.
std::size_t cost(const Item& a, const Item& b) {
  if (a.whole == b.whole) return 0;
  if (a.own == b.own) return 1;
  if (a.rough == b.rough) return a.name == b.name ? 2 : 3;
  return a.name == b.name ? 3 : 4;
}

/// What it costs to leave an element alone: more than to take it for another.
std::size_t alone(const Item& item) { return 2 * item.size + 2; }

class Alignment {
 public:
  Alignment(std::span<const Item> before, std::span<const Item> after) : before_(before), after_(after) {}

  std::vector<Step> run() {
    between(0, before_.size(), 0, after_.size());
    return std::move(steps_);
  }

 private:
  void pair(std::size_t a, std::size_t b) { steps_.push_back({a, b}); }
  void removed(std::size_t a) { steps_.push_back({a, Step::none}); }
  void inserted(std::size_t b) { steps_.push_back({Step::none, b}); }

  using Key = std::uint64_t Item::*;

  /// By `key` elements are the same: by all that they say, or, where what they refer to has changed and there are too many to look at
  /// every pair, roughly.
  void between(std::size_t a, std::size_t last_a, std::size_t b, std::size_t last_b, Key key = &Item::whole) {
    const auto equal = [&](std::size_t i, std::size_t j) { return before_[i].*key == after_[j].*key && before_[i].kind == after_[j].kind; };
    for (; a < last_a && b < last_b && equal(a, b); ++a, ++b) pair(a, b);
    std::size_t same = 0;
    while (last_a - same > a && last_b - same > b && equal(last_a - same - 1, last_b - same - 1)) ++same;
    last_a -= same;
    last_b -= same;
    if ((last_a - a) * (last_b - b) <= most_pairs) cheapest(a, last_a, b, last_b);
    else if (!around_anchors(a, last_a, b, last_b, key)) {
      if (key == &Item::whole) between(a, last_a, b, last_b, &Item::rough);
      else in_line(a, last_a, b, last_b);
    }
    for (std::size_t i = 0; i < same; ++i) pair(last_a + i, last_b + i);
  }

  void cheapest(std::size_t a, std::size_t last_a, std::size_t b, std::size_t last_b) {
    const std::size_t rows = last_a - a, columns = last_b - b, width = columns + 1;
    std::vector<std::size_t> table((rows + 1) * width);
    const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& { return table[i * width + j]; };
    for (std::size_t i = rows; i-- > 0;) at(i, columns) = at(i + 1, columns) + alone(before_[a + i]);
    for (std::size_t j = columns; j-- > 0;) at(rows, j) = at(rows, j + 1) + alone(after_[b + j]);
    for (std::size_t i = rows; i-- > 0;)
      for (std::size_t j = columns; j-- > 0;) {
        const Item& x = before_[a + i];
        const Item& y = after_[b + j];
        std::size_t least = std::min(at(i + 1, j) + alone(x), at(i, j + 1) + alone(y));
        if (x.kind == y.kind) least = std::min(least, at(i + 1, j + 1) + cost(x, y));
        at(i, j) = least;
      }
    std::size_t i = 0, j = 0;
    while (i < rows || j < columns) {
      const bool both = i < rows && j < columns && before_[a + i].kind == after_[b + j].kind;
      if (both && at(i, j) == at(i + 1, j + 1) + cost(before_[a + i], after_[b + j])) pair(a + i++, b + j++);
      else if (i < rows && at(i, j) == at(i + 1, j) + alone(before_[a + i])) removed(a + i++);
      else inserted(b + j++);
    }
  }

  /// Takes the elements that stand once in both for each other, as many as stand in one order. Says whether there are any.
  bool around_anchors(std::size_t a, std::size_t last_a, std::size_t b, std::size_t last_b, Key key) {
    struct Seen {
      std::size_t in_before = 0, in_after = 0, a = 0, b = 0;
    };
    std::unordered_map<std::uint64_t, Seen> seen;
    for (std::size_t i = a; i < last_a; ++i) ++seen[before_[i].*key].in_before, seen[before_[i].*key].a = i;
    for (std::size_t j = b; j < last_b; ++j) ++seen[after_[j].*key].in_after, seen[after_[j].*key].b = j;
    std::vector<std::pair<std::size_t, std::size_t>> unique;
    for (const auto& [whole, place] : seen)
      if (place.in_before == 1 && place.in_after == 1 && before_[place.a].kind == after_[place.b].kind) unique.emplace_back(place.a, place.b);
    std::sort(unique.begin(), unique.end());
    const auto anchors = longest_rising(unique);
    if (anchors.empty()) return false;
    for (const auto& [at_a, at_b] : anchors) {
      between(a, at_a, b, at_b, key);
      pair(at_a, at_b);
      a = at_a + 1;
      b = at_b + 1;
    }
    between(a, last_a, b, last_b, key);
    return true;
  }

  /// The most of the pairs, which are sorted by their first, whose second rises too.
  static std::vector<std::pair<std::size_t, std::size_t>> longest_rising(const std::vector<std::pair<std::size_t, std::size_t>>& pairs) {
    std::vector<std::size_t> ends;   // the pair that ends the best row of each length
    std::vector<std::size_t> previous(pairs.size(), Step::none);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const auto place = std::lower_bound(ends.begin(), ends.end(), pairs[i].second,
                                          [&](std::size_t end, std::size_t second) { return pairs[end].second < second; });
      if (place != ends.begin()) previous[i] = *(place - 1);
      if (place == ends.end()) ends.push_back(i);
      else *place = i;
    }
    std::vector<std::pair<std::size_t, std::size_t>> row;
    for (std::size_t at = ends.empty() ? Step::none : ends.back(); at != Step::none; at = previous[at]) row.push_back(pairs[at]);
    std::reverse(row.begin(), row.end());
    return row;
  }

  void in_line(std::size_t a, std::size_t last_a, std::size_t b, std::size_t last_b) {
    for (; a < last_a || b < last_b; ++a, ++b) {
      if (a < last_a && b < last_b && before_[a].kind == after_[b].kind) {
        pair(a, b);
        continue;
      }
      if (a < last_a) removed(a);
      if (b < last_b) inserted(b);
    }
  }

  std::span<const Item> before_, after_;
  std::vector<Step> steps_;
};

}  // namespace

std::vector<Step> align(std::span<const Item> before, std::span<const Item> after) { return Alignment(before, after).run(); }

}  // namespace dork
