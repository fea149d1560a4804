// Statements in words, each by its entry in a table.
#pragma once

#include "corpus/explain/words.hpp"

#include <string>

namespace dork::corpus {

/// What a statement does, in the third person and without what its clauses add: "outputs the name of the app". Of a
/// schedule its times, of an event "the event … happens", of a loop what it goes through.
std::string statement_in_words(const Statement& statement, const RuleBook& book, const Words& words);

/// What the clauses add, each after a comma or semicolon: connections, limits, error policies.
std::string clauses_in_words(const Statement& statement, const Words& words);

}  // namespace dork::corpus
