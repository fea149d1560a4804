// What belongs together: connected components of more edges than fit into memory.
#pragma once

#include "corpus/dataset/external_sort.hpp"

#include <compare>
#include <cstdint>
#include <string>

namespace dork::corpus {

/// Two things, by their hashes, that belong to one component.
struct Edge {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  friend auto operator<=>(const Edge&, const Edge&) = default;
};

/// The components of a graph: for every node of its edges the least node of its component, itself included, ordered by node,
/// as edges from the node to the least one. Uses a fixed amount of memory; `folder` takes scratch files. The method is
/// that of Kiveris and others, "Connected Components in MapReduce and Beyond" (2014): stars that grow and shrink in turn.
ExternalSorter<Edge> connected_components(ExternalSorter<Edge> edges, const std::string& folder);

}  // namespace dork::corpus
