// The data files to the rule book, in steps.
#pragma once

#include "corpus/synthesis/data_file.hpp"
#include "corpus/synthesis/rule_book.hpp"

namespace dork::corpus {

/// Reads kinds, values, texts and the rules of worlds. Kinds may name each other across files.
void load_kinds(RuleBook& book, const std::vector<DataFile>& files);

/// Reads rules, tests and actions; kinds must be there.
void load_rule_tables(RuleBook& book, const std::vector<DataFile>& files);

/// Reads registers and loose phrases.
void load_personas(RuleBook& book, const std::vector<DataFile>& files);

/// The phrases of a member of a table, without holes.
std::vector<Pieces> plain_phrases(Reader& reader, std::string_view key);

}  // namespace dork::corpus
