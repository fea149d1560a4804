// Blocks that say where the run goes on.
#include "compiler/formula/operators.hpp"
#include "runtime/formula/conditions.hpp"
#include "runtime/interpret/blocks.hpp"
#include "runtime/interpret/coerce.hpp"
#include "runtime/value/json.hpp"
#include "runtime/value/text.hpp"

#include <fmt/format.h>

namespace dork::runtime::blocks {

void give_list(const Block& block, Value list, Step& step) {
  if (block.loops) step.flow = Flow::loop;
  step.output = std::move(list);
}

/// A run that somebody else starts has data: what is given for this run, else the payload to test with.
void start(Machine& machine, const Block& block, Step& step) {
  const std::string mode = machine.text(block, "run_mode", step);
  if (mode != "triggered" && mode != "webhook") return;
  step.output = machine.options().inputs;
  if (!step.output.is_null()) return;
  const Value test = machine.input(block, "test_payload", step);
  if (!is_blank(test)) {
    step.output = test;
    if (!test.is_text()) return;
    std::string error;
    if (auto parsed = parse_json(test.text(), error)) step.output = std::move(*parsed);
    else machine.warn(step, block, Code::run_warning, fmt::format("the payload to test with is not JSON: {}", error));
    return;
  }
  machine.warn(step, block, Code::no_event,
               fmt::format(fmt::runtime(rule(Code::no_event).message), mode == "webhook" ? "event" : "payload"),
               "give it with --input FILE.json, or as the automation's TEST payload");
}

void if_else(Machine& machine, const Block& block, Step& step) {
  const bool yes = machine.holds(block, nullptr, step);
  step.flow = Flow::branch;
  step.target = yes ? block.yes : block.no;
  step.output = yes;
}

void case_of(Machine& machine, const Block& block, Step& step) {
  static const std::uint8_t equal = *find_operator_json("=");
  const Value value = machine.input(block, "expression", step);
  step.flow = Flow::branch;
  step.target = block.no;
  for (std::size_t i = 0; i < block.matches.size(); ++i) {
    const Value match = machine.evaluate(block.matches[i], block, step);
    if (!runtime::holds(equal, value, match)) continue;
    step.target = block.cases[i];
    step.output = match;
    return;
  }
}

void label(Machine&, const Block&, Step&) {}

void go_to(Machine& machine, const Block& block, Step& step) {
  if (block.target == Block::none) {
    step.failure = Failure{.code = Code::cannot_run, .message = "it names no label"};
    return;
  }
  if (const Field* name = machine.block(block.target).find("name"); name && machine.showing())
    machine.show("label", machine.evaluate(name->input, block, step));
  step.flow = Flow::jump;
  step.target = block.target;
}

void for_each(Machine& machine, const Block& block, Step& step) {
  const Value given = machine.input(block, "input", step);
  if (given.is_object()) return give_list(block, given, step);
  std::string problem;
  if (auto list = as_list(given, problem)) return give_list(block, std::move(*list), step);
  step.failure = Failure{.message = fmt::format("there is nothing to loop over: it is {}", problem),
                         .help = "a loop goes over a list or an object; split a text with explode()"};
}

void for_each_batch(Machine& machine, const Block& block, Step& step) {
  const Value list = machine.list(block, "input", step);
  std::string problem;
  const auto size = as_count(machine.input(block, "size", step), problem);
  if (!size || *size == 0) {
    step.failure = Failure{.message = fmt::format("the size of a batch is {}", problem.empty() ? "0 or missing" : problem)};
    return;
  }
  if (step.failure) return;
  List batches;
  const List& items = list.list();
  for (std::size_t at = 0; at < items.size(); at += static_cast<std::size_t>(*size)) {
    const std::size_t end = std::min(items.size(), at + static_cast<std::size_t>(*size));
    batches.push_back(List(items.begin() + static_cast<std::ptrdiff_t>(at), items.begin() + static_cast<std::ptrdiff_t>(end)));
  }
  give_list(block, list, step);
  step.items = Value(std::move(batches));
}

void for_each_break(Machine&, const Block&, Step& step) { step.flow = Flow::leave; }

void stop(Machine&, const Block&, Step& step) { step.flow = Flow::end; }

/// Five seconds where nothing else is said, as the editor says.
void sleep(Machine& machine, const Block& block, Step& step) {
  const Value time = machine.input(block, "time", step);
  std::string problem;
  const auto number = as_number(is_blank(time) ? Value(5) : time, problem);
  if (!number || number->number() < 0) step.failure = Failure{.message = fmt::format("it should sleep for {}", number ? described(time) : problem)};
  else step.seconds = number->number();
}

void error(Machine& machine, const Block& block, Step& step) {
  std::string message = machine.text(block, "message", step);
  if (machine.text(block, "action", step) == "continue") return machine.warn(step, block, Code::warning_raised, std::move(message));
  step.failure = Failure{.code = Code::error_raised, .message = message.empty() ? "an error without a message" : std::move(message)};
}

}  // namespace dork::runtime::blocks
