// What a run gave, as a value for programs.
#pragma once

#include "runtime/interpret/run.hpp"

namespace dork::runtime {

/// `{status, blocks, duration, title, redirect, outputs, variables, remarks, outbox}` of a run that began at `began` on its clock,
/// with the mails that the tenant holds now. docs/runtime.md describes it.
Value result_value(const RunResult& result, const Tenant& tenant, std::int64_t began);

}  // namespace dork::runtime
