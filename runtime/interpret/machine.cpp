#include "runtime/interpret/machine.hpp"

#include "compiler/formula/operators.hpp"
#include "runtime/formula/conditions.hpp"
#include "runtime/interpret/coerce.hpp"
#include "runtime/value/text.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace dork::runtime {
namespace {

constexpr std::string_view outcomes[] = {"done", "warning", "ignored", "failed", "skipped"};
constexpr std::string_view statuses[] = {"finished", "finished with warnings", "failed", "stopped", "limit reached"};

const Value censored = "(censored)";

/// The id of a run, which is the same for the same seed.
std::string job_id(std::uint64_t seed) {
  Random random{seed ^ 0x6a6f62};
  const std::uint64_t a = random.next(), b = random.next();
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", a >> 32, (a >> 16) & 0xffff, a & 0xfff, 0x8000 | (b >> 50), b & 0xffffffffffff);
}

/// A message is for people; what it quotes may be any length.
std::string cut(std::string message) {
  constexpr std::size_t most = 2000;
  if (message.size() <= most) return message;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xC0) == 0x80) --end;
  message.resize(end);
  return message + "…";
}

}  // namespace

std::string_view outcome_name(Outcome outcome) { return outcomes[static_cast<std::size_t>(outcome)]; }
std::string_view status_name(Status status) { return statuses[static_cast<std::size_t>(status)]; }

Failure limit_failure(std::string message, std::string help) {
  return {.code = Code::run_limit, .message = std::move(message), .help = std::move(help)};
}

Machine::Machine(const Plan& plan, Tenant& tenant, const RunOptions& options)
    : plan_(plan), tenant_(tenant), options_(options), slots_(plan.names.size()),
      recording_(options.observe && !options.quiet) {
  environment_.now = options.now;
  environment_.timezone = options.timezone;
  environment_.job_id = job_id(options.seed);
  environment_.random.state = options.seed;
  environment_.limits = options.limits;
}

RunResult Machine::run() {
  std::uint32_t at = Block::none;
  if (begin(at)) {
    Step step;
    while (!ended_) {
      if (at == Block::none) {
        if (frames_.empty()) break;
        at = resume();
        continue;
      }
      const Block& block = plan_.blocks[at];
      if (at == until_) {
        end(Status::stopped);
        break;
      }
      if (!count_step(block)) break;
      if (block.disabled) {
        at = skip(block);
        continue;
      }
      step = Step();
      begin_event(block);
      if (block.fault.empty()) block.execute(*this, block, step);
      else step.failure = Failure{.code = Code::cannot_run, .message = block.fault};
      if (const std::uint64_t work = tenant_.take_work(); work > 0 && !step.failure) spend(work, step);
      at = follow(block, step);
    }
  }
  if (!ended_) end(Status::finished);
  return std::move(result_);
}

/// Where the run begins, as `from` or the StartBlock says.
bool Machine::begin(std::uint32_t& at) {
  const auto named = [&](std::string_view name) {
    const auto found = std::find_if(plan_.blocks.begin(), plan_.blocks.end(), [&](const Block& each) { return each.name == name; });
    return found == plan_.blocks.end() ? Block::none : index(*found);
  };
  const auto refuse = [&](Code code, std::string message, std::string help) {
    result_.remarks.push_back({.code = code, .severity = Severity::error, .message = std::move(message), .help = std::move(help)});
    end(Status::failed);
    return false;
  };
  for (const std::string* name : {&options_.from, &options_.until})
    if (!name->empty() && named(*name) == Block::none)
      return refuse(Code::no_such_block, fmt::format(fmt::runtime(rule(Code::no_such_block).message), *name), {});
  if (!options_.until.empty()) until_ = named(options_.until);
  at = options_.from.empty() ? plan_.start : named(options_.from);
  if (at == Block::none) {
    std::string names;
    for (const Block& block : plan_.blocks)
      if (block.begins && names.size() < 200) names += (names.empty() ? "" : ", ") + fmt::format("`{}`", block.name);
    return refuse(Code::no_start, std::string(rule(Code::no_start).message),
                  names.empty() ? "" : fmt::format("a run can begin at one of these instead: {}", names));
  }
  Step step;
  at = jump(at, nullptr, step);
  return !step.failure || refuse(step.failure->code, step.failure->message, step.failure->help);
}

bool Machine::count_step(const Block& block) {
  ++result_.steps;
  if (within_work()) return true;
  --result_.steps;
  remark(Code::run_limit, Severity::error, block, spent(), "a loop or a GOTO may never end; --max-steps allows more");
  end(Status::limit_reached);
  return false;
}

std::uint32_t Machine::skip(const Block& block) {
  if (recording_) {
    begin_event(block);
    Step step;
    step.outcome = Outcome::skipped;
    end_event(block, step);
  }
  return block.next;
}

/// Goes on where a chain of blocks has ended: with the next item of its loop, or behind its block.
std::uint32_t Machine::resume() {
  const Frame frame = frames_.back();
  const Block& block = plan_.blocks[frame.block];
  if (frame.loop) {
    Loop& loop = loops_.back();
    if (++loop.at < loop.count) {
      set_item(loop);
      return block.body;
    }
  }
  leave_frame();
  return block.next;
}

void Machine::set_item(Loop& loop) {
  Slot& slot = slots_[loop.place];
  if (loop.items.is_list()) {
    slot.item = loop.items.list()[loop.at];
    slot.index = Value(static_cast<std::int64_t>(loop.at));
  } else {
    const Member& member = *(loop.items.object().begin() + static_cast<std::ptrdiff_t>(loop.at));
    slot.item = member.value;
    slot.index = Value(member.key);
  }
}

void Machine::leave_frame() {
  if (frames_.back().loop) {
    Loop& loop = loops_.back();
    Slot& slot = slots_[loop.place];
    slot.item = std::move(loop.before.item);
    slot.index = std::move(loop.before.index);
    slot.looping = loop.before.looping;
    loops_.pop_back();
  }
  frames_.pop_back();
}

std::uint32_t Machine::follow(const Block& block, Step& step) {
  if (!step.failure) store(block, step);
  if (!step.failure && out_of_memory(environment_))
    step.failure = limit_failure(fmt::format("the values of the run take more than {} MB", options_.limits.total_bytes >> 20),
                                 "a list or a text may grow without end");
  if (step.seconds > 0) environment_.now += static_cast<std::int64_t>(std::llround(std::min(step.seconds, 1e9) * 1000));
  const bool failed = step.failure.has_value();
  if (failed && !settle_failure(block, step)) return Block::none;
  if (failed) step.flow = Flow::next;
  std::uint32_t to = Block::none;
  switch (step.flow) {
    case Flow::next: to = block.next; break;
    case Flow::branch:
      if (step.target == Block::none) to = block.next;
      else {
        end_event(block, step);
        frames_.push_back({index(block), false});
        return step.target;
      }
      break;
    case Flow::loop: return enter_loop(block, step);
    case Flow::jump:
      to = jump(step.target, &block, step);
      if (step.failure) settle_failure(block, step);
      else end_event(block, step);
      return to;
    case Flow::leave:
      end_event(block, step);
      while (!frames_.back().loop) leave_frame();
      to = plan_.blocks[frames_.back().block].next;
      leave_frame();
      return to;
    case Flow::end:
      end_event(block, step);
      end(step.ends);
      return Block::none;
  }
  if (!failed) end_event(block, step);
  return to;
}

std::uint32_t Machine::enter_loop(const Block& block, Step& step) {
  if (loops_.size() >= options_.limits.depth) {
    step.failure = limit_failure(fmt::format("loops stand more than {} deep within each other", options_.limits.depth), {});
    settle_failure(block, step);
    return Block::none;
  }
  Value items = step.items.is_null() ? step.output : std::move(step.items);
  const std::size_t count = items.is_list() ? items.list().size() : items.is_object() ? items.object().size() : 0;
  if (recording_) event_.loops = count;
  end_event(block, step);
  if (count == 0) return block.next;
  Slot& slot = slots_[block.place];
  Slot before;
  before.item = std::move(slot.item);
  before.index = std::move(slot.index);
  before.looping = slot.looping;
  loops_.push_back({.items = std::move(items), .count = count, .place = block.place, .before = std::move(before)});
  slot.looping = true;
  set_item(loops_.back());
  frames_.push_back({index(block), true});
  return block.body;
}

/// Makes the run stand where `target` stands: what it does not stand in is left, the branches that it stands in are
/// entered. A loop cannot be entered so, since it would have no item.
std::uint32_t Machine::jump(std::uint32_t target, const Block* from, Step& step) {
  std::vector<std::uint32_t> owners;
  for (std::uint32_t at = plan_.blocks[target].owner; at != Block::none; at = plan_.blocks[at].owner) owners.push_back(at);
  std::reverse(owners.begin(), owners.end());
  std::size_t common = 0;
  while (common < owners.size() && common < frames_.size() && frames_[common].block == owners[common]) ++common;
  for (std::size_t i = common; i < owners.size(); ++i)
    if (const Block& owner = plan_.blocks[owners[i]]; owner.loops) {
      const std::string_view to = plan_.blocks[target].name;
      step.failure = Failure{.code = Code::broken_jump,
                             .message = fmt::format(fmt::runtime(rule(Code::broken_jump).message), to, owner.name),
                             .help = from ? "jump to a label before the loop" : "begin at the loop itself"};
      return Block::none;
    }
  while (frames_.size() > common) leave_frame();
  for (std::size_t i = common; i < owners.size(); ++i) frames_.push_back({owners[i], false});
  return target;
}

/// Puts a block's output where references find it.
void Machine::store(const Block& block, Step& step) {
  if (block.place == Block::none || block.type == BlockType::variable) return;
  if (!fits(step.output, step)) return;
  Slot& slot = slots_[block.place];
  slot.value = step.output;
  if (!slot.error.is_null()) slot.error = Value();
}

bool Machine::fits(const Value& value, Step& step) {
  auto problem = exceeds(value, options_.limits);
  if (problem) step.failure = limit_failure(std::move(*problem), "a loop may let it grow without end");
  return !problem;
}

bool Machine::spend(std::uint64_t amount, Step& step) {
  environment_.work += amount;
  if (within_work()) return true;
  if (!step.failure) step.failure = limit_failure(spent(), "--max-steps allows more");
  return false;
}

/// What a run has done when it is stopped.
std::string Machine::spent() const {
  const std::string large = environment_.work > 0 ? fmt::format(", and large values that counted as {} more", environment_.work) : "";
  return fmt::format("the run is stopped after {} blocks{}", result_.steps, large);
}

/// What becomes of a failure, as the block's setting says: whether the run goes on.
bool Machine::settle_failure(const Block& block, Step& step) {
  Failure failure = std::move(*step.failure);
  step.failure.reset();
  failure.message = cut(std::move(failure.message));
  const bool limit = failure.code == Code::run_limit;
  const OnError on_error = limit ? OnError::stop : block.on_error;
  if (block.censor && failure.code == Code::run_failed)
    failure.message = failure.status > 0 ? fmt::format("the request failed with status {}", failure.status) : "it failed";
  if (block.place != Block::none && block.type != BlockType::variable) {
    Slot& slot = slots_[block.place];
    slot.value = Value();
    slot.error = Object{{"message", Value(failure.message)},
                        {"response", Object{{"status", failure.status > 0 ? Value(failure.status) : Value()}, {"body", std::move(failure.body)}}}};
  }
  step.output = Value();
  step.items = Value();
  step.message = failure.message;
  step.outcome = on_error == OnError::stop ? Outcome::failed : on_error == OnError::warning ? Outcome::warning : Outcome::ignored;
  if (on_error == OnError::stop) remark(failure.code, Severity::error, block, failure.message, std::move(failure.help));
  else if (on_error == OnError::warning) remark(Code::run_warning, Severity::warning, block, failure.message, std::move(failure.help));
  end_event(block, step);
  if (on_error != OnError::stop) return true;
  end(limit ? Status::limit_reached : Status::failed);
  return false;
}

// --- What blocks ask for ------------------------------------------------------------------------------------------------

Value Machine::evaluate(const Input& input, const Block& block, Step& step) {
  switch (input.kind) {
    case Input::Kind::constant: return input.constant;
    case Input::Kind::program: {
      Evaluation made = runtime::evaluate(input.program, Scope{slots_}, environment_);
      if (made.error) warn(step, block, Code::formula_failed, block.censor ? std::string("a formula could not be computed") : std::move(*made.error));
      return std::move(made.value);
    }
    case Input::Kind::list: {
      List list;
      list.reserve(input.parts.size());
      for (const Input& part : input.parts) list.push_back(evaluate(part, block, step));
      return list;
    }
    case Input::Kind::object: break;
  }
  Object object;
  for (std::size_t i = 0; i < input.parts.size(); ++i) {
    const Evaluation key = runtime::evaluate(input.keys[i], Scope{slots_}, environment_);
    object[to_text(key.value)] = evaluate(input.parts[i], block, step);
  }
  return object;
}

Value Machine::input(const Block& block, std::string_view name, Step& step) {
  const Field* field = block.find(name);
  if (!field) return {};
  Value value = evaluate(field->input, block, step);
  // Settings are the same each time.
  if (recording_ && !field->setting) show(name, value);
  return value;
}

std::string Machine::text(const Block& block, std::string_view field, Step& step) {
  return to_text(input(block, field, step));
}

Value Machine::list(const Block& block, std::string_view field, Step& step) {
  const Value given = input(block, field, step);
  std::string problem;
  if (auto list = as_list(given, problem)) {
    if (fits(*list, step) && spend(list->list().size() / 16, step)) return std::move(*list);
  } else if (!step.failure) {
    step.failure = Failure{.message = fmt::format("`{}` is no list: {}", field, problem),
                           .help = "a list must be the whole value of the input, without text around it"};
  }
  return List{};
}

bool Machine::holds(const Block& block, const Value* item, Step& step) {
  const Conditions& conditions = block.conditions;
  for (const Condition& test : conditions.tests) {
    const Value left = item && !test.field.empty() ? at_path(*item, test.field) : evaluate(test.left, block, step);
    const Value right = test.unary ? Value() : evaluate(test.right, block, step);
    const bool holds = runtime::holds(test.op, left, right);
    environment_.work += work_of(left) + work_of(right);
    if (recording_ && !item) {
      const std::size_t number = static_cast<std::size_t>(&test - conditions.tests.data()) + 1;
      Object shown{{"left", left}, {"operator", Value(condition_operators()[test.op].json)}};
      if (!test.unary) shown["right"] = right;
      shown["holds"] = holds;
      show(fmt::format("test{}", number == 1 ? "" : std::to_string(number)), Value(std::move(shown)));
    }
    if (holds == conditions.any) return holds;
  }
  return !conditions.any;
}

FileHandle* Machine::file(std::uint32_t block) {
  const auto found = files_.find(block);
  return found == files_.end() ? nullptr : &found->second;
}

// --- What is told -------------------------------------------------------------------------------------------------------

void Machine::show(std::string_view name, const Value& value) {
  if (recording_) event_.inputs[name] = value;
}

void Machine::remark(Code code, Severity severity, const Block& block, std::string message, std::string help) {
  const auto [at, fresh] = told_.try_emplace({block.origin, message}, result_.remarks.size());
  if (!fresh) {
    ++result_.remarks[at->second].times;
    return;
  }
  // Each costs memory that no value counts.
  constexpr std::size_t most = 10'000;
  if (result_.remarks.size() >= most && severity != Severity::error) {
    told_.erase(at);
    return;
  }
  result_.remarks.push_back({code, severity, block.origin, block.name, std::move(message), std::move(help)});
}

void Machine::warn(Step& step, const Block& block, Code code, std::string message, std::string help) {
  step.outcome = Outcome::warning;
  message = cut(std::move(message));
  if (step.message.empty()) step.message = message;
  remark(code, Severity::warning, block, std::move(message), std::move(help));
}

void Machine::begin_event(const Block& block) {
  if (!recording_) return;
  event_ = Event();
  event_.step = result_.steps;
  event_.block = block.name;
  event_.id = block.id;
  event_.type = block.json_type;
  event_.action = block.action;
  event_.origin = block.origin;
  event_.start = environment_.now;
  event_.iteration.reserve(loops_.size());
  for (const Loop& loop : loops_) event_.iteration.push_back(loop.at);
}

void Machine::end_event(const Block& block, Step& step) {
  if (!recording_) return;
  if (block.censor) {
    Object hidden;
    for (const Member& member : event_.inputs) hidden[member.key] = censored;
    event_.inputs = std::move(hidden);
    if (!step.output.is_null()) step.output = censored;
  }
  event_.output = step.output;
  event_.outcome = step.outcome;
  event_.message = step.message;
  event_.duration = environment_.now - event_.start;
  options_.observe(event_);
}

void Machine::end(Status status) {
  ended_ = true;
  for (const auto& [block, file] : files_)
    if (file.writing && succeeded(status))
      remark(Code::file_not_saved, Severity::info, plan_.blocks[block], fmt::format(fmt::runtime(rule(Code::file_not_saved).message), file.path));
  const bool warned = std::any_of(result_.remarks.begin(), result_.remarks.end(), [](const Remark& each) { return each.severity == Severity::warning; });
  result_.status = status == Status::finished && warned ? Status::finished_with_warnings : status;
  result_.ended = environment_.now;
  for (const PlanVariable& variable : plan_.variables) result_.variables[variable.name] = slots_[variable.place].value;
}

RunResult run(const Plan& plan, Tenant& tenant, const RunOptions& options) {
  return Machine(plan, tenant, options).run();
}

}  // namespace dork::runtime
