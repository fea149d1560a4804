// What the program does about its memory as a whole.
#pragma once

namespace dork::cli {

/// Gives what was freed back to the system now, where the allocator would keep it for a while: before a phase that needs memory of
/// another kind.
void return_freed_memory();

}  // namespace dork::cli
