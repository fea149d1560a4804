// The way back as a library: workspace JSON to scripts.
#pragma once

#include "compiler/compile.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dork {

struct DecompileOptions {
  const Catalog* catalog = nullptr;  ///< null: the one built in
  bool exact = false;                ///< compiling gives back a deeply equal workspace
};

struct DecompileResult {
  std::vector<std::string> scripts;  ///< one a workspace
  std::string error;                 ///< why there are none
};

/// The canonical scripts of the workspaces in a file. Each compiles; what the compiler would refuse to compile because it
/// would fail at run time is allowed by a comment at its head.
DecompileResult decompile(std::string_view json, const DecompileOptions& options = {});

}  // namespace dork
