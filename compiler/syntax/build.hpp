// Parse contexts to the automation: typed functions, one a rule.
#pragma once

#include "compiler/model/automation.hpp"
#include "compiler/syntax/tokens.hpp"

namespace dork::syntax {

/// Where a rule's words stand; nowhere where there are none.
Range range_of(antlr4::ParserRuleContext* context);

/// An expression without children.
Expr leaf(ExprKind kind, Range range, std::string text = {});

/// Takes items one after the other and puts them where they belong. Items with errors in them are left out.
class Builder {
 public:
  Builder(std::string_view source, const std::vector<CommentToken>& comments, Diagnostics& diagnostics)
      : source_(source), comments_(comments), diagnostics_(diagnostics) {}

  /// Adds an item; `whole`: all of it parsed, so that nothing in it needs to be left out.
  void add(DorkParser::ItemContext& item, bool whole = false);

  /// The automation; comments after the last item are its main body's.
  Automation finish();

  // Used by the table of statements.
  Expr expression(DorkParser::ExpressionContext* context);
  Value value(DorkParser::ValueContext* context);
  Name name(DorkParser::NameContext* context);
  Name name(DorkParser::PathKeyContext* context);
  Name text(DorkParser::TextContext* context);
  Expr text_expression(DorkParser::TextContext* context);
  Expr block_name(DorkParser::BlockNameContext* context);
  Expr field_name(DorkParser::FieldNameContext* context);
  Tests tests(DorkParser::TestsContext* context);
  JsonText json(DorkParser::JsonObjectContext* context);
  std::vector<Argument> arguments(DorkParser::ArgumentListContext* context);
  void call(DorkParser::ActionCallContext* context, Statement& statement);
  void location(DorkParser::FileLocationContext* context, Statement& statement);
  void format(DorkParser::FileFormatContext* context, Statement& statement);
  void on_keys(DorkParser::OnKeysContext* context, Statement& statement, std::string_view left, std::string_view right);
  void list_operation(DorkParser::ListOperationContext* context, Statement& statement);
  FormItem form_item(DorkParser::FormItemContext* context);

  /// Sets a field of the statement's block by its table entry.
  void set(Statement& statement, std::string_view field, Value value, Name as = {});
  void set(Statement& statement, std::string_view field, Expr expr) { set(statement, field, Value{std::move(expr), {}}); }
  void choose(Statement& statement, std::string_view field, std::string_view word, Range range);

  void report_operator(Range range, std::string_view words);

  std::string_view slice(Range range) const { return source_.substr(range.begin, range.end - range.begin); }

 private:
  Body body(DorkParser::BodyContext* context, Range opener, std::uint32_t end);
  std::optional<Statement> statement(DorkParser::StatementContext& context, DorkParser::AttributesContext* attributes,
                                     bool top);
  void compound(DorkParser::CompoundContext* context, Statement& result);
  void clause(DorkParser::ClauseContext* context, Statement& statement);
  void source(DorkParser::SourceContext* context, Statement& statement);
  void declaration(DorkParser::DeclarationContext* context, DorkParser::AttributesContext* attributes);
  bool too_many_operators(std::size_t operands, Range range);
  Expr sum(DorkParser::SumContext* context);
  Expr product(DorkParser::ProductContext* context);
  Expr primary(DorkParser::PrimaryContext* context);
  Expr argument(DorkParser::FunctionArgumentContext* context);

  std::vector<Comment> comments_before(std::uint32_t end, std::optional<std::string>* doc);
  std::vector<Comment> comments_on_line(std::uint32_t from);

  std::string_view source_;
  const std::vector<CommentToken>& comments_;
  Diagnostics& diagnostics_;
  Automation automation_;
  std::size_t next_comment_ = 0;
  bool whole_ = false;   ///< the item at hand parsed without a mistake
};

}  // namespace dork::syntax
