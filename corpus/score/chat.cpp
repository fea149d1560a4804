// What chat models and services write around an answer.
#include "corpus/score/peel.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace dork::score {
namespace {

using Json = nlohmann::ordered_json;

struct Pair {
  std::string_view open, close;
};

constexpr Pair reasoning[] = {
    {"<think>", "</think>"},         {"<thinking>", "</thinking>"},     {"<thought>", "</thought>"},
    {"<reasoning>", "</reasoning>"}, {"<scratchpad>", "</scratchpad>"}, {"<reflection>", "</reflection>"},
    {"<analysis>", "</analysis>"},   {"◁think▷", "◁/think▷"},           {"[THINK]", "[/THINK]"},
    {"<|begin_of_thought|>", "<|end_of_thought|>"},
};

/// A model's own answer begins behind these.
constexpr std::string_view final_channel = "<|channel|>final<|message|>";
constexpr std::string_view answer_headers[] = {
    "<|im_start|>assistant", "<|start_header_id|>assistant<|end_header_id|>", "<start_of_turn>model", "[/INST]",
    "<|assistant|>", "<|start|>assistant", "<|Assistant|>", "<｜Assistant｜>", "### Response:", "### Assistant:", "<|CHATBOT_TOKEN|>",
};

/// Somebody else speaks behind these: before the answer it is the prompt that was echoed, behind it a model that runs on.
constexpr std::string_view other_headers[] = {
    "<|im_start|>", "<|start_header_id|>", "<start_of_turn>user", "[INST]", "<|user|>", "<|system|>", "<|User|>", "<｜User｜>", "### Instruction:",
    "### User:", "### Human:", "### Input:", "<<SYS>>", "<|channel|>", "<|USER_TOKEN|>",
};

constexpr std::string_view ends[] = {
    "<|im_end|>", "<|eot_id|>", "<|endoftext|>", "<|end_of_text|>", "<|end|>", "<|return|>", "<end_of_turn>", "<eos>", "<|eom_id|>",
    "<|EOT|>", "<|end_of_turn|>", "<｜end▁of▁sentence｜>", "<|END_OF_TURN_TOKEN|>", "[EOS]",
};

/// Marks that stand at the edges only: inside they may be HTML or anything.
constexpr std::string_view edges[] = {"<s>", "</s>", "<bos>", "<|begin_of_text|>", "<pad>", "[PAD]", "<unk>", "<|startoftext|>", "<｜begin▁of▁sentence｜>",
                                      "<|message|>", "assistant\n\n", "Assistant:", "ASSISTANT:", "AI:", "Answer:", "Response:", "Output:"};

std::size_t find_first(std::string_view text, std::span<const std::string_view> marks, std::size_t from = 0) {
  std::size_t first = std::string_view::npos;
  for (const std::string_view mark : marks) first = std::min(first, text.find(mark, from));
  return first;
}

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// Takes the marks off both edges.
std::string_view without_edges(std::string_view text) {
  for (bool changed = true; changed;) {
    changed = false;
    text = trimmed(text);
    for (const std::string_view mark : edges) {
      if (text.starts_with(mark)) text.remove_prefix(mark.size()), changed = true;
      if (mark.front() != 'A' && mark.front() != 'a' && text.ends_with(mark)) text.remove_suffix(mark.size()), changed = true;
    }
  }
  return text;
}

/// `</s>` ends a turn where nothing but another turn can follow.
std::size_t find_closing_s(std::string_view text) {
  for (std::size_t at = text.find("</s>"); at != std::string_view::npos; at = text.find("</s>", at + 1)) {
    const std::string_view rest = text.substr(at + 4);
    if (rest.empty() || is_space(rest.front()) || rest.starts_with("<s>") || rest.starts_with("[INST]") || rest.starts_with("</s>")) return at;
  }
  return std::string_view::npos;
}

/// The keys under which an answer is found, best first.
constexpr const char* answer_keys[] = {
    "choices", "candidates", "message", "messages", "content", "parts", "output_text", "output", "generated_text", "generated_texts", "completion",
    "response", "answer", "final_answer", "dork_script", "dorkscript", "dork", "script", "automation_script", "code", "program", "prediction", "result", "workspace",
    "tool_calls", "function_call", "function", "arguments", "input", "parameters", "text", "data", "body",
};

bool is_workspace(const Json& json) {
  if (json.is_array()) return !json.empty() && is_workspace(json.front());
  if (!json.is_object()) return false;
  const auto blocks = json.find("blocks");
  if (blocks != json.end() && blocks->is_array()) return true;
  const auto inner = json.find("workspace");
  return inner != json.end() && inner->is_object() && inner->contains("blocks");
}

/// The text of an answer in JSON, or the JSON of a workspace in it.
std::optional<std::string> answer_in(const Json& json, int depth) {
  if (depth > 12) return std::nullopt;
  if (json.is_string()) return json.get<std::string>();
  if (json.is_array()) {
    if (is_workspace(json)) return json.dump(2);
    if (json.empty()) return std::nullopt;
    // The parts of one message are one text; of several messages the last is the model's.
    std::string text;
    for (const Json& part : json) {
      if (!part.is_object() || !part.contains("text") || !part["text"].is_string()) {
        text.clear();
        break;
      }
      if (!part.contains("type") || part["type"] != "thinking") text += part["text"].get<std::string>();
    }
    if (!text.empty()) return text;
    const bool turns = json.back().is_object() && json.back().contains("role");
    return answer_in(turns ? json.back() : json.front(), depth + 1);
  }
  if (!json.is_object()) return std::nullopt;
  if (is_workspace(json)) return json.dump(2);
  for (const char* key : answer_keys)
    if (const auto found = json.find(key); found != json.end() && !found->is_null())
      if (auto answer = answer_in(*found, depth + 1); answer && !trimmed(*answer).empty()) return answer;
  // An unknown key that is the only one that holds a text of several words.
  std::optional<std::string> only;
  for (const auto& [key, value] : json.items()) {
    if (!value.is_string() || value.get_ref<const std::string&>().find_first_of(" \n;") == std::string::npos) continue;
    if (only) return std::nullopt;
    only = value.get<std::string>();
  }
  return only;
}

bool is_too_deep(std::string_view text) {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      else if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++depth > 500) return true;
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return false;
}

/// The text under one of the keys in JSON that was cut off in the middle of it.
std::optional<std::string> cut_off_answer(std::string_view text) {
  for (const std::string_view key : {"content", "answer", "script", "code", "completion", "response", "output", "text", "dork"}) {
    const std::string quoted = '"' + std::string(key) + '"';
    std::size_t at = text.find(quoted);
    if (at == std::string_view::npos) continue;
    at = text.find_first_not_of(" \t\r\n", at + quoted.size());
    if (at == std::string_view::npos || text[at] != ':') continue;
    at = text.find_first_not_of(" \t\r\n", at + 1);
    if (at == std::string_view::npos || text[at] != '"') continue;
    std::string_view held = text.substr(at + 1);
    std::size_t end = 0;
    while (end < held.size() && held[end] != '"') end += held[end] == '\\' ? 2 : 1;
    if (end < held.size()) continue;   // the text is whole: what was cut off is something else
    held = held.substr(0, std::min(end, held.size()));
    while (held.ends_with('\\')) held.remove_suffix(1);
    const Json value = Json::parse('"' + std::string(held) + '"', nullptr, false);
    if (value.is_string()) return value.get<std::string>();
  }
  return std::nullopt;
}

/// JSON whose texts hold real line breaks, as models write it, made JSON.
std::string with_escaped_breaks(std::string_view text) {
  std::string result;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') quoted = !quoted;
    if (quoted && c == '\\' && at + 1 < text.size()) {
      result.append(text, at++, 2);
    } else if (quoted && c == '\n') {
      result += "\\n";
    } else if (quoted && c == '\t') {
      result += "\\t";
    } else if (!quoted || c != '\r') {
      result += c;
    }
  }
  return result;
}

constexpr std::string_view refusals[] = {
    "i'm sorry", "i am sorry", "i’m sorry", "i cannot ", "i can't ", "i can’t ", "i can not ", "i'm unable", "i am unable", "i’m unable", "as an ai", "i won't ",
    "i'm not able", "i am not able", "cannot fulfill", "can't fulfill", "cannot assist", "can't assist", "unable to assist", "unable to help", "i don't have access",
    "i do not have access", "it is not possible for me", "i must decline", "i'm afraid i", "sorry, but", "sorry, i", "es tut mir leid", "tut mir leid", "das kann ich nicht",
    "jag kan inte", "tyvärr kan jag", "je suis désolé", "je ne peux pas", "lo siento", "no puedo ", "mi dispiace", "non posso ", "desculpe", "não posso ",
};

}  // namespace

std::optional<Peeled> peel_reasoning(std::string_view text) {
  for (const auto& [open, close] : reasoning) {
    const std::size_t opens = text.find(open);
    const std::size_t closes = text.find(close);
    if (closes != std::string_view::npos && (opens == std::string_view::npos || closes < opens)) {
      // The chat template opened it: all before is reasoning.
      return Peeled{std::string(text.substr(closes + close.size()))};
    }
    if (opens == std::string_view::npos) continue;
    // Within a text or behind a script it is something else.
    if (!trimmed(text.substr(0, opens)).empty() && begins_statement(trimmed(text))) continue;
    if (closes == std::string_view::npos) return Peeled{std::string(text.substr(0, opens)), true};
    return Peeled{std::string(text.substr(0, opens)).append(text.substr(closes + close.size()))};
  }
  return std::nullopt;
}

std::optional<Peeled> peel_markup(std::string_view text, bool& further_turns) {
  const std::string_view all = text;
  text = without_edges(text);
  // The prompt may be echoed before the answer.
  const std::size_t answers = find_first(text, answer_headers);
  const std::size_t others = find_first(text, other_headers);
  if (const std::size_t channel = text.find(final_channel); channel != std::string_view::npos) {
    text.remove_prefix(channel + final_channel.size());
  } else if (answers == 0 || (answers != std::string_view::npos && others < answers && (others == 0 || script_lines(text.substr(0, others)).empty()))) {
    text.remove_prefix(answers);
    for (const std::string_view header : answer_headers)
      if (text.starts_with(header)) {
        text.remove_prefix(header.size());
        break;
      }
    text = without_edges(text);
  }
  const std::size_t end = std::min({find_first(text, ends), find_first(text, other_headers), find_first(text, answer_headers), find_closing_s(text)});
  if (end != std::string_view::npos) {
    std::string_view rest = text.substr(end);
    text = text.substr(0, end);
    for (const std::string_view mark : ends)
      if (rest.starts_with(mark)) rest.remove_prefix(mark.size());
    further_turns = without_edges(rest).find_first_not_of(" \t\r\n<>|/_abcdefghijklmnopqrstuvwxyz") != std::string_view::npos;
  }
  text = without_edges(text);
  if (text.size() == trimmed(all).size()) return std::nullopt;
  return Peeled{std::string(text)};
}

std::optional<Peeled> peel_tag(std::string_view text) {
  for (const std::string_view name : {"answer", "dork", "dork_script", "dorkscript", "script", "automation", "output", "result", "solution", "final_answer", "final", "completion", "response", "code"}) {
    const std::string open = "<" + std::string(name) + ">", close = "</" + std::string(name) + ">";
    const std::size_t opens = text.rfind(open);
    if (opens == std::string_view::npos) continue;
    if (begins_statement(trimmed(text)) && opens != 0) continue;
    const std::string_view inner = text.substr(opens + open.size());
    const std::size_t closes = inner.find(close);
    return Peeled{std::string(inner.substr(0, closes)), closes == std::string_view::npos};
  }
  return std::nullopt;
}

std::optional<Peeled> peel_json(std::string_view text) {
  text = trimmed(text);
  if (text.empty() || (text.front() != '{' && text.front() != '[' && text.front() != '"') || is_too_deep(text)) return std::nullopt;
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded() && is_workspace_like(text)) return std::nullopt;
  if (json.is_discarded()) json = Json::parse(with_escaped_breaks(text), nullptr, false);
  if (json.is_discarded()) {
    if (auto answer = cut_off_answer(text)) return Peeled{std::move(*answer), true};
    return std::nullopt;
  }
  if (is_workspace(json)) return std::nullopt;
  auto answer = answer_in(json, 0);
  if (!answer) return std::nullopt;
  bool cut = false;
  if (const auto choices = json.is_object() ? json.find("choices") : json.end(); json.is_object() && choices != json.end() && choices->is_array() && !choices->empty() && choices->front().is_object())
    cut = choices->front().value("finish_reason", Json()) == "length";
  return Peeled{std::move(*answer), cut};
}

bool is_refusal(std::string_view text) {
  std::string begin(trimmed(text).substr(0, 300));
  for (char& c : begin)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return std::any_of(std::begin(refusals), std::end(refusals), [&](std::string_view words) { return begin.find(words) != std::string::npos; });
}

}  // namespace dork::score
