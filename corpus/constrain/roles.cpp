#include "corpus/constrain/roles.hpp"

#include "compiler/model/block_table.hpp"

#include <algorithm>

namespace dork::constrain {
namespace {

using enum NameSpace;

constexpr std::uint8_t type(VariableType t) { return static_cast<std::uint8_t>(t); }

constexpr NameRule rules[] = {
    {"new-step", true, block, 0, false, "the label of a block that has no output"},
    {"new-block", true, block, has_output, false, "the label of a block that has one"},
    {"new-list", true, block, has_output | is_list, false, "the label of a block that gives a list"},
    {"new-call", true, block, has_output | is_call, false, "the label of a connector's block"},
    {"new-list-call", true, block, has_output | is_list | is_call, false, "the label of a connector's block that lists"},
    {"new-opened-file", true, block, has_output | is_opened, false, "the label of OPEN FILE"},
    {"new-created-file", true, block, has_output | is_created, false, "the label of CREATE FILE"},
    {"new-loop", true, block, has_output | is_list | is_loop, false, "the name of a FOR EACH"},
    {"known-value", false, block, has_output, false, "a block that has run by now and has an output, or a variable"},
    {"known-block", false, block, has_output, false, "such a block, after `state.`"},
    {"known-loop", false, block, is_loop, false, "a FOR EACH around this place"},
    {"known-call", false, block, is_call, false, "a connector's block"},
    {"known-opened-file", false, block, is_opened, false, "a file that OPEN FILE opened"},
    {"known-created-file", false, block, is_created, false, "a file that CREATE FILE made"},
    {"known-file", false, block, is_opened | is_created, false, "either"},
    {"known-value-in-text", false, block, has_output, true, "as `known-value`, in a template"},
    {"known-block-in-text", false, block, has_output, true, "as `known-block`, in a template"},
    {"known-loop-in-text", false, block, is_loop, true, "as `known-loop`, in a template"},
    {"new-string", true, variable, type(VariableType::string), false, "a variable that is declared here"},
    {"new-number", true, variable, type(VariableType::number), false, "likewise"},
    {"new-list-variable", true, variable, type(VariableType::list), false, "likewise"},
    {"new-object", true, variable, type(VariableType::object), false, "likewise"},
    {"new-table", true, variable, type(VariableType::table), false, "likewise"},
    {"known-string", false, variable, type(VariableType::string), false, "a variable of this type"},
    {"known-number", false, variable, type(VariableType::number), false, "likewise"},
    {"known-list-variable", false, variable, type(VariableType::list), false, "likewise"},
    {"known-object", false, variable, type(VariableType::object), false, "likewise"},
    {"known-table", false, variable, type(VariableType::table), false, "likewise"},
    {"new-jump", true, jump, 0, false, "the text of a LABEL, each another"},
    {"known-jump", false, jump, 0, false, "the text of a LABEL of the script"},
    {"connection", false, connector, 0, false, "each connector once"},
    {"this-item", false, mapping, 0, false, "within a `mapping` only"},
    {"this-item-in-text", false, mapping, 0, true, "likewise"},
    {"begin-time", true, time, 0, false, "when a schedule begins"},
    {"end-time", false, time, 0, false, "not before it begins"},
};

}  // namespace

std::span<const NameRule> name_rules() { return rules; }

const NameRule* find_name_rule(std::string_view rule) {
  const auto found = std::find_if(std::begin(rules), std::end(rules), [&](const NameRule& each) { return each.rule == rule; });
  return found == std::end(rules) ? nullptr : found;
}

bool is_scope(std::string_view rule) { return rule.starts_with("body-") || rule.starts_with("loop-body-"); }

}  // namespace dork::constrain
