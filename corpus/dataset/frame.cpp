#include "corpus/dataset/frame.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace dork::corpus {
namespace {

// The layouts are those of the models' own pages: https://huggingface.co/blog/llama3#how-to-prompt-llama-3,
// https://huggingface.co/codellama/CodeLlama-7b-Instruct-hf, https://docs.mistral.ai, https://github.com/openai/openai-python/blob/main/chatml.md,
// https://github.com/tatsu-lab/stanford_alpaca#data-release. A system text has no place of its own in Mistral's first version: it
// goes before the user's text.
const std::array<Frame, 6>& table() {
  static const std::array<Frame, 6> all = {{
      {.name = "plain",
       .with_system = "{system}\n\n{user}\n",
       .without_system = "{user}\n",
       .completion = "{completion}",
       .begin = "",
       .end = "",
       .input = "",
       .preamble = "",
       .preamble_input = ""},
      {.name = "llama-2",
       .with_system = "[INST] <<SYS>>\n{system}\n<</SYS>>\n\n{user} [/INST]",
       .without_system = "[INST] {user} [/INST]",
       .completion = " {completion} ",
       .begin = "<s>",
       .end = "</s>",
       .input = "",
       .preamble = "",
       .preamble_input = ""},
      {.name = "llama-3",
       .with_system = "<|start_header_id|>system<|end_header_id|>\n\n{system}<|eot_id|>"
                      "<|start_header_id|>user<|end_header_id|>\n\n{user}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
       .without_system = "<|start_header_id|>user<|end_header_id|>\n\n{user}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
       .completion = "{completion}<|eot_id|>",
       .begin = "<|begin_of_text|>",
       .end = "",
       .input = "",
       .preamble = "",
       .preamble_input = ""},
      {.name = "mistral",
       .with_system = "[INST] {system}\n\n{user} [/INST]",
       .without_system = "[INST] {user} [/INST]",
       .completion = " {completion}",
       .begin = "<s>",
       .end = "</s>",
       .input = "",
       .preamble = "",
       .preamble_input = ""},
      {.name = "chatml",
       .with_system = "<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{user}<|im_end|>\n<|im_start|>assistant\n",
       .without_system = "<|im_start|>user\n{user}<|im_end|>\n<|im_start|>assistant\n",
       .completion = "{completion}<|im_end|>\n",
       .begin = "",
       .end = "",
       .input = "",
       .preamble = "",
       .preamble_input = ""},
      {.name = "alpaca",
       .with_system = "{system}\n\n### Instruction:\n{user}\n\n{input}### Response:\n",
       .without_system = "### Instruction:\n{user}\n\n{input}### Response:\n",
       .completion = "{completion}",
       .begin = "",
       .end = "</s>",
       .input = "### Input:\n{input}\n\n",
       .preamble = "Below is an instruction that describes a task. Write a response that appropriately completes the request.",
       .preamble_input = "Below is an instruction that describes a task, paired with an input that provides further context. Write a "
                         "response that appropriately completes the request."},
  }};
  return all;
}

struct Markers {
  std::string_view frame;
  std::vector<std::string_view> all;
};

const std::vector<Markers>& marker_table() {
  static const std::vector<Markers> all = {
      {"llama-2", {"[INST]", "[/INST]", "<<SYS>>", "<</SYS>>", "<s>", "</s>"}},
      {"llama-3", {"<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|end_of_text|>"}},
      {"mistral", {"[INST]", "[/INST]", "<s>", "</s>"}},
      {"chatml", {"<|im_start|>", "<|im_end|>"}},
      {"alpaca", {"### Instruction:", "### Input:", "### Response:"}},
  };
  return all;
}

struct Filling {
  std::string_view name;
  std::string_view text;
};

/// Each `{name}` of the layout replaced; what is put in is not looked at again.
std::string fill(std::string_view layout, std::initializer_list<Filling> fillings) {
  std::string result;
  for (std::size_t at = 0; at < layout.size();) {
    const Filling* found = nullptr;
    for (const Filling& each : fillings)
      if (layout.substr(at).starts_with(each.name)) found = &each;
    if (found) {
      result += found->text;
      at += found->name.size();
    } else {
      result += layout[at++];
    }
  }
  return result;
}

/// The texts that stand for the names of a layout, taken out of a text made by it. A literal part of the layout is looked
/// for where it first occurs; the last one must end the text.
bool match(std::string_view layout, std::string_view text, std::initializer_list<std::pair<std::string_view, std::string*>> names) {
  std::string* open = nullptr;
  std::size_t at = 0;
  while (!layout.empty() || open) {
    std::size_t next = layout.size();
    std::pair<std::string_view, std::string*> following{};
    for (const auto& name : names)
      if (const std::size_t place = layout.find(name.first); place < next) next = place, following = name;
    const std::string_view literal = layout.substr(0, next);
    const bool last = following.first.empty();
    std::size_t place = at;
    if (open && last) place = text.size() >= at + literal.size() ? text.size() - literal.size() : std::string_view::npos;
    else if (open) place = text.find(literal, at);
    if (place == std::string_view::npos || !text.substr(place).starts_with(literal)) return false;
    if (open) *open = text.substr(at, place - at);
    at = place + literal.size();
    open = following.second;
    layout.remove_prefix(next + following.first.size());
    if (last) return at == text.size();
  }
  return at == text.size();
}

std::string_view without(std::string_view text, std::string_view begin, std::string_view end) {
  if (!begin.empty() && text.starts_with(begin)) text.remove_prefix(begin.size());
  if (!end.empty() && text.ends_with(end)) text.remove_suffix(end.size());
  return text;
}

}  // namespace

std::span<const Frame> frames() { return table(); }

const Frame* find_frame(std::string_view name) {
  const auto found = std::find_if(table().begin(), table().end(), [&](const Frame& each) { return each.name == name; });
  return found == table().end() ? nullptr : &*found;
}

std::string framed_prompt(const Frame& frame, std::string_view system, std::string_view user, std::string_view input) {
  if (system.empty()) system = input.empty() ? frame.preamble : frame.preamble_input;
  const std::string given = input.empty() ? "" : fill(frame.input, {{"{input}", input}});
  return fill(system.empty() ? frame.without_system : frame.with_system, {{"{system}", system}, {"{user}", user}, {"{input}", given}});
}

std::string framed_completion(const Frame& frame, std::string_view completion) {
  return fill(frame.completion, {{"{completion}", completion}});
}

bool unframe(const Frame& frame, std::string_view prompt, Unframed& inside) {
  prompt = without(prompt, frame.begin, {});
  for (const std::string* layout : {&frame.with_system, &frame.without_system}) {
    const std::string with_input = fill(*layout, {{"{input}", frame.input}});
    const std::string without_input = fill(*layout, {{"{input}", ""}});
    for (const std::string* each : {&with_input, &without_input}) {
      inside = {};
      if (match(*each, prompt, {{"{system}", &inside.system}, {"{user}", &inside.user}, {"{input}", &inside.input}})) return true;
    }
  }
  return false;
}

bool unframe_completion(const Frame& frame, std::string_view completion, std::string& inside) {
  return match(frame.completion, without(completion, {}, frame.end), {{"{completion}", &inside}});
}

std::span<const std::string_view> markers(std::string_view frame_name) {
  for (const Markers& each : marker_table())
    if (each.frame == frame_name) return each.all;
  return {};
}

std::string_view marker_in(std::string_view text) {
  for (const Markers& each : marker_table())
    for (const std::string_view marker : each.all)
      if (text.find(marker) != std::string_view::npos) return marker;
  return {};
}

}  // namespace dork::corpus
