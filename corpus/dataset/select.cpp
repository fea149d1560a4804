#include "corpus/dataset/select.hpp"

#include "corpus/dataset/hash.hpp"

#include <algorithm>
#include <deque>

namespace dork::corpus {
namespace {

/// A row under a key: sorting brings those of one key together, in order.
struct Keyed {
  std::uint64_t key = 0;
  Place place;
  std::uint64_t value = 0;
  friend auto operator<=>(const Keyed&, const Keyed&) = default;
};

struct Banded {
  std::uint64_t band = 0;
  Place place;
  friend auto operator<=>(const Banded&, const Banded&) = default;
};

/// Two rows that may be alike, the later one first.
struct Pair {
  Place later, earlier;
  friend auto operator<=>(const Pair&, const Pair&) = default;
};

Drop drop(Place place, Dropped reason, Place witness) { return {place, static_cast<std::uint64_t>(reason), witness}; }

/// Rows with the prompt of one before: the same answer again, or another.
void find_repeats(ExternalSorter<Keyed>& by_prompt, ExternalSorter<Drop>& drops) {
  by_prompt.sort();
  Keyed first{}, each;
  bool any = false;
  while (by_prompt.next(each)) {
    if (!any || each.key != first.key) {
      first = each;
      any = true;
    } else {
      drops.add(drop(each.place, each.value == first.value ? Dropped::duplicate : Dropped::contradiction, first.place));
    }
  }
}

/// Which rows of one band are compared: a row with the first ones and the ones just before it. In a band of any size
/// that is a fixed amount of work for a row, and depends on the rows before it alone.
constexpr std::size_t compared_first = 8, compared_last = 8;

void find_pairs(ExternalSorter<Banded>& by_band, ExternalSorter<Pair>& pairs) {
  by_band.sort();
  std::vector<Place> first;
  std::deque<Place> last;
  std::uint64_t band = 0;
  for (Banded each; by_band.next(each);) {
    if (each.band != band) {
      first.clear();
      last.clear();
      band = each.band;
    }
    for (const Place earlier : first) pairs.add({each.place, earlier});
    for (const Place earlier : last) pairs.add({each.place, earlier});
    if (first.size() < compared_first) {
      first.push_back(each.place);
    } else {
      last.push_back(each.place);
      if (last.size() > compared_last) last.pop_front();
    }
  }
}

/// Whether the rows that met are as much alike as it takes.
void find_near(const SelectSettings& settings, ExternalSorter<Pair>& pairs, ExternalSorter<Drop>& drops, const Told& told) {
  pairs.sort();
  ShingleReader reader(settings.folder);
  Shingles own;
  Place at{}, found{};
  Pair last{};
  bool any = false;
  for (Pair pair; pairs.next(pair); last = pair, any = true) {
    if (any && pair == last) continue;
    if (!any || pair.later != at) {
      at = pair.later;
      found = at;
      own = reader.read(at.chunk(), at.position());
      told("Comparing what is alike", at.chunk(), settings.chunks);
    }
    if (found != at) continue;
    if (jaccard(own, reader.read(pair.earlier.chunk(), pair.earlier.position())) < settings.near) continue;
    found = pair.earlier;
    drops.add(drop(at, Dropped::near_duplicate, found));
  }
}

/// Calls `use(place, keys)` for every row, in order.
template <typename Use>
void for_each_row(const SelectSettings& settings, std::string_view phase, const Told& told, Use&& use) {
  for (std::uint64_t chunk = 0; chunk < settings.chunks; ++chunk) {
    const ChunkKeys read = read_keys(settings.folder, chunk, settings.recipe);
    for (std::size_t i = 0; i < read.keys.size(); ++i) {
      // What cannot be in the set must not push anything out of it.
      if (settings.preference && !read.keys[i].has_rejected) continue;
      use(Place::of(chunk, i), read.keys[i], std::span(read.bands).subspan(i * settings.banding.bands, settings.banding.bands));
    }
    told(phase, chunk + 1, settings.chunks);
  }
}

/// The first reason for each row that is left out; reads along with the rows.
class DropCursor {
 public:
  explicit DropCursor(ExternalSorter<Drop>& drops) : drops_(drops) { more_ = drops_.next(drop_); }

  const Drop* at(Place place) {
    while (more_ && drop_.place < place) more_ = drops_.next(drop_);
    return more_ && drop_.place == place ? &drop_ : nullptr;
  }

 private:
  ExternalSorter<Drop>& drops_;
  Drop drop_;
  bool more_;
};

}  // namespace

Selection select_rows(const SelectSettings& settings, const Told& told) {
  const std::string& scratch = settings.folder;
  ExternalSorter<Drop> drops(scratch);
  {
    ExternalSorter<Keyed> by_prompt(scratch);
    ExternalSorter<Banded> by_band(scratch);
    const bool compares = settings.near <= 1;
    for_each_row(settings, "Reading the keys", told, [&](Place place, const RowKeys& keys, std::span<const std::uint64_t> bands) {
      by_prompt.add({keys.prompt, place, keys.completion});
      if (!compares) return;
      for (const std::uint64_t band : bands) by_band.add({band, place});
    });
    find_repeats(by_prompt, drops);
    if (compares) {
      ExternalSorter<Pair> pairs(scratch);
      find_pairs(by_band, pairs);
      find_near(settings, pairs, drops, told);
    }
  }
  drops.sort();

  // The first pass over what is left finds shapes that come too often; the second one writes.
  ExternalSorter<Drop> all(scratch);
  {
    ExternalSorter<Keyed> by_shape(scratch);
    Drop last{};
    bool any = false;
    ExternalSorter<Place> dropped(scratch);
    for (Drop each; drops.next(each); last = each, any = true)
      if (!any || each.place != last.place) all.add(each), dropped.add(each.place);
    if (settings.per_shape > 0) {
      dropped.sort();
      Place next{};
      bool more = dropped.next(next);
      for_each_row(settings, "Counting the shapes", told, [&](Place place, const RowKeys& keys, std::span<const std::uint64_t>) {
        while (more && next < place) more = dropped.next(next);
        if (!(more && next == place)) by_shape.add({combine(keys.skeleton, keys.task), place, 0});
      });
      by_shape.sort();
      std::uint64_t count = 0;
      Keyed before{}, first{};
      for (Keyed each; by_shape.next(each); before = each) {
        if (count == 0 || each.key != before.key) count = 0, first = each;
        if (++count > settings.per_shape) all.add(drop(each.place, Dropped::over_represented, first.place));
      }
    }
  }
  all.sort();

  Selection selection{RecordFile<Kept>(scratch), RecordFile<Drop>(scratch), {}, 0};
  DropCursor cursor(all);
  for_each_row(settings, "Choosing the rows", told, [&](Place place, const RowKeys& keys, std::span<const std::uint64_t>) {
    ++selection.seen;
    if (settings.rows > 0 && selection.kept.size() == settings.rows) return;
    if (const Drop* found = cursor.at(place)) {
      selection.drops.add(*found);
      ++selection.dropped[found->reason];
    } else {
      selection.kept.add({place, keys});
    }
  });
  return selection;
}

}  // namespace dork::corpus
