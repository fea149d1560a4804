// Filling templates with rows.
#include "corpus/card/card.hpp"
#include "corpus/dataset/hash.hpp"
#include "corpus/dataset/template.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace dork::corpus {
namespace {

struct Filler {
  const PromptTemplate& prompt;
  const Row& row;
  std::span<const Row> examples;
  const Catalog& catalog;

  std::string fill(const Pattern& pattern) const {
    std::string text;
    for (const Pattern::Part& part : pattern.parts) {
      text += part.literal;
      if (part.field) text += value(*part.field, pattern);
    }
    return text;
  }

  std::string value(Field field, const Pattern& pattern) const {
    switch (field) {
      // An example without a place for its material has it behind the request.
      case Field::instruction:
        return &pattern == &prompt.example && !row.input.empty() && !pattern.uses(Field::input) ? fmt::format("{}\n\n{}", row.instruction, row.input)
                                                                                                : row.instruction;
      case Field::input: return row.input;
      case Field::completion: return std::string(answer_of(row.completion));
      case Field::catalog: return catalog_slice(row.actions, catalog);
      case Field::card: return card_of(prompt, row, catalog);
      case Field::task: {
        const auto found = prompt.tasks.find(row.task);
        return found == prompt.tasks.end() ? "" : found->second;
      }
      case Field::examples: {
        std::string text;
        for (const Row& each : examples) text += (text.empty() ? "" : "\n\n") + Filler{prompt, each, {}, catalog}.fill(prompt.example);
        return text;
      }
    }
    return {};
  }
};

}  // namespace

std::string_view answer_of(std::string_view completion) {
  while (completion.ends_with('\n')) completion.remove_suffix(1);
  return completion;
}

Rendered render(const PromptTemplate& prompt, const Row& row, std::span<const Row> examples, const Catalog& catalog) {
  const Filler filler{prompt, row, examples, catalog};
  Rendered result;
  result.system = filler.fill(prompt.system);
  result.bare = filler.fill(prompt.user);
  result.user = row.input.empty() ? result.bare : filler.fill(prompt.user_with_input);
  result.input = row.input;
  return result;
}

std::string framed(const Frame& frame, const Rendered& rendered) {
  const bool apart = !frame.input.empty();
  return framed_prompt(frame, rendered.system, apart ? rendered.bare : rendered.user, apart ? rendered.input : std::string_view());
}

std::string catalog_slice(std::span<const std::string> actions, const Catalog& catalog) {
  std::string text;
  for (const std::string& name : actions) {
    const std::size_t dot = name.find('.');
    if (dot == std::string::npos) continue;
    const Connector* connector = catalog.find_alias(name.substr(0, dot));
    const Action* action = connector ? find_action(*connector, name.substr(dot + 1)) : nullptr;
    if (!action) continue;
    std::string parameters;
    for (const Parameter& parameter : action->parameters) parameters += (parameters.empty() ? "" : ", ") + parameter.name;
    text += fmt::format("{}{}({})", text.empty() ? "" : "\n", name, parameters);
    if (!action->description.empty()) text += ": " + action->description;
  }
  return text;
}

std::string card_of(const PromptTemplate& prompt, const Row& row, const Catalog& catalog) {
  std::vector<std::string> shown = row.actions;
  if (!shown.empty()) {
    std::vector<std::pair<std::uint64_t, std::string>> others;
    const std::uint64_t seed = hash64(row.instruction);
    for (const Connector& connector : catalog.connectors)
      for (const Action& action : connector.actions) {
        std::string name = fmt::format("{}.{}", connector.alias, action.name);
        if (std::find(shown.begin(), shown.end(), name) == shown.end()) others.emplace_back(hash64(name, seed), std::move(name));
      }
    std::sort(others.begin(), others.end());
    for (std::size_t i = 0; i < std::min(prompt.card_actions, others.size()); ++i) shown.push_back(std::move(others[i].second));
  }
  // Whole scripts are for `{examples}`, which knows which rows belong together.
  std::string text = card::write_card({.catalog = &catalog, .actions = shown, .tokens = prompt.card_tokens, .example = false}).text;
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace dork::corpus
