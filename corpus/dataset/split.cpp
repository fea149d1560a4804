#include "corpus/dataset/split.hpp"

#include "corpus/dataset/components.hpp"
#include "corpus/dataset/hash.hpp"

namespace dork::corpus {
namespace {

/// Adds an edge between each two shapes that meet under one key.
class Joiner {
 public:
  explicit Joiner(const std::string& folder) : by_key_(folder) {}

  void add(std::uint64_t key, std::uint64_t skeleton) { by_key_.add({key, skeleton}); }

  void join(ExternalSorter<Edge>& edges) {
    by_key_.sort();
    Edge last{};
    bool any = false;
    for (Edge each; by_key_.next(each); last = each, any = true)
      if (any && each.from == last.from && each.to != last.to) edges.add({last.to, each.to});
  }

 private:
  ExternalSorter<Edge> by_key_;
};

/// A row in the order of its skeleton, then of its group, then of its place.
struct InShape {
  std::uint64_t skeleton = 0;
  Place place;
  std::uint64_t held_out = 0;
  friend auto operator<=>(const InShape&, const InShape&) = default;
};

struct InGroup {
  std::uint64_t group = 0;
  std::uint64_t open = 0;  ///< 0: held out, so that such a row comes first
  Place place;
  friend auto operator<=>(const InGroup&, const InGroup&) = default;
};

struct InPlace {
  Place place;
  std::uint64_t group = 0;
  std::uint64_t split = 0;
  friend auto operator<=>(const InPlace&, const InPlace&) = default;
};

Split split_of(std::uint64_t group, const SplitSettings& settings) {
  const double at = unit(combine(group, settings.seed));
  if (at < settings.shares[0]) return Split::train;
  return at < settings.shares[0] + settings.shares[1] ? Split::validation : Split::test;
}

}  // namespace

Splits split_rows(Selection& selection, const SplitSettings& settings, const std::string& folder) {
  Splits result{RecordFile<Assigned>(folder), {}, 0, 0, 0};
  ExternalSorter<InShape> by_shape(folder);
  ExternalSorter<Edge> edges(folder);
  {
    Joiner wordings(folder), sources(folder);
    selection.kept.rewind();
    for (Kept row; selection.kept.next(row);) {
      by_shape.add({row.keys.skeleton, row.place, row.keys.held_out});
      wordings.add(row.keys.wording, row.keys.skeleton);
      if (row.keys.source != 0) sources.add(row.keys.source, row.keys.skeleton);
    }
    wordings.join(edges);
    sources.join(edges);
  }
  ExternalSorter<Edge> components = connected_components(std::move(edges), folder);

  ExternalSorter<InGroup> by_group(folder);
  by_shape.sort();
  Edge component;
  bool more = components.next(component);
  std::uint64_t skeleton = 0;
  for (InShape row; by_shape.next(row);) {
    result.shapes += result.shapes == 0 || row.skeleton != skeleton;
    skeleton = row.skeleton;
    while (more && component.from < row.skeleton) more = components.next(component);
    const std::uint64_t group = more && component.from == row.skeleton ? component.to : row.skeleton;
    by_group.add({group, row.held_out == 0, row.place});
  }

  ExternalSorter<InPlace> by_place(folder);
  by_group.sort();
  InGroup first{};
  std::uint64_t size = 0;
  Split split = Split::train;
  for (InGroup row; by_group.next(row);) {
    if (size == 0 || row.group != first.group) {
      first = row;
      size = 0;
      ++result.groups;
      split = row.open == 0 ? Split::test : split_of(row.group, settings);
    }
    result.largest_group = std::max(result.largest_group, ++size);
    by_place.add({row.place, row.group, static_cast<std::uint64_t>(split)});
  }

  by_place.sort();
  selection.kept.rewind();
  Kept kept;
  for (InPlace row; by_place.next(row) && selection.kept.next(kept);) {
    result.rows.add({row.place, row.group, kept.keys, row.split});
    ++result.sizes[row.split];
  }
  return result;
}

}  // namespace dork::corpus
