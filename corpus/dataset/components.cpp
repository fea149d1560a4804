#include "corpus/dataset/components.hpp"

#include <algorithm>

namespace dork::corpus {
namespace {

/// Reads sorted edges node by node, and each node's neighbours in rising order, without ever holding them all: the least
/// neighbour comes first.
class Stars {
 public:
  explicit Stars(ExternalSorter<Edge>& edges) : edges_(edges) { more_ = edges_.next(edge_); }

  /// Calls `begin(node, least)` once a node, then `neighbour(node, least, each)` for each of its distinct neighbours.
  template <typename Neighbour>
  void for_each(Neighbour&& neighbour) {
    while (more_) {
      const std::uint64_t node = edge_.from;
      const std::uint64_t least = std::min(node, edge_.to);
      std::uint64_t last = edge_.to;
      bool first = true;
      for (; more_ && edge_.from == node; more_ = edges_.next(edge_)) {
        if (!first && edge_.to == last) continue;
        first = false;
        last = edge_.to;
        neighbour(node, least, edge_.to);
      }
    }
  }

 private:
  ExternalSorter<Edge>& edges_;
  Edge edge_;
  bool more_ = false;
};

/// Every neighbour greater than a node becomes a neighbour of the node's least neighbour.
ExternalSorter<Edge> large_star(ExternalSorter<Edge>& edges, const std::string& folder) {
  ExternalSorter<Edge> both(folder);
  for (Edge edge; edges.next(edge);) {
    both.add(edge);
    both.add({edge.to, edge.from});
  }
  both.sort();
  ExternalSorter<Edge> result(folder);
  Stars(both).for_each([&](std::uint64_t node, std::uint64_t least, std::uint64_t each) {
    if (each > node) result.add({each, least});
  });
  result.sort();
  return result;
}

/// A node and its lesser neighbours become neighbours of the least of them. Edges lead to the lesser node here.
ExternalSorter<Edge> small_star(ExternalSorter<Edge>& edges, const std::string& folder, bool& changed) {
  ExternalSorter<Edge> result(folder);
  Stars(edges).for_each([&](std::uint64_t node, std::uint64_t least, std::uint64_t each) {
    if (each == least) return result.add({node, least});
    result.add({each, least});
    changed = true;
  });
  result.sort();
  return result;
}

/// Whether no node is both a centre and a leaf.
bool all_stars(ExternalSorter<Edge>& edges, ExternalSorter<Edge>& copy, const std::string& folder) {
  ExternalSorter<std::uint64_t> centres(folder), leaves(folder);
  Edge last{};
  bool any = false;
  for (Edge edge; edges.next(edge); last = edge, any = true) {
    if (any && edge == last) continue;
    copy.add(edge);
    centres.add(edge.to);
    leaves.add(edge.from);
  }
  copy.sort();
  centres.sort();
  leaves.sort();
  std::uint64_t centre = 0, leaf = 0;
  bool more = centres.next(centre) && leaves.next(leaf);
  while (more) {
    if (centre == leaf) return false;
    more = centre < leaf ? centres.next(centre) : leaves.next(leaf);
  }
  return true;
}

}  // namespace

ExternalSorter<Edge> connected_components(ExternalSorter<Edge> edges, const std::string& folder) {
  ExternalSorter<Edge> current(folder);
  edges.sort();
  for (Edge edge; edges.next(edge);)
    if (edge.from != edge.to) current.add({std::max(edge.from, edge.to), std::min(edge.from, edge.to)});
  current.sort();
  for (;;) {
    bool changed = false;
    ExternalSorter<Edge> large = large_star(current, folder);
    ExternalSorter<Edge> small = small_star(large, folder, changed);
    ExternalSorter<Edge> next(folder);
    const bool done = all_stars(small, next, folder) && !changed;
    current = std::move(next);
    if (done) break;
  }
  // The centres themselves belong to the answer.
  ExternalSorter<Edge> result(folder);
  std::uint64_t last = 0;
  bool any = false;
  ExternalSorter<Edge> by_centre(folder);
  for (Edge edge; current.next(edge);) {
    result.add(edge);
    by_centre.add({edge.to, edge.to});
  }
  by_centre.sort();
  for (Edge edge; by_centre.next(edge); last = edge.to, any = true)
    if (!any || edge.to != last) result.add({edge.to, edge.to});
  result.sort();
  return result;
}

}  // namespace dork::corpus
