// Labels that GOTO names, and the blocks that the inputs of file and pointer blocks point at.
#include "compiler/model/walk.hpp"
#include "compiler/sema/checks.hpp"

#include <algorithm>

namespace dork::sema {
namespace {

using Labels = std::unordered_map<std::string_view, const Statement*>;

std::string_view label_text(const Statement& label) {
  const Field* name = field_of(label, "name");
  return name && name->value.expr.kind == ExprKind::text ? std::string_view(name->value.expr.text) : std::string_view();
}

Labels collect_labels(const Automation& automation, Context& context) {
  Labels labels;
  for_each_statement(automation.main, [&](const Statement& each) {
    const std::string_view text = each.spec->kind == StatementKind::label ? label_text(each) : std::string_view();
    if (text.empty()) return;
    const auto [at, fresh] = labels.try_emplace(text, &each);
    if (fresh) return;
    Diagnostic& report =
        context.diagnostics.report(Code::duplicate_label, place_of(field_of(each, "name")->value.expr, each), text);
    if (at->second->range.end > 0) report.notes.push_back({"the other one is here", at->second->range});
  });
  return labels;
}

void check_goto(const Statement& each, const Labels& labels, bool fragment, Context& context) {
  const Field* field = field_of(each, "label");
  if (!field || field->value.expr.kind != ExprKind::text) return;
  const Expr& target = field->value.expr;
  // An id is what remains of a label that is gone; a fragment may jump out of itself.
  if (labels.contains(target.text) || is_block_id(target.text) || fragment || !context.names_are_sure) return;
  const Range range = place_of(target, each);
  Diagnostic& report = context.diagnostics.report(Code::unknown_label, range, target.text);
  if (context.diagnostics.dropped() > 0) return;  // nobody reads its help
  std::vector<std::string_view> names;
  for (const auto& [text, statement] : labels) names.push_back(text);
  std::sort(names.begin(), names.end());
  if (const auto near = nearest(target.text, names)) {
    report.help = fmt::format("did you mean '{}'?", *near);
    report.fix = Fix{range, quoted_text(*near)};
  } else if (names.empty()) {
    report.help =
        fmt::format("there is no LABEL at all; write LABEL {}; where the run should go on", quoted_text(target.text));
  }
}

/// What a pointing input wants, in the words of scripts.
std::string_view wanted(std::span<const BlockType> types) {
  switch (types.front()) {
    case BlockType::open_file: return "file that OPEN FILE opened";
    case BlockType::create_file: return "file that CREATE FILE made";
    case BlockType::label: return "LABEL";
    default: return "connector block";
  }
}

bool fits(const Statement& block, std::span<const BlockType> types) {
  // BLOCK says its type itself.
  const BlockSpec* spec = block.spec->kind == StatementKind::block ? find_block_spec(block.member.text) : nullptr;
  const BlockType type = spec ? spec->type : block_type(block);
  return types.empty() || type == BlockType::unknown || std::find(types.begin(), types.end(), type) != types.end();
}

void check_pointer(const Statement& each, const Field& field, const Symbols& symbols, Context& context) {
  const Expr& target = field.value.expr;
  if (target.kind != ExprKind::path && target.kind != ExprKind::text) return;
  if (target.kind == ExprKind::text && is_block_id(target.text)) return;
  const Range range = place_of(target, each);
  const std::span<const BlockType> types = pointed_types(each.spec->block);
  const auto found = symbols.find(target.text);
  if (found == symbols.end() || !found->second.block) {
    if (found == symbols.end() && !context.names_are_sure) return;
    Diagnostic& report = context.diagnostics.report(Code::unknown_block, range, target.text);
    if (context.diagnostics.dropped() > 0) return;  // nobody reads its help
    std::vector<std::string_view> names;
    for (const auto& [name, symbol] : symbols)
      if (symbol.block && symbol.block != &each && fits(*symbol.block, types)) names.push_back(name);
    std::sort(names.begin(), names.end());
    if (found != symbols.end())
      report.help = "it is a variable; the statement wants a block";
    else if (!suggest(report, target.text, range, names) && !names.empty())
      report.help = fmt::format("there are {}", one_of(names));
    return;
  }
  if (target.kind == ExprKind::text) {
    Diagnostic& report = context.diagnostics.report(Code::unknown_block, range, target.text);
    report.help = fmt::format("a block is named without quotes: {}", target.text);
    report.fix = Fix{range, is_plain_name(target.text) ? target.text : quoted_name(target.text)};
    return;
  }
  if (fits(*found->second.block, types)) return;
  Diagnostic& report = context.diagnostics.report(Code::wrong_block, range, target.text, wanted(types));
  report.help = fmt::format("it is {}", with_article(statement_words(*found->second.block)));
  if (found->second.block->range.end > 0) report.notes.push_back({"it stands here", found->second.block->range});
}

}  // namespace

void check_targets(const Automation& automation, const Symbols& symbols, Context& context) {
  const Labels labels = collect_labels(automation, context);
  for_each_statement(automation.main, [&](const Statement& each) {
    if (each.spec->kind == StatementKind::go_to) {
      check_goto(each, labels, automation.fragment, context);
      return;
    }
    for (const Field& field : each.fields)
      if (field.spec && field.spec->kind == FieldKind::block) check_pointer(each, field, symbols, context);
  });
}

}  // namespace dork::sema
