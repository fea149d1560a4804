#include "corpus/synthesis/tasks.hpp"

#include "compiler/compile.hpp"
#include "compiler/diagnostics/render.hpp"
#include "corpus/explain/explain.hpp"
#include "corpus/synthesis/layout.hpp"
#include "corpus/synthesis/near_miss.hpp"
#include "corpus/synthesis/pretty.hpp"
#include "corpus/synthesis/sense.hpp"

#include <algorithm>
#include <vector>

namespace dork::corpus {
namespace {

constexpr std::string_view script_path = "script.dork";

std::string filled(const Pieces& pieces, std::string_view x, std::string_view y, Random& random) {
  std::string out;
  for (const Piece& piece : pieces) {
    switch (piece.form) {
      case Piece::Form::hole: out += piece.hole == 0 ? x : y; break;
      case Piece::Form::choice: out += filled(random.pick(piece.choices), x, y, random); break;
      case Piece::Form::verb: out += '[' + piece.text + ']'; break;
      default: out += piece.text;
    }
  }
  return out;
}

/// A loose phrase of the data files.
std::string phrase(const TaskSource& source, std::string_view name, std::string_view x = {}, std::string_view y = {}) {
  const auto found = source.book.phrases.find(name);
  if (found == source.book.phrases.end()) return std::string(x);
  return filled(source.random.pick(found->second).say.front(), x, y, source.random);
}

std::string canonical(std::string text, const Catalog& catalog) {
  CompileResult result = format(text, {.catalog = &catalog});
  return result.ok ? std::move(result.output) : std::move(text);
}

bool text_to_script(TaskSource&, Candidate& candidate) {
  candidate.row.completion = candidate.script;
  return true;
}

bool text_to_json(TaskSource& source, Candidate& candidate) {
  candidate.row.instruction += ' ' + phrase(source, needs_envelope(candidate.script) ? "ask-json-whole" : "ask-json");
  candidate.row.completion = json_of(candidate.script, *source.book.catalog);
  return !candidate.row.completion.empty();
}

bool to_explanation(TaskSource& source, Candidate& candidate) {
  candidate.row.instruction = phrase(source, "ask-explain");
  candidate.row.input = candidate.script;
  candidate.row.completion = explain(candidate.script, source.rules).output;
  return !candidate.row.completion.empty();
}

bool json_to_script(TaskSource& source, Candidate& candidate) {
  candidate.row.instruction = phrase(source, "ask-script");
  candidate.row.input = compile(candidate.script, {.catalog = source.book.catalog, .envelope = true, .compact = true}).output;
  candidate.row.completion = candidate.script;
  return !candidate.row.input.empty();
}

bool repair(TaskSource& source, Candidate& candidate) {
  const auto stage = static_cast<Stage>(source.random.below(static_cast<std::size_t>(Stage::behaviour)));
  auto miss = near_miss(candidate.script, *source.book.catalog, stage, source.random);
  if (!miss) miss = near_miss(candidate.script, *source.book.catalog, Stage::syntax, source.random);
  if (!miss) return false;
  candidate.row.instruction = phrase(source, "ask-repair");
  candidate.row.input = with_diagnostics(miss->script, *source.book.catalog);
  candidate.row.completion = candidate.script;
  return true;
}

/// Lines of a script at the top level, each with where it begins.
std::vector<std::size_t> top_lines(std::string_view script) {
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < script.size();) {
    const std::size_t end = script.find('\n', at);
    if (end == std::string_view::npos) break;
    constexpr std::string_view inner[] = {"NEXT", "END ", "ELSE", "CASE", "DEFAULT"};
    const std::string_view line = script.substr(at, end - at);
    const bool begins = !line.empty() && line[0] != ' ' && std::none_of(std::begin(inner), std::end(inner), [&](std::string_view it) { return line.starts_with(it); });
    if (begins) starts.push_back(at);
    at = end + 1;
  }
  return starts;
}

bool fill_in(TaskSource& source, Candidate& candidate) {
  const std::string_view script = candidate.script;
  const std::vector<std::size_t> starts = top_lines(script);
  if (starts.size() < 3) return false;
  // Neither the head nor the end: what is missing stands between two things that are there.
  const std::size_t i = 1 + source.random.below(starts.size() - 2);
  std::size_t from = starts[i], to = starts[i + 1];
  while (to > from && script[to - 1] == '\n') --to;
  if (source.random.chance(40)) {
    // A value alone.
    const std::size_t equal = script.find(" = ", from);
    const std::size_t end = equal == std::string_view::npos ? equal : script.find_first_of(",);\n", equal);
    if (end != std::string_view::npos && end <= to && script.substr(equal, end - equal).find('\'') != std::string_view::npos) from = equal + 3, to = end;
  }
  if (to <= from) return false;
  candidate.row.instruction = phrase(source, "ask-fill", candidate.row.instruction);
  candidate.row.input = std::string(script.substr(0, from)) + std::string(gap) + std::string(script.substr(to));
  candidate.row.completion = std::string(script.substr(from, to - from));
  return true;
}

bool go_on(TaskSource& source, Candidate& candidate) {
  const std::string_view script = candidate.script;
  const std::vector<std::size_t> starts = top_lines(script);
  if (starts.size() < 2) return false;
  const std::size_t at = starts[1 + source.random.below(starts.size() - 1)];
  candidate.row.instruction = phrase(source, "ask-continue", candidate.row.instruction);
  candidate.row.input = std::string(script.substr(0, at));
  candidate.row.completion = std::string(script.substr(at));
  return true;
}

// --- Edits ----------------------------------------------------------------------------------------------------------

/// One way to change a tree; gives the request, or nothing where it cannot be done.
using Edit = std::string (*)(TaskSource& source, std::vector<Slot>& slots);

std::string edit_start(TaskSource& source, std::vector<Slot>& slots) {
  if (!change_start(source.tree, source.weights, source.random)) return {};
  return phrase(source, "edit-start", say_start(source.tree, source.persona, source.random, slots));
}

std::string edit_name(TaskSource& source, std::vector<Slot>& slots) {
  const Id kind = source.book.find_kind("automation-name");
  if (kind == none) return {};
  const auto& texts = source.book.kinds[kind].texts;
  Fill fill;
  fill.form = Fill::Form::text;
  fill.kind = kind;
  for (int attempt = 0; attempt < 20; ++attempt) {
    fill.entry = static_cast<std::uint16_t>(source.random.below(texts.size()));
    const auto has = [&](const Thing& thing) { return thing.kind == texts[fill.entry].needs; };
    const bool fits = texts[fill.entry].needs == none || std::any_of(source.tree.things.begin(), source.tree.things.end(), has);
    if (fits && !(source.tree.title && source.tree.title->entry == fill.entry)) break;
    if (attempt == 19) return {};
  }
  source.tree.title = fill;
  return phrase(source, "edit-name", say_value(source.tree, fill, source.persona, source.random, slots));
}

bool is_plain_text(const Tree& tree, const Fill& fill) {
  const auto& parts = tree.book->kinds[fill.kind].texts[fill.entry].parts;
  return std::all_of(parts.begin(), parts.end(), [](const TextPattern::Part& it) { return it.noun.empty(); });
}

std::string edit_value(TaskSource& source, std::vector<Slot>& slots) {
  Tree& tree = source.tree;
  std::vector<Fill*> fills;
  for (Node& node : tree.nodes) {
    if (node.rule->category == source.book.find_category("start")) continue;
    for (std::size_t i = 0; i < node.fills.size(); ++i) {
      Fill& fill = node.fills[i];
      // What an option says counts only where the option is there.
      if (node.rule->holes[i].optional) continue;
      const bool literal = fill.form == Fill::Form::literal && !fill.again && !source.book.kinds[fill.kind].distinct;
      if (literal || (fill.form == Fill::Form::text && is_plain_text(tree, fill))) fills.push_back(&fill);
    }
  }
  if (fills.empty()) return {};
  Fill& fill = *fills[source.random.below(fills.size())];
  const Fill before = fill;
  const Kind& kind = source.book.kinds[fill.kind];
  std::vector<Slot> old;
  const std::string old_words = say_value(tree, fill, source.persona, source.random, old);
  const std::size_t count = fill.form == Fill::Form::text ? kind.texts.size()
                            : kind.record != none        ? source.book.worlds[tree.world].records[kind.record].size()
                                                         : kind.values.size();
  for (int attempt = 0; attempt < 12; ++attempt) {
    fill.entry = static_cast<std::uint16_t>(source.random.below(count));
    if (fill.form == Fill::Form::text && (!is_plain_text(tree, fill) || kind.texts[fill.entry].needs != none)) continue;
    const bool same = fill.form == Fill::Form::text ? fill.entry == before.entry : literal_value(tree, fill) == literal_value(tree, before);
    if (same) continue;
    if (fill.form == Fill::Form::literal && kind.record == none) {
      const auto& say = kind.values[fill.entry].say.empty() ? kind.say : kind.values[fill.entry].say;
      fill.phrase = say.empty() ? none : static_cast<std::uint16_t>(source.random.below(say.size()));
    }
    for (Node& node : tree.nodes)
      for (Fill& other : node.fills)
        if (other.form == Fill::Form::literal && other.again && other.kind == before.kind && other.entry == before.entry) other.entry = fill.entry, other.phrase = fill.phrase;
    return phrase(source, "edit-value", old_words, say_value(tree, fill, source.persona, source.random, slots));
  }
  return {};
}

/// The statements of a program at the top level.
std::vector<Index>* steps_of(Tree& tree) {
  if (tree.main.size() != 1) return nullptr;
  Node& program = tree.nodes[tree.main.front()];
  return program.parts.size() == 1 ? &program.parts.front() : nullptr;
}

/// The tree without its last step is the script before.
std::string edit_add(TaskSource& source, std::vector<Slot>& slots) {
  std::vector<Index>* steps = steps_of(source.tree);
  if (!steps || steps->size() < 2) return {};
  return phrase(source, "edit-add", say_statement(source.tree, steps->back(), source.persona, source.random, slots));
}

std::string edit_remove(TaskSource& source, std::vector<Slot>&) {
  std::vector<Index>* steps = steps_of(source.tree);
  if (!steps || steps->size() < 2) return {};
  std::vector<Slot> gone;
  return phrase(source, "edit-remove", say_statement(source.tree, steps->back(), source.persona, source.random, gone));
}

std::string edit_policy(TaskSource& source, std::vector<Slot>&) {
  struct Choice {
    Node* node;
    Index index;
  };
  std::vector<Choice> fitting;
  for (std::size_t i = 0; i < source.tree.nodes.size(); ++i) {
    Node& node = source.tree.nodes[i];
    for (const Option& option : node.rule->options)
      if (option.group == "error") {
        fitting.push_back({&node, static_cast<Index>(i)});
        break;
      }
  }
  if (fitting.empty()) return {};
  const Choice chosen = fitting[source.random.below(fitting.size())];
  std::string_view now, wanted;
  for (std::size_t i = 0; i < chosen.node->options.size(); ++i)
    if (chosen.node->options[i] && chosen.node->rule->options[i].group == "error") now = chosen.node->rule->options[i].name;
  constexpr std::string_view policies[] = {"warn", "ignore", ""};
  do wanted = policies[source.random.below(std::size(policies))];
  while (wanted == now);
  for (std::size_t i = 0; i < chosen.node->options.size(); ++i)
    if (chosen.node->rule->options[i].group == "error") chosen.node->options[i] = false;
  std::vector<Slot> ignored;
  const std::string clause = say_statement(source.tree, chosen.index, source.persona, source.random, ignored);
  for (std::size_t i = 0; i < chosen.node->options.size(); ++i)
    if (chosen.node->rule->options[i].name == wanted) chosen.node->options[i] = true;
  return phrase(source, wanted == "warn" ? "edit-warn" : wanted == "ignore" ? "edit-ignore" : "edit-stop", clause);
}

constexpr Edit edits[] = {edit_start, edit_name, edit_value, edit_value, edit_add, edit_remove, edit_policy};

std::string script_of(const Tree& tree, const Catalog& catalog) {
  std::vector<std::string> names;
  return canonical(pretty(write_program(tree, names)), catalog);
}

bool change(TaskSource& source, Candidate& candidate) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    const Tree kept = source.tree;
    const Edit edit = edits[source.random.below(std::size(edits))];
    std::vector<Slot> slots;
    const std::string request = edit(source, slots);
    if (request.empty()) {
      source.tree = kept;
      continue;
    }
    std::string before = candidate.script, after;
    if (edit == edit_add || edit == edit_remove) {
      Tree shorter = source.tree;
      steps_of(shorter)->pop_back();
      if (leaves_unused(shorter)) {
        source.tree = kept;
        continue;
      }
      after = script_of(shorter, *source.book.catalog);
      if (edit == edit_add) std::swap(before, after);
      if (edit == edit_remove) source.tree = std::move(shorter);
    } else {
      after = script_of(source.tree, *source.book.catalog);
    }
    if (after == before) return false;
    candidate.script = after;
    candidate.slots = std::move(slots);
    candidate.row.instruction = request;
    candidate.row.input = before;
    candidate.row.completion = after;
    std::vector<std::string> names;
    write_program(source.tree, names);
    candidate.promises = promises_of(source.tree, names);
    return true;
  }
  return false;
}

constexpr Task all_tasks[] = {
    {"text-to-script", true, text_to_script}, {"text-to-json", true, text_to_json}, {"explain", false, to_explanation}, {"json-to-script", false, json_to_script},
    {"edit", false, change},                  {"repair", false, repair},            {"fill", true, fill_in},            {"continue", true, go_on},
};

}  // namespace

std::span<const Task> tasks() { return all_tasks; }

bool needs_envelope(std::string_view script) {
  const auto has_line = [&](std::string_view word) { return script.starts_with(word) || script.find('\n' + std::string(word)) != std::string_view::npos; };
  return has_line("AUTOMATION ") || has_line("START SCHEDULED ");
}

std::string json_of(std::string_view script, const Catalog& catalog) {
  std::string json = compile(script, {.catalog = &catalog, .envelope = needs_envelope(script), .compact = true}).output;
  while (json.ends_with('\n')) json.pop_back();
  return json;
}

const Task* find_task(std::string_view name) {
  for (const Task& task : all_tasks)
    if (task.name == name) return &task;
  return nullptr;
}

std::string with_diagnostics(std::string_view script, const Catalog& catalog) {
  CompileResult result = check(script, {.catalog = &catalog});
  return std::string(script) + '\n' + render_text({std::string(script_path), script, std::move(result.diagnostics), result.dropped}, false);
}

std::string_view script_of_repair(std::string_view input) {
  const std::size_t end = input.find("\n" + std::string(script_path) + ":");
  return input.substr(0, end);
}

}  // namespace dork::corpus
