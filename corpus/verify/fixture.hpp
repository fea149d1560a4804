// The simulated tenant of a world: whatever the values of a program name is there.
#pragma once

#include "corpus/synthesis/rule_book.hpp"

#include <nlohmann/json.hpp>

namespace dork::corpus {

/// The fixture (docs/runtime.md) of a world. In a `sparse` one spaces have no members yet, so that whoever is to be added
/// can be. CSV files are written with the delimiter.
nlohmann::ordered_json fixture_of(const RuleBook& book, std::uint32_t world, bool sparse, char delimiter);

/// What callers, events and forms give an automation in that world, as a run takes it.
nlohmann::ordered_json inputs_of(const RuleBook& book, std::uint32_t world, std::string_view script);

}  // namespace dork::corpus
