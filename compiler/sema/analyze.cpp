#include "compiler/sema/sema.hpp"

#include <algorithm>

namespace dork::sema {

void resolve(Automation& automation, Context& context) {
  // Chains that no edge leads to stand last, in the workspace and in canonical scripts.
  auto& statements = automation.main.statements;
  std::stable_partition(statements.begin(), statements.end(), [](const Statement& s) { return s.spec->kind != StatementKind::detached; });
  resolve_actions(automation, context);
  resolve_variables(automation, context);
  name_blocks(automation, context);
}

void analyze(Automation& automation, Context& context) {
  resolve(automation, context);
  const Symbols symbols = collect_symbols(automation, context);
  check_references(automation, symbols, context);
  check_statements(automation, symbols, context);
}

}  // namespace dork::sema
