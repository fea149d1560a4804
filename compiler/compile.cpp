#include "compiler/compile.hpp"

#include "compiler/diagnostics/allow.hpp"
#include "compiler/emit/emit.hpp"
#include "compiler/sema/sema.hpp"
#include "compiler/syntax/parse.hpp"
#include "compiler/unparse/unparse.hpp"

namespace dork {
namespace {

const Catalog& catalog_of(const CompileOptions& options) {
  return options.catalog ? *options.catalog : builtin_catalog();
}

CompileResult result_of(std::string_view source, const Diagnostics& diagnostics) {
  CompileResult result{{}, diagnostics.sorted(), diagnostics.dropped(), !diagnostics.has_errors(), diagnostics.error_codes()};
  if (result.ok || !are_allowed(source, result.errors)) return result;
  result.ok = true;
  for (Diagnostic& diagnostic : result.diagnostics)
    if (diagnostic.severity == Severity::error) diagnostic.severity = Severity::warning;
  return result;
}

}  // namespace

Automation analyze(std::string_view source, const Catalog& catalog, Diagnostics& diagnostics) {
  Automation automation = parse(source, diagnostics);
  sema::Context context{source, catalog, diagnostics, !diagnostics.has_errors()};
  sema::analyze(automation, context);
  return automation;
}

CompileResult check(std::string_view source, const CompileOptions& options) {
  Diagnostics diagnostics;
  if (check_utf8(source, diagnostics)) analyze(source, catalog_of(options), diagnostics);
  return result_of(source, diagnostics);
}

CompileResult compile(std::string_view source, const CompileOptions& options) {
  Diagnostics diagnostics;
  if (!check_utf8(source, diagnostics)) return result_of(source, diagnostics);
  Automation automation = analyze(source, catalog_of(options), diagnostics);
  CompileResult result = result_of(source, diagnostics);
  if (result.ok) result.output = emit(automation, {options.envelope, options.compact});
  result.declared = std::move(automation.declared);
  return result;
}

Catalog catalog_with(const Catalog& catalog, const CompileResult& compiled) {
  Catalog both = catalog;
  merge_catalog(both, compiled.declared);
  return both;
}

CompileResult format(std::string_view source, const CompileOptions& options) {
  Diagnostics diagnostics;
  if (!check_utf8(source, diagnostics)) return result_of(source, diagnostics);
  Automation automation = parse(source, diagnostics);
  CompileResult result = result_of(source, diagnostics);
  if (!result.ok) return result;
  // What a script means is not fmt's to judge: only its spelling needs to be known.
  Diagnostics ignored;
  sema::Context context{source, catalog_of(options), ignored};
  sema::resolve(automation, context);
  sema::bind_connections(automation);
  result.output = unparse(automation);
  return result;
}

}  // namespace dork
