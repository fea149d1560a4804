#include "runtime/interpret/result.hpp"

#include "compiler/diagnostics/display.hpp"

namespace dork::runtime {

Value result_value(const RunResult& result, const Tenant& tenant, std::int64_t began) {
  List remarks;
  for (const Remark& remark : result.remarks)
    remarks.push_back(Object{{"code", Value(code_name(remark.code))},
                             {"name", Value(rule(remark.code).name)},
                             {"severity", Value(severity_name(remark.severity))},
                             {"block", Value(remark.block)},
                             {"message", Value(remark.message)},
                             {"help", Value(remark.help)},
                             {"times", Value(static_cast<std::int64_t>(remark.times))}});
  List outputs(result.outputs.begin(), result.outputs.end());
  return Object{{"status", Value(status_name(result.status))},
                {"blocks", Value(static_cast<std::int64_t>(result.steps))},
                {"duration", Value(result.ended - began)},
                {"title", Value(result.title)},
                {"redirect", Value(result.redirect)},
                {"outputs", Value(std::move(outputs))},
                {"variables", Value(result.variables)},
                {"remarks", Value(std::move(remarks))},
                {"outbox", tenant.outbox()}};
}

}  // namespace dork::runtime
