// Runs a workspace here: its blocks and edges as Qlik would, against a simulated tenant.
#pragma once

#include "compiler/catalog/catalog.hpp"
#include "compiler/diagnostics/diagnostic.hpp"
#include "runtime/formula/scope.hpp"
#include "runtime/tenant/tenant.hpp"
#include "runtime/value/value.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dork {
struct Workspace;  // compiler/lift/workspace.hpp
}

namespace dork::runtime {

struct Plan;  // the blocks of a workspace made ready: runtime/interpret/plan.hpp

/// A workspace made ready to run any number of times, from any number of threads.
struct Prepared {
  std::shared_ptr<const Plan> plan;     ///< null where there is an error
  Code code = Code::no_workspace;       ///< of the error
  std::string error;                    ///< why it cannot be run, with the JSON path
  std::string help;                     ///< what to do about it
};

/// Makes the workspace of a JSON text ready (the first, where the text holds several). The plan may outlive `catalog`.
Prepared prepare_workspace(std::string_view json, const Catalog& catalog);

/// The same for one that was read already.
Prepared prepare_workspace(const Workspace& workspace, const Catalog& catalog);

/// The same for a script, which must compile: where it does not, the error is its first one.
Prepared prepare_script(std::string_view script, const Catalog& catalog);

/// A block of a plan, for those who show a run.
struct BlockInfo {
  std::string_view name, id;   ///< views live as long as the plan
  std::string_view type;       ///< `EndpointBlock`
  std::string_view action;     ///< of a connector block: `qlik.listApps`
  std::uint32_t origin = 0;    ///< its index among the workspace's blocks
  bool begins = false;         ///< no edge leads to it: a run can begin there
};

/// The blocks of a plan, in the order of the workspace.
std::vector<BlockInfo> blocks_of(const Plan& plan);

/// How a block's execution ended. Qlik's words where it has them.
enum class Outcome : std::uint8_t { done, warning, ignored, failed, skipped };

/// `done`, `warning`, …
std::string_view outcome_name(Outcome outcome);

/// One execution of a block.
struct Event {
  std::uint64_t step = 0;           ///< from 1
  std::string_view block;           ///< its name; views live as long as the plan
  std::string_view id;
  std::string_view type;            ///< `EndpointBlock`
  std::string_view action;          ///< of a connector block: `qlik.listApps`
  std::uint32_t origin = 0;         ///< its index among the workspace's blocks
  std::vector<std::uint64_t> iteration;  ///< of the loops it stands in, from outside in; each from 0
  Object inputs;                    ///< evaluated, by the names that a script gives them
  Value output;                     ///< of a block without an output: what it decided, or null
  Outcome outcome = Outcome::done;
  std::string message;              ///< of an error or warning
  std::int64_t start = 0;           ///< on the run's clock, in milliseconds since 1970
  std::int64_t duration = 0;        ///< in milliseconds of simulated time
  std::optional<std::uint64_t> loops;  ///< of a block that begins its loop: how many items it has
};

/// How a run ended, in the words of Qlik's run history.
enum class Status : std::uint8_t {
  finished, finished_with_warnings, failed, stopped, limit_reached
};

/// `finished`, `finished with warnings`, …
std::string_view status_name(Status status);

/// Whether Qlik would call the run a success.
inline bool succeeded(Status status) { return status == Status::finished || status == Status::finished_with_warnings; }

/// A warning or an error of a run, or what is worth knowing of it. The same one of the same block is told once.
struct Remark {
  Code code = Code::run_failed;     ///< 5xxx
  Severity severity = Severity::error;
  std::uint32_t origin = 0;         ///< the block that says it: its index among the workspace's blocks
  std::string block = {};           ///< its name
  std::string message = {};
  std::string help = {};            ///< what to do about it; may be empty
  std::uint64_t times = 1;
};

struct RunOptions {
  Value inputs = {};                ///< answers of forms, the payload of a trigger or the event of a webhook
  std::int64_t now = 1'767'225'600'000;  ///< the clock at the start: 2026-01-01 00:00:00 UTC
  std::string timezone = "Etc/UTC";      ///< of dates that say none
  std::uint64_t seed = 0;
  Limits limits = {};
  std::string from = {};            ///< begins at the block of this name, not at the start
  std::string until = {};           ///< stops before the block of this name is run
  bool allow_code = false;          ///< custom code runs in a child process
  bool quiet = false;               ///< no events are made: for speed
  std::function<void(const Event&)> observe = {};  ///< called after each execution
};

struct RunResult {
  Status status = Status::finished;
  List outputs;                     ///< what OUTPUT blocks left, in order
  std::string title;                ///< of the run; empty where none was set
  std::string redirect;             ///< where the caller was sent; empty where nowhere
  std::vector<Remark> remarks;      ///< in the order of their first time
  std::uint64_t steps = 0;
  std::int64_t ended = 0;           ///< on the run's clock
  Object variables;                 ///< at the end
};

/// Runs a workspace against a tenant, which the run changes. Deterministic: the same arguments give the same run. Safe to
/// call from any number of threads, each with its own tenant.
RunResult run(const Plan& plan, Tenant& tenant, const RunOptions& options);

}  // namespace dork::runtime
