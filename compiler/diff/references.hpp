// Statements that refer to blocks by other names.
#pragma once

#include "compiler/model/automation.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace dork {

/// What a block is to be called; nothing where it keeps its name.
using NewName = std::function<std::optional<std::string>(std::string_view)>;

/// A statement's own block, without what is nested in it, whose references say other names: in expressions, in the formulas of
/// texts, in fields that name a block. Names in JSON stay as they are.
Statement renamed(const Statement& statement, const NewName& name);

}  // namespace dork
