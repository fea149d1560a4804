#include "cli/memory.hpp"

#ifdef DORK_WITH_JEMALLOC
#include <jemalloc/jemalloc.h>
#else
#include <malloc.h>
#endif

namespace dork::cli {

void return_freed_memory() {
#ifdef DORK_WITH_JEMALLOC
  static_assert(MALLCTL_ARENAS_ALL == 4096);
  mallctl("arena.4096.purge", nullptr, nullptr, nullptr, 0);
#else
  malloc_trim(0);
#endif
}

}  // namespace dork::cli
