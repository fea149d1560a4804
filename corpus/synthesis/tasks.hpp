// The tasks that examples are of: what is asked, what is given, what the right answer is.
#pragma once

#include "corpus/synthesis/tree.hpp"

#include <span>
#include <string_view>

namespace dork::corpus {

/// The mark that stands in a script for what is to be filled in.
inline constexpr std::string_view gap = "[gap]";

/// What a task is made from. The script is canonical, the prompt what asks for it.
struct TaskSource {
  const RuleBook& book;
  const Rules& rules;
  const std::vector<double>& weights;
  const Persona& persona;
  Tree tree;
  Random& random;
};

struct Task {
  std::string_view name;
  bool asks;   ///< the prompt of the program is a part of the instruction
  /// Fills instruction, input and completion of the candidate's row; false where the program does not lend itself to it.
  bool (*make)(TaskSource& source, Candidate& candidate);
};

std::span<const Task> tasks();
const Task* find_task(std::string_view name);

/// Whether a canonical script says what a workspace has no place for: a name, a description, a schedule.
bool needs_envelope(std::string_view script);

/// The JSON that holds all of a canonical script: its workspace, in the envelope where it needs that. Empty where it does not compile.
std::string json_of(std::string_view script, const Catalog& catalog);

/// A script and what the compiler says of it, as `repair` gives them; and the script of such an input.
std::string with_diagnostics(std::string_view script, const Catalog& catalog);
std::string_view script_of_repair(std::string_view input);

}  // namespace dork::corpus
