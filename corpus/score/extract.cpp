#include "corpus/score/extract.hpp"

#include "corpus/score/peel.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace dork::score {
namespace {

constexpr WrappingSpec wrapping_specs[] = {
    {"byte-order-mark", "a byte order mark before it"},
    {"reasoning", "reasoning before it, in <think> or the like"},
    {"chat-markup", "tokens of a chat template, or the prompt echoed"},
    {"further-turns", "the model went on with turns that nobody asked for"},
    {"chat-json", "the JSON of a chat service, of a tool call, or around a script"},
    {"fence", "a Markdown code fence"},
    {"several-fences", "several code fences, of which one was chosen"},
    {"unclosed-fence", "a code fence that is never closed"},
    {"inline-code", "backticks within a line"},
    {"tag", "a tag such as <answer>"},
    {"prose-before", "prose before it"},
    {"prose-after", "prose behind it"},
    {"html", "HTML entities or elements"},
    {"escaped-newlines", "line breaks and quotes written as escapes"},
    {"line-prefixes", "line numbers, or marks of a quotation or a difference, before each line"},
    {"typographic-characters", "typographic quotes, dashes or blanks outside of texts"},
};

constexpr JsonFaultSpec fault_specs[] = {
    {"trailing-comma", "a comma before a closing bracket"},
    {"comment", "a comment"},
    {"single-quotes", "texts in single quotes"},
    {"bare-key", "a key without quotes"},
    {"foreign-constant", "None, True, False or undefined instead of null, true, false"},
    {"cut-off", "it ends before its brackets close"},
};

class Extractor {
 public:
  explicit Extractor(std::string_view answer) : text_(answer) {}

  Extraction run() {
    if (text_.size() > most_answer_bytes) return absent(Absence::too_large);
    if (text_.starts_with("\xEF\xBB\xBF")) text_.erase(0, 3), note(Wrapping::byte_order_mark);
    for (int step = 0; step < 12; ++step) {
      const std::string_view core = trimmed(text_);
      if (core.empty()) return absent(result_.around.empty() ? Absence::empty : only_reasoning_ ? Absence::only_reasoning : Absence::empty);
      if (whole(core)) return finish(Form::script, core);
      if (!peel(core)) break;
    }
    return decide();
  }

 private:
  void note(Wrapping wrapping) {
    if (std::find(result_.around.begin(), result_.around.end(), wrapping) == result_.around.end()) result_.around.push_back(wrapping);
  }

  Extraction absent(Absence absence) {
    result_.absence = absence;
    return std::move(result_);
  }

  Extraction finish(Form form, std::string_view text) {
    result_.form = form;
    result_.text = text;
    if (!result_.text.ends_with('\n')) result_.text += '\n';
    return std::move(result_);
  }

  /// Whether it is a script as it stands. A long text with brackets only is not worth the question.
  static bool whole(std::string_view core) {
    const char first = core.front();
    if (first == '{' || first == '[' || first == '`' || first == '<' || first == '~') return false;
    return is_script(core);
  }

  bool take(std::optional<Peeled> peeled, Wrapping wrapping) {
    if (!peeled) return false;
    note(wrapping);
    result_.cut_off |= peeled->cut_off;
    text_ = std::move(peeled->text);
    return true;
  }

  /// Takes one thing away. In the order that the header states.
  bool peel(std::string_view core) {
    if (!in_fence_) {
      only_reasoning_ = false;
      if (auto peeled = peel_reasoning(core)) {
        only_reasoning_ = true;
        return take(std::move(peeled), Wrapping::reasoning);
      }
      bool further = false;
      if (auto peeled = peel_markup(core, further)) {
        if (further) note(Wrapping::further_turns);
        return take(std::move(peeled), Wrapping::chat_markup);
      }
    }
    if (take(peel_json(core), Wrapping::chat_json)) {
      in_fence_ = false;
      return true;
    }
    if (core.front() == '{' || core.front() == '[') return !in_fence_ && !is_workspace_like(core) && fence(core);
    if (!in_fence_ && (fence(core) || take(peel_tag(core), Wrapping::tag))) return true;
    return take(peel_html(core), Wrapping::html) || take(peel_escapes(core), Wrapping::escaped_newlines) ||
           take(peel_line_prefixes(core), Wrapping::line_prefixes);
  }

  bool fence(std::string_view core) {
    auto fenced = peel_fence(core);
    if (!fenced || (!fenced->likely && is_refusal(core))) return false;
    tag_ = fenced->tag;
    note(Wrapping::fence);
    if (fenced->several) note(Wrapping::several_fences);
    if (!fenced->closed) note(Wrapping::unclosed_fence), result_.cut_off = true;
    if (fenced->before) note(Wrapping::prose_before);
    if (fenced->behind) note(Wrapping::prose_after);
    text_ = std::move(fenced->text);
    in_fence_ = true;
    return true;
  }

  Extraction decide() {
    std::string_view core = trimmed(text_);
    if (is_workspace_like(core)) return json(core);
    const bool foreign = in_fence_ && !names_dork(tag_) && (names_other_language(tag_) || looks_like_other_language(core));
    if (!in_fence_ || foreign) {
      bool closed = true;
      std::string_view found = workspace_json(core, closed);
      const bool is_json = !found.empty();
      result_.cut_off |= !closed;
      if (!is_json) found = script_lines(core);
      if (found.empty() && take(peel_inline_code(core), Wrapping::inline_code)) {
        note(Wrapping::prose_before);
        return finish(Form::script, trimmed(text_));
      }
      if (found.empty() || (foreign && !begins_statement(core))) return nothing(core, foreign);
      if (!trimmed(core.substr(0, static_cast<std::size_t>(found.data() - core.data()))).empty()) note(Wrapping::prose_before);
      if (!trimmed(core.substr(static_cast<std::size_t>(found.data() + found.size() - core.data()))).empty()) note(Wrapping::prose_after);
      if (is_json) return json(found);
      text_ = std::string(found);
      core = trimmed(text_);
    }
    take(peel_typography(core), Wrapping::typographic_characters);
    return finish(Form::script, trimmed(text_));
  }

  Extraction json(std::string_view core) {
    const std::string text(core);
    if (!nlohmann::json::accept(text)) {
      result_.faults = faults_of_json(text);
      result_.cut_off |= std::find(result_.faults.begin(), result_.faults.end(), JsonFault::cut_off) != result_.faults.end();
    }
    return finish(Form::json, text);
  }

  Extraction nothing(std::string_view core, bool foreign) {
    if (is_refusal(core)) return absent(Absence::refusal);
    if (foreign || looks_like_other_language(core)) return absent(Absence::other_language);
    // Lines that are all code, though no statement begins in them, are a script gone wrong rather than prose.
    if (auto peeled = peel_typography(core)) {
      const std::string mended = std::move(peeled->text);
      if (const std::string_view found = script_lines(mended); !found.empty()) {
        note(Wrapping::typographic_characters);
        if (trimmed(mended).size() != trimmed(found).size()) note(Wrapping::prose_before);
        return finish(Form::script, trimmed(found));
      }
    }
    if (is_code_throughout(core)) return finish(Form::script, core);
    return absent(Absence::prose);
  }

  static bool is_code_throughout(std::string_view core) {
    std::size_t code = 0, lines = 0;
    for (std::size_t at = 0; at < core.size();) {
      const std::string_view line = trimmed(core.substr(at, core.find('\n', at) - at));
      at = std::min(core.find('\n', at), core.size() - 1) + 1;
      if (line.empty()) continue;
      ++lines;
      code += line.ends_with('(') || line.ends_with(')') || line.starts_with("END ") || is_code(line);
    }
    return code * 2 >= lines && code > 0;
  }

  std::string text_;
  std::string tag_;
  bool in_fence_ = false;
  bool only_reasoning_ = false;
  Extraction result_;
};

}  // namespace

std::span<const WrappingSpec> wrappings() { return wrapping_specs; }
std::span<const JsonFaultSpec> json_faults() { return fault_specs; }

Extraction extract(std::string_view answer) { return Extractor(answer).run(); }

}  // namespace dork::score
