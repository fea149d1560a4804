// Prompt templates: files that say what a model is told around a request. docs/corpus.md describes the format.
#pragma once

#include "compiler/catalog/catalog.hpp"
#include "compiler/diagnostics/diagnostic.hpp"
#include "corpus/dataset/frame.hpp"
#include "corpus/row.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dork::corpus {

/// What a placeholder of a template stands for.
enum class Field : std::uint8_t { instruction, input, task, completion, examples, catalog, card };

/// A text of a template: stretches of it, each followed by what a field of the row fills in.
struct Pattern {
  struct Part {
    std::string literal;
    std::optional<Field> field;
  };
  std::vector<Part> parts;

  bool uses(Field field) const;
};

/// A template, checked and with all filled in that is the same for every row.
struct PromptTemplate {
  std::string name;
  std::string description;
  std::string source;            ///< the file's text
  std::uint64_t hash = 0;        ///< of the source
  Frame frame;
  Pattern system;
  Pattern user;
  Pattern user_with_input;       ///< for rows that bring material
  Pattern example;               ///< one of `{examples}`
  std::size_t example_count = 0;
  std::size_t example_tokens = 200;  ///< longer examples are not drawn
  std::size_t card_tokens = 1000;    ///< how long `{card}` may be
  std::size_t card_actions = 12;     ///< actions on it beside those that the answer needs
  std::map<std::string, std::string, std::less<>> tasks;  ///< what `{task}` says
};

/// Reads a template. `name` is used where the file gives none. What is wrong is reported, places in `source`.
std::optional<PromptTemplate> read_template(std::string source, std::string_view name, Diagnostics& diagnostics);

/// A placeholder that any template can use, for lists.
struct Placeholder {
  std::string_view name;
  std::string_view description;
};
std::span<const Placeholder> placeholders();

/// A built-in template file.
struct TemplateFile {
  std::string_view name;  ///< without `.toml`
  std::string_view text;
};
std::vector<TemplateFile> builtin_templates();

/// What a template makes of a row: the parts of a chat.
struct Rendered {
  std::string system;
  std::string user;    ///< with the material in it
  std::string bare;    ///< without
  std::string input;   ///< the material
};

/// Fills a template. `examples` are what it draws on, `example_count` of them.
Rendered render(const PromptTemplate& prompt, const Row& row, std::span<const Row> examples, const Catalog& catalog);

/// A completion as an answer: what ends a text ends it, not a line feed.
std::string_view answer_of(std::string_view completion);

/// The whole prompt as one text.
std::string framed(const Frame& frame, const Rendered& rendered);

/// The actions as a model is shown them, one a line: `qlik.listApps(spaceId, limit): lists apps`.
std::string catalog_slice(std::span<const std::string> actions, const Catalog& catalog);

/// The card of a row: the language, the actions that its answer needs, and others that the row's request draws, so that what is
/// needed has to be found among them. Where no action is needed, or none is known, those that are used most.
std::string card_of(const PromptTemplate& prompt, const Row& row, const Catalog& catalog);

}  // namespace dork::corpus
