#include "corpus/verify/verify.hpp"

#include "compiler/compile.hpp"
#include "compiler/decompile.hpp"
#include "compiler/emit/emit.hpp"
#include "compiler/lift/lift.hpp"
#include "compiler/model/walk.hpp"
#include "compiler/unparse/unparse.hpp"
#include "corpus/explain/explain.hpp"
#include "corpus/letters.hpp"
#include "corpus/synthesis/tasks.hpp"
#include "corpus/synthesis/tokens.hpp"
#include "corpus/verify/behave.hpp"
#include "corpus/verify/conform.hpp"
#include "corpus/verify/skeleton.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace dork::corpus {
namespace {

constexpr std::string_view not_canonical = "not-canonical";
constexpr std::string_view levels[] = {"parses", "checks", "conforms", "roundtrips", "behaves"};

/// A program on its way through the levels.
struct Program {
  std::string script;      ///< canonical
  Workspace workspace;     ///< what it compiles to
  std::vector<std::string> actions;
};

Verdict holds_good() {
  Verdict verdict;
  verdict.ok = true;
  return verdict;
}

Verdict fails(Level level, std::string rule, std::string reason) { return {false, level, std::move(rule), std::move(reason)}; }

std::vector<std::string> actions_of(const Automation& automation) {
  std::set<std::string> actions;
  for_each_statement(automation.main, [&](const Statement& statement) {
    if (statement.action && statement.connector) actions.insert(statement.connector->alias + '.' + statement.action->name);
  });
  return {actions.begin(), actions.end()};
}

/// Takes a script through the levels that need nothing but the script.
Verdict verify_script(std::string_view script, const Catalog& catalog, Level upto, Program& program) {
  Diagnostics diagnostics;
  const Automation automation = analyze(script, catalog, diagnostics);
  const std::vector<Diagnostic> found = diagnostics.sorted();
  for (const Diagnostic& diagnostic : found)
    if (rule(diagnostic.code).number < 2000 && diagnostic.severity == Severity::error) return fails(Level::parses, code_name(diagnostic.code), diagnostic.message);
  program.script = unparse(automation);
  program.actions = actions_of(automation);
  if (upto == Level::parses) return holds_good();
  if (!found.empty()) return fails(Level::checks, code_name(found.front().code), found.front().message);
  if (program.script != script) return fails(Level::checks, std::string(not_canonical), "the script is not in its canonical form");
  if (upto == Level::checks) return holds_good();
  Workspaces workspaces = workspaces_of(emit_tree(automation, true));
  if (!workspaces.error.empty()) return fails(Level::conforms, "no-workspace", workspaces.error);
  program.workspace = std::move(workspaces.found.front());
  const Workspace& workspace = program.workspace;
  if (std::string fault = conformity_fault(workspace.json); !fault.empty()) return fails(Level::conforms, "nonconforming", std::move(fault));
  if (upto == Level::conforms) return holds_good();
  // What compiles to the same script again compiles to the same workspace.
  const std::string back = unparse(lift(workspace, catalog, {.bare = true, .verbatim = {}}));
  if (back != script && compile(back, {.catalog = &catalog, .envelope = true, .compact = true}).output != emit(automation, {.envelope = true, .compact = true}))
    return fails(Level::roundtrips, "comes-back-otherwise", "the workspace comes back as another script");
  return holds_good();
}

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Words at the beginning of a sentence have a capital.
bool holds_any_case(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(), [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

std::string doubled_quotes(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out;
}

/// Whether what is said is written, and what is written said.
Verdict verify_slots(const Candidate& candidate) {
  for (const Slot& slot : candidate.slots) {
    if (!slot.said.empty() && !holds_any_case(candidate.row.instruction, slot.said))
      return fails(Level::checks, "slot-not-said", "the prompt lacks \"" + slot.said + '"');
    if (!slot.written.empty() && !holds(candidate.script, slot.written) && !holds(candidate.script, doubled_quotes(slot.written)))
      return fails(Level::checks, "slot-not-written", "the program lacks \"" + slot.written + '"');
  }
  return holds_good();
}

/// Whether what is given and what is answered go together, by task.
Verdict verify_task(const Candidate& candidate, const Rules& rules) {
  const Row& row = candidate.row;
  const Catalog& catalog = *rules_catalog(rules);
  const auto wrong = [](std::string reason) { return fails(Level::checks, "task-inconsistent", std::move(reason)); };
  if (row.task == "text-to-json" && json_of(candidate.script, catalog) != row.completion)
    return wrong("the JSON is not what the script compiles to");
  if (row.task == "json-to-script" && compile(candidate.script, {.catalog = &catalog, .envelope = true, .compact = true}).output != row.input)
    return wrong("the script does not compile to the JSON");
  if (row.task == "explain" && explain(row.input, rules).output != row.completion) return wrong("the explanation is another one");
  if (row.task == "repair" && check(script_of_repair(row.input), {.catalog = &catalog}).ok) return wrong("the script to repair compiles");
  if (row.task == "edit" && (row.input == row.completion || !check(row.input, {.catalog = &catalog}).ok)) return wrong("the script to edit is no script of its own");
  if (row.task == "continue" && row.input + row.completion != candidate.script) return wrong("the end does not belong to the beginning");
  if (row.task == "fill") {
    const std::size_t at = row.input.find(gap);
    if (at == std::string::npos || row.input.substr(0, at) + row.completion + row.input.substr(at + gap.size()) != candidate.script) return wrong("what fills the gap does not fit");
  }
  if (row.rejected.empty()) return holds_good();
  const CompileResult rejected = check(row.rejected, {.catalog = &catalog});
  if (row.rejected == row.completion || rejected.ok == row.reason.starts_with("DORK")) return wrong("the near miss is not wrong for the reason given");
  return holds_good();
}

void record_levels(Row& row, Level upto) {
  row.verified.clear();
  for (std::size_t i = 0; i <= static_cast<std::size_t>(upto); ++i) row.verified.emplace_back(levels[i]);
}

}  // namespace

std::span<const std::string_view> level_names() { return levels; }

Verdict verify(Candidate& candidate, const Rules& rules, Level upto) {
  Program program;
  const Level reached = std::min(upto, Level::roundtrips);
  Verdict verdict = verify_script(candidate.script, *rules_catalog(rules), reached, program);
  if (verdict.rule == not_canonical) {
    // Laid out a little otherwise: the canonical form is what counts.
    for (std::string* text : {&candidate.row.completion, &candidate.row.input})
      if (*text == candidate.script) *text = program.script;
    candidate.script = program.script;
    verdict = verify_script(candidate.script, *rules_catalog(rules), reached, program);
  }
  if (!verdict.ok) return verdict;
  if (upto >= Level::checks)
    for (const auto& part : {verify_slots(candidate), verify_task(candidate, rules)})
      if (!part.ok) return part;
  if (upto == Level::behaves) {
    Behaviour behaviour = behave(program.workspace, candidate.script, candidate.promises, candidate.world, rules);
    if (!behaviour.ok) return fails(Level::behaves, std::move(behaviour.rule), std::move(behaviour.reason));
    candidate.row.effects = std::move(behaviour.effects);
  }
  candidate.row.skeleton = skeleton_of_canonical(candidate.script);
  candidate.row.actions = program.actions;
  record_levels(candidate.row, upto);
  return holds_good();
}

Verdict verify(Row& row, const Rules& rules, Level upto) {
  Program program;
  const Catalog& catalog = *rules_catalog(rules);
  const Level reached = std::min(upto, Level::roundtrips);
  std::string script = row.completion;
  if (is_json(script)) {
    DecompileResult result = decompile(script, {.catalog = &catalog});
    if (result.scripts.size() != 1) return fails(Level::parses, "no-workspace", result.error);
    script = std::move(result.scripts.front());
  } else {
    CompileResult result = format(script, {.catalog = &catalog});
    if (!result.ok) return fails(Level::parses, code_name(result.diagnostics.front().code), result.diagnostics.front().message);
    script = std::move(result.output);
  }
  if (Verdict verdict = verify_script(script, catalog, reached, program); !verdict.ok) return verdict;
  if (row.skeleton.empty()) row.skeleton = skeleton_of_canonical(script);
  if (row.actions.empty()) row.actions = program.actions;
  record_levels(row, reached);
  return holds_good();
}

}  // namespace dork::corpus
