#include "compiler/compile.hpp"
#include "corpus/synthesis/near_miss.hpp"
#include "corpus/synthesis/pretty.hpp"
#include "corpus/synthesis/sense.hpp"
#include "corpus/synthesis/synthesis.hpp"
#include "corpus/synthesis/tasks.hpp"
#include "corpus/synthesis/tree.hpp"

#include <algorithm>

namespace dork::corpus {
namespace {

double weight_of(const Weights& weights, std::string_view name, double otherwise) {
  for (const auto& [word, weight] : weights)
    if (word == name) return weight;
  return otherwise;
}

const Persona* choose_persona(const RuleBook& book, const Settings& settings, Random& random) {
  std::vector<double> weights;
  double sum = 0;
  for (const Persona& persona : book.personas) {
    weights.push_back(weight_of(settings.personas, persona.name, persona.weight));
    sum += weights.back();
  }
  return sum > 0 ? &book.personas[random.weighted(weights, sum)] : nullptr;
}

std::vector<double> rule_weights(const RuleBook& book, const Settings& settings, const Persona& persona) {
  std::vector<double> weights;
  for (const Rule& rule : book.rules) {
    const bool theirs = rule.personas.empty() || std::find(rule.personas.begin(), rule.personas.end(), persona.name) != rule.personas.end();
    weights.push_back(theirs ? weight_of(settings.rules, rule.name, rule.weight) : 0);
  }
  return weights;
}

const Task* choose_task(const Settings& settings, Random& random) {
  std::vector<double> weights;
  double sum = 0;
  for (const Task& task : tasks()) {
    weights.push_back(weight_of(settings.tasks, task.name, 0));
    sum += weights.back();
  }
  return sum > 0 ? &tasks()[random.weighted(weights, sum)] : nullptr;
}

/// Adds a near miss of the completion, the stages in turn.
void reject(const RuleBook& book, Candidate& candidate, Random& random) {
  Row& row = candidate.row;
  if (row.completion != candidate.script) return;
  const auto stage = static_cast<Stage>(random.below(stage_names().size()));
  auto miss = near_miss(candidate.script, *book.catalog, stage, random);
  if (!miss) miss = near_miss(candidate.script, *book.catalog, {}, random);
  if (!miss) return;
  row.rejected = std::move(miss->script);
  row.reason = std::move(miss->reason);
}

/// A program that somebody may want, with its script and names. Where the draws lead nowhere they are drawn on, a few times.
std::optional<Tree> sensible_program(const RuleBook& book, const std::vector<double>& weights, const Persona& persona, const Bounds& bounds, Random& random,
                                     std::string& script, std::vector<std::string>& names) {
  const bool in_sentences = persona.layout != "list";
  for (int attempt = 0; attempt < 4; ++attempt) {
    std::optional<Tree> tree = derive(book, weights, bounds, random);
    if (!tree || gives_to_itself(*tree) || loops_alike(*tree) || leaves_unused(*tree)) continue;
    names.clear();
    script = pretty(write_program(*tree, names));
    if (repeats_itself(script) || batches_few(script) || stops_at_end(script) || (in_sentences && leaves_open_otherwise(script))) continue;
    // Now and then somebody tries how it is done.
    constexpr int trials_in_hundred = 10;
    if (!says_only(script) || random.chance(trials_in_hundred)) return tree;
  }
  return {};
}

}  // namespace

std::vector<std::string> task_names() {
  std::vector<std::string> names;
  for (const Task& task : tasks()) names.emplace_back(task.name);
  return names;
}

std::optional<Candidate> make(const Rules& rules, const Settings& settings, std::uint64_t seed, std::uint64_t index) {
  const RuleBook& book = *rules.book;
  Random random(seed, index);
  const Task* task = choose_task(settings, random);
  const Persona* persona = choose_persona(book, settings, random);
  if (!persona || !task) return {};
  const Bounds bounds{std::min(settings.max_depth, persona->max_depth), std::min(settings.max_steps, persona->max_steps), std::min(settings.max_size, persona->size)};
  const std::vector<double> weights = rule_weights(book, settings, *persona);
  Candidate candidate;
  std::vector<std::string> names;
  std::optional<Tree> tree = sensible_program(book, weights, *persona, bounds, random, candidate.script, names);
  if (!tree) return {};
  candidate.promises = promises_of(*tree, names);
  candidate.world = tree->world;
  Row& row = candidate.row;
  row.task = task->name;
  row.persona = persona->name;
  row.source = "synthesis";
  row.index = index;
  for (const Node& node : tree->nodes) row.rules.push_back(node.rule->name);
  row.instruction = say_program(*tree, *persona, random, candidate.slots);
  if (task->name != "text-to-script" || settings.rejected) {
    // What goes into a text of its own has to be in its final form.
    CompileResult result = format(candidate.script, {.catalog = book.catalog});
    if (result.ok) candidate.script = std::move(result.output);
  }
  if (!task->asks) candidate.slots.clear();
  TaskSource source{book, rules, weights, *persona, std::move(*tree), random};
  if (!task->make(source, candidate)) return {};
  if (settings.rejected) reject(book, candidate, random);
  return candidate;
}

}  // namespace dork::corpus
