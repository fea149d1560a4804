// Blocks that ask something of the world around the run.
#include "runtime/interpret/blocks.hpp"
#include "runtime/interpret/code.hpp"
#include "runtime/interpret/coerce.hpp"
#include "runtime/interpret/pointers.hpp"
#include "runtime/value/json.hpp"
#include "runtime/value/text.hpp"

#include <fmt/format.h>

namespace dork::runtime::blocks {
namespace {

/// An object of an input, or null where it is left empty.
Value object_input(Machine& machine, const Block& block, std::string_view field, Step& step) {
  const Value value = machine.input(block, field, step);
  if (is_blank(value)) return {};
  std::string problem;
  if (auto object = as_object(value, problem)) return std::move(*object);
  return value;
}

/// The words of a header as web servers spell them: `content-type` is `Content-Type`.
std::string capitalized(std::string_view header) {
  std::string name(header);
  bool first = true;
  for (char& c : name) {
    if (first && c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    first = c == '-';
  }
  return name;
}

/// What a block asks, for people.
std::string_view subject(const Block& block) {
  if (block.type == BlockType::call_url) return "this address";
  if (block.type == BlockType::call_widget) return "this automation";
  return block.action.empty() || block.action == block.action_name ? std::string_view("this action") : block.action;
}

/// How to say what a block gives.
std::string fixture_hint(const Block& block) {
  return fmt::format("say what it answers in a fixture (--with): {{\"{}\": [{{\"block\": \"{}\", \"output\": …}}]}}",
                     block.type == BlockType::call_url ? "web" : "responses", block.name);
}

/// The first items of a list, as many as the block's limit says.
Value limited(Value list, const std::optional<std::int64_t>& limit) {
  if (!limit || !list.is_list() || list.list().size() <= static_cast<std::size_t>(*limit)) return list;
  return List(list.list().begin(), list.list().begin() + static_cast<std::ptrdiff_t>(*limit));
}

}  // namespace

void take(Machine& machine, const Block& block, Reply reply, Step& step) {
  step.seconds = reply.seconds;
  if (reply.failed()) {
    step.failure = Failure{.message = reply.message.empty() ? fmt::format("the request failed with status {}", reply.status) : std::move(reply.message),
                           .status = reply.status,
                           .body = std::move(reply.body)};
    return;
  }
  if (!reply.known)
    machine.warn(step, block, Code::no_behaviour,
                 fmt::format(fmt::runtime(rule(Code::no_behaviour).message), subject(block)),
                 fixture_hint(block));
  step.output = std::move(reply.output);
}

void connector(Machine& machine, const Block& block, Step& step) {
  Call call{.connector = block.connector, .action = block.action_name, .role = block.role, .block = block.name, .connection = block.connection, .inputs = {}, .limit = {}};
  for (const Field& field : block.fields) {
    if (field.setting) continue;
    Value value = machine.evaluate(field.input, block, step);
    if (value.is_null()) continue;
    machine.show(field.name, value);
    call.inputs[field.name] = std::move(value);
  }
  std::string problem;
  call.limit = as_count(machine.input(block, "maxitemcount", step), problem);
  if (!problem.empty()) {
    step.failure = Failure{.message = fmt::format("its limit is {}", problem)};
    return;
  }
  take(machine, block, machine.tenant().call(call, machine.environment()), step);
  if (step.failure) return;
  if (keeps_pointer(block)) step.output = only_new(machine, block, std::move(step.output));
  give_list(block, limited(std::move(step.output), call.limit), step);
}

void call_url(Machine& machine, const Block& block, Step& step) {
  const std::string url = machine.text(block, "url", step), encoding = machine.text(block, "encoding", step);
  std::string method = machine.text(block, "method", step), problem;
  WebRequest request{.block = block.name, .method = method.empty() ? std::string("GET") : std::move(method), .url = url,
                     .params = object_input(machine, block, "params", step), .headers = object_input(machine, block, "headers", step),
                     .encoding = encoding};
  const auto timeout = as_number(machine.input(block, "timeout", step), problem);
  if (url.empty() || !timeout) {
    step.failure = Failure{.message = url.empty() ? std::string("there is no address to call") : fmt::format("its timeout is {}", problem)};
    return;
  }
  request.timeout = timeout->number();
  Reply reply = machine.tenant().web(request, machine.environment());
  const int status = reply.status;
  Object headers;
  const bool capitalize = machine.input(block, "capitalize_headers", step) == Value(true);
  for (const Member& header : reply.headers) headers[capitalize ? capitalized(header.key) : header.key] = header.value;
  take(machine, block, std::move(reply), step);
  if (!step.failure && machine.input(block, "full_response", step) == Value(true))
    step.output = Object{{"status", Value(status)}, {"headers", Value(std::move(headers))}, {"body", std::move(step.output)}};
}

void call_widget(Machine& machine, const Block& block, Step& step) {
  const std::string id = machine.text(block, "guid", step);
  const Value inputs = object_input(machine, block, "widgetInputs", step);
  if (id.empty()) step.failure = Failure{.message = "it names no automation to run"};
  else take(machine, block, machine.tenant().run_automation(block.name, id, inputs, machine.environment()), step);
}

void custom_code(Machine& machine, const Block& block, Step& step) {
  const std::string language = machine.text(block, "language", step);
  const Value inputs = object_input(machine, block, "inputs", step);
  const std::string code = machine.text(block, "code", step);
  Call call{.connector = {}, .action = block.json_type, .role = {}, .block = block.name, .connection = {}, .inputs = {}, .limit = {}};
  if (inputs.is_object()) call.inputs = inputs.object();
  if (Reply reply = machine.tenant().call(call, machine.environment()); reply.known)
    return take(machine, block, std::move(reply), step);
  if (!machine.options().allow_code) {
    step.failure = Failure{.code = Code::code_not_allowed, .message = std::string(rule(Code::code_not_allowed).message),
                           .help = "--allow-code runs it in a process of its own, without network"};
    return;
  }
  CodeResult done = run_code(language, code, inputs.is_null() ? Value(Object{}) : inputs);
  if (!done.error.empty()) {
    step.failure = Failure{.message = std::move(done.error)};
    return;
  }
  std::string error;
  step.output = parse_json(done.output, error).value_or(Value(std::move(done.output)));
}

/// A block type that nobody knows here is done only if the fixture says what it gives.
void unknown(Machine& machine, const Block& block, Step& step) {
  Call call{.connector = {}, .action = block.json_type, .role = {}, .block = block.name, .connection = block.connection, .inputs = {}, .limit = {}};
  for (const Field& field : block.fields)
    if (!field.setting) call.inputs[field.name] = machine.input(block, field.name, step);
  Reply reply = machine.tenant().call(call, machine.environment());
  if (!reply.known) {
    step.failure = Failure{.code = Code::cannot_run, .message = fmt::format("nothing is known of blocks of the type {}", block.json_type),
                           .help = fixture_hint(block)};
    return;
  }
  take(machine, block, std::move(reply), step);
  give_list(block, std::move(step.output), step);
}

}  // namespace dork::runtime::blocks
