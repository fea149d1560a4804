// How far two sequences are from each other, and by which edits.
#pragma once

#include "corpus/code_points.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace dork::score {

/// What is compared: a code point, or the hash of a token or a block.
using Symbol = std::uint64_t;

/// The Levenshtein distance: the fewest insertions, removals and replacements of one symbol. Bit-parallel (Myers 1999, in
/// the block form of Hyyrö 2003): 64 rows of the table a step.
std::size_t edit_distance(std::span<const Symbol> a, std::span<const Symbol> b);

/// The same where it is worth the time: nothing for two sequences so long that it would take seconds.
std::optional<std::size_t> bounded_edit_distance(std::span<const Symbol> a, std::span<const Symbol> b);

/// 1 - distance / the longer length; 1 where both are empty.
double similarity(std::size_t distance, std::size_t a, std::size_t b);

using corpus::code_points;

enum class EditKind : std::uint8_t { keep, replace, remove, insert };

/// One step from `a` to `b`: what becomes of a[from], and b[to] that stands there instead.
struct Edit {
  EditKind kind;
  std::uint32_t from;
  std::uint32_t to;
};

/// The fewest edits that make `b` of `a`, in order, the kept symbols too. Sequences too long for that (see
/// `bounded_edit_distance`) are replaced as a whole.
std::vector<Edit> edit_script(std::span<const Symbol> a, std::span<const Symbol> b);

}  // namespace dork::score
