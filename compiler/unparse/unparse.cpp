#include "compiler/unparse/unparse.hpp"

#include "compiler/model/walk.hpp"
#include "compiler/unparse/head.hpp"
#include "compiler/unparse/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace dork {
namespace {

/// Whether a label must be written: without it the block would have another name.
bool needs_label(const Statement& statement) { return !statement.label.text.empty() && !statement.label_is_default; }

/// A START that says nothing beyond what is so without it.
bool is_plain_start(const Statement& start) {
  return start.spec->kind == StatementKind::start_manual && !needs_label(start) && !start.comment && !start.disabled &&
         start.attributes.text.empty() && start.fields.empty();
}

/// The IF that is all there is in an ELSE: ELSEIF says the same.
const Statement* elseif_in(const Statement& statement) {
  if (!statement.otherwise) return nullptr;
  const Body& body = statement.otherwise->body;
  if (body.statements.size() != 1 || !body.trailing.empty()) return nullptr;
  const Statement& inner = body.statements.front();
  const bool plain = inner.spec->kind == StatementKind::if_ && !needs_label(inner) && !inner.comment && !inner.disabled &&
                     inner.attributes.text.empty() && inner.leading.empty() && inner.line_end.empty() && inner.fields.empty();
  return plain ? &inner : nullptr;
}

/// Whether a branch has anything to print; ELSE and DEFAULT without it say nothing.
bool says_something(const std::optional<Branch>& branch) {
  return branch && (!branch->body.trailing.empty() || !std::all_of(branch->body.statements.begin(), branch->body.statements.end(), is_bare_declaration));
}

bool is_compound(const Statement& statement) {
  const StatementKind kind = statement.spec->kind;
  return is_written_as_loop(statement) || kind == StatementKind::if_ || kind == StatementKind::switch_ || kind == StatementKind::detached;
}

class Printer {
 public:
  explicit Printer(const Automation& automation) : automation_(automation) {}

  std::string print() {
    header();
    section(automation_.connections, [&](const Connection& c) { connection(c); });
    section(automation_.actions, [&](const ActionDeclaration& a) { action(a); });
    if (automation_.start) start(*automation_.start);
    std::vector<const Statement*> bare;
    for_each_statement(automation_.main, [&](const Statement& s) {
      if (is_bare_declaration(s) && s.declares) bare.push_back(&s);
    });
    section(bare, [&](const Statement* s) { statement(*s, 0); });
    blank();
    main_body();
    return std::move(out_);
  }

 private:
  void line(std::size_t indent, std::string_view text) {
    out_.append(indent, ' ').append(text).push_back('\n');
  }

  /// One empty line before what comes next, unless nothing stands yet.
  void blank() {
    if (!out_.empty() && !out_.ends_with("\n\n")) out_.push_back('\n');
  }

  void comments(const std::vector<Comment>& all, std::size_t indent) {
    for (const Comment& comment : all) line(indent, plain(comment.text));
  }

  /// A `///` that comments no block must not come to stand before one.
  static std::string plain(std::string_view text) {
    while (text.ends_with('\r') || text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
    if (text.starts_with("///")) {
      text.remove_prefix(3);
      std::string changed(text.starts_with(' ') || text.empty() ? "//" : "// ");
      return changed.append(text);
    }
    return std::string(text);
  }

  static std::string line_end(const std::vector<Comment>& all) {
    std::string text;
    for (const Comment& comment : all) text.append(" ").append(plain(comment.text));
    return text;
  }

  template <typename Range, typename Print>
  void section(const Range& items, Print&& print) {
    if (items.empty()) return;
    blank();
    for (const auto& item : items) print(item);
  }

  void header() {
    comments(automation_.leading, 0);
    if (!automation_.attributes.text.empty()) line(0, fmt::format("@{}", script_json(automation_.attributes.text)));
    std::string text;
    if (automation_.fragment) {
      text = "FRAGMENT;";
    } else if (automation_.name) {
      text = "AUTOMATION " + quoted_text(automation_.name->text);
      if (automation_.description) text += " DESCRIPTION " + quoted_text(automation_.description->text);
      text += ";";
    } else {
      return;
    }
    line(0, text + line_end(automation_.header_line_end));
  }

  void connection(const Connection& connection) {
    comments(connection.leading, 0);
    std::string text = "CONNECT TO " + quoted_text(connection.connector.text);
    if (connection.guid) text += " GUID " + quoted_text(connection.guid->text);
    if (connection.alias) text += " AS " + script_name(connection.alias->text);
    if (connection.connection) text += " USING " + quoted_text(connection.connection->text);
    line(0, text + ";" + line_end(connection.line_end));
  }

  void action(const ActionDeclaration& action) {
    comments(action.leading, 0);
    std::string text = "ACTION " + script_name(action.alias.text) + "." + script_key(action.name.text) + " = ";
    text += action.webhook ? "WEBHOOK " : action.kind == ActionKind::endpoint ? "ENDPOINT " : "SNIPPET ";
    text += quoted_text(action.guid.text);
    if (action.role) text += " ROLE " + script_name(action.role->text);
    std::vector<std::string> parameters;
    for (const DeclaredParameter& parameter : action.parameters) {
      std::string type = parameter.type.text;
      for (char& c : type)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
      parameters.push_back(script_key(parameter.name.text) + " " + quoted_text(parameter.id.text) + " " + script_name(type) +
                           (parameter.raw ? " RAW" : ""));
    }
    std::string settings;
    if (action.has_settings) {
      std::vector<std::string> ids;
      for (const Name& setting : action.settings) ids.push_back(script_key(setting.text));
      settings = " WITH " + in_parentheses(ids, false, 0);
    }
    std::string flat = text + " " + in_parentheses(parameters, false, 0) + settings;
    if (is_too_wide(flat, 1)) flat = text + " " + in_parentheses(parameters, true, 0) + settings;
    line(0, flat + ";" + line_end(action.line_end));
  }

  void start(const Statement& start) {
    if (is_plain_start(start)) {
      // Its comments go to what comes next.
      pending_ = start.leading;
      pending_.insert(pending_.end(), start.line_end.begin(), start.line_end.end());
      return;
    }
    blank();
    statement(start, 0);
  }

  void main_body() {
    bool first = true;
    bool after_compound = false;
    for (const Statement& s : automation_.main.statements) {
      if (is_bare_declaration(s)) continue;
      if (!first && (after_compound || is_compound(s) || s.comment || !s.leading.empty() || !pending_.empty())) blank();
      statement(s, 0);
      first = false;
      after_compound = is_compound(s);
    }
    if (automation_.main.trailing.empty() && pending_.empty()) {
      while (out_.ends_with("\n\n")) out_.pop_back();
      if (out_ == "\n") out_.clear();
      return;
    }
    blank();
    comments(pending_, 0);
    comments(automation_.main.trailing, 0);
  }

  void body(const Body& body, std::size_t indent) {
    for (const Statement& s : body.statements)
      if (!is_bare_declaration(s)) statement(s, indent);
    comments(body.trailing, indent);
  }

  void statement(const Statement& s, std::size_t indent) {
    comments(std::exchange(pending_, {}), indent);
    comments(s.leading, indent);
    if (s.comment) doc_comment(*s.comment, indent);
    if (!s.attributes.text.empty()) line(indent, fmt::format("@{}", script_json(s.attributes.text)));
    switch (s.spec->kind) {
      case StatementKind::if_: return if_statement(s, indent);
      case StatementKind::switch_: return switch_statement(s, indent);
      case StatementKind::detached:
        line(indent, "DETACHED" + line_end(s.line_end));
        body(s.body, indent + 2);
        return line(indent, "END DETACHED");
      default: break;
    }
    std::string head = statement_head(s, automation_, indent);
    if (!is_written_as_loop(s)) return line(indent, head + ";" + line_end(s.line_end));
    line(indent, head + line_end(s.line_end));
    body(s.body, indent + 2);
    line(indent, "NEXT");
  }

  void doc_comment(std::string_view text, std::size_t indent) {
    for (;;) {
      const std::size_t end = text.find('\n');
      const std::string_view one = text.substr(0, end);
      line(indent, one.empty() ? std::string("///") : fmt::format("/// {}", one));
      if (end == std::string_view::npos) return;
      text.remove_prefix(end + 1);
    }
  }

  static std::string prefix(const Statement& s) {
    std::string text = s.disabled ? "DISABLED " : "";
    if (needs_label(s)) text += script_name(s.label.text) + ": ";
    return text;
  }

  void if_statement(const Statement& s, std::size_t indent) {
    std::string before = prefix(s) + "IF";
    std::string after = line_end(s.line_end);
    const Statement* chain = &s;
    for (;;) {
      for (const Branch& branch : chain->branches) {
        line(indent, tests_head(before, branch.tests, indent) + after);
        body(branch.body, indent + 2);
        before = "ELSEIF";
        after.clear();
      }
      const Statement* next = elseif_in(*chain);
      if (!next) break;
      chain = next;
    }
    if (says_something(chain->otherwise)) {
      line(indent, "ELSE");
      body(chain->otherwise->body, indent + 2);
    }
    line(indent, "END IF");
  }

  void switch_statement(const Statement& s, std::size_t indent) {
    line(indent, statement_head(s, automation_, indent) + line_end(s.line_end));
    for (const Branch& branch : s.branches) {
      line(indent + 2, fmt::format("CASE {}", script_expression(*branch.match)));
      body(branch.body, indent + 4);
    }
    if (says_something(s.otherwise)) {
      line(indent + 2, "DEFAULT");
      body(s.otherwise->body, indent + 4);
    }
    line(indent, "END SWITCH");
  }

  const Automation& automation_;
  std::string out_;
  std::vector<Comment> pending_;   ///< comments of a statement that is not printed
};

}  // namespace

std::string unparse(const Automation& automation) { return Printer(automation).print(); }

}  // namespace dork
