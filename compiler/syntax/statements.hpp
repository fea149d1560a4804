// The simple statements, each built by a function of its own.
#pragma once

#include "compiler/syntax/build.hpp"

namespace dork::syntax {

/// Fills `statement` from its context; leaves `spec` null where there is no such statement.
void build_simple(Builder& builder, DorkParser::SimpleContext& context, Statement& statement);

/// One test of a condition.
Test tests_of(Builder& builder, DorkParser::TestContext* context);

}  // namespace dork::syntax
