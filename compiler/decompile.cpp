#include "compiler/decompile.hpp"

#include "compiler/diagnostics/allow.hpp"
#include "compiler/diff/diff.hpp"
#include "compiler/lift/difference.hpp"
#include "compiler/lift/lift.hpp"
#include "compiler/lift/origins.hpp"
#include "compiler/model/walk.hpp"
#include "compiler/syntax/parse.hpp"
#include "compiler/unparse/unparse.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace dork {
namespace {

using Json = nlohmann::ordered_json;

/// The errors that must be allowed for a script to compile, as a comment; nothing where there are none.
std::string allowances(const std::vector<Code>& errors) {
  std::vector<std::string> codes;
  for (const Code code : errors) codes.push_back(code_name(code));
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

/// Whether a statement can be read again, seen alone. Lists of arguments with odd names and the like may not fit.
bool can_be_read(Statement statement, const Automation& around) {
  for_each_body(statement, [](Body& body) { body.statements.clear(); });
  if (statement.loops) {
    Statement inner;
    inner.spec = &statement_spec(StatementKind::exit_for);
    statement.body.statements.push_back(std::move(inner));
  }
  Automation alone;
  alone.fragment = around.fragment;
  if (statement.spec->block == BlockType::start) alone.start = std::move(statement);
  else alone.main.statements.push_back(std::move(statement));
  Diagnostics diagnostics;
  parse(unparse(alone), diagnostics);
  return !diagnostics.has_errors();
}

/// Notes the blocks whose statements cannot be read again, or mean something that cannot be compiled. Says whether there are
/// new ones.
bool add_unsayable(const Automation& lifted, const std::string& script, const Catalog& catalog, std::unordered_set<std::size_t>& unsayable) {
  bool any = false;
  const auto look = [&](const Statement& statement) {
    if (statement.origin != Statement::no_origin && !unsayable.contains(statement.origin) && !can_be_read(statement, lifted))
      any |= unsayable.insert(statement.origin).second;
  };
  if (lifted.start) look(*lifted.start);
  for_each_statement(lifted.main, look);
  if (any) return true;
  Diagnostics diagnostics;
  const Origins origins(lifted, analyze(script, catalog, diagnostics));
  for (const Diagnostic& diagnostic : diagnostics.sorted())
    if (diagnostic.severity == Severity::error && !can_be_allowed(diagnostic.code))
      if (const auto block = origins.block_at(diagnostic.range)) any |= unsayable.insert(*block).second;
  return any;
}

std::string decompile_one(const Workspace& workspace, const Catalog& catalog, bool exact) {
  LiftOptions options{.exact = exact, .verbatim = {}};
  const Json& blocks = workspace.json["blocks"];
  for (int attempt = 0; attempt < 5; ++attempt) {
    const Automation lifted = lift(workspace, catalog, options);
    std::string script = unparse(lifted);
    const CompileOptions how{.catalog = &catalog, .compact = true};
    CompileResult result = exact ? compile(script, how) : check(script, how);
    if (std::all_of(result.errors.begin(), result.errors.end(), can_be_allowed)) {
      script.insert(0, allowances(result.errors));
      if (!exact) return script;
      if (!result.ok) result = compile(script, how);
      const Json made = Json::parse(result.output);
      if (deep_equal(made, workspace.json)) return script;
      if (add_unequal(made["blocks"], blocks, options.verbatim)) continue;
    } else if (add_unsayable(lifted, script, catalog, options.verbatim)) {
      continue;
    }
    // What cannot be said as its statement was not found: every block then says its JSON.
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

bool is_json(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

Loaded load(std::string_view text, const Catalog& catalog) {
  Loaded loaded;
  std::string compiled;
  if (!is_json(text)) {
    CompileResult result = compile(text, {.catalog = &catalog, .envelope = true, .compact = true});
    loaded.diagnostics = std::move(result.diagnostics);
    if (!result.ok) return loaded;
    compiled = std::move(result.output);
    text = compiled;
  }
  const Workspaces workspaces = read_workspaces(text);
  if (!workspaces.error.empty()) loaded.error = workspaces.error;
  else if (workspaces.found.size() > 1) loaded.error = fmt::format("there are {} workspaces in it; compare them one by one", workspaces.found.size());
  else loaded.automation = lift(workspaces.found.front(), catalog, {});
  return loaded;
}

std::string roundtrip_fault(std::string_view text, const Catalog& catalog, bool exact) {
  std::string compiled;
  if (!is_json(text)) {
    CompileResult result = compile(text, {.catalog = &catalog, .envelope = true, .compact = true});
    if (!result.ok) return "it does not compile: " + result.diagnostics.front().message;
    compiled = std::move(result.output);
    text = compiled;
  }
  const Workspaces workspaces = read_workspaces(text);
  if (!workspaces.error.empty()) return workspaces.error;
  for (const Workspace& workspace : workspaces.found) {
    const std::string script = decompile_one(workspace, catalog, exact);
    const CompileResult back = compile(script, {.catalog = &catalog, .envelope = true, .compact = true});
    if (!back.ok) return "its script does not compile: " + back.diagnostics.front().message;
    const Workspaces again = read_workspaces(back.output);
    if (!again.error.empty()) return again.error;
    if (exact && !deep_equal(again.found.front().json, workspace.json)) return workspace.path + " comes back otherwise";
    if (exact) continue;
    Workspace named = again.found.front();
    if (!workspace.name) named.name.reset();
    const auto differences = compare(lift(workspace, catalog, {}), lift(named, catalog, {}));
    if (!differences.empty()) return to_text(differences.front());
    if (decompile_one(named, catalog, false) != script) return "its script comes back otherwise";
  }
  return {};
}

}  // namespace dork
