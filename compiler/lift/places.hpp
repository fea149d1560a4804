// Where the blocks of a workspace stand in the text of their file.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"

#include <string_view>
#include <vector>

namespace dork {

/// The text ranges of the elements of every array under a key `blocks`, in order, one list an array. The text is JSON.
std::vector<std::vector<Range>> block_places(std::string_view json);

}  // namespace dork
