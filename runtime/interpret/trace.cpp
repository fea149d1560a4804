#include "runtime/interpret/trace.hpp"

#include "runtime/value/json.hpp"

namespace dork::runtime {
namespace {

constexpr std::size_t longest = 1'000'000;

/// A value that is too long to be written stands for its size.
Value bounded(const Value& value) {
  const Extent whole = extent(value);
  if (whole.size <= longest) return value;
  return Object{{"$cut", Value(static_cast<std::int64_t>(whole.size))}};
}

}  // namespace

std::string trace_line(const Event& event) {
  Object line;
  line["step"] = Value(static_cast<std::int64_t>(event.step));
  line["block"] = event.block;
  line["id"] = event.id;
  line["type"] = event.type;
  if (!event.action.empty()) line["action"] = event.action;
  List iteration;
  for (const std::uint64_t number : event.iteration) iteration.push_back(Value(static_cast<std::int64_t>(number)));
  line["iteration"] = Value(std::move(iteration));
  line["start"] = Value(event.start);
  line["duration"] = Value(event.duration);
  line["outcome"] = outcome_name(event.outcome);
  if (!event.message.empty()) line["message"] = event.message;
  Object inputs;
  for (const Member& member : event.inputs) inputs[member.key] = bounded(member.value);
  line["inputs"] = Value(std::move(inputs));
  line["output"] = bounded(event.output);
  if (event.loops) line["loops"] = Value(static_cast<std::int64_t>(*event.loops));
  return to_json_text(Value(std::move(line))) + '\n';
}

}  // namespace dork::runtime
