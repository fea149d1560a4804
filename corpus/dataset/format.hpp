// The formats of training data. One table, which writing, reading, configuration files and help go by.
#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dork::corpus {

enum class Split : std::uint8_t { train, validation, test };
inline constexpr std::array<std::string_view, 3> split_names = {"train", "validation", "test"};
inline std::string_view split_name(Split split) { return split_names[static_cast<std::size_t>(split)]; }

/// A row as trainers see it, in all the forms that formats need.
struct Sample {
  std::string prompt;       ///< as one text, framed
  std::string answer;       ///< what follows it, framed
  std::string rejected;     ///< a wrong answer, framed
  std::string text;         ///< prompt and answer with the tokens that begin and end them
  std::string system;       ///< the turns of the chat; may be empty
  std::string user;
  std::string completion;
  std::string refused;      ///< a wrong turn of the assistant
  std::string instruction;  ///< system text and request in one, without the material
  std::string input;        ///< the material; may be empty
  std::string split;        ///< as a column says it
  std::string provenance;   ///< a JSON object; may be empty
};

enum class Role : std::uint8_t { system, user, assistant };

/// A turn of a chat and the part of a sample that it holds.
struct TurnPart {
  Role role;
  std::string Sample::*part;
};

/// One column: a text, or a chat. What stands in it is a part of the sample, whether the row is written or read.
struct Column {
  std::string_view key;
  std::string Sample::*part = nullptr;  ///< of a text; null: a chat
  std::vector<TurnPart> turns;          ///< of a chat; an empty system text has no turn
  bool may_be_empty = false;
};

enum class FileKind : std::uint8_t { jsonl, csv };

/// How a format names the parts of a chat.
struct ChatWords {
  std::string_view role = "role";
  std::string_view content = "content";
  std::array<std::string_view, 3> roles = {"system", "user", "assistant"};  ///< by `Role`
};

struct Format {
  std::string_view name;
  std::string_view description;
  FileKind kind;
  std::vector<Column> columns;
  bool framed;               ///< rows hold the framed text; otherwise the trainer puts it into the model's own markup
  bool preference;           ///< rows have a rejected answer
  bool split_column;         ///< train and validation stand in one file, told apart by the column `split`
  bool provenance_column;    ///< one column more is no harm to the trainer
  ChatWords chat;
  std::string_view axolotl;        ///< the keys of the data set in Axolotl's `datasets:`, beside path and ds_type
  std::string_view llama_factory;  ///< those of its entry in LLaMA-Factory's dataset_info.json, beside file_name
};

/// All formats, by name.
std::span<const Format> formats();

/// A format by name; null where there is none.
const Format* find_format(std::string_view name);

/// One file of a data set with the splits that stand in it. `path` is relative to the folder of the set.
struct SplitFile {
  std::string path;
  std::vector<Split> splits;
};

/// The files that a format's rows go to; `suffix` is that of the compression.
std::vector<SplitFile> data_files(const Format& format, std::string_view suffix);

/// How the column `split` names a split: Predibase knows `train` and `evaluation`.
std::string_view split_word(Split split);

/// The key of the column that holds a row's provenance.
inline constexpr std::string_view provenance_key = "provenance";

/// The first line of a file; empty where the format has none.
std::string header_line(const Format& format);

/// Appends a row with its line feed. Provenance is a column where the sample has one and the format allows it.
void append_row(std::string& out, const Format& format, const Sample& sample);

/// What is wrong with a row as a row of its format.
struct RowFault {
  enum class Kind : std::uint8_t { keys, type, chat, empty } kind;
  std::string message;
  std::string key;
};

/// The format that a row is of: the one of which it has most columns, and all that may not be missing, each a text or a
/// chat as the format says. Null where there is none. Further columns do no harm.
const Format* format_of(const nlohmann::ordered_json& row, FileKind kind);

/// Reads a row. A fault leaves the sample as far as it came.
std::vector<RowFault> read_row(const nlohmann::ordered_json& row, const Format& format, Sample& sample);

}  // namespace dork::corpus
