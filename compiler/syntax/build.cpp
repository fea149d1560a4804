#include "compiler/syntax/build.hpp"

#include "compiler/formula/operators.hpp"
#include "compiler/syntax/statements.hpp"

#include <nlohmann/json.hpp>

namespace dork::syntax {
namespace {

/// Whether anything below, bodies aside, failed to parse: such a statement is left out.
bool is_broken(const antlr4::ParserRuleContext* context) {
  if (context->exception) return true;
  for (antlr4::tree::ParseTree* child : context->children) {
    if (dynamic_cast<antlr4::tree::ErrorNode*>(child)) continue;
    const auto* rule = dynamic_cast<antlr4::ParserRuleContext*>(child);
    if (rule && rule->getRuleIndex() != DorkParser::RuleBody && is_broken(rule)) return true;
  }
  return false;
}

}  // namespace

// --- Comments -------------------------------------------------------------------------------------------------------

std::vector<Comment> Builder::comments_before(std::uint32_t end, std::optional<std::string>* doc) {
  std::vector<Comment> result;
  for (; next_comment_ < comments_.size() && comments_[next_comment_].range.begin < end; ++next_comment_) {
    const CommentToken& comment = comments_[next_comment_];
    std::string_view text = slice(comment.range);
    if (comment.doc && doc) {
      text.remove_prefix(3);
      if (text.starts_with(' ')) text.remove_prefix(1);
      if (*doc) (*doc)->append("\n").append(text);
      else *doc = std::string(text);
    } else {
      if (comment.doc) diagnostics_.report(Code::stray_block_comment, comment.range);
      result.push_back({std::string(text), comment.range});
    }
  }
  return result;
}

std::vector<Comment> Builder::comments_on_line(std::uint32_t from) {
  std::vector<Comment> result;
  while (next_comment_ < comments_.size()) {
    const CommentToken& comment = comments_[next_comment_];
    if (comment.doc || comment.range.begin < from) break;
    const std::string_view gap = source_.substr(from, comment.range.begin - from);
    if (gap.find_first_not_of(" \t") != std::string_view::npos) break;
    result.push_back({std::string(slice(comment.range)), comment.range});
    from = comment.range.end;
    ++next_comment_;
  }
  return result;
}

// --- Small parts ----------------------------------------------------------------------------------------------------

void Builder::set(Statement& statement, std::string_view field, Value value, Name as) {
  const FieldSpec* spec = find_field(block_spec(statement.spec->block), field);
  if (!spec && statement.spec->block == BlockType::unknown) spec = find_connector_setting(field);
  if (!spec && as.text.empty()) as.text = std::string(field);
  statement.fields.push_back({spec, std::move(as), std::move(value)});
}

void Builder::choose(Statement& statement, std::string_view field, std::string_view word, Range range) {
  set(statement, field, leaf(ExprKind::text, range, std::string(word)));
}

void Builder::call(DorkParser::ActionCallContext* context, Statement& statement) {
  statement.alias = name(context->alias);
  statement.member = name(context->action);
  statement.arguments = arguments(context->argumentList());
}

void Builder::location(DorkParser::FileLocationContext* context, Statement& statement) {
  set(statement, "datasourcetype",
      context->text() ? text_expression(context->text()) : leaf(ExprKind::null, range_of(context)));
  statement.arguments = arguments(context->argumentList());
}

void Builder::format(DorkParser::FileFormatContext* context, Statement& statement) {
  if (!context) return;
  std::string word(slice(syntax::range_of(context->how)));
  for (char& c : word)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  choose(statement, "mode", word, syntax::range_of(context->how));
  if (!context->argumentList()) return;
  for (Argument& argument : arguments(context->argumentList())) {
    const std::string id = argument.name.text;
    set(statement, id, std::move(argument.value), std::move(argument.name));
  }
}

void Builder::on_keys(DorkParser::OnKeysContext* context, Statement& statement, std::string_view left,
                      std::string_view right) {
  set(statement, left, field_name(context->left));
  set(statement, right, field_name(context->right));
}

void Builder::clause(DorkParser::ClauseContext* context, Statement& statement) {
  const Range range = range_of(context);
  if (auto* limit = dynamic_cast<DorkParser::LimitClauseContext*>(context)) {
    set(statement, "maxitemcount", value(limit->value()), {"LIMIT", range});
  } else if (auto* on_error = dynamic_cast<DorkParser::OnErrorClauseContext*>(context)) {
    const std::string_view word = on_error->policy->getType() == DorkLexer::STOP   ? "stop"
                                  : on_error->policy->getType() == DorkLexer::WARN ? "warning"
                                                                                   : "ignore";
    set(statement, "blendr_on_error", Value{leaf(ExprKind::text, range, std::string(word)), {}}, {"ON ERROR", range});
  } else if (dynamic_cast<DorkParser::CensorClauseContext*>(context)) {
    Expr yes = leaf(ExprKind::boolean, range);
    yes.flag = true;
    set(statement, "automations_censor_data", Value{std::move(yes), {}}, {"CENSOR", range});
  } else if (auto* connection = dynamic_cast<DorkParser::UsingClauseContext*>(context)) {
    set(statement, "datasource",
        Value{connection->text() ? text_expression(connection->text()) : leaf(ExprKind::null, range), {}},
        {"USING", range});
  } else if (auto* with = dynamic_cast<DorkParser::WithClauseContext*>(context)) {
    for (Argument& argument : arguments(with->argumentList())) {
      const std::string id = argument.name.text;
      set(statement, id, std::move(argument.value), std::move(argument.name));
    }
  }
}

// --- Statements -----------------------------------------------------------------------------------------------------

void Builder::source(DorkParser::SourceContext* context, Statement& statement) {
  if (auto* batch = dynamic_cast<DorkParser::BatchSourceContext*>(context)) {
    statement.spec = &statement_spec(StatementKind::for_batches);
    set(statement, "input", expression(batch->list));
    set(statement, "size", expression(batch->size));
  } else if (auto* action = dynamic_cast<DorkParser::ActionSourceContext*>(context)) {
    statement.spec = &statement_spec(StatementKind::action);
    call(action->actionCall(), statement);
  } else if (auto* operation = dynamic_cast<DorkParser::ListSourceContext*>(context)) {
    list_operation(operation->listOperation(), statement);
  } else {
    statement.spec = &statement_spec(StatementKind::for_value);
    set(statement, "input", expression(static_cast<DorkParser::ValueSourceContext*>(context)->expression()));
  }
}

Body Builder::body(DorkParser::BodyContext* context, Range opener, std::uint32_t end) {
  Body result;
  result.range = {opener.end, end};
  if (!context) return result;
  for (DorkParser::NestedContext* nested : context->nested()) {
    if (!nested->statement()) continue;
    if (auto built = statement(*nested->statement(), nested->attributes(), false))
      result.statements.push_back(std::move(*built));
  }
  result.trailing = comments_before(end, nullptr);
  return result;
}

void Builder::compound(DorkParser::CompoundContext* context, Statement& result) {
  const std::uint32_t end = syntax::range_of(context->getStop()).end;
  // A body ends where the next keyword of its statement begins; the children stand in the order of the source.
  const auto end_of = [&](antlr4::tree::ParseTree* after) {
    bool seen = false;
    for (antlr4::tree::ParseTree* child : context->children) {
      if (seen)
        if (auto* terminal = dynamic_cast<antlr4::tree::TerminalNode*>(child))
          if (const Range range = syntax::range_of(terminal->getSymbol()); range.end > 0) return range.begin;
      seen = seen || child == after;
      if (seen && child != after)
        if (auto* rule = dynamic_cast<antlr4::ParserRuleContext*>(child)) return range_of(rule).begin;
    }
    return end;
  };
  const auto head = [&](std::uint32_t head_end) {
    result.range.end = head_end;
    for (Comment& comment : comments_before(head_end, nullptr)) result.leading.push_back(std::move(comment));
    result.line_end = comments_on_line(head_end);
  };
  if (auto* choice = dynamic_cast<DorkParser::IfStatementContext*>(context)) {
    result.spec = &statement_spec(StatementKind::if_);
    const auto bodies = choice->body();
    const auto conditions = choice->tests();
    const auto thens = choice->THEN();
    for (std::size_t i = 0; i < conditions.size() && i < bodies.size(); ++i) {
      Branch branch;
      branch.range = range_of(conditions[i]);
      branch.tests = tests(conditions[i]);
      const Range then = i < thens.size() ? syntax::range_of(thens[i]->getSymbol()) : branch.range;
      if (i == 0) head(std::max(then.end, branch.range.end));
      branch.body = body(bodies[i], {branch.range.end, std::max(then.end, branch.range.end)}, end_of(bodies[i]));
      result.branches.push_back(std::move(branch));
    }
    if (choice->ELSE() && bodies.size() > conditions.size()) {
      Branch branch;
      branch.range = syntax::range_of(choice->ELSE()->getSymbol());
      branch.body = body(bodies.back(), branch.range, end_of(bodies.back()));
      result.otherwise = std::move(branch);
    }
  } else if (auto* loop = dynamic_cast<DorkParser::ForStatementContext*>(context)) {
    result.loops = true;
    if (result.label.text.empty()) result.label = name(loop->variable);
    else diagnostics_.report(Code::duplicate_argument, result.label.range, result.label.text).help =
             "the name after FOR EACH is the block's name";
    source(loop->source(), result);
    const auto clauses = loop->clause();
    for (DorkParser::ClauseContext* part : clauses) clause(part, result);
    const Range last = clauses.empty() ? range_of(loop->source()) : range_of(clauses.back());
    head(last.end);
    result.body = body(loop->body(), last, loop->NEXT() ? syntax::range_of(loop->NEXT()->getSymbol()).begin : end);
  } else if (auto* cases = dynamic_cast<DorkParser::SwitchStatementContext*>(context)) {
    result.spec = &statement_spec(StatementKind::switch_);
    set(result, "expression", expression(cases->expression()));
    const auto clauses = cases->clause();
    for (DorkParser::ClauseContext* part : clauses) clause(part, result);
    head(clauses.empty() ? range_of(cases->expression()).end : range_of(clauses.back()).end);
    for (DorkParser::SwitchCaseContext* part : cases->switchCase()) {
      if (!whole_ && is_broken(part)) continue;
      Branch branch;
      branch.range = {range_of(part).begin, range_of(part->match).end};
      branch.match = expression(part->match);
      branch.body = body(part->body(), branch.range, end_of(part));
      result.branches.push_back(std::move(branch));
    }
    if (cases->DEFAULT()) {
      Branch branch;
      branch.range = syntax::range_of(cases->DEFAULT()->getSymbol());
      branch.body = body(cases->body(), branch.range, end_of(cases->body()));
      result.otherwise = std::move(branch);
    }
  } else if (auto* chain = dynamic_cast<DorkParser::DetachedStatementContext*>(context)) {
    result.spec = &statement_spec(StatementKind::detached);
    const Range word = syntax::range_of(chain->getStart());
    head(word.end);
    result.body = body(chain->body(), word, chain->END() ? syntax::range_of(chain->END()->getSymbol()).begin : end);
  }
}

std::optional<Statement> Builder::statement(DorkParser::StatementContext& context,
                                            DorkParser::AttributesContext* attributes, bool top) {
  if ((!whole_ && is_broken(&context)) || (!context.compound() && !context.simple())) return std::nullopt;
  Statement result;
  result.range = {range_of(&context).begin, range_of(&context).end};
  const std::uint32_t begin = attributes ? range_of(attributes).begin : result.range.begin;
  result.leading = comments_before(begin, &result.comment);
  if (attributes) {
    // A comment between the attributes and the statement is the statement's as well.
    std::optional<std::string> doc;
    for (Comment& comment : comments_before(result.range.begin, &doc)) result.leading.push_back(std::move(comment));
    if (doc) result.comment = result.comment ? *result.comment + "\n" + *doc : *doc;
    result.attributes = json(attributes->jsonObject());
  }
  result.disabled = context.DISABLED() != nullptr;
  if (context.label) result.label = name(context.label);
  if (context.compound()) {
    compound(context.compound(), result);
    if (!result.spec) return std::nullopt;
    if (!top && result.spec->kind == StatementKind::detached)
      diagnostics_.report(Code::misplaced_statement, result.range, "DETACHED");
    return result;
  }
  build_simple(*this, *context.simple(), result);
  if (!result.spec) return std::nullopt;
  for (DorkParser::ClauseContext* part : context.clause()) clause(part, result);
  for (Comment& comment : comments_before(result.range.end, nullptr)) result.leading.push_back(std::move(comment));
  result.line_end = comments_on_line(result.range.end);
  if (result.spec->block == BlockType::start && !top) {
    diagnostics_.report(Code::misplaced_statement, result.range, "START");
    return std::nullopt;
  }
  return result;
}

// --- Top level ------------------------------------------------------------------------------------------------------

void Builder::declaration(DorkParser::DeclarationContext* context, DorkParser::AttributesContext* attributes) {
  const Range range = range_of(context);
  std::vector<Comment> leading = comments_before(range.end, nullptr);
  const std::uint32_t end = range_of(static_cast<antlr4::ParserRuleContext*>(context->parent)).end;
  std::vector<Comment> line_end = comments_on_line(end);
  const auto header = [&](std::string_view word) {
    if (automation_.header.end > 0 && (automation_.name || automation_.fragment))
      diagnostics_.report(Code::repeated_statement, range, fmt::format("{} or its like", word));
    automation_.header = range;
    if (attributes) automation_.attributes = json(attributes->jsonObject());
    for (Comment& comment : leading) automation_.leading.push_back(std::move(comment));
    for (Comment& comment : line_end) automation_.header_line_end.push_back(std::move(comment));
  };
  if (auto* automation = dynamic_cast<DorkParser::AutomationHeaderContext*>(context)) {
    header("AUTOMATION");
    automation_.name = text(automation->title);
    if (automation->description) automation_.description = text(automation->description);
  } else if (dynamic_cast<DorkParser::FragmentHeaderContext*>(context)) {
    header("FRAGMENT");
    automation_.fragment = true;
  } else if (auto* connect = dynamic_cast<DorkParser::ConnectContext*>(context)) {
    Connection result;
    result.range = range;
    result.connector = text(connect->connector);
    if (connect->guid) result.guid = text(connect->guid);
    if (connect->alias) result.alias = name(connect->alias);
    if (connect->connection) result.connection = text(connect->connection);
    result.leading = std::move(leading);
    result.line_end = std::move(line_end);
    automation_.connections.push_back(std::move(result));
  } else if (auto* action = dynamic_cast<DorkParser::ActionDeclarationContext*>(context)) {
    ActionDeclaration result;
    result.range = range;
    result.alias = name(action->alias);
    result.name = name(action->action);
    result.kind = action->kind->getType() == DorkLexer::SNIPPET ? ActionKind::snippet : ActionKind::endpoint;
    result.webhook = action->kind->getType() == DorkLexer::WEBHOOK;
    result.guid = text(action->guid);
    if (action->role) result.role = name(action->role);
    for (DorkParser::DeclaredParameterContext* parameter : action->declaredParameter())
      result.parameters.push_back({name(parameter->pathKey()), text(parameter->guid), name(parameter->type),
                                   parameter->RAW() != nullptr});
    const auto words = action->pathKey();
    result.has_settings = action->WITH() != nullptr;
    for (std::size_t i = 1; i < words.size(); ++i) result.settings.push_back(name(words[i]));
    result.leading = std::move(leading);
    result.line_end = std::move(line_end);
    automation_.actions.push_back(std::move(result));
  }
}

void Builder::add(DorkParser::ItemContext& item, bool whole) {
  whole_ = whole;
  if (item.exception) return;
  if (item.declaration()) {
    if (whole_ || !is_broken(&item)) declaration(item.declaration(), item.attributes());
    return;
  }
  if (!item.statement()) return;
  auto built = statement(*item.statement(), item.attributes(), true);
  if (!built) return;
  if (built->spec->block != BlockType::start) {
    automation_.main.statements.push_back(std::move(*built));
  } else if (automation_.start) {
    diagnostics_.report(Code::repeated_statement, built->range, "START").notes.push_back(
        {"the first one is here", automation_.start->range});
  } else {
    automation_.start = std::move(*built);
  }
}

Automation Builder::finish() {
  automation_.main.trailing = comments_before(static_cast<std::uint32_t>(source_.size()) + 1, nullptr);
  automation_.main.range = {0, static_cast<std::uint32_t>(source_.size())};
  return std::move(automation_);
}

}  // namespace dork::syntax
