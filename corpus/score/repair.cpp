#include "corpus/score/repair.hpp"

#include "compiler/syntax/parse.hpp"
#include "compiler/syntax/recognize.hpp"
#include "corpus/score/mend.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <queue>
#include <unordered_set>

namespace dork::score {
namespace {

bool is_syntax(const Diagnostic& diagnostic) { return diagnostic.severity == Severity::error && rule(diagnostic.code).number < 2000; }

const Diagnostic* first_error(const std::vector<Diagnostic>& diagnostics) {
  // Mistakes of the text hide those of meaning.
  const auto syntax = std::find_if(diagnostics.begin(), diagnostics.end(), is_syntax);
  if (syntax != diagnostics.end()) return &*syntax;
  const auto any = std::find_if(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& it) { return it.severity == Severity::error; });
  return any == diagnostics.end() ? nullptr : &*any;
}

/// Scripts in which a text that is never closed is: at the end of its line, before what looks like the end of the value.
std::vector<std::string> close_text(const std::string& script, const Diagnostic& diagnostic) {
  std::vector<std::string> made;
  if (diagnostic.code == Code::unterminated_comment) {
    made.push_back(script + " */");
    return made;
  }
  const std::size_t line_end = std::min(script.find('\n', diagnostic.range.begin), script.size());
  const std::size_t from = diagnostic.range.begin;
  const char quote = diagnostic.code == Code::unterminated_name ? '"' : '\'';
  for (std::size_t at = line_end; at > from && made.size() < 12; --at) {
    const std::string_view rest = std::string_view(script).substr(at, line_end - at);
    if (rest.find_first_not_of(" );,]}\r") != std::string_view::npos) continue;
    made.push_back(script.substr(0, at) + quote + script.substr(at));
  }
  // Or the quote that opens it is too much.
  made.push_back(script.substr(0, from) + script.substr(from + 1));
  return made;
}

class Search {
 public:
  Search(const std::string& script, const Catalog& catalog, const RepairLimits& limits)
      : script_(script), catalog_(catalog), limits_(limits), original_(token_symbols(script)) {}

  Repair run() {
    Repair result;
    seen_.insert(hash_of(script_));
    expand_first();
    while (!queue_.empty()) {
      if (attempts_++ >= limits_.attempts) {
        result.note = fmt::format("none was found among {} candidates", limits_.attempts);
        return result;
      }
      const Entry entry = queue_.top();
      queue_.pop();
      const std::string script = std::move(scripts_[entry.index]);
      const CompileResult checked = check(script, {.catalog = &catalog_});
      if (checked.ok) {
        result.found = true;
        const std::string canonical = format(script, {.catalog = &catalog_}).output;
        result.text = canonical.empty() ? script : canonical;
        result.edits = edits_between(script_, script);
        // Without an edit it is wrong: one is as few as can be. More are if the grammar takes no fewer.
        result.smallest = entry.cost <= 1 || entry.cost == proved_;
        return result;
      }
      // What has made it much worse leads nowhere.
      if (errors_in(checked.diagnostics) <= entry.errors + 2 || entry.errors == 0) expand(script, checked.diagnostics);
    }
    result.note = "none was found";
    return result;
  }

 private:
  struct Entry {
    std::size_t cost, errors, order, index;   // of those that cost the same first what comes of fewer errors
    bool operator<(const Entry& other) const {
      if (cost != other.cost) return cost > other.cost;
      return errors != other.errors ? errors > other.errors : order > other.order;
    }
  };

  void expand_first() {
    const CompileResult checked = check(script_, {.catalog = &catalog_});
    const Diagnostic* error = first_error(checked.diagnostics);
    if (!error) return;
    if (error->code == Code::invalid_utf8) return push(without_invalid(script_));
    if (error->code == Code::unterminated_text || error->code == Code::unterminated_name || error->code == Code::unterminated_comment)
      for (std::string& made : close_text(script_, *error)) push(std::move(made));
    if (is_syntax(*error)) {
      SyntaxMends mends = mend_syntax(token_text(script_), limits_.edits);
      if (mends.complete) proved_ = mends.edits;
      for (std::string& made : mends.scripts) push(std::move(made));
    }
    for (std::string& made : mend_meaning(script_, *error, checked.diagnostics, catalog_)) push(std::move(made), errors_in(checked.diagnostics));
  }

  /// What the grammar takes is mended by meaning alone. What it does not take comes of leaving too much out, and leads nowhere.
  void expand(const std::string& script, const std::vector<Diagnostic>& diagnostics) {
    const Diagnostic* error = first_error(diagnostics);
    if (!error || (is_syntax(*error) && !grammatical(script))) return;
    for (std::string& made : mend_meaning(script, *error, diagnostics, catalog_)) push(std::move(made), errors_in(diagnostics));
  }

  static bool grammatical(const std::string& script) {
    Recognizer& machine = recognizer();
    Recognizer::State state = machine.start();
    for (const Token& token : tokenize(script))
      if (!is_comment(token)) state = machine.next(state, token.number);
    return machine.accepts(state);
  }

  static std::size_t errors_in(const std::vector<Diagnostic>& diagnostics) {
    return static_cast<std::size_t>(std::count_if(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& it) { return it.severity == Severity::error; }));
  }

  void push(std::string script, std::size_t errors = 0) {
    if (script.empty() || !seen_.insert(hash_of(script)).second) return;
    const std::vector<Symbol> tokens = token_symbols(script);
    if (tokens.empty()) return;   // nothing is no answer
    const std::size_t cost = edit_distance(original_, tokens);
    if (cost > limits_.edits) return;
    scripts_.push_back(std::move(script));
    queue_.push({std::max<std::size_t>(cost, 1), errors, scripts_.size(), scripts_.size() - 1});
  }

  static std::string without_invalid(std::string_view script) {
    std::string kept;
    for (const Symbol point : code_points(script))
      if (point < 0x80) kept += static_cast<char>(point);
    return kept;
  }

  const std::string& script_;
  const Catalog& catalog_;
  const RepairLimits& limits_;
  std::vector<Symbol> original_;
  std::unordered_set<Symbol> seen_;
  std::vector<std::string> scripts_;
  std::priority_queue<Entry> queue_;
  std::size_t attempts_ = 0;
  std::size_t proved_ = static_cast<std::size_t>(-1);
};

}  // namespace

TokenText token_text(std::string_view script) {
  TokenText all;
  for (const Token& token : tokenize(script)) {
    if (is_comment(token)) continue;
    all.words.emplace_back(script.substr(token.range.begin, token.range.end - token.range.begin));
    all.kinds.push_back(token.number);
    all.at.push_back(token.range.begin);
  }
  return all;
}

std::string join(const TokenText& tokens) {
  std::string script;
  for (const std::string& word : tokens.words) {
    if (!script.empty()) script += script.back() == ';' ? '\n' : ' ';
    script += word;
  }
  script += '\n';
  return script;
}

std::vector<TokenEdit> edits_between(std::string_view from, std::string_view to) {
  const TokenText before = token_text(from);
  const TokenText after = token_text(to);
  std::vector<TokenEdit> edits;
  for (const Edit& edit : edit_script(token_symbols(from), token_symbols(to))) {
    if (edit.kind == EditKind::keep) continue;
    TokenEdit made{edit.kind, {}, {}, edit.from < before.at.size() ? before.at[edit.from] : static_cast<std::uint32_t>(from.size())};
    if (edit.kind != EditKind::insert) made.before = before.words[edit.from];
    if (edit.kind != EditKind::remove) made.after = after.words[edit.to];
    edits.push_back(std::move(made));
  }
  return edits;
}

Repair repair(const Program& program, const Catalog& catalog, const RepairLimits& limits) {
  Repair result;
  if (program.form == Form::none) {
    result.note = "there is no program in the answer";
    return result;
  }
  if (program.text.size() > limits.bytes) {
    result.note = fmt::format("the answer has more than {} bytes", limits.bytes);
    return result;
  }
  if (program.checks) {
    result.found = result.smallest = true;
    result.text = program.text;
    return result;
  }
  if (program.form == Form::json) {
    if (program.parses) {
      result.note = "only JSON that does not parse is repaired";
      return result;
    }
    JsonMend mended = mend_json(program.text);
    if (mended.text.empty() || !read_program(mended.text, Form::json, catalog).parses) {
      result.note = "none was found";
      return result;
    }
    result.found = true;
    result.text = std::move(mended.text);
    result.edits = std::move(mended.edits);
    result.smallest = result.edits.size() == 1;
    return result;
  }
  return Search(program.text, catalog, limits).run();
}

}  // namespace dork::score
