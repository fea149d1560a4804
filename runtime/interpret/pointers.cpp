#include "runtime/interpret/pointers.hpp"

#include "runtime/interpret/blocks.hpp"
#include "runtime/interpret/coerce.hpp"
#include "runtime/value/text.hpp"

#include <chrono>
#include <fmt/format.h>
#include <span>

namespace dork::runtime {
namespace {

constexpr std::string_view created[] = {"createdAt", "createdDate", "created", "created_at"};
constexpr std::string_view updated[] = {"updatedAt", "modifiedDate", "modifiedAt", "lastUpdated", "updated_at", "createdAt", "createdDate"};

/// A time in the form in which times are compared and shown: `2026-01-01 12:00:00` in UTC; empty where it is none.
std::string moment(const Value& value) {
  if (is_blank(value)) return {};
  std::string text = to_text(value).substr(0, 19);
  if (text.size() > 10 && text[10] == 'T') text[10] = ' ';
  return text;
}

std::string time_of(const Value& item, std::span<const std::string_view> fields) {
  for (const std::string_view field : fields)
    if (const Value* value = item.find(field)) return moment(*value);
  return {};
}

std::string now_text(Machine& machine) {
  const std::chrono::sys_seconds now(std::chrono::seconds(machine.environment().now / 1000));
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(now - day);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), time.hours().count(), time.minutes().count(), time.seconds().count());
}

/// A pointer, which the tenant remembers from run to run.
struct Pointer {
  Value last_retrieved_at = {}, highest_record_retrieved = {};
};

Pointer pointer_of(Machine& machine, const Block& block) {
  const Value known = machine.tenant().pointer(block.name);
  const Value* time = known.find("last_retrieved_at");
  const Value* record = known.find("highest_record_retrieved");
  return {time ? *time : Value(), record ? *record : Value()};
}

Value shown(const Pointer& pointer) {
  return Object{{"last_retrieved_at", pointer.last_retrieved_at}, {"highest_record_retrieved", pointer.highest_record_retrieved}};
}

void remember(Machine& machine, const Block& block, const Pointer& pointer) {
  Object known;
  if (!pointer.last_retrieved_at.is_null()) known["last_retrieved_at"] = pointer.last_retrieved_at;
  if (!pointer.highest_record_retrieved.is_null()) known["highest_record_retrieved"] = pointer.highest_record_retrieved;
  machine.tenant().set_pointer(block.name, Value(std::move(known)));
}

/// The block whose pointer another block names; null, with the step failed, where it names none.
const Block* pointing(Machine& machine, const Block& block, Step& step) {
  if (block.target != Block::none) {
    machine.show("block", machine.block(block.target).name);
    return &machine.block(block.target);
  }
  step.failure = Failure{.code = Code::cannot_run, .message = "it names no block whose pointer is meant"};
  return nullptr;
}

}  // namespace

bool keeps_pointer(const Block& block) {
  return block.role == "listnew" || block.role == "listupdated" || block.find("blendr_pointer");
}

Value only_new(Machine& machine, const Block& block, Value items) {
  Pointer pointer = pointer_of(machine, block);
  if (items.is_list()) {
    const std::string since = moment(pointer.last_retrieved_at);
    const Value highest = pointer.highest_record_retrieved;
    const bool by_update = block.role == "listupdated";
    List fresh;
    for (const Value& item : items.list()) {
      const std::string time = by_update ? time_of(item, updated) : time_of(item, created);
      if (!since.empty() && !time.empty() && time <= since) continue;
      const Value* id = item.find("id");
      if (since.empty() && !highest.is_null() && id && loosely_compare(*id, highest) != std::partial_ordering::greater) continue;
      if (id && (pointer.highest_record_retrieved.is_null() || loosely_compare(*id, pointer.highest_record_retrieved) == std::partial_ordering::greater))
        pointer.highest_record_retrieved = *id;
      fresh.push_back(item);
    }
    items = std::move(fresh);
  }
  pointer.last_retrieved_at = now_text(machine);
  remember(machine, block, pointer);
  return items;
}

namespace blocks {

void list_pointer(Machine& machine, const Block& block, Step& step) {
  if (const Block* target = pointing(machine, block, step)) step.output = List{shown(pointer_of(machine, *target))};
}

void update_pointer(Machine& machine, const Block& block, Step& step) {
  const Block* target = pointing(machine, block, step);
  if (!target) return;
  // Either says how far the block has got; the other is then forgotten.
  const Value time = machine.input(block, "last_retrieved_at", step);
  const Value record = machine.input(block, "highest_record_retrieved", step);
  if (is_blank(time) == is_blank(record)) {
    step.failure = Failure{.message = "a pointer is set to a time or to a record"};
    return;
  }
  // A time is kept as the text that it is said in.
  const Pointer pointer{is_blank(time) ? Value() : Value(to_text(time)), is_blank(record) ? Value() : record};
  remember(machine, *target, pointer);
  step.output = shown(pointer);
}

void delete_pointer(Machine& machine, const Block& block, Step& step) {
  if (const Block* target = pointing(machine, block, step)) machine.tenant().set_pointer(target->name, Value());
}

}  // namespace blocks
}  // namespace dork::runtime
