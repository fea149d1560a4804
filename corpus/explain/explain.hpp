// What an automation does, in plain English, by rule: the same words every time.
#pragma once

#include "compiler/compile.hpp"
#include "compiler/model/automation.hpp"
#include "corpus/synthesis/synthesis.hpp"

#include <string>

namespace dork::corpus {

enum class ExplainFormat : unsigned char {
  text,      ///< sentences, nested statements indented
  markdown,  ///< the same as nested lists, names and code in backticks
};

/// The explanation of an automation that was analyzed or lifted, ending in a newline. Never fails: what no phrase is known
/// for is said by its names. `rules` gives the phrases of actions.
std::string explain(const Automation& automation, const Rules& rules, ExplainFormat format = ExplainFormat::text);

/// The explanation of a script or of the workspaces in a JSON text as `output`; with diagnostics instead where it does not load.
CompileResult explain(std::string_view source, const Rules& rules, ExplainFormat format = ExplainFormat::text);

/// `RRULE:FREQ=WEEKLY;BYDAY=MO;BYHOUR=8` in words: "every Monday at 8:00"; the rule itself where it has no plain words.
std::string schedule_in_words(std::string_view rule);

}  // namespace dork::corpus
