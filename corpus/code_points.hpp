// Texts as code points.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace dork::corpus {

/// A text as code points. A byte that is no UTF-8 counts as one symbol of its own, above all code points.
std::vector<std::uint64_t> code_points(std::string_view text);

}  // namespace dork::corpus
