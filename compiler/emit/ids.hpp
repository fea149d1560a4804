// Ids that are the same each time: made from names, not from chance.
#pragma once

#include <string>
#include <string_view>

namespace dork {

/// An uppercase UUID of version 4's shape that follows from what it is for: the automation's name, the kind of thing
/// (`block`, `variable`, `operation`), the thing's name, and its number among those of that name.
std::string stable_id(std::string_view automation, std::string_view kind, std::string_view name, std::size_t number);

}  // namespace dork
