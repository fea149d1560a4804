// Laying out a generated program as the canonical printer would, without parsing it.
#pragma once

#include <string>
#include <string_view>

namespace dork::corpus {

/// A program of one statement a line, indented and broken into lines as `dork fmt` does it. That is nearly always its
/// canonical form; where it is not, formatting puts it right. It is here for speed alone.
std::string pretty(std::string_view program);

}  // namespace dork::corpus
