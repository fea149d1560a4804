// An automation in structure, not in edges: what a script says, what a workspace means. The parser makes it from text,
// the lifter from JSON; the checker resolves its names in place; the emitter and the printer read it.
#pragma once

#include "compiler/catalog/catalog.hpp"
#include "compiler/model/block_table.hpp"
#include "compiler/syntax/expression.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dork {

/// A word of the script with its place.
struct Name {
  std::string text;
  Range range;
};

/// A value with the label the editor shows for it: `'65096a85' AS 'Finance'`.
struct Value {
  Expr expr;
  std::optional<std::string> label;
};

/// `name = value` in parentheses: an input of a connector block, of a file adapter, of custom code.
struct Argument {
  Name name;
  Value value;
  const Parameter* parameter = nullptr;  ///< set by the checker where the catalog knows it
};

/// An input or a setting of a block by its table's entry; `spec` is null for a setting that the table lacks.
struct Field {
  const FieldSpec* spec = nullptr;
  Name name;      ///< the id as the script spells it; empty where the statement's words imply it
  Value value;
};

struct Test {
  Expr left;
  std::uint8_t op = 0;  ///< index into `condition_operators()`
  Expr right;           ///< missing for a unary operator
  Range range;
};

/// Tests that must all hold, or of which one must.
struct Tests {
  bool any = false;
  std::vector<Test> tests;
};

enum class CommentPlace : std::uint8_t { own_line, line_end };

/// A comment of the source, verbatim with its delimiters.
struct Comment {
  std::string text;
  Range range;
};

struct Statement;

/// A chain of statements, and the comments after the last of them.
struct Body {
  std::vector<Statement> statements;
  std::vector<Comment> trailing;
  Range range;  ///< where it stands: the keyword that opens it up to the one that closes it
};

/// One way on from a block: THEN, ELSEIF, ELSE, CASE, DEFAULT.
struct Branch {
  Tests tests;                 ///< of IF and ELSEIF
  std::optional<Expr> match;   ///< of CASE
  Body body;
  Range range;                 ///< of its head
  std::string name;            ///< an ELSEIF is a block of its own: its name, given by the checker
};

/// One operation of a variable block.
struct Operation {
  const OperationSpec* spec = nullptr;  ///< set by the checker: it follows from the operator and the variable's type
  std::string_view op;                  ///< as written: `=`, `&=`, …, `CLEAR`, `RENAME`
  Value value;
  Range range;
};

struct FormItem {
  Name caption;
  std::string_view type;     ///< `input`, `select`, `object`, `multi_select`, `field_mapping`
  bool required = false;
  std::optional<std::string> help;
  std::optional<Value> values;
  std::string options;       ///< JSON text of an object; empty where none is given
};

/// JSON in a script, checked to parse: `@{…}`, BLOCK's body, OPTIONS.
struct JsonText {
  std::string text;
  Range range;
};

struct Variable {
  Name name;
  VariableType type = VariableType::string;
  bool bare = false;   ///< declared without a value
};

struct Statement {
  static constexpr std::uint32_t no_origin = 0xffffffff;

  const StatementSpec* spec = nullptr;
  std::uint32_t origin = no_origin;  ///< lifted: the index of its block in the workspace
  Range range;                 ///< from its first word to the end of its head
  Name label;                  ///< empty where the block has the default name
  std::string name;            ///< the block's name, given by the checker
  bool label_is_default = false;  ///< the block would have this name without its label; set by the checker
  bool disabled = false;
  bool loops = false;          ///< FOR EACH: `body` is its loop
  std::optional<std::string> comment;  ///< `///`
  JsonText attributes;
  std::vector<Comment> leading;
  std::vector<Comment> line_end;

  std::vector<Field> fields;
  std::vector<Argument> arguments;
  Tests tests;
  std::vector<Branch> branches;  ///< IF: THEN and each ELSEIF; SWITCH: each CASE
  std::optional<Branch> otherwise;  ///< ELSE, DEFAULT
  Body body;                   ///< of FOR EACH and DETACHED

  Name alias, member;          ///< `alias.member` of an action or a webhook
  const Connector* connector = nullptr;
  const Action* action = nullptr;
  const Webhook* webhook = nullptr;

  Name variable;               ///< of LET and CLEAR
  std::optional<VariableType> declares;
  std::vector<Operation> operations;

  std::vector<FormItem> form;
  JsonText json;               ///< of BLOCK
};

struct Connection {
  Name connector;
  std::optional<Name> guid;
  std::optional<Name> alias;
  std::optional<Name> connection;
  Range range;
  std::vector<Comment> leading, line_end;
};

struct DeclaredParameter {
  Name name;
  Name id;
  Name type;
  bool raw = false;
};

struct ActionDeclaration {
  Name alias, name;
  ActionKind kind = ActionKind::endpoint;
  bool webhook = false;        ///< an event that can start an automation; `kind` then says nothing
  Name guid;
  std::optional<Name> role;
  std::vector<DeclaredParameter> parameters;
  std::vector<Name> settings;
  bool has_settings = false;
  Range range;
  std::vector<Comment> leading, line_end;
};

struct Automation {
  std::optional<Name> name;
  std::optional<Name> description;
  bool fragment = false;
  Range header;                          ///< of AUTOMATION or FRAGMENT
  JsonText attributes;                   ///< of the head of the file
  std::vector<Comment> leading;          ///< before the header
  std::vector<Comment> header_line_end;
  std::vector<Connection> connections;
  std::vector<ActionDeclaration> actions;
  std::optional<Statement> start;
  std::vector<Variable> variables;       ///< by the checker, in the order of their declarations
  Body main;                             ///< DETACHED chains stand in it as statements
  Catalog declared;                      ///< by the checker: what CONNECT and ACTION teach, beside the catalog
};

}  // namespace dork
