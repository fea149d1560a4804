#include "corpus/dataset/judge.hpp"

#include "compiler/compile.hpp"
#include "compiler/decompile.hpp"
#include "corpus/dataset/agree.hpp"
#include "corpus/dataset/given.hpp"
#include "corpus/dataset/hash.hpp"
#include "corpus/dataset/sensitive.hpp"
#include "corpus/verify/skeleton.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace dork::corpus {
namespace {

using Json = nlohmann::ordered_json;

/// What a completion is.
enum class Form : std::uint8_t { script, json, prose };

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// By its looks: a broken script is a script.
Form form_of(std::string_view text) {
  std::string_view rest = text.substr(std::min(text.find_first_not_of(" \n\t\r"), text.size()));
  if (rest.starts_with("{") || rest.starts_with("[")) return Form::json;
  while (!rest.empty() && is_blank(rest.back())) rest.remove_suffix(1);
  for (const std::string_view end : {";", "NEXT", "END IF", "END SWITCH", "END DETACHED"})
    if (rest.ends_with(end)) return Form::script;
  // Items of a list end as sentences do.
  if (rest.ends_with('.') && (rest.find("\n- ") != std::string_view::npos || rest.starts_with("It runs "))) return Form::prose;
  // Prose begins with neither a keyword nor a call, a label or a comment.
  const auto is_name = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
  std::size_t word = 0;
  while (word < rest.size() && is_name(rest[word])) ++word;
  const bool keyword = word > 1 && std::all_of(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(word), [](char c) { return c >= 'A' && c <= 'Z'; });
  const bool call = word > 0 && word + 1 < rest.size() && rest[word] == '.' && is_name(rest[word + 1]);
  const bool label = word > 0 && word < rest.size() && rest[word] == ':' && rest.find(".") != std::string_view::npos && rest[0] >= 'a' && rest[0] <= 'z';
  if (keyword || call || label || rest.starts_with("//")) return Form::script;
  const auto constructs = constructs_of(text);
  const bool calls = text.find(" = '") != std::string_view::npos || text.find(");\n") != std::string_view::npos;
  return calls || constructs.size() > 1 || (!constructs.empty() && text.find('\'') != std::string_view::npos) ? Form::script : Form::prose;
}

/// Tasks whose answer is a whole program, and those whose answer is none.
bool answers_with_program(std::string_view task) { return task == "text-to-script" || task == "text-to-json" || task == "json-to-script" || task == "edit" || task == "repair"; }

std::string shortened(std::string_view text) {
  constexpr std::size_t most = 60;
  if (text.size() <= most) return std::string(text);
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

/// Where two texts part, in words.
std::string difference(std::string_view there, std::string_view wanted) {
  std::size_t at = 0;
  while (at < there.size() && at < wanted.size() && there[at] == wanted[at]) ++at;
  while (at > 0 && ((static_cast<unsigned char>(at < there.size() ? there[at] : 0) & 0xC0) == 0x80 || (static_cast<unsigned char>(at < wanted.size() ? wanted[at] : 0) & 0xC0) == 0x80)) --at;
  const std::size_t from = at > 10 ? at - 10 : 0;
  const auto piece = [&](std::string_view text) {
    std::size_t begin = std::min(from, text.size());
    while (begin > 0 && begin < text.size() && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
    std::size_t end = std::min(at + 30, text.size());
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    return text.substr(begin, end - begin);
  };
  return fmt::format("\"{}\" where \"{}\" should be", piece(there), piece(wanted));
}

std::string text_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

class Judge {
 public:
  Judge(const RowToJudge& row, const DatasetFacts& facts) : given_(row), facts_(facts) {}

  Judgement run() {
    if (!given_.raw.fault.empty()) {
      report(given_.raw.fault.find("UTF-8") != std::string::npos || given_.raw.fault.find("NUL") != std::string::npos || given_.raw.fault.find("carriage") != std::string::npos
                 ? Code::broken_encoding : Code::unreadable_row, given_.raw.fault);
      return std::move(result_);
    }
    if (!given_.format) {
      std::vector<std::string> keys;
      for (const auto& [key, value] : given_.raw.json.items()) keys.push_back(fmt::format("`{}`", key));
      report(Code::unknown_row_format, fmt::format("{}", fmt::join(keys, ", ")));
      return std::move(result_);
    }
    read();
    if (!result_.found.empty()) return std::move(result_);
    encoding();
    take_apart();
    if (result_.found.empty()) markup();
    sensitive();
    provenance();
    program();
    preference();
    compare_key();
    return std::move(result_);
  }

  TakenRow take() {
    TakenRow taken;
    if (!given_.raw.fault.empty() || !given_.format) return taken;
    read();
    if (!result_.found.empty()) return taken;
    take_apart();
    Row& row = result_.row.row;
    if (!result_.found.empty() && has(&Sample::prompt) && has(&Sample::answer)) {
      // In no frame that is known: as it stands.
      row.instruction = sample_.prompt;
      row.completion = sample_.answer;
      result_.found.clear();
    }
    taken.readable = result_.found.empty() && !row.completion.empty();
    taken.prompt = is_framed() ? std::move(sample_.prompt) : std::move(context_);
    taken.row = std::move(result_.row);
    taken.provenance = std::move(provenance_);
    return taken;
  }

 private:
  template <typename... Arguments>
  Diagnostic& report(Code code, const Arguments&... arguments) {
    return result_.found.emplace_back(Diagnostic{code, rule(code).severity, {}, fmt::format(fmt::runtime(rule(code).message), arguments...), {}, {}, std::nullopt});
  }

  void read() {
    for (const RowFault& fault : read_row(given_.raw.json, *given_.format, sample_)) {
      switch (fault.kind) {
        case RowFault::Kind::keys: report(Code::unequal_keys, fmt::format("without `{}`", fault.key), "with it"); break;
        case RowFault::Kind::type: {
          const std::size_t bar = fault.message.find('|');
          report(Code::unequal_types, fault.key, fault.message.substr(0, bar), fault.message.substr(bar + 1));
          break;
        }
        case RowFault::Kind::chat: report(Code::broken_chat, fault.message); break;
        case RowFault::Kind::empty: report(Code::empty_text, fault.message); break;
      }
    }
  }

  void encoding() {
    for_each_text([&](std::string_view key, const std::string& text) {
      for (const char c : text) {
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') continue;
        report(Code::broken_encoding, c == '\r' ? fmt::format("`{}` has a carriage return", key) : fmt::format("`{}` has the control character {:#04x}", key, static_cast<unsigned char>(c)));
        return;
      }
      if (text.find("\xEF\xBF\xBD") != std::string::npos) report(Code::broken_encoding, fmt::format("`{}` has the sign for what could not be decoded", key));
    });
  }

  template <typename Use>
  void for_each_text(Use&& use) {
    for (const Column& column : given_.format->columns) {
      if (column.part) use(column.key, sample_.*column.part);
      for (const TurnPart& turn : column.turns) use(column.key, sample_.*turn.part);
    }
  }

  bool is_framed() const { return given_.format->framed; }
  bool has(std::string Sample::*part) const {
    return std::any_of(given_.format->columns.begin(), given_.format->columns.end(), [&](const Column& column) { return column.part == part; });
  }

  /// Request, material and answer out of whatever the format wraps them in.
  void take_apart() {
    Row& row = result_.row.row;
    read_provenance();
    if (!is_framed()) {
      row.instruction = has(&Sample::instruction) ? sample_.instruction : sample_.user;
      row.input = sample_.input;
      row.completion = sample_.completion;
      row.rejected = sample_.refused;
      context_ = has(&Sample::instruction) ? sample_.instruction : sample_.system + "\n" + sample_.user;
      return;
    }
    frame_ = find_frame(text_of(provenance_, "frame"));
    if (!frame_)
      if (const auto own = facts_.templates.find(text_of(provenance_, "template")); own != facts_.templates.end()) frame_ = &own->second.frame;
    const std::string& whole = has(&Sample::text) ? sample_.text : sample_.prompt;
    if (!frame_) frame_ = frame_of(whole);
    if (!frame_) {
      // All markup may be gone; where every row before had some, this one must.
      if (!facts_.frames.empty() && !facts_.frames.contains(find_frame("plain"))) {
        report(Code::broken_markup, fmt::format("nothing of the markup `{}` that other rows have", (*facts_.frames.begin())->name));
        return;
      }
      frame_ = find_frame("plain");
    }
    if (has(&Sample::text) && !split_text()) return;
    Unframed inside;
    if (!unframe(*frame_, sample_.prompt, inside)) {
      report(Code::broken_markup, fmt::format("the prompt is not framed as `{}` frames it", frame_->name));
      return;
    }
    row.instruction = inside.user;
    row.input = inside.input;
    // Where nothing marks the request, a script that comes with it may end in a paragraph of its own.
    if (frame_->name == "plain" && provenance_.empty() && holds_program(sample_.prompt)) row.instruction = sample_.prompt;
    context_ = inside.system + "\n" + inside.user;
    if (!unframe_completion(*frame_, sample_.answer, row.completion)) report(Code::broken_markup, fmt::format("the completion does not end as `{}` ends it", frame_->name));
    if (given_.format->preference && !unframe_completion(*frame_, sample_.rejected, row.rejected))
      report(Code::broken_markup, fmt::format("the rejected completion does not end as `{}` ends it", frame_->name));
  }

  /// A text that holds prompt and answer, cut where the answer begins.
  bool split_text() {
    std::string_view text = sample_.text;
    if (!frame_->begin.empty() && text.starts_with(frame_->begin)) text.remove_prefix(frame_->begin.size());
    if (!frame_->end.empty() && text.ends_with(frame_->end)) text.remove_suffix(frame_->end.size());
    // What stands behind the request in every prompt of this frame.
    const std::string_view layout = frame_->without_system;
    const std::string_view tail = layout.substr(layout.rfind('}') + 1);
    const std::size_t hash_at = text_of(provenance_, "completion_hash").empty() ? 0 : 1;
    for (std::size_t at = text.rfind(tail); at != std::string_view::npos && !tail.empty(); at = at == 0 ? std::string_view::npos : text.rfind(tail, at - 1)) {
      const std::string_view answer = text.substr(at + tail.size());
      std::string inside;
      const bool fits = unframe_completion(*frame_, answer, inside);
      // In a plain frame a line feed could be anywhere; provenance knows which it is.
      if (frame_->name == "plain" && (!hash_at || hex(hash64(inside)) != text_of(provenance_, "completion_hash"))) {
        if (!hash_at) break;
        continue;
      }
      if (!fits) break;
      sample_.prompt = text.substr(0, at + tail.size());
      sample_.answer = answer;
      return true;
    }
    if (frame_->name == "plain" && !hash_at) return false;
    report(frame_->name == "plain" ? Code::changed_row : Code::broken_markup,
           frame_->name == "plain" ? std::string("no end of the text is the completion that was verified") : fmt::format("the text is not framed as `{}` frames it", frame_->name));
    return false;
  }

  void markup() {
    const Row& row = result_.row.row;
    for (const std::string* text : {&row.instruction, &row.input, &row.completion, &row.rejected}) {
      const std::string_view marker = marker_in(*text);
      // Alpaca's headings mean something in its own frame alone.
      if (marker.empty() || (marker.starts_with("###") && frame_ && frame_->name != "alpaca")) continue;
      report(Code::broken_markup, fmt::format("`{}` stands inside a text", marker));
      return;
    }
  }

  void sensitive() {
    const auto look = [&](std::string_view key, const std::string& text) {
      for (const Sensitive& found : find_sensitive(text)) report(Code::sensitive_text, fmt::format("{} in `{}`", found.what, key));
    };
    for_each_text(look);
    // What is told beside the data is trained on by nobody, but goes where it goes. Its texts are looked at without the marks of JSON,
    // which may run into them.
    std::string texts;
    add_texts(provenance_, texts);
    if (!texts.empty()) look("provenance", texts);
  }

  static void add_texts(const Json& json, std::string& texts) {
    if (json.is_string()) texts += json.get_ref<const std::string&>() + '\n';
    for (const auto& [key, value] : json.items()) {
      if (value.is_structured()) {
        add_texts(value, texts);
      } else if (value.is_string()) {
        // A name that says that its value is secret counts.
        texts += (json.is_object() ? key + ": " : std::string()) + value.get_ref<const std::string&>() + '\n';
      }
    }
  }

  const std::string& provenance_text() const { return given_.provenance.empty() ? sample_.provenance : given_.provenance; }

  void read_provenance() {
    if (provenance_text().empty()) return;
    provenance_ = Json::parse(provenance_text(), nullptr, false);
    if (!provenance_.is_object()) {
      provenance_ = Json::object();
      report(Code::unreadable_row, "its provenance is no JSON object");
      return;
    }
    Row& row = result_.row.row;
    row.task = text_of(provenance_, "task");
    row.persona = text_of(provenance_, "persona");
    row.source = text_of(provenance_, "source");
    row.reason = text_of(provenance_, "reason");
    row.index = provenance_.contains("index") && provenance_["index"].is_number_unsigned() ? provenance_["index"].get<std::uint64_t>() : 0;
    if (const auto slots = provenance_.find("slots"); slots != provenance_.end() && slots->is_array())
      for (const Json& slot : *slots)
        if (slot.is_array() && slot.size() == 2 && slot[0].is_string() && slot[1].is_string()) result_.row.slots.push_back({slot[0].get<std::string>(), slot[1].get<std::string>()});
  }

  /// Whether the row is what its provenance says, and what the rules make.
  void provenance() {
    if (provenance_.empty()) return;
    Row& row = result_.row.row;
    const std::string said = text_of(provenance_, "instruction");
    const auto same = [&](const char* key, std::string_view text, std::string_view what) {
      const std::string wanted = text_of(provenance_, key);
      if (!wanted.empty() && hex(hash64(text)) != wanted) report(Code::changed_row, fmt::format("the {} is another one", what));
    };
    if (is_framed() && !has(&Sample::text)) same("prompt_hash", sample_.prompt, "prompt");
    same("completion_hash", row.completion, "completion");
    if (given_.format->preference) same("rejected_hash", row.rejected, "rejected completion");
    if (!said.empty() && context_.find(said) == std::string::npos) report(Code::changed_row, fmt::format("the request \"{}\" is not in the prompt", shortened(said)));
    const std::string split = text_of(provenance_, "split");
    if (!split.empty() && split != split_name(given_.split)) report(Code::changed_row, fmt::format("it belongs to the {} split and stands in {}", split, split_name(given_.split)));
    // From here on the request is what was asked, without the template.
    if (!said.empty()) row.instruction = said;

    if (row.source != "synthesis" || !facts_.remake) return;
    auto made = make(*facts_.rules, facts_.remake->settings, facts_.remake->seed, row.index);
    const auto other = [&](std::string_view what) { report(Code::unreproducible_row, facts_.remake->seed, row.index, what); };
    if (!made) return other("none at all");
    // Verifying brings the completion into its canonical form, as building did.
    const Verdict verdict = verify(*made, *facts_.rules, facts_.level);
    if (made->row.task != row.task) return other(fmt::format("one of the task {}", made->row.task));
    if (made->row.instruction != row.instruction) return other(fmt::format("in the request {}", difference(row.instruction, made->row.instruction)));
    if (const std::string_view wanted = answer_of(made->row.completion); wanted != row.completion) return other(fmt::format("in the completion {}", difference(row.completion, wanted)));
    if (given_.format->preference && answer_of(made->row.rejected) != row.rejected) return other(fmt::format("in the rejected completion {}", difference(row.rejected, answer_of(made->row.rejected))));
    if (text_of(provenance_, "id") != hex(row_id(made->row))) return other("one with another id");
    template_fits(made->row);
    result_.judged = result_.remade = true;
    if (!verdict.ok) report(verdict.failed < Level::behaves ? Code::broken_completion : Code::unproven_completion, fmt::format("{} ({})", verdict.reason, verdict.rule));
    row = std::move(made->row);
    result_.row.slots = std::move(made->slots);
  }

  /// Whether the prompt is what the template makes, examples aside: those are rows themselves.
  void template_fits(const Row& made) {
    const auto found = facts_.templates.find(text_of(provenance_, "template"));
    if (found == facts_.templates.end()) return;
    const PromptTemplate& prompt = found->second;
    if (hex(prompt.hash) != text_of(provenance_, "template_hash")) {
      report(Code::changed_row, fmt::format("the template `{}` is not the one that it was made with", prompt.name));
      return;
    }
    DatasetOptions options;
    options.catalog = facts_.catalog;
    options.format = given_.format;
    options.special_tokens = facts_.special_tokens;
    const bool shows = provenance_.contains("examples") && !provenance_["examples"].empty();
    Row one, other;
    one.instruction = one.completion = "\x01";
    other.instruction = other.completion = "\x02";
    const Sample a = sample_of(options, prompt, made, std::span(&one, shows ? 1 : 0), given_.split);
    const Sample b = sample_of(options, prompt, made, std::span(&other, shows ? 1 : 0), given_.split);
    const auto fits = [&](const std::string& there, const std::string& first, const std::string& second) {
      std::size_t head = 0;
      while (head < first.size() && head < second.size() && first[head] == second[head]) ++head;
      if (head == first.size() && first.size() == second.size()) return there == first;
      std::size_t tail = 0;
      while (tail < first.size() - head && tail < second.size() - head && first[first.size() - 1 - tail] == second[second.size() - 1 - tail]) ++tail;
      return there.size() >= head + tail && there.starts_with(std::string_view(first).substr(0, head)) && there.ends_with(std::string_view(first).substr(first.size() - tail));
    };
    for (const Column& column : given_.format->columns) {
      std::vector<std::string Sample::*> parts;
      if (column.part) parts.push_back(column.part);
      for (const TurnPart& turn : column.turns) parts.push_back(turn.part);
      for (const auto part : parts)
        if (!fits(sample_.*part, a.*part, b.*part)) {
          report(Code::broken_markup, fmt::format("`{}` is not what the template `{}` makes of the request", column.key, prompt.name));
          return;
        }
    }
  }

  /// The program of a row that the rules cannot make again.
  void program() {
    Row& row = result_.row.row;
    if (result_.remade || row.completion.empty()) return;
    const Form form = form_of(row.completion);
    if (row.task.empty() ? form == Form::prose : !answers_with_program(row.task)) return;
    // A system text may show examples, whose values nobody asks for here.
    const std::string request = row.instruction + "\n" + row.input;
    // Where a script is given to go on with, to mend or to change, its values are none that the answer has to hold.
    const bool given = row.task.empty() && holds_program(request);
    result_.judged = true;
    if (given && completes(request, row.completion, *facts_.catalog)) return;
    std::string script;
    if (!script_of(row.completion, form, script)) return;
    Row judged = row;
    // A program is a text with an end; an answer needs none.
    judged.completion = form == Form::json ? row.completion : script;
    const Verdict verdict = verify(judged, *facts_.rules, facts_.level);
    if (!verdict.ok) {
      report(verdict.failed < Level::behaves ? Code::broken_completion : Code::unproven_completion, fmt::format("{} ({})", verdict.reason, verdict.rule));
      return;
    }
    row.skeleton = judged.skeleton;
    row.actions = judged.actions;
    if (form == Form::json && unknown_actions(script)) return;
    const bool told = (row.task.empty() && !given) || row.task.starts_with("text-to-");
    if (!told) return;
    if (const std::string fault = disagreement(request, script, *facts_.catalog); !fault.empty()) report(Code::unproven_completion, fault);
  }

  /// The canonical script of a completion; false, reported, where there is none.
  bool script_of(const std::string& completion, Form form, std::string& script) {
    if (form == Form::json) {
      DecompileResult result = decompile(completion, {.catalog = facts_.catalog});
      if (result.scripts.size() == 1) return script = std::move(result.scripts.front()), true;
      const Json json = Json::parse(completion, nullptr, false);
      if (json.is_discarded() && !Json::accept(completion) && balance(completion) != 0) report(Code::truncated_completion, "brackets that are never closed");
      else report(Code::broken_completion, result.error.empty() ? std::string("more than one workspace") : result.error);
      return false;
    }
    CompileResult result = format(completion, {.catalog = facts_.catalog});
    if (result.ok) return script = std::move(result.output), true;
    std::size_t end = completion.size();
    while (end > 0 && is_blank(completion[end - 1])) --end;
    constexpr Code open[] = {Code::unterminated_text, Code::unclosed_block, Code::unterminated_comment, Code::unterminated_name};
    for (const Diagnostic& each : result.diagnostics) {
      if (each.severity != Severity::error) continue;
      const bool breaks_off = each.range.end >= end || std::find(std::begin(open), std::end(open), each.code) != std::end(open);
      report(breaks_off ? Code::truncated_completion : Code::broken_completion, fmt::format("{} ({})", each.message, code_name(each.code)));
      return false;
    }
    report(Code::broken_completion, "it does not parse");
    return false;
  }

  static int balance(std::string_view json) {
    int depth = 0;
    bool text = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
      if (text && json[i] == '\\') ++i;
      else if (json[i] == '"') text = !text;
      else if (!text && (json[i] == '{' || json[i] == '[')) ++depth;
      else if (!text && (json[i] == '}' || json[i] == ']')) --depth;
    }
    return depth + text;
  }

  /// Blocks of a workspace that no catalog knows come back as declarations of actions.
  bool unknown_actions(std::string_view script) {
    for (const std::string_view word : {"\nACTION ", "\nCONNECT TO '"})
      if (const std::size_t at = script.find(word); at != std::string_view::npos || script.starts_with(word.substr(1))) {
        const std::size_t begin = at == std::string_view::npos ? 0 : at + 1;
        const std::string_view line = script.substr(begin, script.find('\n', begin) - begin);
        if (word.starts_with("\nCONNECT") && line.find(" GUID ") == std::string_view::npos && line.find("USING") == std::string_view::npos) continue;
        if (word.starts_with("\nCONNECT")) continue;
        report(Code::broken_completion, fmt::format("the catalog has no such action: {}", shortened(line)));
        return true;
      }
    return false;
  }

  void preference() {
    if (!given_.format->preference) return;
    Row& row = result_.row.row;
    const std::string chosen(answer_of(row.completion)), rejected(answer_of(row.rejected));
    if (chosen == rejected) {
      report(Code::rejected_not_wrong, "it is the chosen one");
      return;
    }
    const CompileResult good = format(chosen, {.catalog = facts_.catalog}), bad = format(rejected, {.catalog = facts_.catalog});
    if (good.ok && bad.ok && good.output == bad.output) report(Code::rejected_not_wrong, "it is the same program as the chosen one");
  }

  void compare_key() {
    Row& row = result_.row.row;
    result_.comparable = !row.completion.empty() && !(row.instruction.empty() && row.input.empty());
    if (given_.split == Split::test) return;
    for (const std::string& action : row.actions)
      if (std::binary_search(facts_.held_out.begin(), facts_.held_out.end(), action)) report(Code::held_out_action, action, split_name(given_.split));
  }

  const RowToJudge& given_;
  const DatasetFacts& facts_;
  Judgement result_;
  Sample sample_;
  Json provenance_ = Json::object();
  const Frame* frame_ = nullptr;
  std::string context_;   ///< all that the user's side says, template included
};

}  // namespace

const Frame* frame_of(std::string_view text) {
  const auto holds = [&](std::string_view marker) { return text.find(marker) != std::string_view::npos; };
  // Llama 2 and Mistral share their brackets; the system text tells them apart.
  if (holds("<|start_header_id|>") || holds("<|end_header_id|>") || holds("<|eot_id|>")) return find_frame("llama-3");
  if (holds("<|im_start|>") || holds("<|im_end|>")) return find_frame("chatml");
  if (holds("<<SYS>>") || holds("<</SYS>>")) return find_frame("llama-2");
  if (holds("[INST]") || holds("[/INST]")) return find_frame("mistral");
  if (holds("### Instruction:") || holds("### Response:")) return find_frame("alpaca");
  return nullptr;
}

TakenRow take_apart(const RowToJudge& row, const DatasetFacts& facts) { return Judge(row, facts).take(); }

Judgement judge(const RowToJudge& row, const DatasetFacts& facts) { return Judge(row, facts).run(); }

}  // namespace dork::corpus
