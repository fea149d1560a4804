// What was found out about a file of predictions, for people and for programs.
#pragma once

#include "corpus/score/repair.hpp"
#include "corpus/score/scoring.hpp"

#include <string>
#include <string_view>

namespace dork::score {

/// What a report says of where it comes from.
struct Origin {
  std::string predictions, references, baseline;   ///< paths as given
  std::string version;                             ///< of the program
  std::uint64_t seed = 0;
  std::vector<std::string> worlds;                 ///< in which answers were run; none: behaviour was not tested
};

/// A summary for a terminal. Nothing of an answer can move the cursor or hide; `color` adds ANSI colours of our own.
std::string report_text(const Summary& summary, const Origin& origin, bool color);

/// The whole summary as JSON, ending in a newline.
std::string report_json(const Summary& summary, const Origin& origin);

/// One self-contained HTML page: no script in it, nothing that it loads. All that comes from answers is text. The examples are
/// judged again for what the page tells of them.
std::string report_html(const Summary& summary, const Origin& origin, const JudgeOptions& options);

/// One answer as a line of JSON: its rung, measures, classes, diagnostics and differences.
std::string judgement_json(const Row& row, std::uint32_t sample, const Judgement& judgement);

/// The same without where it stands, and without the line's end.
std::string judgement_json(const Judgement& judgement);

/// A repair as JSON: `{found, smallest, edits: [{kind, before, after, offset}], text}`, with `note` where none was found.
std::string repair_json(const Repair& repair);

/// Training rows made of a wrong answer, as lines of JSON, none where nothing can be learned from it: a repair (the wrong
/// script and what the compiler says of it; the right one) and a preference (chosen and rejected for the same prompt). Where
/// there is no reference, the right script is the smallest repair.
std::string training_rows(const Row& row, const Judgement& judgement, const Reference* reference, const JudgeOptions& options);

/// The smaller of the repair that makes an answer check and the edits that make it the reference.
Repair smallest_repair(const Judgement& judgement, const Reference* reference, const Catalog& catalog, const RepairLimits& limits = {});

}  // namespace dork::score
