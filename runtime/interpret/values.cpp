// Blocks that set variables, ask a person, and give results.
#include "runtime/interpret/blocks.hpp"
#include "runtime/interpret/coerce.hpp"
#include "runtime/interpret/plan.hpp"
#include "runtime/value/text.hpp"

#include <cmath>
#include <fmt/format.h>

namespace dork::runtime {
namespace {

bool refuse(Step& step, std::string message, std::string help = {}) {
  if (!step.failure) step.failure = Failure{.message = std::move(message), .help = std::move(help)};
  return false;
}

bool empty_text(Machine& machine, std::uint32_t place, Value, Step&) {
  machine.slot(place).value = "";
  return true;
}

bool set_text(Machine& machine, std::uint32_t place, Value value, Step& step) {
  if (!value.is_text()) value = to_text(value);
  if (!machine.fits(value, step)) return false;
  machine.slot(place).value = std::move(value);
  return true;
}

bool append_text_to(Machine& machine, std::uint32_t place, Value value, Step& step) {
  Value& variable = machine.slot(place).value;
  if (!variable.is_text()) return set_text(machine, place, std::move(value), step);
  const std::string added = value.is_text() ? std::string() : to_text(value);
  const std::string& text = value.is_text() ? value.text() : added;
  const std::size_t most = machine.options().limits.value_bytes;
  if (variable.text().size() + text.size() > most) {
    step.failure = limit_failure(fmt::format("the text has more than {} bytes", most), "it may grow without end");
    return false;
  }
  variable.append(text);
  return true;
}

/// Arithmetic on whole numbers stays whole where it can; what overflows goes on as a number with a point, as in PHP.
template <typename Whole, typename Other>
Value computed(const Value& a, const Value& b, Whole whole, Other other) {
  std::int64_t result = 0;
  if (a.kind() == Kind::integer && b.kind() == Kind::integer && !whole(a.integer(), b.integer(), &result)) return Value(result);
  return Value(other(a.number(), b.number()));
}

enum class Sum : std::uint8_t { set, add, subtract, multiply, divide };

template <Sum sum>
bool compute(Machine& machine, std::uint32_t place, Value value, Step& step) {
  std::string problem;
  const auto operand = as_number(value, problem);
  if (!operand) return refuse(step, fmt::format("a number variable cannot take {}", problem));
  Value& variable = machine.slot(place).value;
  if constexpr (sum == Sum::set) {
    variable = *operand;
    return true;
  }
  const Value before = variable.is_null() ? Value(0) : variable;
  switch (sum) {
    case Sum::set: break;
    case Sum::add:
      variable = computed(before, *operand, [](auto a, auto b, auto* r) { return __builtin_add_overflow(a, b, r); }, [](double a, double b) { return a + b; });
      break;
    case Sum::subtract:
      variable = computed(before, *operand, [](auto a, auto b, auto* r) { return __builtin_sub_overflow(a, b, r); }, [](double a, double b) { return a - b; });
      break;
    case Sum::multiply:
      variable = computed(before, *operand, [](auto a, auto b, auto* r) { return __builtin_mul_overflow(a, b, r); }, [](double a, double b) { return a * b; });
      break;
    case Sum::divide:
      if (operand->number() == 0) return refuse(step, "a number cannot be divided by 0");
      variable = computed(
          before, *operand,
          [](std::int64_t a, std::int64_t b, std::int64_t* r) {
            // The smallest whole number has no opposite.
            if (b == -1 || a % b != 0) return true;
            *r = a / b;
            return false;
          },
          [](double a, double b) { return a / b; });
      break;
  }
  return true;
}

bool empty_list(Machine& machine, std::uint32_t place, Value, Step&) {
  machine.slot(place).value = List{};
  return true;
}

/// The variable as a list that can be added to, with room for so many items more.
Value* growing_list(Machine& machine, std::uint32_t place, std::size_t more, Step& step) {
  Value& variable = machine.slot(place).value;
  if (!variable.is_list()) variable = List{};
  const std::size_t most = machine.options().limits.list_items;
  if (variable.list().size() + more <= most) return &variable;
  step.failure = limit_failure(fmt::format("the list has more than {} items", most), "it may grow without end");
  return nullptr;
}

bool add_item(Machine& machine, std::uint32_t place, Value value, Step& step) {
  Value* list = growing_list(machine, place, 1, step);
  if (!list) return false;
  list->push(std::move(value));
  return machine.fits(*list, step);
}

/// What is no list is added as one item.
bool merge_list(Machine& machine, std::uint32_t place, Value value, Step& step) {
  std::string problem;
  const auto other = value.is_object() ? std::nullopt : as_list(value, problem);
  if (!other) return add_item(machine, place, std::move(value), step);
  Value* list = growing_list(machine, place, other->list().size(), step);
  if (!list || !machine.spend(other->list().size() / 16, step)) return false;
  for (const Value& item : other->list()) list->push(item);
  return machine.fits(*list, step);
}

bool empty_object(Machine& machine, std::uint32_t place, Value, Step&) {
  machine.slot(place).value = Object{};
  return true;
}

bool set_object(Machine& machine, std::uint32_t place, Value value, Step& step) {
  std::string problem;
  auto object = as_object(value, problem);
  if (!object) return refuse(step, fmt::format("an object variable cannot take {}", problem));
  if (!machine.fits(*object, step)) return false;
  machine.slot(place).value = std::move(*object);
  return true;
}

Value& changing_object(Machine& machine, std::uint32_t place) {
  Value& variable = machine.slot(place).value;
  if (!variable.is_object()) variable = Object{};
  return variable;
}

/// Sets the keys of another object, which win.
bool merge_object(Machine& machine, std::uint32_t place, Value value, Step& step) {
  std::string problem;
  const auto other = as_object(value, problem);
  if (!other) return refuse(step, fmt::format("an object cannot be merged with {}", problem));
  Value& variable = changing_object(machine, place);
  if (!machine.spend(other->object().size() / 16, step)) return false;
  for (const Member& member : other->object()) variable.set(member.key, member.value);
  return machine.fits(variable, step);
}

bool rename_keys(Machine& machine, std::uint32_t place, Value value, Step& step) {
  std::string problem;
  const auto names = as_object(value, problem);
  if (!names) return refuse(step, fmt::format("keys are renamed by pairs of names, not by {}", problem));
  Value& variable = changing_object(machine, place);
  for (const Member& name : names->object()) variable.edit_object().rename(name.key, to_text(name.value));
  return true;
}

bool remove_key(Machine& machine, std::uint32_t place, Value value, Step&) {
  Value& variable = changing_object(machine, place);
  if (variable.object().find(to_text(value))) variable.edit_object().erase(to_text(value));
  return true;
}

/// A row is a list of cells or an object of them.
bool add_row(Machine& machine, std::uint32_t place, Value value, Step& step) {
  std::string problem;
  if (!value.is_object()) {
    auto row = as_list(value, problem);
    value = row ? std::move(*row) : Value(List{std::move(value)});
  }
  return add_item(machine, place, std::move(value), step);
}

struct OperationRow {
  VariableType type;
  std::string_view id;
  Operate apply;
};

constexpr OperationRow operations[] = {
    {VariableType::string, "empty", empty_text},
    {VariableType::string, "set_value", set_text},
    {VariableType::string, "append", append_text_to},
    {VariableType::number, "set_value", compute<Sum::set>},
    {VariableType::number, "add", compute<Sum::add>},
    {VariableType::number, "subtract", compute<Sum::subtract>},
    {VariableType::number, "multiply", compute<Sum::multiply>},
    {VariableType::number, "divide", compute<Sum::divide>},
    {VariableType::list, "empty", empty_list},
    {VariableType::list, "add_item", add_item},
    {VariableType::list, "merge", merge_list},
    {VariableType::object, "empty", empty_object},
    {VariableType::object, "set", set_object},
    {VariableType::object, "set_key_value", merge_object},
    {VariableType::object, "merge", merge_object},
    {VariableType::object, "rename_key", rename_keys},
    {VariableType::object, "remove_key", remove_key},
    {VariableType::table, "empty", empty_list},
    {VariableType::table, "add_row", add_row},
};

/// Whether somebody has answered.
bool is_answer(const Value& value) { return !is_blank(value) && !(value.is_list() && value.list().empty()); }

/// What is said of a field: by its label, or by the label without blanks.
const Value* said(const Value& answers, const FormField& field) {
  const Value* answer = answers.find(field.label);
  if (!answer) answer = answers.find(field.key);
  return answer && is_answer(*answer) ? answer : nullptr;
}

/// An answer in the form that a field of its type has: several choices stand under `selected`.
Value shaped(const FormField& field, Value answer) {
  if (field.type != "multi_select" || answer.is_object()) return answer;
  std::string problem;
  auto list = as_list(answer, problem);
  return Object{{"selected", list ? std::move(*list) : Value(List{std::move(answer)})}};
}

}  // namespace

Operate operation_of(VariableType type, std::string_view id) {
  for (const OperationRow& row : operations)
    if (row.type == type && row.id == id) return row.apply;
  return nullptr;
}

namespace blocks {

void variable(Machine& machine, const Block& block, Step& step) {
  for (const VariableOp& operation : block.operations) {
    Value value = machine.evaluate(operation.value, block, step);
    if (machine.showing()) machine.show(operation.name, value);
    if (!operation.apply(machine, block.place, std::move(value), step)) return;
  }
  if (machine.showing() && block.place != Block::none) step.output = machine.slot(block.place).value;
}

void show(Machine& machine, const Block& block, Step& step) {
  Value value = machine.input(block, "input", step);
  if (!machine.fits(value, step)) return;
  const std::string mode = machine.text(block, "display_mode", step);
  List& outputs = machine.result().outputs;
  step.output = value;
  if (mode == "set") outputs.clear();
  if (mode != "merge" || outputs.empty()) {
    outputs.push_back(std::move(value));
    return;
  }
  // Qlik joins everything into one text.
  std::string all;
  for (const Value& output : outputs) all += to_text(output);
  all += to_text(value);
  Value merged(std::move(all));
  if (!machine.fits(merged, step)) return;
  outputs.clear();
  outputs.push_back(std::move(merged));
}

void update_job(Machine& machine, const Block& block, Step& step) { machine.result().title = machine.text(block, "title", step); }

void redirect(Machine& machine, const Block& block, Step& step) {
  machine.result().redirect = machine.text(block, "url", step);
  step.flow = Flow::end;
}

void form(Machine& machine, const Block& block, Step& step) {
  const Value fixture = machine.tenant().answers();
  Object output;
  for (const FormField& field : block.form) {
    if (machine.showing() && !field.values.is_null()) machine.show(field.label, machine.evaluate(field.values, block, step));
    const Value* answer = said(machine.options().inputs, field);
    if (!answer) answer = said(fixture, field);
    if (!answer && is_answer(field.preset)) answer = &field.preset;
    if (!answer && field.required) {
      step.failure = Failure{.code = Code::missing_answer,
                             .message = fmt::format(fmt::runtime(rule(Code::missing_answer).message), field.label),
                             .help = fmt::format("answer with --input '{}=…'", field.key.empty() ? field.label : field.key)};
      return;
    }
    Value shape = answer ? shaped(field, *answer) : Value();
    // References spell a label with its blanks in quotes, or without them.
    output[field.label] = shape;
    output[field.key] = std::move(shape);
  }
  step.output = Value(std::move(output));
}

}  // namespace blocks
}  // namespace dork::runtime
