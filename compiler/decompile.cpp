#include "compiler/decompile.hpp"

#include "compiler/diagnostics/allow.hpp"
#include "compiler/lift/difference.hpp"
#include "compiler/lift/lift.hpp"
#include "compiler/unparse/unparse.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace dork {
namespace {

using Json = nlohmann::ordered_json;

/// The codes of errors that must be allowed for a script to compile, as a comment; nothing where there are none.
std::string allowances(std::string_view script, const Catalog& catalog, bool& compiles) {
  const CompileResult result = check(script, {.catalog = &catalog});
  std::vector<std::string> codes;
  compiles = true;
  for (const Code code : result.errors) {
    compiles &= can_be_allowed(code);
    codes.push_back(code_name(code));
  }
  std::sort(codes.begin(), codes.end());
  return codes.empty() ? std::string() : fmt::format("// dork: allow {}\n", fmt::join(codes, ", "));
}

/// Notes the blocks that came out otherwise. Says whether there are new ones.
bool add_unequal(const Json& made, const Json& blocks, std::unordered_set<std::size_t>& unequal) {
  bool any = false;
  if (!made.is_array() || made.size() != blocks.size()) return false;
  for (std::size_t i = 0; i < blocks.size(); ++i)
    if (!deep_equal(made[i], blocks[i])) any |= unequal.insert(i).second;
  return any;
}

std::string decompile_one(const Workspace& workspace, const Catalog& catalog, bool exact) {
  LiftOptions options{exact, {}};
  const Json& blocks = workspace.json["blocks"];
  for (int attempt = 0; attempt < 3; ++attempt) {
    std::string script = unparse(lift(workspace, catalog, options));
    bool compiles = false;
    const std::string allowed = allowances(script, catalog, compiles);
    script.insert(0, allowed);
    if (compiles) {
      const CompileResult result = compile(script, {.catalog = &catalog, .compact = true});
      if (result.ok && !exact) return script;
      if (result.ok) {
        const Json made = Json::parse(result.output);
        if (deep_equal(made, workspace.json)) return script;
        if (add_unequal(made["blocks"], blocks, options.verbatim)) continue;
      }
    }
    // Something in it cannot be said as its statement: every block then says its JSON.
    for (std::size_t i = 0; i < blocks.size(); ++i) options.verbatim.insert(i);
  }
  // The last resort is the whole workspace.
  return fmt::format("@{}\nFRAGMENT;\n", Json{{"=", workspace.json}}.dump());
}

}  // namespace

DecompileResult decompile(std::string_view json, const DecompileOptions& options) {
  Workspaces workspaces = read_workspaces(json);
  DecompileResult result;
  result.error = std::move(workspaces.error);
  const Catalog& catalog = options.catalog ? *options.catalog : builtin_catalog();
  for (const Workspace& workspace : workspaces.found) result.scripts.push_back(decompile_one(workspace, catalog, options.exact));
  return result;
}

}  // namespace dork
