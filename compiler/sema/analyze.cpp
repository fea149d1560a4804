#include "compiler/sema/sema.hpp"

namespace dork::sema {

void resolve(Automation& automation, Context& context) {
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
