// Runs a workspace here: its blocks and edges as Qlik would, against a simulated tenant.
#pragma once

#include "compiler/catalog/catalog.hpp"
#include "runtime/formula/scope.hpp"
#include "runtime/tenant/tenant.hpp"
#include "runtime/value/value.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dork::runtime {

struct Plan;  // the blocks of a workspace made ready: runtime/interpret/plan.hpp

/// A workspace made ready to run any number of times, from any number of threads.
struct Prepared {
  std::shared_ptr<const Plan> plan;  ///< null where there is an error
  std::string error;                 ///< why it is no workspace, with the JSON path
};

/// Makes the workspace of a JSON text ready (the first, where the text holds several).
Prepared prepare_workspace(std::string_view json, const Catalog& catalog);

/// How a block's execution ended. Qlik's words where it has them.
enum class Outcome : std::uint8_t { done, warning, ignored, failed, skipped };

/// One execution of a block.
struct Event {
  std::uint64_t step = 0;           ///< from 1
  std::string_view block;           ///< its name; views live as long as the plan
  std::string_view id;
  std::string_view type;            ///< `EndpointBlock`
  std::string_view action;          ///< of a connector block: `qlik.listApps`
  std::vector<std::uint64_t> iteration;  ///< of the loops it stands in, from outside in; each from 0
  Object inputs;                    ///< evaluated, by the names that a script gives them
  Value output;
  Outcome outcome = Outcome::done;
  std::string message;              ///< of an error or warning
  std::int64_t start = 0;           ///< on the run's clock, in milliseconds since 1970
  std::int64_t duration = 0;        ///< in milliseconds of simulated time
};

/// How a run ended, in the words of Qlik's run history.
enum class Status : std::uint8_t {
  finished, finished_with_warnings, failed, stopped, limit_reached
};

/// A warning or an error of a run.
struct Remark {
  bool error = false;
  std::string block;                ///< the name of the block that says it
  std::string message;
};

struct RunOptions {
  Value inputs;                     ///< answers of forms, the payload of a trigger or the event of a webhook
  std::int64_t now = 1'767'225'600'000;  ///< the clock at the start: 2026-01-01 00:00:00 UTC
  std::uint64_t seed = 0;
  Limits limits;
  std::string until;                ///< stops before the block of this name is run
  bool allow_code = false;          ///< custom code runs in a child process
  bool quiet = false;               ///< no events are made: for speed
  std::function<void(const Event&)> observe;  ///< called after each execution
};

struct RunResult {
  Status status = Status::finished;
  List outputs;                     ///< what OUTPUT blocks left, in order
  std::string title;                ///< of the run; empty where none was set
  std::vector<Remark> remarks;
  std::uint64_t steps = 0;
  std::int64_t ended = 0;           ///< on the run's clock
  Object variables;                 ///< at the end
};

/// Runs a workspace against a tenant, which the run changes. Deterministic: the same arguments give the same run.
RunResult run(const Plan& plan, Tenant& tenant, const RunOptions& options);

}  // namespace dork::runtime
