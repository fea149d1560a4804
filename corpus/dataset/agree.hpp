// Whether a request and a program speak of the same values, judged by their texts alone.
#pragma once

#include "compiler/catalog/catalog.hpp"

#include <string>
#include <string_view>

namespace dork::corpus {

/// What one says and the other does not: an id, an address, a number, a text, a time that stands in the request and not in the
/// program, or the other way round; values that come in another order. In words; empty where nothing is found. What a program
/// may hold without being asked (options of the catalog, names) is no fault.
std::string disagreement(std::string_view request, std::string_view script, const Catalog& catalog);

}  // namespace dork::corpus
