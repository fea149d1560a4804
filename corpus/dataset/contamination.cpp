#include "corpus/dataset/contamination.hpp"

#include "corpus/dataset/built_row.hpp"
#include "corpus/dataset/hash.hpp"

#include <algorithm>
#include <array>

namespace dork::corpus {
namespace {

/// Calls `run(hash)` for each run of words; stops where it says true.
template <typename Run>
bool any_run(std::string_view text, Run&& run) {
  std::array<std::uint64_t, Contamination::words> window{};
  std::size_t count = 0;
  const std::string even = evened(text);
  for (std::size_t at = 0; at < even.size();) {
    const std::size_t end = std::min(even.find(' ', at), even.size());
    window[count++ % window.size()] = hash64(std::string_view(even).substr(at, end - at));
    if (count >= window.size()) {
      std::uint64_t hash = 0;
      for (std::size_t i = 0; i < window.size(); ++i) hash = combine(hash, window[(count + i) % window.size()]);
      if (run(hash)) return true;
    }
    at = end + 1;
  }
  return false;
}

void order(std::vector<std::uint64_t>& hashes) {
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
}

}  // namespace

void Contamination::add(std::string_view text) {
  const std::string even = evened(text);
  if (even.empty()) return;
  wholes_.push_back(hash64(even));
  any_run(even, [&](std::uint64_t hash) { return runs_.push_back(hash), false; });
}

void Contamination::finish() {
  order(wholes_);
  order(runs_);
}

std::string_view Contamination::in(std::string_view text) const {
  if (empty()) return {};
  const std::string even = evened(text);
  if (std::binary_search(wholes_.begin(), wholes_.end(), hash64(even))) return "the whole text";
  const bool run = any_run(even, [&](std::uint64_t hash) { return std::binary_search(runs_.begin(), runs_.end(), hash); });
  return run ? "thirteen words in a row" : std::string_view();
}

std::uint64_t Contamination::hash() const {
  std::uint64_t hash = 0;
  for (const auto* all : {&wholes_, &runs_})
    hash = combine(hash, hash64({reinterpret_cast<const char*>(all->data()), all->size() * sizeof(std::uint64_t)}));
  return hash;
}

}  // namespace dork::corpus
