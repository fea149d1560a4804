// The order of texts with numbers in them that people expect: "file2" before "file10".
#pragma once

#include <string_view>

namespace dork::runtime {

/// PHP's strnatcmp: less than 0, 0 or greater than 0. White space and zeros at the beginning do not count; digits compare as
/// numbers, those that begin with 0 as fractions; other bytes as they are.
int natural_compare(std::string_view a, std::string_view b, bool fold_case);

}  // namespace dork::runtime
