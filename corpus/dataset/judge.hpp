// Judging one row that anybody made: its form, its program, whether request and program agree, whether it is what its
// provenance says.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"
#include "corpus/dataset/build.hpp"
#include "corpus/dataset/read.hpp"
#include "corpus/dataset/write.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace dork::corpus {

/// What is known of a data set as a whole.
struct DatasetFacts {
  const Catalog* catalog = nullptr;
  const Rules* rules = nullptr;
  Level level = Level::behaves;
  std::optional<Remake> remake;              ///< the rules that made the set are at hand
  std::vector<std::string> held_out;         ///< actions, sorted
  std::map<std::string, PromptTemplate, std::less<>> templates;   ///< those in the folder, by name
  bool special_tokens = false;
  std::set<const Frame*> frames;             ///< that the rows of a file are framed in, as the first ones show
};

/// A row with what belongs to it.
struct RowToJudge {
  RawRow raw;
  std::string file;
  const Format* format = nullptr;            ///< null: it is of none
  std::string provenance;                    ///< from beside the data; empty: in the row, or none
  Split split = Split::train;
};

struct Judgement {
  std::vector<Diagnostic> found;
  BuiltRow row;          ///< for comparing it with others
  bool comparable = false;
  bool remade = false;   ///< the rules made the same row again, and it was verified
  bool judged = false;   ///< its program was looked at
};

/// Judges a row. Safe to call from several threads.
Judgement judge(const RowToJudge& row, const DatasetFacts& facts);

/// A row out of whatever its format wraps it in, not judged.
struct TakenRow {
  bool readable = false;
  BuiltRow row;                        ///< of provenance: task, persona, source
  std::string prompt;                  ///< all that comes before the answer, as it is written
  nlohmann::ordered_json provenance;   ///< an object; empty where there is none
};

/// Takes a row apart, as judging it does. Safe to call from several threads.
TakenRow take_apart(const RowToJudge& row, const DatasetFacts& facts);

/// The frame that a prompt or a whole text is in, by its markup; null where it has none.
const Frame* frame_of(std::string_view text);

}  // namespace dork::corpus
