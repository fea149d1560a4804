// The block types of Qlik Automate and the statements that stand for them: one table, which the parser's builder, the
// checker, both directions, the printer and the docs read. Source of the facts: Qlik's workspace schema and real exports.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace dork {

enum class BlockType : std::uint8_t {
  start, endpoint, snippet, if_else, case_, label, go_to, for_each, filter_list, sleep, show, stop, form, variable,
  update_job, call_url, call_widget, error, merge_lists, lookup_item, deduplicate_list, compare_lists,
  replace_field_names, transform_list, limit, list_pointer, update_pointer, delete_pointer, compare_object, redirect,
  for_each_batch, for_each_break, custom_code, open_file, create_file, copy_file, read_data_from_file,
  write_line_to_file, close_file, delete_file, move_file, check_file_exists, list_files,
  unknown
};

enum class FieldPlace : std::uint8_t { input, setting };

/// What a field holds, and so how a script writes it.
enum class FieldKind : std::uint8_t {
  value,       ///< a template, a constant, a list or an object
  choice,      ///< one of a few words
  flag,        ///< TRUE, FALSE or NULL
  key,         ///< the name of a field of list items, not a reference
  block,       ///< a block, by name in a script and by id in the JSON
  conditions,  ///< tests
  cases        ///< the statements of a CaseBlock
};

struct FieldSpec {
  std::string_view id;
  FieldPlace place;
  std::string_view type;      ///< the editor type
  FieldKind kind = FieldKind::value;
  std::string_view preset;    ///< the value when nothing is said, as JSON; empty: the field is then absent
  std::string_view only_when; ///< `field=value`: present only then; empty: always
  std::string_view mode = {}; ///< of type object
  bool required = false;      ///< a script must say it
  bool labelled = true;       ///< `AS 'label'` can stand behind its value
};

struct BlockSpec {
  BlockType type;
  std::string_view json_name;      ///< `ShowBlock`
  std::string_view default_name;   ///< `output`
  std::string_view default_display;///< `Output`
  std::span<const FieldSpec> fields;  ///< inputs and settings, each in the editor's order
  bool iterable = false;           ///< may own a loop
  bool last = false;               ///< nothing can follow: childId is null
  bool has_output = true;          ///< others may refer to it
};

/// A field that a statement's words set by themselves: ERROR sets `action` to `stop`.
struct Implied {
  std::string_view field;
  std::string_view value;
};

enum class StatementKind : std::uint8_t {
  action, start_manual, start_triggered, start_scheduled, start_webhook, let, output, title, sleep, error,
  warning, redirect, label, go_to, exit_for, exit_script, inputs, web, run, code, filter, lookup, distinct, first, map,
  rename, join, nest, diff, intersect, compare, open_file, create_file, copy_file, read, write, close, delete_file,
  move_file, exists_file, files, pointers, set_pointer, reset_pointer, block, for_value, for_batches, if_, switch_,
  detached
};

struct StatementSpec {
  StatementKind kind;
  BlockType block;               ///< `unknown` where it depends (actions, BLOCK) or is none (DETACHED)
  std::span<const Implied> implied;
  /// How the printer writes it: words as they are; `{field}` its value; `[…]` only when a field inside is not as
  /// preset; `{field|value=WORD|…}` a word by value; `{#arguments}`, `{#tests}`, … what is not a single field.
  std::string_view pattern;
};

/// The lists that every block of a workspace has, in order, empty or not.
inline constexpr std::string_view usual_members[] = {"inputs", "settings", "collapsed"};

std::span<const BlockSpec> block_specs();
const BlockSpec& block_spec(BlockType type);
const BlockSpec* find_block_spec(std::string_view json_name);  ///< null for a type without a word of its own
const FieldSpec* find_field(const BlockSpec& block, std::string_view id);

/// What a field of the kind choice may be; empty where everything goes.
std::span<const std::string_view> choice_words(BlockType block, std::string_view field);

std::span<const StatementSpec> statement_specs();
const StatementSpec& statement_spec(StatementKind kind);

/// Settings of connector blocks, in the editor's order; which of them a block has says its action.
std::span<const FieldSpec> connector_settings();
const FieldSpec* find_connector_setting(std::string_view id);

/// What a field of kind `choice`, or one like it, may be. `block` is `unknown` where the field means the same in every block.
struct ChoiceSpec {
  BlockType block;
  std::string_view field;
  std::array<std::string_view, 5> values;  ///< the rest empty
};
std::span<const ChoiceSpec> field_choices();

/// A field that holds a number, and what to call it.
struct NumberSpec {
  std::string_view field;
  std::string_view place;  ///< in messages: `LIMIT takes …`
  bool whole;
  bool positive;
};
std::span<const NumberSpec> field_numbers();

/// How often a schedule may recur: FREQ of a recurrence.
std::span<const std::string_view> recurrence_frequencies();

/// Inputs that a file adapter adds to a block's `path`, in order.
struct AdapterSpec {
  std::string_view name;
  std::span<const FieldSpec> inputs;
  bool needs_connection;   ///< its blocks carry a `datasource` setting
  bool open_only;          ///< HTTP
};
std::span<const AdapterSpec> file_adapters();
const AdapterSpec* find_adapter(std::string_view name);  ///< without case

/// Whether a statement works with an adapter: one without a connection can do less than the others.
bool is_offered(const AdapterSpec& adapter, StatementKind kind);

/// What a statement takes in its parentheses for an adapter, in order.
struct FileInput {
  std::string_view name;
  bool required;
};
std::vector<FileInput> file_inputs(const AdapterSpec& adapter, StatementKind kind);

/// Which block types may stand where an input points at a block; none: any.
std::span<const BlockType> pointed_types(BlockType from);

/// The kinds of fields of a form: the word of the script and of the JSON.
struct FormType {
  std::string_view word;
  std::string_view json;
};
std::span<const FormType> form_types();

enum class VariableType : std::uint8_t { string, number, list, object, table };

/// The names of the variable types, as in the JSON; uppercase in scripts. In the order of `VariableType`.
std::span<const std::string_view> variable_types();

/// One operation of a variable block: it follows from the operator and the variable's type.
struct OperationSpec {
  VariableType type;
  std::string_view id;      ///< `set_value`
  std::string_view op;      ///< as scripts write it: `=`; `CLEAR` and `RENAME` are words
  std::string_view label;   ///< the editor's label
  bool key_value = false;   ///< its value is a list of {key, value}
};
std::span<const OperationSpec> variable_operations();

}  // namespace dork
