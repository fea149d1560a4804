// A run that goes on: what the functions that run blocks work with.
#pragma once

#include "runtime/interpret/plan.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dork::runtime {

/// Why a block failed.
struct Failure {
  Code code = Code::run_failed;
  std::string message = {};
  std::string help = {};
  int status = 0;   ///< of HTTP; 0 where none was asked
  Value body = {};
};

/// Where a run goes on after a block.
enum class Flow : std::uint8_t {
  next,     ///< to what follows
  branch,   ///< into the branch that begins with `target`, then to what follows
  loop,     ///< through the block's loop, once for each of `items`
  jump,     ///< to `target`, wherever that stands
  leave,    ///< out of the innermost loop
  end       ///< nowhere: it has ended as `ends` says
};

/// What came of one execution.
struct Step {
  Flow flow = Flow::next;
  std::uint32_t target = Block::none;
  Value output;                   ///< goes under the block's name
  Value items;                    ///< of a loop; where null, the output
  Outcome outcome = Outcome::done;
  Status ends = Status::finished;
  std::string message;            ///< of a warning
  std::optional<Failure> failure;
  double seconds = 0;             ///< of simulated time
};

/// A loop that goes on.
struct Loop {
  Value items;                    ///< a list or an object
  std::size_t at = 0;
  std::size_t count = 0;
  std::uint32_t place = 0;
  Slot before = {};               ///< what stood under the block's name, without its value and error
};

/// The file of an OpenFileBlock or a CreateFileBlock.
struct FileHandle {
  std::string adapter, path;
  Value content = "";             ///< the text that was read, or is being written
  bool writing = false;
  std::uint64_t lines = 0;
};

class Machine {
 public:
  Machine(const Plan& plan, Tenant& tenant, const RunOptions& options);

  RunResult run();

  /// Evaluates a value. A formula in it that cannot be computed makes a warning, and null.
  Value evaluate(const Input& input, const Block& block, Step& step);

  /// Evaluates an input or a setting of a block and shows it in the event; null where there is none.
  Value input(const Block& block, std::string_view field, Step& step);

  /// The same as a text, as a list, as an object. What is neither that nor nothing makes the step fail.
  std::string text(const Block& block, std::string_view field, Step& step);
  Value list(const Block& block, std::string_view field, Step& step);

  /// Whether conditions hold. With `item`, fields of that are what stands on the left without a formula.
  bool holds(const Block& block, const Value* item, Step& step);

  /// Puts an entry into the event of this execution.
  void show(std::string_view name, const Value& value);
  bool showing() const { return recording_; }

  /// Says something of a block that is neither its failure nor its warning.
  void remark(Code code, Severity severity, const Block& block, std::string message, std::string help = {});

  /// Makes the step a warning.
  void warn(Step& step, const Block& block, Code code, std::string message, std::string help = {});

  /// Counts work that a block does beside its own execution: items it goes through. False, with the step failed, when it
  /// is more than a run may do.
  bool spend(std::uint64_t amount, Step& step);

  /// Whether a value is within the limits of a run; else the step fails.
  bool fits(const Value& value, Step& step);

  Slot& slot(std::uint32_t place) { return slots_[place]; }
  const Slot& slot(std::uint32_t place) const { return slots_[place]; }
  const Block& block(std::uint32_t index) const { return plan_.blocks[index]; }
  std::uint32_t index(const Block& block) const { return static_cast<std::uint32_t>(&block - plan_.blocks.data()); }

  const Plan& plan() const { return plan_; }
  Tenant& tenant() { return tenant_; }
  Environment& environment() { return environment_; }
  const RunOptions& options() const { return options_; }
  RunResult& result() { return result_; }
  FileHandle* file(std::uint32_t block);
  FileHandle& open_file(std::uint32_t block) { return files_[block] = {}; }
  std::map<std::uint32_t, FileHandle>& files() { return files_; }

 private:
  struct Frame {
    std::uint32_t block;
    bool loop;
  };

  bool begin(std::uint32_t& at);
  bool count_step(const Block& block);
  bool within_work() const { return result_.steps + environment_.work <= options_.limits.steps; }
  std::string spent() const;
  std::uint32_t skip(const Block& block);
  std::uint32_t resume();
  std::uint32_t follow(const Block& block, Step& step);
  std::uint32_t enter_loop(const Block& block, Step& step);
  std::uint32_t jump(std::uint32_t target, const Block* from, Step& step);
  void set_item(Loop& loop);
  void leave_frame();
  bool settle_failure(const Block& block, Step& step);
  void store(const Block& block, Step& step);
  void begin_event(const Block& block);
  void end_event(const Block& block, Step& step);
  void end(Status status);

  const Plan& plan_;
  Tenant& tenant_;
  const RunOptions& options_;
  Environment environment_;
  RunResult result_;
  std::vector<Slot> slots_;
  std::vector<Frame> frames_;
  std::vector<Loop> loops_;
  std::map<std::uint32_t, FileHandle> files_;
  std::map<std::pair<std::uint32_t, std::string>, std::size_t> told_;
  Event event_;
  std::uint32_t until_ = Block::none;
  bool recording_ = false;
  bool ended_ = false;
};

/// What the run is told of a limit.
Failure limit_failure(std::string message, std::string help);

}  // namespace dork::runtime
