// Writing a data set: a folder that trainers and `load_dataset` read as it is, with a card, a manifest and the templates.
#pragma once

#include "corpus/dataset/split.hpp"
#include "corpus/dataset/statistics.hpp"
#include "corpus/dataset/stream.hpp"
#include "corpus/dataset/template.hpp"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace dork::corpus {

/// Where a row's provenance goes: into a column of the row, into files beside the data, or nowhere.
enum class ProvenancePlace : std::uint8_t { by_format, column, beside, none };

struct DatasetOptions {
  std::string generator;
  const Catalog* catalog = nullptr;
  std::string name;                        ///< for the card
  std::string license = "apache-2.0";      ///< an id of the Hugging Face hub, for the card
  const Format* format = nullptr;
  std::vector<PromptTemplate> templates;   ///< rows are spread over them
  Compression compression = Compression::none;
  bool byte_order_mark = false;            ///< Azure wants one
  bool special_tokens = false;             ///< write the tokens that begin and end a text
  ProvenancePlace provenance = ProvenancePlace::by_format;
  std::uint64_t rows = 0;                  ///< wanted; 0: all
  std::uint64_t per_shape = 0;
  std::uint64_t seed = 0;
  SplitSettings split;
};

/// The part of the options that the manifest shows.
nlohmann::ordered_json options_json(const DatasetOptions& options);

/// A row as the trainer gets it.
Sample sample_of(const DatasetOptions& options, const PromptTemplate& prompt, const Row& row, std::span<const Row> examples, Split split);

/// The template that a row is rendered with, and which of a pool are its examples.
const PromptTemplate& template_of(const DatasetOptions& options, std::uint64_t id);

/// A row's provenance: a JSON object of texts, numbers and lists.
std::string provenance_of(const DatasetOptions& options, const PromptTemplate& prompt, const BuiltRow& entry, const Assigned& assigned,
                          std::span<const Row> examples, const Sample& sample);

struct Written {
  struct File {
    std::string path;
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;   ///< before compression
    std::uint64_t hash = 0;    ///< XXH3 of them
    std::vector<Split> splits;
    bool data = true;          ///< false: provenance
  };
  std::vector<File> files;     ///< those that have rows
  Statistics statistics;
  std::vector<std::uint64_t> rows_of_template;  ///< by template
};

/// Writes the data files below `target`, which must exist, from the chunks in `work`. A split without rows has no file.
Written write_rows(Splits& splits, const DatasetOptions& options, const std::string& work, const std::string& target, std::size_t jobs, const Told& told);

/// The figures of a build that the card and the manifest tell beside those of the rows.
struct BuildFigures {
  nlohmann::ordered_json recipe;
  std::uint64_t candidates = 0;                 ///< looked at, up to the last row taken
  std::map<std::string, std::uint64_t> rejects; ///< by rule
  std::map<std::string, std::uint64_t> own_failures;  ///< of all candidates, what the rules answer for
  BySplit rows = {};
  std::uint64_t shapes = 0;
  std::uint64_t groups = 0;
  std::uint64_t largest_group = 0;
};

/// Writes what stands beside the data: README.md, manifest.json, statistics.json, templates, trainers' configurations.
void write_companions(const DatasetOptions& options, const Written& written, const BuildFigures& figures, const std::string& target);

}  // namespace dork::corpus
