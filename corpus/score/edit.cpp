#include "corpus/score/edit.hpp"

#include <algorithm>
#include <unordered_map>

namespace dork::score {
namespace {

constexpr std::size_t word_bits = 64;
constexpr std::size_t most_steps = 400'000'000;    // of 64 rows each: about a second
constexpr std::size_t most_cells = 64'000'000;     // of the table that a script of edits needs

struct Trimmed {
  std::span<const Symbol> a, b;
  std::size_t before, behind;   ///< how many symbols the two have in common at either end
};

Trimmed trim(std::span<const Symbol> a, std::span<const Symbol> b) {
  const std::size_t shorter = std::min(a.size(), b.size());
  std::size_t before = 0;
  while (before < shorter && a[before] == b[before]) ++before;
  std::size_t behind = 0;
  while (behind < shorter - before && a[a.size() - 1 - behind] == b[b.size() - 1 - behind]) ++behind;
  return {a.subspan(before, a.size() - before - behind), b.subspan(before, b.size() - before - behind), before, behind};
}

/// The rows of the shorter sequence in which each of its symbols stands, as bits.
class Rows {
 public:
  explicit Rows(std::span<const Symbol> pattern) : words_((pattern.size() + word_bits - 1) / word_bits), none_(words_, 0) {
    for (std::size_t row = 0; row < pattern.size(); ++row) {
      const auto [found, fresh] = at_.try_emplace(pattern[row], bits_.size());
      if (fresh) bits_.resize(bits_.size() + words_, 0);
      bits_[found->second + row / word_bits] |= std::uint64_t{1} << (row % word_bits);
    }
  }

  std::size_t words() const { return words_; }
  const std::uint64_t* of(Symbol symbol) const {
    const auto found = at_.find(symbol);
    return found == at_.end() ? none_.data() : bits_.data() + found->second;
  }

 private:
  std::size_t words_;
  std::vector<std::uint64_t> none_, bits_;
  std::unordered_map<Symbol, std::size_t> at_;
};

std::size_t distance(std::span<const Symbol> pattern, std::span<const Symbol> text) {
  if (pattern.empty()) return text.size();
  const Rows rows(pattern);
  const std::size_t words = rows.words();
  // Per row, whether its cell is one more or one less than the cell above.
  std::vector<std::uint64_t> more(words, ~std::uint64_t{0}), less(words, 0);
  const std::size_t last_bit = (pattern.size() - 1) % word_bits;
  std::size_t score = pattern.size();
  for (const Symbol symbol : text) {
    const std::uint64_t* equal_rows = rows.of(symbol);
    int carry = 1;   // the cell above all rows is one more than its left neighbour
    for (std::size_t word = 0; word < words; ++word) {
      std::uint64_t equal = equal_rows[word];
      const std::uint64_t vertical = equal | less[word];
      if (carry < 0) equal |= 1;
      const std::uint64_t horizontal = (((equal & more[word]) + more[word]) ^ more[word]) | equal;
      std::uint64_t up = less[word] | ~(horizontal | more[word]);
      std::uint64_t down = more[word] & horizontal;
      const std::size_t bit = word + 1 == words ? last_bit : word_bits - 1;
      const int out = static_cast<int>((up >> bit) & 1) - static_cast<int>((down >> bit) & 1);
      up <<= 1;
      down <<= 1;
      if (carry < 0) down |= 1;
      if (carry > 0) up |= 1;
      more[word] = down | ~(vertical | up);
      less[word] = up & vertical;
      carry = out;
    }
    score = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(score) + carry);
  }
  return score;
}

std::size_t steps(const Trimmed& trimmed) {
  const std::size_t shorter = std::min(trimmed.a.size(), trimmed.b.size());
  const std::size_t longer = std::max(trimmed.a.size(), trimmed.b.size());
  return longer * ((shorter + word_bits - 1) / word_bits);
}

std::size_t distance_of(const Trimmed& trimmed) {
  return trimmed.a.size() < trimmed.b.size() ? distance(trimmed.a, trimmed.b) : distance(trimmed.b, trimmed.a);
}

}  // namespace

std::size_t edit_distance(std::span<const Symbol> a, std::span<const Symbol> b) { return distance_of(trim(a, b)); }

std::optional<std::size_t> bounded_edit_distance(std::span<const Symbol> a, std::span<const Symbol> b) {
  const Trimmed trimmed = trim(a, b);
  if (steps(trimmed) > most_steps) return std::nullopt;
  return distance_of(trimmed);
}

double similarity(std::size_t distance, std::size_t a, std::size_t b) {
  const std::size_t longer = std::max(a, b);
  return longer == 0 ? 1.0 : 1.0 - static_cast<double>(distance) / static_cast<double>(longer);
}

std::vector<Edit> edit_script(std::span<const Symbol> a, std::span<const Symbol> b) {
  const Trimmed trimmed = trim(a, b);
  std::vector<Edit> edits;
  edits.reserve(std::max(a.size(), b.size()));
  const auto add = [&](EditKind kind, std::size_t from, std::size_t to) {
    edits.push_back({kind, static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)});
  };
  for (std::size_t i = 0; i < trimmed.before; ++i) add(EditKind::keep, i, i);
  const std::size_t rows = trimmed.a.size(), columns = trimmed.b.size();
  if (rows != 0 && columns > most_cells / rows) {
    for (std::size_t i = 0; i < rows; ++i) add(EditKind::remove, trimmed.before + i, trimmed.before);
    for (std::size_t j = 0; j < columns; ++j) add(EditKind::insert, trimmed.before + rows, trimmed.before + j);
  } else {
    // The distances of what is left from each cell on, so that the way through is found from the front.
    const std::size_t width = columns + 1;
    std::vector<std::uint32_t> left((rows + 1) * width);
    for (std::size_t j = 0; j <= columns; ++j) left[rows * width + j] = static_cast<std::uint32_t>(columns - j);
    for (std::size_t i = rows; i-- > 0;) {
      left[i * width + columns] = static_cast<std::uint32_t>(rows - i);
      for (std::size_t j = columns; j-- > 0;) {
        const std::uint32_t straight = left[(i + 1) * width + j + 1] + (trimmed.a[i] == trimmed.b[j] ? 0 : 1);
        left[i * width + j] = std::min({straight, left[(i + 1) * width + j] + 1, left[i * width + j + 1] + 1});
      }
    }
    std::size_t i = 0, j = 0;
    while (i < rows || j < columns) {
      const std::uint32_t here = left[i * width + j];
      const bool both = i < rows && j < columns;
      if (both && trimmed.a[i] == trimmed.b[j] && left[(i + 1) * width + j + 1] == here) add(EditKind::keep, trimmed.before + i++, trimmed.before + j++);
      else if (both && left[(i + 1) * width + j + 1] + 1 == here) add(EditKind::replace, trimmed.before + i++, trimmed.before + j++);
      else if (i < rows && left[(i + 1) * width + j] + 1 == here) add(EditKind::remove, trimmed.before + i++, trimmed.before + j);
      else add(EditKind::insert, trimmed.before + i, trimmed.before + j++);
    }
  }
  for (std::size_t i = 0; i < trimmed.behind; ++i) add(EditKind::keep, a.size() - trimmed.behind + i, b.size() - trimmed.behind + i);
  return edits;
}

}  // namespace dork::score
