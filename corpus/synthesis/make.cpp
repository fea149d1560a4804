#include "corpus/synthesis/pretty.hpp"
#include "corpus/synthesis/synthesis.hpp"
#include "corpus/synthesis/tree.hpp"

#include <algorithm>
#include <set>

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

}  // namespace

std::vector<std::string> task_names() { return {"text-to-script"}; }

std::optional<Candidate> make(const Rules& rules, const Settings& settings, std::uint64_t seed, std::uint64_t index) {
  const RuleBook& book = *rules.book;
  Random random(seed, index);
  const Persona* persona = choose_persona(book, settings, random);
  if (!persona) return {};
  const Bounds bounds{std::min(settings.max_depth, persona->max_depth), std::min(settings.max_steps, persona->max_steps), std::min(settings.max_size, persona->size)};
  const auto tree = derive(book, rule_weights(book, settings, *persona), bounds, random);
  if (!tree) return {};
  Candidate candidate;
  std::vector<std::string> names;
  candidate.script = pretty(write_program(*tree, names));
  candidate.promises = promises_of(*tree, names);
  candidate.world = tree->world;
  Row& row = candidate.row;
  row.task = "text-to-script";
  row.instruction = say_program(*tree, *persona, random, candidate.slots);
  row.completion = candidate.script;
  row.persona = persona->name;
  row.source = "synthesis";
  row.index = index;
  std::set<std::string> actions;
  for (const Node& node : tree->nodes) {
    row.rules.push_back(node.rule->name);
    if (!node.rule->action.empty()) actions.insert(node.rule->action);
  }
  row.actions.assign(actions.begin(), actions.end());
  return candidate;
}

}  // namespace dork::corpus
