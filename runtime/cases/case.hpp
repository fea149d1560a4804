// Cases: what a script must do, given a tenant and inputs. docs/testing.md says how their files look.
#pragma once

#include "compiler/catalog/catalog.hpp"
#include "runtime/cases/match.hpp"
#include "runtime/interpret/run.hpp"
#include "runtime/tenant/tenant.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dork::runtime {

/// One expectation: which part of what a run leaves, and what must hold of it.
struct Expectation {
  std::string path;  ///< `outbox[0].to` for the report; of `state` a path of the tenant's state
  Value expected;
};

/// One case, ready to be run any number of times.
struct Case {
  std::string description;
  std::string script;  ///< the script's file where the case names one, relative to the case
  Tenant tenant;
  RunOptions options;
  Value status;                      ///< what must hold of the status; by default `finished`
  std::vector<Expectation> results;  ///< of what the run gives: `outputs`, `title`, `calls`, …
  std::vector<Expectation> state;    ///< of the tenant afterwards
};

/// Reads the text of another file that a case names, relative to it; nothing, with the reason, where it cannot be read.
using ReadFile = std::function<std::optional<std::string>(const std::string& name, std::string& error)>;

/// The script that a case names, relative to it; empty where it names none. What is wrong with the case is for
/// `parse_case`.
std::string script_named_by(std::string_view json);

/// The case of a JSON text. On failure nothing, and `error` says what is wrong and where: the JSON path, with the
/// file's name in front where it is in another file.
std::optional<Case> parse_case(std::string_view json, const ReadFile& read, const Catalog& catalog, std::string& error);

/// What came of a case.
struct CaseResult {
  std::vector<Shortfall> shortfalls;  ///< none: it holds
  Status status = Status::finished;
  std::vector<Remark> remarks;      ///< of the run
  std::vector<std::string> unused;  ///< answers of the fixture that nothing asked for
  std::uint64_t steps = 0;
  double seconds = 0;  ///< of simulated time

  bool holds() const { return shortfalls.empty(); }
};

/// Runs a case and compares. Deterministic.
CaseResult run_case(const Case& test, const Plan& plan);

}  // namespace dork::runtime
