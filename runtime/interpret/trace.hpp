// A run as JSON lines, one for each execution of a block: stable, for tools.
#pragma once

#include "runtime/interpret/run.hpp"

#include <string>

namespace dork::runtime {

/// The event as one line of JSON, with its line end. docs/runtime.md says what it holds. What of inputs and output would
/// have more than a million bytes is cut to its size.
std::string trace_line(const Event& event);

}  // namespace dork::runtime
