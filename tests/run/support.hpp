// Running scripts and workspaces in tests.
#pragma once

#include "runtime/interpret/run.hpp"

#include <string>
#include <string_view>
#include <vector>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

namespace dork::runtime {

/// An event that outlives its plan.
struct Seen {
  std::string block, type;
  std::vector<std::uint64_t> iteration;
  Value inputs;
  Value output;
  Outcome outcome = Outcome::done;
  std::string message;
  std::int64_t start = 0, duration = 0;

  friend bool operator==(const Seen&, const Seen&) = default;
};

struct Ran {
  RunResult result;
  std::vector<Seen> events;
  Value state, outbox;   ///< of the tenant afterwards
};

/// The value of a JSON text, which must be right.
Value json(std::string_view text);

/// Runs a plan on the tenant of a fixture (null: the built-in one).
Ran run_plan(const Prepared& prepared, const RunOptions& options = {}, const Value& fixture = {});

/// Runs a script, or the JSON of a workspace.
Ran run_text(std::string_view text, RunOptions options = {}, const Value& fixture = {});

/// The outputs of a run as JSON.
std::string outputs(const Ran& ran);

/// `ERROR DORK5011 block: message` for each remark, one a line.
std::string remarks(const Ran& ran);

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// An event in one line, for what tests say.
std::string line(const Seen& seen);

}  // namespace dork::runtime
