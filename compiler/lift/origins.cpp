#include "compiler/lift/origins.hpp"

#include "compiler/model/walk.hpp"

#include <algorithm>

namespace dork {

Origins::Origins(const Automation& lifted, const Automation& parsed) {
  // A plain start is not printed; its block says nothing that could be wrong.
  if (lifted.start && parsed.start && lifted.start->origin != Statement::no_origin) {
    origins_.push_back(lifted.start->origin);
    begins_.push_back(parsed.start->range.begin);
  }
  for_each_statement(lifted.main, [&](const Statement& statement) {
    if (statement.origin != Statement::no_origin) origins_.push_back(statement.origin);
  });
  for_each_statement(parsed.main, [&](const Statement& statement) {
    if (is_bare_declaration(statement) || statement.spec->kind == StatementKind::detached) return;
    begins_.push_back(statement.range.begin);
    // An ELSEIF is a block of its own.
    for (std::size_t i = 1; statement.spec->kind == StatementKind::if_ && i < statement.branches.size(); ++i)
      begins_.push_back(statement.branches[i].range.begin);
  });
  std::sort(begins_.begin(), begins_.end());
}

std::optional<std::size_t> Origins::block_at(Range place) const {
  const auto after = std::upper_bound(begins_.begin(), begins_.end(), place.begin);
  const auto at = static_cast<std::size_t>(after - begins_.begin());
  if (at == 0 || at > origins_.size()) return std::nullopt;
  return origins_[at - 1];
}

}  // namespace dork
