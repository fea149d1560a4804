// Names, values, expressions and conditions of the tree.
#include "compiler/syntax/build.hpp"

#include "compiler/formula/operators.hpp"
#include "compiler/syntax/statements.hpp"

#include <nlohmann/json.hpp>

namespace dork::syntax {

Range range_of(antlr4::ParserRuleContext* context) {
  if (!context || !context->getStart()) return {};
  const Range begin = syntax::range_of(context->getStart());
  const antlr4::Token* stop = context->getStop();
  const Range end = stop ? syntax::range_of(stop) : begin;
  return {begin.begin, std::max(end.end, begin.begin)};
}

Expr leaf(ExprKind kind, Range range, std::string text) {
  Expr result;
  result.kind = kind;
  result.range = range;
  result.text = std::move(text);
  return result;
}

namespace {

std::string_view upper_in(std::string_view word, std::string& store) {
  store.assign(word);
  for (char& c : store)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return store;
}

Expr binary(Expr left, char op, Expr right) {
  Expr result;
  result.kind = ExprKind::arithmetic;
  result.op = static_cast<std::uint8_t>(op);
  result.range = {left.range.begin, right.range.end};
  result.children.reserve(2);
  result.children.push_back(std::move(left));
  result.children.push_back(std::move(right));
  return result;
}

}  // namespace

Name Builder::name(DorkParser::NameContext* context) {
  if (!context) return {};
  const Range range = range_of(context);
  const std::string_view word = slice(range);
  return {word.starts_with('"') ? unquoted_name(word) : std::string(word), range};
}

Name Builder::name(DorkParser::PathKeyContext* context) {
  if (!context) return {};
  const Range range = range_of(context);
  const std::string_view word = slice(range);
  return {word.starts_with('"') ? unquoted_name(word) : std::string(word), range};
}

Name Builder::text(DorkParser::TextContext* context) {
  if (!context) return {};
  const Range range = range_of(context);
  return {unquoted_text(slice(range)), range};
}

Expr Builder::text_expression(DorkParser::TextContext* context) {
  Name parsed = text(context);
  return leaf(ExprKind::text, parsed.range, std::move(parsed.text));
}

Expr Builder::block_name(DorkParser::BlockNameContext* context) {
  if (context->text()) return text_expression(context->text());
  if (!context->name()) return leaf(ExprKind::null, range_of(context));
  Name parsed = name(context->name());
  return leaf(ExprKind::path, parsed.range, std::move(parsed.text));
}

Expr Builder::field_name(DorkParser::FieldNameContext* context) {
  if (context->text()) return text_expression(context->text());
  if (!context->name()) return leaf(ExprKind::null, range_of(context));
  std::string key = name(context->name()).text;
  for (DorkParser::PathKeyContext* part : context->pathKey()) key.append(".").append(name(part).text);
  return leaf(ExprKind::text, range_of(context), std::move(key));
}

Value Builder::value(DorkParser::ValueContext* context) {
  Value result{expression(context->expression()), {}};
  if (context->caption) result.label = text(context->caption).text;
  return result;
}

JsonText Builder::json(DorkParser::JsonObjectContext* context) {
  JsonText result{std::string(slice(range_of(context))), range_of(context)};
  try {
    // Comments are the script's, not JSON's.
    result.text = nlohmann::ordered_json::parse(result.text, nullptr, true, true).dump();
  } catch (const nlohmann::json::exception& error) {
    std::string_view what = error.what();
    if (const std::size_t at = what.rfind(": "); at != std::string_view::npos) what = what.substr(at + 2);
    diagnostics_.report(Code::invalid_json, result.range, what);
    result.text = "{}";
  }
  return result;
}

std::vector<Argument> Builder::arguments(DorkParser::ArgumentListContext* context) {
  std::vector<Argument> result;
  if (!context) return result;
  for (DorkParser::ArgumentContext* argument : context->argument())
    result.push_back({name(argument->pathKey()), value(argument->value())});
  return result;
}

// --- Expressions ----------------------------------------------------------------------------------------------------

Expr Builder::expression(DorkParser::ExpressionContext* context) {
  const auto sums = context->sum();
  if (sums.size() == 1) return sum(sums.front());
  Expr result = leaf(ExprKind::concat, range_of(context));
  for (DorkParser::SumContext* part : sums) result.children.push_back(sum(part));
  return result;
}

/// Each operator nests the formula once more, and formulas nest only so deep.
bool Builder::too_many_operators(std::size_t operands, Range range) {
  constexpr std::size_t most = 200;
  if (operands <= most) return false;
  diagnostics_.report(Code::nested_too_deeply, range, most);
  return true;
}

Expr Builder::sum(DorkParser::SumContext* context) {
  const auto products = context->product();
  if (too_many_operators(products.size(), range_of(context))) return product(products.front());
  Expr result = product(products.front());
  for (std::size_t i = 1; i < products.size(); ++i)
    result = binary(std::move(result), context->ops[i - 1]->getType() == DorkLexer::PLUS ? '+' : '-', product(products[i]));
  return result;
}

Expr Builder::product(DorkParser::ProductContext* context) {
  const auto primaries = context->primary();
  if (too_many_operators(primaries.size(), range_of(context))) return primary(primaries.front());
  Expr result = primary(primaries.front());
  for (std::size_t i = 1; i < primaries.size(); ++i)
    result = binary(std::move(result), context->ops[i - 1]->getType() == DorkLexer::STAR ? '*' : '/', primary(primaries[i]));
  return result;
}

Expr Builder::argument(DorkParser::FunctionArgumentContext* context) {
  if (context->expression()) return expression(context->expression());
  return leaf(ExprKind::missing, range_of(context));
}

Expr Builder::primary(DorkParser::PrimaryContext* context) {
  const Range range = range_of(context);
  if (auto* path = dynamic_cast<DorkParser::PathPrimaryContext*>(context)) {
    Expr result = leaf(ExprKind::path, range, name(path->name()).text);
    for (DorkParser::AccessorContext* accessor : path->accessor()) {
      PathStep step;
      if (accessor->pathKey()) {
        step.key = name(accessor->pathKey()).text;
      } else if (accessor->STAR()) {
        step.kind = PathStep::Kind::all;
      } else {
        const std::string_view digits = slice(syntax::range_of(accessor->NUMERAL()->getSymbol()));
        std::uint64_t number = 0;
        bool whole = digits.size() < 10;
        for (const char c : digits) whole = whole && c >= '0' && c <= '9';
        if (whole) for (const char c : digits) number = number * 10 + static_cast<std::uint64_t>(c - '0');
        else diagnostics_.report(Code::wrong_value, range_of(accessor), "an index is a whole number from 0").help = "";
        step.kind = PathStep::Kind::index;
        step.index = static_cast<std::uint32_t>(number);
      }
      result.steps.push_back(std::move(step));
    }
    return result;
  }
  if (auto* text = dynamic_cast<DorkParser::TextPrimaryContext*>(context)) return text_expression(text->text());
  if (dynamic_cast<DorkParser::NumberPrimaryContext*>(context)) {
    std::string digits(slice(range));
    std::erase_if(digits, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
    return leaf(ExprKind::number, range, std::move(digits));
  }
  if (auto* call = dynamic_cast<DorkParser::CallPrimaryContext*>(context)) {
    Name function = name(call->name());
    Expr result = leaf(ExprKind::call, range, std::move(function.text));
    for (DorkParser::FunctionArgumentContext* part : call->functionArgument()) result.children.push_back(argument(part));
    return result;
  }
  if (auto* constant = dynamic_cast<DorkParser::ConstantPrimaryContext*>(context)) {
    Expr result = leaf(constant->NULL_() ? ExprKind::null : ExprKind::boolean, range);
    result.flag = constant->TRUE() != nullptr;
    return result;
  }
  if (auto* choice = dynamic_cast<DorkParser::IfPrimaryContext*>(context)) {
    Expr result = leaf(ExprKind::condition, range);
    Test test = std::move(tests_of(*this, choice->test()));
    result.op = test.op;
    result.children.push_back(std::move(test.left));
    result.children.push_back(std::move(test.right));
    for (DorkParser::FunctionArgumentContext* part : choice->functionArgument()) result.children.push_back(argument(part));
    return result;
  }
  if (auto* list = dynamic_cast<DorkParser::ListPrimaryContext*>(context)) {
    Expr result = leaf(ExprKind::list, range);
    for (DorkParser::ExpressionContext* item : list->expression()) result.children.push_back(expression(item));
    return result;
  }
  if (auto* object = dynamic_cast<DorkParser::ObjectPrimaryContext*>(context)) {
    Expr result = leaf(ExprKind::object, range);
    for (DorkParser::EntryContext* entry : object->entry()) {
      result.keys.push_back(entry->text() ? text(entry->text()).text : name(entry->pathKey()).text);
      result.children.push_back(expression(entry->expression()));
    }
    return result;
  }
  return expression(static_cast<DorkParser::GroupPrimaryContext*>(context)->expression());
}

Test tests_of(Builder& builder, DorkParser::TestContext* context) {
  Test test;
  test.range = range_of(context);
  test.left = builder.expression(context->left);
  std::string words;
  std::string store;
  if (context->kind) {
    words = "IS ";
    if (context->NOT()) words += "NOT ";
    words += upper_in(builder.slice(syntax::range_of(context->kind)), store);
  } else {
    if (context->NOT()) words = "NOT ";
    words += upper_in(builder.slice(syntax::range_of(context->op)), store);
    if (words == "<>") words = "!=";
    test.right = builder.expression(context->right);
  }
  if (const auto op = find_operator_script(words)) test.op = *op;
  else builder.report_operator(test.range, words);
  return test;
}

void Builder::report_operator(Range range, std::string_view words) {
  diagnostics_.report(Code::wrong_value, range, fmt::format("there is no test `{}`", words));
}

Tests Builder::tests(DorkParser::TestsContext* context) {
  Tests result;
  for (DorkParser::TestContext* test : context->test()) result.tests.push_back(tests_of(*this, test));
  const auto joiners = context->joiner();
  bool mixed = false;
  for (std::size_t i = 0; i < joiners.size(); ++i) {
    const bool any = joiners[i]->OR() != nullptr;
    if (i == 0) result.any = any;
    if (any != result.any && !mixed) {
      mixed = true;
      // What the nested form looks like, in the user's own tests.
      const auto words = [&](std::size_t at) { return std::string(slice(result.tests[at].range)); };
      diagnostics_.report(Code::mixed_joiners, range_of(joiners[i])).help =
          result.any ? fmt::format("say it in two conditions: IF {} THEN … ELSEIF {} THEN IF … END IF END IF", words(i - 1), words(i))
                     : fmt::format("nest the second: IF {} THEN IF {} OR {} THEN … END IF END IF", words(0), words(i), words(i + 1));
    }
  }
  return result;
}

// --- Fields ---------------------------------------------------------------------------------------------------------

}  // namespace dork::syntax
