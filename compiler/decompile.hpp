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

/// A script or a workspace as the automation that it stands for, in the clean form that comparing needs.
struct Loaded {
  std::optional<Automation> automation;
  std::vector<Diagnostic> diagnostics;   ///< of a script
  std::string error;                     ///< why there is no automation, where no diagnostic says it
};

/// Whether a text is JSON rather than a script, by its first character.
bool is_json(std::string_view text);

/// Reads a script, or the JSON of one workspace.
Loaded load(std::string_view text, const Catalog& catalog);

/// Adds the actions and events of an export that `known` lacks to `learned`. Their inputs have no names in an export: they
/// are called input1, input2, … and marked as guesses. What `learned` holds already keeps its names and texts, and gains the
/// inputs and settings that it lacks. On failure false, and `error` says why.
bool learn(std::string_view json, const Catalog& known, Catalog& learned, std::string& error);

/// Why a script or a workspace does not come back from the way there and back; empty where it does. Of a workspace, the
/// clean way must keep all that matters, the exact one everything.
std::string roundtrip_fault(std::string_view text, const Catalog& catalog, bool exact);

}  // namespace dork
