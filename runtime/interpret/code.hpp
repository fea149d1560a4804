// Custom code, in a process of its own.
#pragma once

#include "runtime/value/value.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace dork::runtime {

/// Bounds of what custom code may take.
struct CodeLimits {
  unsigned seconds = 10;                    ///< of processor time; by the clock twice as much
  std::size_t memory = 1024u << 20;         ///< bytes of its data
  std::size_t output = 16u << 20;           ///< bytes that it may print
};

struct CodeResult {
  std::string output;   ///< what it printed, without the line end behind it
  std::string error;    ///< why it failed; empty where it did not
};

/// Runs code in Python or Node.js with the object `inputs` under that name. The process has no network, and none of the
/// caller's environment, files or descriptors: it sees the system's programs and libraries, read-only. Where the system
/// cannot keep code so, it is not run. PHP is not run at all.
CodeResult run_code(std::string_view language, std::string_view code, const Value& inputs, const CodeLimits& limits = {});

}  // namespace dork::runtime
