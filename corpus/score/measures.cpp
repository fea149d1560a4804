#include "corpus/score/measures.hpp"

#include <algorithm>

namespace dork::score {
namespace {

using Figure = std::optional<double>;

Figure as_share(bool holds) { return holds ? 1.0 : 0.0; }

template <Rung Least>
Figure on_rung(const Judgement& judgement) {
  if (rung_spec(Least).needs_reference && !judgement.compared) return std::nullopt;
  return as_share(judgement.rung >= Least);
}

template <Component Which>
Figure f1_of(const Judgement& judgement) {
  if (!judgement.compared) return std::nullopt;
  return judgement.components[static_cast<std::size_t>(Which)].f1();
}

constexpr Measure all[measure_count] = {
    {"same-program", "equal program", "the answer is the program of the reference", true, true, true, true, on_rung<Rung::program>},
    {"same-behaviour", "same behaviour", "or it makes the same calls and gives the same results in every simulated world", true, true, true, true, on_rung<Rung::behaviour>},
    {"same-shape", "equal but for literals", "or it differs in texts and numbers only", true, true, true, true, on_rung<Rung::shape>},
    {"same-blocks", "same blocks in order", "or it has the same actions and statements in the same order", true, true, true, true, on_rung<Rung::blocks>},
    {"same-actions", "same set of actions", "or it uses the same actions and statements", true, true, true, true, on_rung<Rung::actions>},
    {"checks", "checks", "or nothing in it is an error", true, false, true, true, on_rung<Rung::checks>},
    {"parses", "parses", "or it is a script, or JSON that holds a workspace", true, false, true, true, on_rung<Rung::parses>},
    {"extracted", "extracted", "or there is a program in the answer at all", true, false, true, true, on_rung<Rung::extracted>},
    {"conforms", "conforms", "what it compiles to keeps the rules of Qlik's workspaces", true, false, false, true, [](const Judgement& j) -> Figure { return j.conforms ? as_share(*j.conforms) : std::nullopt; }},
    {"roundtrips", "round trips", "of answers that check: it comes back from JSON as it is", true, false, false, true,
     [](const Judgement& j) -> Figure { return j.roundtrips ? as_share(*j.roundtrips) : std::nullopt; }},
    {"same-text", "equal as text", "what was extracted is the reference, byte for byte", true, true, false, true, [](const Judgement& j) -> Figure { return j.compared ? as_share(j.equal_text) : std::nullopt; }},
    {"invented-actions", "invents an action", "of answers that parse: it calls an action or event that no connector has", true, false, false, false,
     [](const Judgement& j) -> Figure { return j.parses ? as_share(j.inventions.invented_actions > 0) : std::nullopt; }},
    {"invented-parameters", "invents a parameter", "of answers that parse: it gives an action a parameter that it does not have", true, false, false, false,
     [](const Judgement& j) -> Figure { return j.parses ? as_share(j.inventions.invented_parameters > 0) : std::nullopt; }},
    {"unwrapped", "nothing around it", "the answer is the program and nothing else", true, false, false, true, [](const Judgement& j) { return as_share(j.extracted && j.extraction.around.empty()); }},
    {"characters", "character accuracy", "1 - edit distance / the longer length, by code points, of canonical scripts where there are", false, true, false, true,
     [](const Judgement& j) -> Figure { return j.characters; }},
    {"tokens", "token similarity", "the same by tokens", false, true, false, true, [](const Judgement& j) -> Figure { return j.compared ? Figure(j.tokens) : std::nullopt; }},
    {"blocks", "block similarity", "the same by blocks", false, true, false, true, [](const Judgement& j) -> Figure { return j.compared ? Figure(j.blocks) : std::nullopt; }},
    {"f1-start", "start", "F1: how and when it starts", false, true, false, true, f1_of<Component::start>},
    {"f1-actions", "actions", "F1: actions and statements", false, true, false, true, f1_of<Component::actions>},
    {"f1-parameters", "parameters", "F1: which parameters and fields are given", false, true, false, true, f1_of<Component::parameters>},
    {"f1-literals", "literals", "F1: texts and numbers", false, true, false, true, f1_of<Component::literals>},
    {"f1-conditions", "conditions", "F1: tests", false, true, false, true, f1_of<Component::conditions>},
    {"f1-references", "references", "F1: outputs, items and variables that are read", false, true, false, true, f1_of<Component::references>},
    {"f1-order", "order", "F1: which block follows which", false, true, false, true, f1_of<Component::order>},
};

}  // namespace

std::span<const Measure> measures() { return all; }

std::size_t measure_index(std::string_view id) {
  return static_cast<std::size_t>(std::find_if(std::begin(all), std::end(all), [&](const Measure& measure) { return measure.id == id; }) - std::begin(all));
}

}  // namespace dork::score
