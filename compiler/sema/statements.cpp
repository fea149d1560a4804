// What each statement demands: the checks of one statement in turn, and those about where it stands.
#include "compiler/sema/checks.hpp"

namespace dork::sema {
namespace {

class Statements {
 public:
  explicit Statements(Context& context) : context_(context) {}

  void body(const Body& body, bool in_loop) {
    const Statement* last = nullptr;  // what nothing can follow
    for (const Statement& each : body.statements) {
      if (each.spec->kind != StatementKind::detached && !only_declares(each)) {
        if (last) unreachable(*last, each);
        last = block_spec(block_type(each)).last && !each.disabled ? &each : nullptr;
      }
      statement(each, in_loop);
      // A detached chain may run inside a loop, from a GOTO there.
      const bool inner = in_loop || each.spec->kind == StatementKind::detached;
      for (const Branch& branch : each.branches) this->body(branch.body, inner);
      if (each.otherwise) this->body(each.otherwise->body, inner);
      this->body(each.body, inner || each.loops);
    }
  }

  void statement(const Statement& each, bool in_loop) {
    check_fields(each, context_);
    check_call(each, context_);
    check_file(each, context_);
    check_credentials(each, context_);
    conditions(each);
    if (each.loops && !can_loop(each) && (each.spec->kind != StatementKind::action || each.action))
      context_.diagnostics.report(Code::not_iterable, head_range(each), statement_words(each));
    switch (each.spec->kind) {
      case StatementKind::exit_for:
        if (!in_loop) context_.diagnostics.report(Code::exit_outside_loop, each.range);
        break;
      case StatementKind::switch_:
        if (each.branches.empty()) context_.diagnostics.report(Code::empty_switch, each.range);
        break;
      case StatementKind::inputs:
        if (each.form.empty()) context_.diagnostics.report(Code::empty_form, each.range);
        break;
      case StatementKind::code: code(each); break;
      case StatementKind::run: automation_id(each); break;
      default: break;
    }
  }

 private:
  /// A bare declaration stands for no block.
  static bool only_declares(const Statement& each) {
    return each.spec->kind == StatementKind::let && each.operations.empty();
  }

  void unreachable(const Statement& last, const Statement& next) {
    Diagnostic& report = context_.diagnostics.report(Code::unreachable, next.range, statement_words(last));
    report.help = next.spec->kind == StatementKind::label
                      ? "a GOTO reaches it, but no edge does: put it and what follows in DETACHED … END DETACHED"
                      : "take it out, or put it in DETACHED … END DETACHED behind a LABEL that a GOTO names";
    if (last.range.end > 0) report.notes.push_back({"the run leaves here", last.range});
  }

  void conditions(const Statement& each) {
    if (each.spec->kind != StatementKind::if_) return;
    for (const Branch& branch : each.branches)
      for (const Test& test : branch.tests.tests)
        if (is_constant(test.left) && (test.right.kind == ExprKind::missing || is_constant(test.right)))
          context_.diagnostics.report(Code::constant_condition, place_of(test.range, each));
  }

  void automation_id(const Statement& each) {
    const Field* field = field_of(each, "guid");
    const auto id = field ? constant_text(field->value.expr) : std::nullopt;
    if (!id) return;
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
    if (id->empty() || id->find_first_not_of(allowed) != std::string_view::npos)
      context_.diagnostics.report(Code::invalid_automation_id, place_of(field->value.expr, each), *id);
  }

  void code(const Statement& each) {
    const Field* field = field_of(each, "code");
    if (!field) return;
    const Expr& text = field->value.expr;
    const bool constant = text.kind == ExprKind::null || text.kind == ExprKind::number;
    if (text.kind != ExprKind::text) {
      if (!constant) context_.diagnostics.report(Code::reference_in_code, place_of(text, each));
      return;
    }
    const std::size_t at = text.text.find("{$.");
    if (at == std::string::npos) return;
    const std::size_t close = text.text.find('}', at);
    const std::size_t end = close == std::string::npos ? at + 3 : close + 1;
    const Range part{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)};
    const std::string_view name =
        std::string_view(text.text).substr(at + 3, end - at - 3 - (close == std::string::npos ? 0 : 1));
    context_.diagnostics.report(Code::reference_in_code, place_in_text(text, part, each, context_)).help =
        fmt::format("hand it over as an argument: {} (x = {}) …; the code reads it as inputs", statement_words(each),
                    name.empty() ? std::string_view("value") : name);
  }

  Context& context_;
};

}  // namespace

void check_statements(const Automation& automation, const Symbols& symbols, Context& context) {
  Statements statements(context);
  if (automation.start) {
    if (automation.fragment) context.diagnostics.report(Code::start_in_fragment, automation.start->range);
    statements.statement(*automation.start, false);
    check_start(*automation.start, context);
  }
  statements.body(automation.main, false);
  check_targets(automation, symbols, context);
}

}  // namespace dork::sema
