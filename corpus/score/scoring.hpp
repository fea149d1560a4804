// A whole file of predictions: judged, counted, compared with another. Memory does not grow with the number of rows; what has to
// be sorted lies on disk.
#pragma once

#include "corpus/score/measures.hpp"
#include "corpus/score/rows.hpp"
#include "corpus/score/statistics.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace dork::score {

struct ScoreOptions {
  JudgeOptions judge;
  Fields fields;
  std::string references;              ///< a file of them, joined by id or prompt; empty: rows bring their own
  std::string baseline;                ///< predictions of another run; empty: none
  std::uint64_t seed = 0;              ///< of the bootstrap and of the examples
  std::size_t jobs = 1;
  std::size_t examples = 200;          ///< failures that are kept, at most
  std::string scratch;                 ///< a folder for what does not fit into memory
};

/// A mean with how sure it is.
struct Rate {
  std::uint64_t answers = 0;           ///< that it is of; without any, nothing else counts
  std::uint64_t prompts = 0;
  double value = 0;
  Interval interval;
  std::string_view method;             ///< `wilson`, `bootstrap`, `cluster-robust`
};

/// What the answers have in common whose rates stand together.
enum class Dimension : std::uint8_t { task, persona, template_, depth, length, action };
inline constexpr std::size_t dimension_count = 6;
std::string_view dimension_name(Dimension dimension);

struct Group {
  Dimension dimension;
  std::string value;
  std::uint64_t answers = 0;
  std::vector<Rate> rates;             ///< of the rungs, and of `characters`
};

/// A failure that is kept to be shown: everything about it that is needed to judge it again.
struct Example {
  std::uint64_t line = 0;
  std::uint32_t sample = 0;            ///< which of the row's predictions
  std::string id, prompt, answer, reference;
  Error primary;
};

struct ErrorCount {
  Error error;
  std::uint64_t primary = 0, any = 0;
  std::vector<std::pair<std::string, std::uint64_t>> about;   ///< what it is about, commonest first
};

struct PassAt {
  std::uint32_t k;
  std::string_view measure;            ///< its id
  std::uint64_t prompts = 0;           ///< with at least k samples
  double value = 0;
  Interval interval;
};

/// This run and another on the same prompts: this minus the other.
struct Comparison {
  std::size_t measure;                 ///< in `measures()`
  std::uint64_t prompts = 0;
  double before = 0, now = 0, difference = 0;
  Interval interval;
  std::uint64_t gained = 0, lost = 0;  ///< of rates with one answer a prompt
  double p = 1;                        ///< McNemar's, exact; 1 where it does not apply
};

struct Flip {
  std::string label;                   ///< the id, or how the prompt begins
  std::uint64_t line_before = 0, line_now = 0;
  Rung before, now;
};

struct Summary {
  std::uint64_t rows = 0, answers = 0, prompts = 0, faulty_rows = 0;
  std::uint64_t compared = 0;          ///< answers with a good reference
  std::uint64_t without_reference = 0, invalid_references = 0;
  std::uint64_t scripts = 0, workspaces = 0;
  std::vector<Rate> rates;             ///< in the order of `measures()`
  std::array<Match, component_count> components{};   ///< all answers together
  std::uint64_t calls = 0, invented_calls = 0, parameters = 0, invented_parameters = 0;
  std::vector<PassAt> pass;
  std::vector<Group> groups;
  std::vector<ErrorCount> errors;      ///< by their primary count, commonest first
  std::vector<std::pair<Wrapping, std::uint64_t>> around;   ///< commonest first
  std::vector<Example> examples;       ///< by class, commonest first
  std::uint64_t failures = 0;          ///< of which the examples are a sample
  bool has_baseline = false;
  std::vector<Comparison> comparisons;
  std::vector<Flip> gained, lost;      ///< a sample of the prompts that flipped between right and wrong
  std::uint64_t gained_count = 0, lost_count = 0;
  std::uint64_t only_here = 0, only_there = 0;       ///< prompts that one of the two runs lacks
};

/// What a run tells while it goes on.
struct Listener {
  std::function<void(const std::string& path, std::uint64_t line, const std::string& fault)> faulty = {};
  std::function<void(std::uint64_t rows)> progress = {};
  std::function<void(const Row& row, std::uint32_t sample, const Judgement& judgement, const Reference* reference)> judged = {};   ///< in order, of the predictions alone
};

/// Scores a file of predictions. Throws `corpus::IoError` where a file cannot be read or written.
Summary score(const std::string& predictions, const ScoreOptions& options, const Listener& listener = {});

/// Whether an answer counts as wrong in reports.
bool is_failure(const Judgement& judgement);

}  // namespace dork::score
