// Work on several threads whose results come in order.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace dork {

/// Calls `make(0)` … `make(count - 1)` on up to `jobs` threads, and `use(index, result)` on the caller's thread, in
/// order. What `make` or `use` throws ends it and comes out here. `make` must be safe to call from several threads;
/// it runs at most `ahead` results a thread ahead of `use`, so that memory stays bounded.
template <typename Make, typename Use>
void in_order(std::size_t count, std::size_t jobs, Make make, Use use, std::size_t ahead = 16) {
  if (jobs <= 1 || count <= 1) {
    for (std::size_t index = 0; index < count; ++index) use(index, make(index));
    return;
  }

  struct Slot {
    std::optional<decltype(make(std::size_t{}))> result;
    std::exception_ptr failure;
  };
  jobs = std::min(jobs, count);
  std::vector<Slot> slots(std::min(count, jobs * ahead));
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t taken = 0;  // how many indices have a worker
  std::size_t used = 0;   // how many results have been used, so that slots up to `used + slots.size()` are free
  bool stop = false;

  const auto worker = [&] {
    for (;;) {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return stop || taken == count || taken < used + slots.size(); });
      if (stop || taken == count) return;
      const std::size_t index = taken++;
      lock.unlock();
      Slot done;
      try {
        done.result.emplace(make(index));
      } catch (...) {
        done.failure = std::current_exception();
      }
      lock.lock();
      slots[index % slots.size()] = std::move(done);
      changed.notify_all();
    }
  };

  std::vector<std::jthread> threads;
  const auto end = [&] {
    const std::lock_guard lock(mutex);
    stop = true;
    changed.notify_all();
  };
  try {
    for (std::size_t job = 0; job < jobs; ++job) threads.emplace_back(worker);
    for (std::size_t index = 0; index < count; ++index) {
      Slot& slot = slots[index % slots.size()];
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return slot.result || slot.failure; });
      Slot done = std::exchange(slot, {});
      ++used;
      changed.notify_all();
      lock.unlock();
      if (done.failure) std::rethrow_exception(done.failure);
      use(index, std::move(*done.result));
    }
  } catch (...) {
    end();
    throw;
  }
}

}  // namespace dork
