// What a build holds of each row between making it and writing it, and what became of those that are no rows.
#pragma once

#include "corpus/dataset/near.hpp"
#include "corpus/row.hpp"
#include "corpus/synthesis/synthesis.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dork::corpus {

/// A row with what its provenance says beyond it.
struct BuiltRow {
  Row row;
  std::vector<Slot> slots;
};

/// What deduplication and splitting go by: hashes, so that any number of rows can be sorted.
struct RowKeys {
  std::uint64_t id = 0;          ///< of task, instruction, input and completion
  std::uint64_t prompt = 0;      ///< of task, instruction and input, blanks evened out
  std::uint64_t completion = 0;  ///< blanks evened out
  std::uint64_t skeleton = 0;
  std::uint64_t wording = 0;     ///< of the instruction without its values, and of what is given with it
  std::uint64_t source = 0;      ///< of the document that it was made from; 0: none
  std::uint64_t task = 0;
  std::uint64_t candidate = 0;   ///< its number in the build
  std::uint32_t tokens = 0;      ///< of instruction, input and completion
  bool held_out = false;         ///< it uses an action that is kept for the test split
  bool has_rejected = false;
  std::uint16_t split = 0;       ///< of a row that is read from a data set: a `Split`
};

RowKeys keys_of(const BuiltRow& entry);
/// The content's hash: the row's name in provenance.
std::uint64_t row_id(const Row& row);
/// Runs of white space as one blank, none at the ends.
std::string evened(std::string_view text);
/// An instruction without what varies: the values that were said, else quoted texts, numbers, addresses and ids.
std::string wording(std::string_view instruction, const std::vector<Slot>& slots);
/// The shingles of a row: those of its request and those of its answer, which never equal each other.
Shingles shingles_of(const Row& row);

/// A candidate that is no row, and why.
struct Reject {
  std::uint64_t candidate = 0;
  std::string rule;    ///< kebab-case: what counts are kept by
  std::string reason;  ///< in words
  std::string text;    ///< the row or the file, for a person to look at
  bool own = false;    ///< the rules promise that this does not happen
};

}  // namespace dork::corpus
