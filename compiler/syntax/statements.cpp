#include "compiler/syntax/statements.hpp"

#include <typeindex>
#include <unordered_map>

namespace dork::syntax {
namespace {

using Parser = DorkParser;
using K = StatementKind;

/// One row: which statement a context stands for, and what fills it.
struct Row {
  K kind;
  void (*fill)(Builder&, antlr4::ParserRuleContext&, Statement&);
};

template <typename Context, K kind, auto fill>
std::pair<const std::type_index, Row> row() {
  return {typeid(Context), {kind, [](Builder& builder, antlr4::ParserRuleContext& context, Statement& statement) {
                              fill(builder, static_cast<Context&>(context), statement);
                            }}};
}

/// A statement of one value, which goes to one field.
template <typename Context, K kind>
std::pair<const std::type_index, Row> value_row() {
  return row<Context, kind, [](Builder& b, Context& c, Statement& s) {
    b.set(s, block_spec(s.spec->block).fields.front().id, b.value(c.value()));
  }>();
}

template <typename Context, K kind>
std::pair<const std::type_index, Row> plain_row() {
  return row<Context, kind, [](Builder&, Context&, Statement&) {}>();
}

template <typename Context, K kind>
std::pair<const std::type_index, Row> file_row() {
  return row<Context, kind, [](Builder& b, Context& c, Statement& s) { b.location(c.fileLocation(), s); }>();
}

std::string lower(std::string_view word) {
  std::string result(word);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return result;
}

std::string upper(std::string_view word) {
  std::string result(word);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return result;
}

void let(Builder& b, Parser::LetStatementContext& c, Statement& s) {
  s.variable = b.name(c.variable);
  if (c.type) {
    const std::string word = lower(b.slice(range_of(c.type->getStart())));
    const auto types = variable_types();
    for (std::size_t i = 0; i < types.size(); ++i)
      if (types[i] == word) s.declares = static_cast<VariableType>(i);
  }
  static constexpr std::string_view words[] = {"=", "&=", "+=", "-=", "*=", "/=", "RENAME", "CLEAR"};
  for (Parser::OperationContext* part : c.operation()) {
    Operation operation;
    const std::string word = upper(b.slice(range_of(part->op)));
    for (const std::string_view known : words)
      if (known == word) operation.op = known;
    operation.range = range_of(part->op);
    if (part->value()) {
      operation.value = b.value(part->value());
      operation.range.end = operation.value.expr.range.end;
    }
    s.operations.push_back(std::move(operation));
  }
}

void inputs(Builder& b, Parser::InputsStatementContext& c, Statement& s) {
  for (Parser::FormItemContext* item : c.formItem()) s.form.push_back(b.form_item(item));
  if (c.REMEMBER()) b.choose(s, "persist_data", "yes", range_of(c.REMEMBER()->getSymbol()));
}

void web(Builder& b, Parser::WebStatementContext& c, Statement& s) {
  b.choose(s, "method", upper(b.slice(range_of(c.method))), range_of(c.method));
  b.set(s, "url", b.value(c.value()));
  for (Parser::WebClauseContext* clause : c.webClause())
    b.set(s, lower(b.slice(range_of(clause->kind))), b.value(clause->value()), {"", range_of(clause->kind)});
}

const std::unordered_map<std::type_index, Row>& rows() {
  static const std::unordered_map<std::type_index, Row> table = {
      row<Parser::ActionStatementContext, K::action,
          [](Builder& b, Parser::ActionStatementContext& c, Statement& s) { b.call(c.actionCall(), s); }>(),
      row<Parser::ListStatementContext, K::filter,
          [](Builder& b, Parser::ListStatementContext& c, Statement& s) { b.list_operation(c.listOperation(), s); }>(),
      plain_row<Parser::StartManualContext, K::start_manual>(),
      row<Parser::StartTriggeredContext, K::start_triggered,
          [](Builder& b, Parser::StartTriggeredContext& c, Statement& s) {
            if (c.how) b.choose(s, "async", c.how->getType() == DorkLexer::ASYNC ? "yes" : "no", range_of(c.how));
            if (c.payload) b.set(s, "test_payload", b.value(c.payload));
          }>(),
      row<Parser::StartScheduledContext, K::start_scheduled,
          [](Builder& b, Parser::StartScheduledContext& c, Statement& s) {
            if (c.recurrence) b.set(s, "recurrence", b.text_expression(c.recurrence));
            if (c.interval) b.set(s, "schedule_interval", b.value(c.interval));
            if (c.begin) b.set(s, "schedule_start", b.value(c.begin));
            if (c.finish) b.set(s, "schedule_stoptime", b.value(c.finish));
            if (c.zone) b.set(s, "schedule_timezone", b.value(c.zone));
          }>(),
      row<Parser::StartWebhookContext, K::start_webhook,
          [](Builder& b, Parser::StartWebhookContext& c, Statement& s) {
            s.alias = b.name(c.alias);
            s.member = b.name(c.event);
            s.arguments = b.arguments(c.argumentList());
            if (c.payload) b.set(s, "test_payload", b.value(c.payload));
          }>(),
      row<Parser::LetStatementContext, K::let, let>(),
      row<Parser::ClearStatementContext, K::let,
          [](Builder& b, Parser::ClearStatementContext& c, Statement& s) {
            s.variable = b.name(c.variable);
            Operation operation;
            operation.op = "CLEAR";
            operation.range = range_of(c.getStart());
            s.operations.push_back(std::move(operation));
          }>(),
      row<Parser::OutputStatementContext, K::output,
          [](Builder& b, Parser::OutputStatementContext& c, Statement& s) {
            b.set(s, "input", b.value(c.value()));
            if (c.how) b.choose(s, "display_mode", c.how->getType() == DorkLexer::REPLACE ? "set" : "merge", range_of(c.how));
          }>(),
      value_row<Parser::TitleStatementContext, K::title>(),
      value_row<Parser::SleepStatementContext, K::sleep>(),
      value_row<Parser::ErrorStatementContext, K::error>(),
      value_row<Parser::WarningStatementContext, K::warning>(),
      value_row<Parser::RedirectStatementContext, K::redirect>(),
      value_row<Parser::LabelStatementContext, K::label>(),
      row<Parser::GotoStatementContext, K::go_to,
          [](Builder& b, Parser::GotoStatementContext& c, Statement& s) {
            if (c.target) b.set(s, "label", b.text_expression(c.target));
          }>(),
      plain_row<Parser::ExitForStatementContext, K::exit_for>(),
      plain_row<Parser::ExitScriptStatementContext, K::exit_script>(),
      row<Parser::InputsStatementContext, K::inputs, inputs>(),
      row<Parser::WebStatementContext, K::web, web>(),
      row<Parser::RunStatementContext, K::run,
          [](Builder& b, Parser::RunStatementContext& c, Statement& s) {
            b.set(s, "guid", b.value(c.value(0)));
            if (c.inputs) b.set(s, "widgetInputs", b.value(c.inputs));
          }>(),
      row<Parser::CodeStatementContext, K::code,
          [](Builder& b, Parser::CodeStatementContext& c, Statement& s) {
            b.choose(s, "language", lower(b.slice(range_of(c.language))), range_of(c.language));
            s.arguments = b.arguments(c.argumentList());
            b.set(s, "code", b.value(c.code));
          }>(),
      row<Parser::LookupStatementContext, K::lookup,
          [](Builder& b, Parser::LookupStatementContext& c, Statement& s) {
            b.set(s, "list", b.expression(c.expression()));
            s.tests = b.tests(c.tests());
          }>(),
      row<Parser::FirstStatementContext, K::first,
          [](Builder& b, Parser::FirstStatementContext& c, Statement& s) {
            b.set(s, "list", b.expression(c.list));
            b.set(s, "limit", b.expression(c.count));
          }>(),
      row<Parser::CompareStatementContext, K::compare,
          [](Builder& b, Parser::CompareStatementContext& c, Statement& s) {
            b.set(s, "object1", b.expression(c.left));
            b.set(s, "object2", b.expression(c.right));
            if (c.SIMILAR()) b.choose(s, "compare_mode", "similar", range_of(c.SIMILAR()->getSymbol()));
          }>(),
      file_row<Parser::OpenFileStatementContext, K::open_file>(),
      file_row<Parser::CreateFileStatementContext, K::create_file>(),
      file_row<Parser::DeleteFileStatementContext, K::delete_file>(),
      file_row<Parser::MoveFileStatementContext, K::move_file>(),
      file_row<Parser::ExistsFileStatementContext, K::exists_file>(),
      row<Parser::CopyFileStatementContext, K::copy_file,
          [](Builder& b, Parser::CopyFileStatementContext& c, Statement& s) {
            b.set(s, "source", b.block_name(c.from));
            b.location(c.fileLocation(), s);
          }>(),
      row<Parser::WriteStatementContext, K::write,
          [](Builder& b, Parser::WriteStatementContext& c, Statement& s) {
            b.set(s, "file", b.block_name(c.file));
            b.set(s, "data", b.value(c.value()));
            b.format(c.fileFormat(), s);
          }>(),
      row<Parser::CloseStatementContext, K::close,
          [](Builder& b, Parser::CloseStatementContext& c, Statement& s) { b.set(s, "file", b.block_name(c.file)); }>(),
      row<Parser::PointersStatementContext, K::pointers,
          [](Builder& b, Parser::PointersStatementContext& c, Statement& s) {
            b.set(s, "pointer_block_id", b.block_name(c.block));
          }>(),
      row<Parser::SetPointerStatementContext, K::set_pointer,
          [](Builder& b, Parser::SetPointerStatementContext& c, Statement& s) {
            b.set(s, "pointer_block_id", b.block_name(c.block));
            b.set(s, c.RECORD() ? "highest_record_retrieved" : "last_retrieved_at", b.value(c.value()));
          }>(),
      row<Parser::ResetPointerStatementContext, K::reset_pointer,
          [](Builder& b, Parser::ResetPointerStatementContext& c, Statement& s) {
            b.set(s, "pointer_block_id", b.block_name(c.block));
          }>(),
      row<Parser::BlockStatementContext, K::block,
          [](Builder& b, Parser::BlockStatementContext& c, Statement& s) {
            s.member = b.text(c.type);
            s.json = b.json(c.jsonObject());
          }>(),
  };
  return table;
}

/// The list operations, which serve as statements and as sources of a loop.
const std::unordered_map<std::type_index, Row>& list_rows() {
  static const std::unordered_map<std::type_index, Row> table = {
      row<Parser::FilterOperationContext, K::filter,
          [](Builder& b, Parser::FilterOperationContext& c, Statement& s) {
            b.set(s, "list", b.expression(c.list));
            s.tests = b.tests(c.tests());
          }>(),
      row<Parser::DistinctOperationContext, K::distinct,
          [](Builder& b, Parser::DistinctOperationContext& c, Statement& s) {
            b.set(s, "list", b.expression(c.list));
            if (c.key) b.set(s, "key", b.field_name(c.key));
          }>(),
      row<Parser::MapOperationContext, K::map,
          [](Builder& b, Parser::MapOperationContext& c, Statement& s) {
            b.set(s, "list", b.expression(c.list));
            b.set(s, "mapping", b.expression(c.mapping));
          }>(),
      row<Parser::RenameOperationContext, K::rename,
          [](Builder& b, Parser::RenameOperationContext& c, Statement& s) {
            b.set(s, "list", b.expression(c.list));
            b.set(s, "mapping", b.expression(c.mapping));
            if (c.ONLY()) b.choose(s, "keepOtherFields", "remove", range_of(c.ONLY()->getSymbol()));
          }>(),
      row<Parser::JoinOperationContext, K::join,
          [](Builder& b, Parser::JoinOperationContext& c, Statement& s) {
            b.set(s, "list1", b.expression(c.left));
            b.set(s, "list2", b.expression(c.right));
            b.on_keys(c.onKeys(), s, "list1_unique_key", "list2_unique_key");
            if (c.IGNORE()) b.choose(s, "on_duplicate_key", "ignore", range_of(c.IGNORE()->getSymbol()));
            if (c.keep)
              b.choose(s, "on_existing_item_key",
                       c.keep->getType() == DorkLexer::LEFT    ? "keep_list1"
                       : c.keep->getType() == DorkLexer::RIGHT ? "keep_list2"
                                                               : "keep_both",
                       range_of(c.keep));
          }>(),
      row<Parser::NestOperationContext, K::nest,
          [](Builder& b, Parser::NestOperationContext& c, Statement& s) {
            b.set(s, "list1", b.expression(c.left));
            b.set(s, "list2", b.expression(c.right));
            b.set(s, "children_key", b.expression(c.key));
            b.on_keys(c.onKeys(), s, "list1_key", "list2_key");
          }>(),
      row<Parser::DiffOperationContext, K::diff,
          [](Builder& b, Parser::DiffOperationContext& c, Statement& s) {
            b.set(s, "list1", b.expression(c.left));
            b.set(s, "list2", b.expression(c.right));
            b.on_keys(c.onKeys(), s, "list1_unique_key", "list2_unique_key");
          }>(),
      row<Parser::IntersectOperationContext, K::intersect,
          [](Builder& b, Parser::IntersectOperationContext& c, Statement& s) {
            b.set(s, "list1", b.expression(c.left));
            b.set(s, "list2", b.expression(c.right));
            b.on_keys(c.onKeys(), s, "list1_unique_key", "list2_unique_key");
            if (c.MERGE()) b.choose(s, "result_mode", "merge", range_of(c.MERGE()->getSymbol()));
            if (c.keep)
              b.choose(s, "on_existing_item_key", c.keep->getType() == DorkLexer::LEFT ? "keep_list1" : "keep_both",
                       range_of(c.keep));
          }>(),
      row<Parser::ReadOperationContext, K::read,
          [](Builder& b, Parser::ReadOperationContext& c, Statement& s) {
            b.set(s, "file", b.block_name(c.file));
            b.format(c.fileFormat(), s);
          }>(),
      file_row<Parser::FilesOperationContext, K::files>(),
  };
  return table;
}

void build_by(const std::unordered_map<std::type_index, Row>& table, Builder& builder,
              antlr4::ParserRuleContext& context, Statement& statement) {
  const auto found = table.find(typeid(context));
  if (found == table.end()) return;
  statement.spec = &statement_spec(found->second.kind);
  found->second.fill(builder, context, statement);
}

}  // namespace

void build_simple(Builder& builder, DorkParser::SimpleContext& context, Statement& statement) {
  build_by(rows(), builder, context, statement);
}

void Builder::list_operation(DorkParser::ListOperationContext* context, Statement& statement) {
  build_by(list_rows(), *this, *context, statement);
}

FormItem Builder::form_item(DorkParser::FormItemContext* context) {
  FormItem item;
  item.caption = text(context->caption);
  const std::string word = upper(slice(syntax::range_of(context->type)));
  for (const FormType& type : form_types())
    if (type.word == word) item.type = type.json;
  item.required = context->REQUIRED() != nullptr;
  if (context->help) item.help = text(context->help).text;
  if (context->values) item.values = value(context->values);
  if (context->jsonObject()) item.options = json(context->jsonObject()).text;
  return item;
}

}  // namespace dork::syntax
