// How far blocks that fetch step by step have got: their next run gives what is new since.
#pragma once

#include "runtime/interpret/machine.hpp"

namespace dork::runtime {

/// Whether a block fetches only what is new since its last run.
bool keeps_pointer(const Block& block);

/// The items that are new since the block's pointer, which then moves on.
Value only_new(Machine& machine, const Block& block, Value items);

}  // namespace dork::runtime
