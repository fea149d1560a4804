// The rules that an importable workspace keeps beyond what a script can break: ids, edges, names, the fields of each type.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace dork::corpus {

/// Why a workspace does not conform, in words; empty where it does. The facts are those of Qlik's workspace schema and of
/// its construction rules.
std::string conformity_fault(const nlohmann::ordered_json& workspace);

}  // namespace dork::corpus
