// Actions in words: by the phrases of the corpus where they fit, by name and arguments otherwise.
#pragma once

#include "corpus/explain/words.hpp"

#include <optional>
#include <string>

namespace dork::corpus {

/// The rule whose words say a call: that of its action, or one that writes the same call with the same fixed arguments.
/// Null where there is none.
const Rule* rule_of_call(const RuleBook& book, const Statement& statement);

/// "exports the app X without its data", "gets all spaces", "calls the action …".
std::string action_in_words(const Statement& statement, const RuleBook& book, const Words& words);

/// What a loop over an action goes through: "each app in Finance", "each entry that the action … gives".
std::string looped_action_in_words(const Statement& statement, const RuleBook& book, const Words& words);

/// `lead` and the arguments by name: " with region "eu" and name "x""; nothing where there are none.
std::string arguments_in_words(const std::vector<Argument>& arguments, std::string_view lead, const Words& words);

}  // namespace dork::corpus
