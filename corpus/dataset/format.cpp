#include "corpus/dataset/format.hpp"

#include "compiler/emit/json_writer.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dork::corpus {
namespace {

using Json = nlohmann::ordered_json;

Column text(std::string_view key, std::string Sample::*part) { return {key, part, {}, false}; }
Column optional_text(std::string_view key, std::string Sample::*part) { return {key, part, {}, true}; }
Column chat(std::string_view key, std::vector<TurnPart> turns) { return {key, nullptr, std::move(turns), false}; }

const TurnPart system_turn{Role::system, &Sample::system};
const TurnPart user_turn{Role::user, &Sample::user};
const TurnPart assistant_turn{Role::assistant, &Sample::completion};
const TurnPart rejected_turn{Role::assistant, &Sample::refused};

constexpr std::string_view axolotl_alpaca = "type: alpaca";
constexpr std::string_view axolotl_prompt =
    "type:\n"
    "  field_instruction: prompt\n"
    "  field_output: completion\n"
    "  format: \"{instruction}\"\n"
    "  no_input_format: \"{instruction}\"";
constexpr std::string_view axolotl_messages =
    "type: chat_template\n"
    "field_messages: messages\n"
    "message_property_mappings:\n"
    "  role: role\n"
    "  content: content\n"
    "roles_to_train: [\"assistant\"]";
constexpr std::string_view axolotl_conversations =
    "type: chat_template\n"
    "field_messages: conversations\n"
    "message_property_mappings:\n"
    "  role: from\n"
    "  content: value\n"
    "roles_to_train: [\"gpt\"]";
constexpr std::string_view llama_prompt = R"({"formatting": "alpaca", "columns": {"prompt": "prompt", "response": "completion"}})";
constexpr std::string_view llama_messages =
    R"({"formatting": "sharegpt", "columns": {"messages": "messages"}, "tags": {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant", "system_tag": "system"}})";

// Keys and their meaning: docs.predibase.com/fine-tuning/datasets, huggingface.co/docs/trl/dataset_formats, Azure's page on
// fine-tuning, github.com/hiyouga/LLaMA-Factory/blob/main/data/README.md, axolotl's docs/dataset-formats.
const std::vector<Format>& table() {
  static const std::vector<Format> all = {
      {.name = "alpaca",
       .description = "instruction, input, output; JSONL",
       .kind = FileKind::jsonl,
       .columns = {text("instruction", &Sample::instruction), optional_text("input", &Sample::input), text("output", &Sample::completion)},
       .framed = false,
       .preference = false,
       .split_column = false,
       .provenance_column = true,
       .chat = {},
       .axolotl = axolotl_alpaca,
       .llama_factory = R"({"formatting": "alpaca", "columns": {"prompt": "instruction", "query": "input", "response": "output"}})"},
      {.name = "openai",
       .description = "messages of system, user, assistant; JSONL, for OpenAI and Azure",
       .kind = FileKind::jsonl,
       .columns = {chat("messages", {system_turn, user_turn, assistant_turn})},
       .framed = false,
       .preference = false,
       .split_column = false,
       .provenance_column = false,
       .chat = {},
       .axolotl = axolotl_messages,
       .llama_factory = llama_messages},
      {.name = "predibase",
       .description = "prompt, completion, split; JSONL",
       .kind = FileKind::jsonl,
       .columns = {text("prompt", &Sample::prompt), text("completion", &Sample::answer), text("split", &Sample::split)},
       .framed = true,
       .preference = false,
       .split_column = true,
       .provenance_column = false,
       .chat = {},
       .axolotl = axolotl_prompt,
       .llama_factory = llama_prompt},
      {.name = "predibase-chat",
       .description = "messages, split; JSONL",
       .kind = FileKind::jsonl,
       .columns = {chat("messages", {system_turn, user_turn, assistant_turn}), text("split", &Sample::split)},
       .framed = false,
       .preference = false,
       .split_column = true,
       .provenance_column = false,
       .chat = {},
       .axolotl = axolotl_messages,
       .llama_factory = llama_messages},
      {.name = "predibase-csv",
       .description = "prompt, completion, split; CSV",
       .kind = FileKind::csv,
       .columns = {text("prompt", &Sample::prompt), text("completion", &Sample::answer), text("split", &Sample::split)},
       .framed = true,
       .preference = false,
       .split_column = true,
       .provenance_column = false,
       .chat = {},
       .axolotl = axolotl_prompt,
       .llama_factory = llama_prompt},
      {.name = "sharegpt",
       .description = "conversations of system, human, gpt; JSONL",
       .kind = FileKind::jsonl,
       .columns = {chat("conversations", {system_turn, user_turn, assistant_turn})},
       .framed = false,
       .preference = false,
       .split_column = false,
       .provenance_column = true,
       .chat = {.role = "from", .content = "value", .roles = {"system", "human", "gpt"}},
       .axolotl = axolotl_conversations,
       .llama_factory =
           R"({"formatting": "sharegpt", "columns": {"messages": "conversations"}, "tags": {"role_tag": "from", "content_tag": "value", "user_tag": "human", "assistant_tag": "gpt", "system_tag": "system"}})"},
      {.name = "text",
       .description = "text, the whole row in its frame; JSONL, for plain language modelling",
       .kind = FileKind::jsonl,
       .columns = {text("text", &Sample::text)},
       .framed = true,
       .preference = false,
       .split_column = false,
       .provenance_column = true,
       .chat = {},
       .axolotl = "type: completion\nfield: text",
       .llama_factory = R"({"columns": {"prompt": "text"}})"},
      {.name = "trl",
       .description = "prompt, completion; JSONL, for Hugging Face TRL",
       .kind = FileKind::jsonl,
       .columns = {text("prompt", &Sample::prompt), text("completion", &Sample::answer)},
       .framed = true,
       .preference = false,
       .split_column = false,
       .provenance_column = true,
       .chat = {},
       .axolotl = axolotl_prompt,
       .llama_factory = llama_prompt},
      {.name = "trl-chat",
       .description = "prompt, completion as chats; JSONL, for Hugging Face TRL",
       .kind = FileKind::jsonl,
       .columns = {chat("prompt", {system_turn, user_turn}), chat("completion", {assistant_turn})},
       .framed = false,
       .preference = false,
       .split_column = false,
       .provenance_column = true,
       .chat = {},
       .axolotl = "",
       .llama_factory = ""},
      {.name = "trl-preference",
       .description = "prompt, chosen, rejected; JSONL, for DPO with Hugging Face TRL",
       .kind = FileKind::jsonl,
       .columns = {text("prompt", &Sample::prompt), text("chosen", &Sample::answer), text("rejected", &Sample::rejected)},
       .framed = true,
       .preference = true,
       .split_column = false,
       .provenance_column = true,
       .chat = {},
       .axolotl = "",
       .llama_factory = R"({"formatting": "alpaca", "ranking": true, "columns": {"prompt": "prompt", "chosen": "chosen", "rejected": "rejected"}})"},
      {.name = "trl-preference-chat",
       .description = "prompt, chosen, rejected as chats; JSONL, for DPO with Hugging Face TRL",
       .kind = FileKind::jsonl,
       .columns = {chat("prompt", {system_turn, user_turn}), chat("chosen", {assistant_turn}), chat("rejected", {rejected_turn})},
       .framed = false,
       .preference = true,
       .split_column = false,
       .provenance_column = true,
       .chat = {},
       .axolotl = "",
       .llama_factory = ""},
  };
  return all;
}

void append_csv(std::string& out, std::string_view field) {
  if (field.find_first_of("\",\r\n") == std::string_view::npos) {
    out += field;
    return;
  }
  out += '"';
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string_view type_name(const Json& value) {
  return value.is_string()    ? "a text"
         : value.is_array()   ? "a list"
         : value.is_object()  ? "an object"
         : value.is_boolean() ? "true or false"
         : value.is_null()    ? "null"
                              : "a number";
}

void read_chat(const Json& value, const Column& column, const Format& format, Sample& sample, std::vector<RowFault>& faults) {
  const std::string key(column.key);
  const auto fault = [&](RowFault::Kind kind, std::string message) { faults.push_back({kind, std::move(message), key}); };
  if (!value.is_array()) return fault(RowFault::Kind::type, fmt::format("{}|a list of turns", type_name(value)));
  std::size_t next = 0;
  for (const Json& turn : value) {
    if (!turn.is_object()) return fault(RowFault::Kind::chat, "a turn is an object");
    const auto role = turn.find(format.chat.role), content = turn.find(format.chat.content);
    if (role == turn.end() || content == turn.end() || !role->is_string() || !content->is_string())
      return fault(RowFault::Kind::chat, fmt::format("a turn lacks `{}` or `{}`", format.chat.role, format.chat.content));
    const std::string& word = role->get_ref<const std::string&>();
    if (std::find(format.chat.roles.begin(), format.chat.roles.end(), word) == format.chat.roles.end())
      return fault(RowFault::Kind::chat, fmt::format("no role is called `{}`: there are {}", word, fmt::join(format.chat.roles, ", ")));
    const auto role_of = [&](const TurnPart& part) { return format.chat.roles[static_cast<std::size_t>(part.role)]; };
    if (next < column.turns.size() && column.turns[next].role == Role::system && word != role_of(column.turns[next])) ++next;
    if (next == column.turns.size() || role_of(column.turns[next]) != word)
      return fault(RowFault::Kind::chat, fmt::format("`{}` has a turn of `{}` where {} is due", key, word,
                                                     next == column.turns.size() ? "none" : fmt::format("`{}`", role_of(column.turns[next]))));
    const std::string& said = content->get_ref<const std::string&>();
    if (said.empty()) fault(RowFault::Kind::empty, fmt::format("{}[].{}", key, word));
    sample.*column.turns[next].part = said;
    ++next;
  }
  if (next != column.turns.size()) fault(RowFault::Kind::chat, fmt::format("`{}` lacks the turn of `{}`", key, format.chat.roles[static_cast<std::size_t>(column.turns[next].role)]));
}

}  // namespace

std::span<const Format> formats() { return table(); }

const Format* find_format(std::string_view name) {
  const auto found = std::find_if(table().begin(), table().end(), [&](const Format& each) { return each.name == name; });
  return found == table().end() ? nullptr : &*found;
}

std::vector<SplitFile> data_files(const Format& format, std::string_view suffix) {
  const auto path = [&](std::string_view name) { return fmt::format("data/{}.{}{}", name, format.kind == FileKind::csv ? "csv" : "jsonl", suffix); };
  if (format.split_column) return {{path("train"), {Split::train, Split::validation}}, {path("test"), {Split::test}}};
  return {{path("train"), {Split::train}}, {path("validation"), {Split::validation}}, {path("test"), {Split::test}}};
}

std::string_view split_word(Split split) { return split == Split::validation ? "evaluation" : split_name(split); }

std::string header_line(const Format& format) {
  if (format.kind != FileKind::csv) return {};
  std::string line;
  for (const Column& column : format.columns) line += fmt::format("{}{}", line.empty() ? "" : ",", column.key);
  return line + '\n';
}

void append_row(std::string& out, const Format& format, const Sample& sample) {
  if (format.kind == FileKind::csv) {
    for (const Column& column : format.columns) {
      if (&column != format.columns.data()) out += ',';
      append_csv(out, sample.*column.part);
    }
    out += '\n';
    return;
  }
  JsonWriter json(out, true);
  json.begin_object();
  for (const Column& column : format.columns) {
    json.key(column.key);
    if (column.part) {
      json.text(sample.*column.part);
      continue;
    }
    json.begin_array();
    for (const TurnPart& turn : column.turns) {
      if (turn.role == Role::system && (sample.*turn.part).empty()) continue;
      json.begin_object();
      json.field(format.chat.role, format.chat.roles[static_cast<std::size_t>(turn.role)]);
      json.field(format.chat.content, sample.*turn.part);
      json.end_object();
    }
    json.end_array();
  }
  // Loaders want one type for a column in all rows: a text holds any object.
  if (format.provenance_column && !sample.provenance.empty()) json.field(provenance_key, sample.provenance);
  json.end_object();
  out += '\n';
}

const Format* format_of(const Json& row, FileKind kind) {
  const Format* best = nullptr;
  std::size_t most = 0;
  for (const Format& format : table()) {
    // CSV holds the columns of any format that has texts alone.
    if (kind == FileKind::jsonl && format.kind != kind) continue;
    std::size_t count = 0;
    const auto fits = [&](const Column& column) {
      const auto found = row.find(column.key);
      if (found == row.end()) return column.may_be_empty;
      ++count;
      return column.part ? !found->is_array() : found->is_array();
    };
    if (std::all_of(format.columns.begin(), format.columns.end(), fits) && count > most) best = &format, most = count;
  }
  return best;
}

std::vector<RowFault> read_row(const Json& row, const Format& format, Sample& sample) {
  std::vector<RowFault> faults;
  for (const Column& column : format.columns) {
    const auto found = row.find(column.key);
    if (found == row.end()) {
      if (column.may_be_empty) continue;
      faults.push_back({RowFault::Kind::keys, {}, std::string(column.key)});
      continue;
    }
    if (!column.part) {
      read_chat(*found, column, format, sample, faults);
    } else if (!found->is_string()) {
      faults.push_back({RowFault::Kind::type, fmt::format("{}|a text", type_name(*found)), std::string(column.key)});
    } else {
      sample.*column.part = found->get_ref<const std::string&>();
      if (!column.may_be_empty && (sample.*column.part).empty()) faults.push_back({RowFault::Kind::empty, std::string(column.key), std::string(column.key)});
    }
  }
  if (const auto found = row.find(provenance_key); found != row.end() && found->is_string()) sample.provenance = found->get_ref<const std::string&>();
  return faults;
}

}  // namespace dork::corpus
