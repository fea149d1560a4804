#include "corpus/dataset/source.hpp"

#include "compiler/compile.hpp"
#include "compiler/decompile.hpp"
#include "compiler/model/walk.hpp"
#include "corpus/dataset/literals.hpp"
#include "corpus/dataset/sensitive.hpp"
#include "corpus/synthesis/tasks.hpp"
#include "corpus/verify/skeleton.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace dork::corpus {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

void add_line(std::string& text, std::string_view line) {
  line = trimmed(line);
  if (line.empty()) return;
  if (!text.empty()) text += ' ';
  text += line;
}

bool starts_word(std::string_view text, std::string_view word) {
  if (text.size() <= word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i)
    if ((text[i] & ~0x20) != word[i]) return false;
  return is_blank(text[word.size()]);
}

/// The comments at the head of a script; what is left of it begins with code or with a block's comment.
std::string take_leading(std::string_view& rest) {
  std::string said;
  for (;;) {
    rest = trimmed(rest);
    std::size_t end = 0;
    std::string_view content;
    if (rest.starts_with("//") && !rest.starts_with("///")) {
      end = std::min(rest.find('\n'), rest.size());
      content = rest.substr(2, end - 2);
    } else if (rest.starts_with("/*")) {
      end = std::min(rest.find("*/"), rest.size() - 2) + 2;
      content = rest.substr(2, end - 4);
    } else if (starts_word(rest, "REM")) {
      end = std::min(rest.find(';'), rest.size() - 1) + 1;
      content = rest.substr(3, end - 4);
    } else {
      return said;
    }
    if (!trimmed(content).starts_with("dork:")) add_line(said, content);
    rest.remove_prefix(end);
  }
}

/// The actions of a checked script.
std::vector<std::string> actions_of(const Automation& automation) {
  std::set<std::string> names;
  for_each_statement(automation.main, [&](const Statement& statement) {
    if (statement.action && statement.connector) names.insert(statement.connector->alias + '.' + statement.action->name);
  });
  return {names.begin(), names.end()};
}

class FileRows {
 public:
  FileRows(const SourceFile& file, const std::vector<std::string>& tasks, const Catalog& catalog, std::uint64_t salt)
      : file_(file), tasks_(tasks), catalog_(catalog), salt_(salt) {}

  FromSource make() {
    if (!is_json(file_.text)) {
      script(file_.text);
      return std::move(result_);
    }
    const DecompileResult decompiled = decompile(file_.text, {.catalog = &catalog_});
    if (!decompiled.error.empty()) reject("no-workspace", decompiled.error);
    for (const std::string& each : decompiled.scripts) script(each);
    return std::move(result_);
  }

 private:
  void reject(std::string_view rule, std::string_view reason) {
    // The file's text stays out of the report: it may be what it was left out for.
    result_.rejects.push_back({0, std::string(rule), fmt::format("{}: {}", file_.name, reason), {}, false});
  }

  void script(std::string_view source) {
    if (source.find("// dork: allow") != std::string_view::npos) return reject("does-not-compile", "it compiles only with `// dork: allow`, since it would fail at run time");
    std::string error;
    const auto clean = without_sensitive(source, catalog_, salt_, error);
    if (!clean) return reject("sensitive", error);
    const Described described = describe(*clean);
    const CompileResult formatted = format(described.program, {.catalog = &catalog_});
    const CompileResult compiled = compile(formatted.output, {.catalog = &catalog_, .envelope = needs_envelope(formatted.output), .compact = true});
    if (!formatted.ok || !compiled.ok) {
      for (const Diagnostic& each : compiled.diagnostics)
        if (each.severity == Severity::error) return reject("does-not-compile", fmt::format("{} {}", code_name(each.code), each.message));
      return reject("does-not-compile", "it does not parse");
    }
    if (described.request.empty()) return reject("no-description", "neither a comment nor a description says what it is for");

    Row row;
    row.source = file_.name;
    row.skeleton = skeleton(formatted.output, catalog_);
    Diagnostics diagnostics;
    row.actions = actions_of(analyze(formatted.output, catalog_, diagnostics));
    const std::string values = values_not_said(formatted.output, described.request);
    const std::string request = values.empty() ? described.request : fmt::format("{}\n\nGiven:\n{}", described.request, values);
    const auto add = [&](std::string_view task, std::string instruction, std::string input, std::string completion) {
      if (std::find(tasks_.begin(), tasks_.end(), task) == tasks_.end()) return;
      BuiltRow entry{row, {}};
      entry.row.task = task;
      entry.row.instruction = std::move(instruction);
      entry.row.input = std::move(input);
      entry.row.completion = std::move(completion);
      result_.rows.push_back(std::move(entry));
    };
    add("text-to-script", request, "", formatted.output);
    add("text-to-json", request, "", compiled.output);
    add("json-to-script", "Write this workspace as a script.", compiled.output, formatted.output);
    add("explain", "Explain what this script does.", formatted.output, described.request + "\n");
  }

  const SourceFile& file_;
  const std::vector<std::string>& tasks_;
  const Catalog& catalog_;
  std::uint64_t salt_;
  FromSource result_;
};

}  // namespace

Described describe(std::string_view script) {
  Described result;
  std::string_view rest = script;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  result.request = take_leading(rest);
  result.program = rest;
  if (!result.request.empty()) return result;
  // The description first, then what is said of each block.
  for (const Literal& each : literals_of(rest))
    if (each.key == "DESCRIPTION") add_line(result.request, each.value);
  for (std::size_t at = 0; at < rest.size();) {
    const std::size_t end = std::min(rest.find('\n', at), rest.size());
    const std::string_view line = trimmed(rest.substr(at, end - at));
    if (line.starts_with("///")) {
      std::string sentence(trimmed(line.substr(3)));
      if (!sentence.empty() && std::string_view(".!?:").find(sentence.back()) == std::string_view::npos) sentence += '.';
      add_line(result.request, sentence);
    }
    at = end + 1;
  }
  return result;
}

std::string values_not_said(std::string_view script, std::string_view request) {
  std::string text;
  std::set<std::pair<std::string, std::string>> seen;
  for (const Literal& each : literals_of(script)) {
    if (each.value.size() < 2 || request.find(each.value) != std::string_view::npos || !seen.emplace(each.key, each.value).second) continue;
    std::string key = each.key;
    if (key == "AUTOMATION") key = "name";
    const bool keyword = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (keyword)
      for (char& c : key) c = static_cast<char>(c | 0x20);
    text += fmt::format("{}- {}{}{}{}", text.empty() ? "" : "\n", key, key.empty() ? "" : ": ", each.value, each.label.empty() ? "" : fmt::format(" ({})", each.label));
  }
  return text;
}

FromSource rows_from(const SourceFile& file, const std::vector<std::string>& tasks, const Catalog& catalog, std::uint64_t salt) {
  return FileRows(file, tasks, catalog, salt).make();
}

}  // namespace dork::corpus
