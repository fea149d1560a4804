// The parts of `check_statements`: one question each about one statement, or about all.
#pragma once

#include "compiler/sema/sema.hpp"
#include "compiler/sema/words.hpp"

namespace dork::sema {

/// Clauses and settings that the statement's block has, required fields, and values of the kind that their fields take.
void check_fields(const Statement& statement, Context& context);

/// A checkbox takes TRUE, FALSE and NULL, or a template.
void check_flag(const Value& value, std::string_view name, const Statement& statement, Context& context);

/// The arguments of an action or a webhook: required ones, options, checkboxes.
void check_call(const Statement& statement, Context& context);

/// The adapter of a file block, its inputs, and the format of READ and WRITE.
void check_file(const Statement& statement, Context& context);

/// When an automation starts, and with what.
void check_start(const Statement& statement, Context& context);

/// Labels, and the blocks that inputs point at.
void check_targets(const Automation& automation, const Symbols& symbols, Context& context);

/// Texts in a statement that look like credentials.
void check_credentials(const Statement& statement, Context& context);

}  // namespace dork::sema
