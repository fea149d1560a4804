// A workspace to the automation that it stands for: the inverse of emit.
#pragma once

#include "compiler/lift/workspace.hpp"
#include "compiler/model/automation.hpp"

#include <unordered_set>

namespace dork {

struct LiftOptions {
  bool bare = false;    ///< no attributes: only what statements say, for comparing what compiling made; not with `exact`
  bool exact = false;   ///< attributes hold all that lowering would make differently; else only what matters
  /// Indices of blocks that are said as BLOCK with their JSON, whatever their type.
  std::unordered_set<std::size_t> verbatim;
};

/// The automation of a workspace, resolved: it can be printed and emitted. Never fails: what no statement says stands in
/// attributes, what no statement stands for is a BLOCK, what no edge leads to is DETACHED.
Automation lift(const Workspace& workspace, const Catalog& catalog, const LiftOptions& options);

}  // namespace dork
