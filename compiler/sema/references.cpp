// References: what every expression and every template in a text names, and whether it can be there by then.
#include "compiler/formula/formula.hpp"
#include "compiler/model/walk.hpp"
#include "compiler/sema/formulas.hpp"
#include "compiler/sema/sema.hpp"
#include "compiler/sema/words.hpp"

#include <algorithm>

namespace dork::sema {
namespace {

/// Where a statement stands, for the question what has run before it.
struct Place {
  std::size_t position = 0;         ///< in the order of the text
  const Statement* loop = nullptr;  ///< the innermost loop around it
  bool detached = false;
};

/// Where a value stands in what is around it.
struct Around {
  bool in_text = false;  ///< beside other pieces of a text
  bool in_function = false;
};

class References {
 public:
  References(const Automation& automation, const Symbols& symbols, Context& context)
      : automation_(automation), symbols_(symbols), context_(context) {
    if (automation.start) places_[&*automation.start] = {next_position_++, nullptr, false};
    place(automation.main, nullptr, false);
  }

  void check() {
    if (automation_.start) statement(*automation_.start);
    for_each_statement(automation_.main, [&](const Statement& each) { statement(each); });
  }

 private:
  void place(const Body& body, const Statement* loop, bool detached) {
    for (const Statement& each : body.statements) {
      places_[&each] = {next_position_++, loop, detached};
      has_goto_ = has_goto_ || each.spec->kind == StatementKind::go_to;
      for (const Branch& branch : each.branches) place(branch.body, loop, detached);
      if (each.otherwise) place(each.otherwise->body, loop, detached);
      place(each.body, each.loops ? &each : loop, detached || each.spec->kind == StatementKind::detached);
    }
  }

  const Place& place_at(const Statement& statement) const { return places_.at(&statement); }

  bool inside(const Statement* loop, const Statement& around) const {
    for (; loop; loop = place_at(*loop).loop)
      if (loop == &around) return true;
    return false;
  }

  bool share_loop(const Statement& a, const Statement& b) const {
    for (const Statement* loop = place_at(a).loop; loop; loop = place_at(*loop).loop)
      if (inside(place_at(b).loop, *loop)) return true;
    return false;
  }

  // --- Statements ---------------------------------------------------------------------------------------------------

  void statement(const Statement& each) {
    at_ = &each;
    const StatementKind kind = each.spec->kind;
    for (const Field& field : each.fields) {
      if (field.spec && (field.spec->kind == FieldKind::key || field.spec->kind == FieldKind::block ||
                         field.spec->kind == FieldKind::choice))
        continue;
      // Samples of data and code are no templates.
      if (id_of(field) == "test_payload" || (kind == StatementKind::code && id_of(field) == "code")) continue;
      in_mapping_ = kind == StatementKind::map && id_of(field) == "mapping";
      value(field.value.expr);
      in_mapping_ = false;
    }
    for (const Argument& argument : each.arguments) value(argument.value.expr);
    tests(each.tests, kind == StatementKind::filter || kind == StatementKind::lookup);
    for (const Branch& branch : each.branches) {
      tests(branch.tests, false);
      if (branch.match) value(*branch.match);
    }
    for (const Operation& operation : each.operations) value(operation.value.expr);
    for (const FormItem& item : each.form)
      if (item.values) value(item.values->expr);
  }

  void tests(const Tests& tests, bool of_items) {
    for (const Test& test : tests.tests) {
      // A bare name on the left is a field of the item.
      if (!of_items || test.left.kind != ExprKind::path) value(test.left);
      value(test.right);
    }
  }

  /// A whole value: constants, lists and objects are JSON's, everything else stands for a template.
  void value(const Expr& expr) {
    switch (expr.kind) {
      case ExprKind::missing:
      case ExprKind::null:
      case ExprKind::boolean:
      case ExprKind::number: return;
      case ExprKind::list:
      case ExprKind::object:
        for (const Expr& child : expr.children) value(child);
        for (const std::string& key : expr.keys) template_in_key(expr, key);
        return;
      case ExprKind::text: template_in(expr, {}); return;
      default: break;
    }
    function_trouble_ = false;
    script(expr, {});
    LowerError error;
    if (function_trouble_ || lower_expression(expr, error)) return;
    context_.diagnostics.report(Code::not_a_formula, place_of(error.range, *at_), error.message);
  }

  // --- Expressions and templates ------------------------------------------------------------------------------------

  void script(const Expr& expr, Around around) {
    switch (expr.kind) {
      case ExprKind::path: path(expr, nullptr, around); return;
      case ExprKind::text: template_in(expr, around); return;
      case ExprKind::concat: around.in_text = true; break;
      case ExprKind::call:
      case ExprKind::condition: function(expr, place_of(expr, *at_), true); [[fallthrough]];
      case ExprKind::arithmetic: around.in_function = true; break;
      default: break;
    }
    for (const Expr& child : expr.children) script(child, around);
  }

  void template_in(const Expr& text, Around around) {
    if (text.text.find('{') == std::string::npos) return;
    const Template parsed = parse_template(text.text);
    around.in_text = around.in_text || parsed.pieces.size() > 1;
    for (const Piece& piece : parsed.pieces)
      if (piece.formula) formula(*piece.formula, text, around);
    for (const Template::Suspect& suspect : parsed.suspects)
      report_suspect(suspect.word, place_in_text(text, suspect.range, *at_, context_), context_.diagnostics);
  }

  /// Keys may hold templates too; where they stand in the source nobody has kept.
  void template_in_key(const Expr& object, std::string_view key) {
    if (key.find('{') == std::string_view::npos) return;
    Expr text;
    text.kind = ExprKind::text;
    text.text = key;
    text.range = object.range;
    template_in(text, {});
  }

  /// A formula of a template: ranges in it are offsets in the text.
  void formula(const Expr& expr, const Expr& text, Around around) {
    if (expr.kind == ExprKind::path) {
      path(expr, &text, around);
      return;
    }
    if (expr.kind == ExprKind::call || expr.kind == ExprKind::condition)
      function(expr, place_in_text(text, expr.range, *at_, context_), false);
    around.in_function = true;
    for (const Expr& child : expr.children) formula(child, text, around);
  }

  /// The function of a call, in a script or in a template.
  void function(const Expr& call, Range range, bool in_script) {
    const bool choice = call.kind == ExprKind::condition;
    const FormulaFunction* function = find_function(choice ? std::string_view("if") : std::string_view(call.text));
    if (!function) {
      std::vector<std::string_view> names;
      for (const FormulaFunction& known : formula_functions())
        if (known.max_arguments > 0) names.push_back(known.name);
      const Range word{range.begin, range.begin + static_cast<std::uint32_t>(call.text.size())};
      suggest(context_.diagnostics.report(Code::unknown_function, call.range.end > 0 ? word : range, call.text),
              call.text, word, names);
      function_trouble_ = true;
      return;
    }
    if (!check_argument_count(call, range, context_.diagnostics)) function_trouble_ = function_trouble_ || in_script;
  }

  // --- Paths --------------------------------------------------------------------------------------------------------

  /// The place of a path's whole, or of its first name alone. `text` is the text whose template holds it, if one does.
  Range path_range(const Expr& path, const Expr* text, bool first_name) const {
    Range part = path.range;
    if (text) {
      // In a template the name follows on `{$.`, and a brace on the path.
      const std::string_view words = std::string_view(text->text).substr(part.begin, part.end - part.begin);
      const std::size_t at = words.find(path.text);
      if (at != std::string_view::npos) {
        const std::size_t last = words.find_last_not_of("} \t\r\n");
        const std::size_t end = first_name ? at + path.text.size() : std::max(last + 1, at + path.text.size());
        part.end = part.begin + static_cast<std::uint32_t>(end);
        part.begin += static_cast<std::uint32_t>(at);
      }
      return place_in_text(*text, part, *at_, context_);
    }
    if (part.end <= part.begin || at_->range.end == 0) return at_->range;
    if (!first_name || path.steps.empty() || part.end > context_.source.size()) return part;
    const bool quoted = context_.source[part.begin] == '"';
    const std::size_t length = quoted ? quoted_name(path.text).size() : path.text.size();
    return {part.begin, std::min(part.end, part.begin + static_cast<std::uint32_t>(length))};
  }

  void path(const Expr& path, const Expr* text, Around around) {
    const auto found = symbols_.find(path.text);
    if (found != symbols_.end()) {
      if (found->second.block) block_reference(path, text, *found->second.block);
      if (around.in_text && !around.in_function) list_in_text(path, text, found->second);
      return;
    }
    if (path.text == "state") {
      state_reference(path, text);
      return;
    }
    if (path.text == "thisBlock" && in_mapping_) return;
    if (path.text == "Start" && !automation_.start && !automation_.fragment) {
      context_.diagnostics.report(Code::start_has_no_output, path_range(path, text, true), "by hand");
      return;
    }
    unknown_name(path.text, path_range(path, text, true), text, path.steps.empty());
  }

  void unknown_name(std::string_view name, Range range, const Expr* text, bool alone) {
    if (!context_.names_are_sure) return;
    const Code code = automation_.fragment ? Code::unknown_name_in_fragment : Code::unknown_name;
    Diagnostic& report = context_.diagnostics.report(code, range, name);
    // In a template the name stands without double quotes.
    const bool written = range.end > range.begin && range.end <= context_.source.size();
    if (context_.diagnostics.dropped() > 0) return;  // nobody reads its help
    const bool quoted = !text && written && context_.source[range.begin] == '"';
    if (name == "thisBlock") {
      report.help = "the current item is `thisBlock.item` in the values of MAP only";
      return;
    }
    if (suggest(report, name, range, names())) {
      if (range.end - range.begin != name.size() + (quoted ? 2 : 0)) report.fix.reset();
      return;
    }
    if (quoted) {
      report.help = fmt::format("names are in double quotes; text is in single quotes: {}", quoted_text(name));
      if (alone) report.fix = Fix{range, quoted_text(name)};
    } else if (const FormulaFunction* function = find_function(name); function && function->max_arguments == 0) {
      report.help = fmt::format("the constant of templates is the text '{{{}}}'", function->name);
    } else if (names().empty()) {
      report.help = "a block is named by a label before it: `name: statement`";
    }
  }

  /// Everything that has a name, in order.
  const std::vector<std::string_view>& names() {
    if (names_.empty()) {
      for (const auto& [name, symbol] : symbols_) names_.push_back(name);
      std::sort(names_.begin(), names_.end());
    }
    return names_;
  }

  void state_reference(const Expr& path, const Expr* text) {
    if (path.steps.empty() || path.steps.front().kind != PathStep::Kind::key) return;
    const std::string& name = path.steps.front().key;
    const auto found = symbols_.find(name);
    if (found == symbols_.end() || !found->second.block)
      unknown_name(name, path_range(path, text, false), text ? text : &path, false);
  }

  static bool is_item(const Expr& path) {
    return !path.steps.empty() && path.steps.front().kind == PathStep::Kind::key &&
           (path.steps.front().key == "item" || path.steps.front().key == "index");
  }

  void block_reference(const Expr& path, const Expr* text, const Statement& block) {
    const StatementKind kind = block.spec->kind;
    if (kind == StatementKind::start_manual || kind == StatementKind::start_scheduled) {
      context_.diagnostics.report(Code::start_has_no_output, path_range(path, text, true),
                                  kind == StatementKind::start_manual ? "by hand" : "on a schedule");
      return;
    }
    if (!block_spec(block_type(block)).has_output) {
      context_.diagnostics.report(Code::no_output, path_range(path, text, true), path.text,
                                  with_article(statement_words(block)));
      return;
    }
    const bool item = is_item(path);
    if (&block == at_ && item && in_mapping_) return;
    const Place& here = place_at(*at_);
    const Place& there = place_at(block);
    const bool sure_of_order = !has_goto_ && !here.detached && !there.detached && !share_loop(*at_, block);
    if (sure_of_order && there.position >= here.position) {
      Diagnostic& report = context_.diagnostics.report(Code::used_too_early, path_range(path, text, true), path.text);
      if (&block == at_) {
        report.help = "a block cannot use its own output";
      } else if (block.range.end > 0) {
        report.notes.push_back({"it stands here", block.label.range.end > 0 ? block.label.range : block.range});
      }
      return;
    }
    if (!item || here.detached || !can_loop(block) || inside(here.loop, block)) return;
    Diagnostic& report = context_.diagnostics.report(Code::item_outside_loop, path_range(path, text, false), path.text,
                                                     path.steps.front().key, path.text);
    if (!block.loops)
      report.help =
          fmt::format("`{0}` is the whole list; loop over it with FOR EACH, or take one item: {0}[0]", path.text);
  }

  void list_in_text(const Expr& path, const Expr* text, const Symbol& symbol) {
    const bool all = std::any_of(path.steps.begin(), path.steps.end(),
                                 [](const PathStep& step) { return step.kind == PathStep::Kind::all; });
    bool list = false;
    if (symbol.variable) {
      list = symbol.variable->type == VariableType::list || symbol.variable->type == VariableType::table;
    } else if (can_loop(*symbol.block)) {
      // A file that is read raw is one text.
      const Field* mode = field_of(*symbol.block, "mode");
      list = symbol.block->spec->kind != StatementKind::read || !mode || mode->value.expr.text != "raw";
    }
    if (!all && !(list && path.steps.empty())) return;
    Diagnostic& report = context_.diagnostics.report(Code::list_in_text, path_range(path, text, false));
    if (text)
      report.help =
          fmt::format("say how: {{implode: {{$.{0}}}, ', '}}, {{json: {{$.{0}}}}} or {{count: {{$.{0}}}}}", path.text);
    else
      report.help = fmt::format("say how: implode({0}, ', '), json({0}) or count({0})", path.text);
  }

  const Automation& automation_;
  const Symbols& symbols_;
  Context& context_;
  std::unordered_map<const Statement*, Place> places_;
  std::vector<std::string_view> names_;
  std::size_t next_position_ = 1;
  const Statement* at_ = nullptr;
  bool has_goto_ = false;
  bool in_mapping_ = false;
  bool function_trouble_ = false;  ///< the function of the expression at hand was reported: its lowering need not be
};

}  // namespace

void check_references(const Automation& automation, const Symbols& symbols, Context& context) {
  References(automation, symbols, context).check();
}

}  // namespace dork::sema
