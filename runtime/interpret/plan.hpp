// A workspace made ready to run: templates parsed, edges as indices, names as places.
#pragma once

#include "compiler/model/block_table.hpp"
#include "runtime/formula/program.hpp"
#include "runtime/formula/scope.hpp"
#include "runtime/interpret/run.hpp"
#include "runtime/value/value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dork::runtime {

class Machine;  // a run that goes on: runtime/interpret/machine.hpp
struct Step;
struct Block;

/// Runs one block: its table is in runtime/interpret/blocks.cpp.
using Execute = void (*)(Machine&, const Block&, Step&);

/// A value of the JSON made ready: a constant, a template, or a list or object that holds templates.
struct Input {
  enum class Kind : std::uint8_t { constant, program, list, object };
  Kind kind = Kind::constant;
  Value constant = {};
  Program program = {};
  std::vector<Program> keys = {};   ///< of an object
  std::vector<Input> parts = {};    ///< of a list or object

  bool is_null() const { return kind == Kind::constant && constant.is_null(); }
};

/// An input or a setting under the name that a script gives it.
struct Field {
  std::string name = {};
  Input input = {};
  bool setting = false;
};

/// One test of a condition. `op` is an index into `condition_operators()`.
struct Condition {
  std::uint8_t op = 0;
  bool unary = false;
  Input left, right;
  std::string field;           ///< of a list's condition without a formula on the left: the field of the items
};

/// Tests that must all hold, or of which one must.
struct Conditions {
  bool any = false;
  std::vector<Condition> tests;
};

/// One operation on a variable. What it does is in runtime/interpret/variables.cpp.
struct VariableOp {
  std::string id = {};         ///< `add_item`
  std::string name = {};       ///< in events: a number follows where the block has several of one id
  Input value = {};
  bool (*apply)(Machine&, std::uint32_t place, Value value, Step&) = nullptr;
};

struct FormField {
  std::string label;
  std::string key;             ///< the label without blanks
  std::string type;            ///< `input`, `select`, …
  bool required = false;
  Input values;                ///< the choices
  Value preset;
};

enum class OnError : std::uint8_t { stop, warning, ignore };

/// A block of the plan. Edges are indices of blocks.
struct Block {
  static constexpr std::uint32_t none = 0xffffffff;

  BlockType type = BlockType::unknown;
  Execute execute = nullptr;
  std::string name, id, json_type;
  std::string connector, action_name, action, role, connection;  ///< of a connector block; `action` is for people
  std::uint32_t origin = 0;    ///< its index in the workspace
  std::uint32_t place = none;  ///< of its output among the slots; none for what has no output
  std::uint32_t next = none, body = none, yes = none, no = none;
  std::vector<std::uint32_t> cases;
  std::uint32_t owner = none;  ///< the block in whose loop or branch it stands
  std::uint32_t depth = 0;     ///< how many owners it stands in
  std::uint32_t target = none; ///< the block that an input points at: a label, a file, a block with a pointer
  std::string fault;           ///< why it cannot be run as it stands; empty where it can
  OnError on_error = OnError::stop;
  bool censor = false;
  bool disabled = false;
  bool loops = false;          ///< it may own a loop, and has one: `body`, which may be empty
  bool begins = false;         ///< no edge leads to it

  std::vector<Field> fields;   ///< inputs first, then settings, as the table of blocks and the catalog name them
  Conditions conditions;
  std::vector<Input> matches;  ///< of a CaseBlock, as `cases`
  std::vector<VariableOp> operations;
  std::optional<VariableType> variable;  ///< what a VariableBlock sets; its place is `place`
  std::vector<FormField> form;

  /// A field by its name; null where the block has none.
  const Field* find(std::string_view field) const;
};

struct PlanVariable {
  std::string name;
  VariableType type = VariableType::string;
  std::uint32_t place = 0;
};

struct Plan {
  std::vector<Block> blocks;   ///< in the order of the workspace
  std::vector<PlanVariable> variables;
  Names names;
  std::uint32_t start = Block::none;
  std::uint32_t current_item = 0;  ///< the place of `thisBlock`
};

/// What an operation does to a variable; null where variables of that type have no such operation.
using Operate = bool (*)(Machine&, std::uint32_t place, Value value, Step&);
Operate operation_of(VariableType type, std::string_view id);

/// How a block is run; never null: what has no entry is run as a block of a type that nobody knows.
Execute execution_of(BlockType type);

}  // namespace dork::runtime
