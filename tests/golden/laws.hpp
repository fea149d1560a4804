// What holds for every script, whatever it says.
#pragma once

#include "compiler/compile.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dork::golden {

/// The laws that a script breaks which compiles to `compiled` and is formatted as `formatted`, in words.
std::vector<std::string> broken_laws(std::string_view source, const CompileOptions& options,
                                     const CompileResult& compiled, const CompileResult& formatted);

/// The laws of a script that does not compile.
std::vector<std::string> broken_laws_of_invalid(std::string_view source, const CompileOptions& options,
                                                const CompileResult& compiled);

}  // namespace dork::golden
