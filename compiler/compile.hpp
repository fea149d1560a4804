// The compiler as a library: pure functions from text to text and diagnostics, safe to call from any number of threads.
#pragma once

#include "compiler/catalog/catalog.hpp"
#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/model/automation.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dork {

struct CompileOptions {
  const Catalog* catalog = nullptr;  ///< null: the one built in
  bool envelope = false;             ///< wrap the workspace as the REST call that creates an automation takes it
  bool compact = false;              ///< JSON without line breaks
};

struct CompileResult {
  std::string output;                    ///< empty where `ok` is false
  std::vector<Diagnostic> diagnostics;   ///< ordered by place; warnings too
  std::size_t dropped = 0;               ///< how many more there were
  bool ok = false;                       ///< no errors, or none that the script's head does not allow
  std::vector<Code> errors;              ///< the codes of all errors, allowed or not, each once
  Catalog declared = {};                 ///< of `compile`: what CONNECT and ACTION teach beside the catalog
};

/// Script text to workspace JSON text, ending in a newline.
CompileResult compile(std::string_view source, const CompileOptions& options = {});

/// The catalog that a compiled script's workspace is to be read with: with what the script teaches.
Catalog catalog_with(const Catalog& catalog, const CompileResult& compiled);

/// All diagnostics of a script, without output.
CompileResult check(std::string_view source, const CompileOptions& options = {});

/// The canonical script, comments kept. Only what does not parse, or cannot be printed without knowing more, is refused.
CompileResult format(std::string_view source, const CompileOptions& options = {});

/// A parsed and checked script: names resolved, diagnostics in `diagnostics`.
Automation analyze(std::string_view source, const Catalog& catalog, Diagnostics& diagnostics);

}  // namespace dork
