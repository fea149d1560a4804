// The options that the commands on training data share.
#pragma once

#include "cli/command.hpp"
#include "corpus/dataset/assemble.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace dork::cli {

/// `--template`, `--frame`.
struct TemplateArguments {
  std::vector<std::string> names;
  std::string frame;

  void define(CLI::App& app);
  /// The templates, `plain` where none is named; what is wrong with them is reported.
  std::optional<std::vector<corpus::PromptTemplate>> load(Session& session) const;
};

/// What decides how a data set looks, whichever rows it has.
struct DatasetArguments {
  TemplateArguments templates;
  std::string output;
  std::string format = "predibase-csv";
  std::uint64_t rows = 0;
  std::uint64_t per_shape = 0;
  std::string split = "90,5,5";
  std::string compress = "none";
  std::string provenance = "by-format";
  std::string name;
  std::string license = "apache-2.0";
  std::string rejects;
  bool byte_order_mark = false;
  bool special_tokens = false;
  bool force = false;
  std::size_t jobs = 0;

  void define(CLI::App& app);
  std::size_t threads() const;
  /// The options; nothing where something about them is wrong, which is reported.
  std::optional<corpus::DatasetOptions> load(Session& session) const;
};

/// What decides which rows there are.
struct RowArguments {
  std::uint64_t seed = 1;
  std::vector<std::string> from;
  std::string rules;
  std::vector<std::string> tasks, personas, weights;
  std::uint32_t depth = corpus::Settings{}.max_depth;
  std::uint32_t steps = corpus::Settings{}.max_steps;
  std::string level = "behaves";
  std::vector<std::string> hold_out;
  std::vector<std::string> decontaminate;
  std::uint64_t max_tokens = 0;
  double near = 0.9;

  void define(CLI::App& app);
  std::optional<corpus::RowOptions> load(Session& session, std::vector<corpus::PromptTemplate> templates, bool preference) const;
};

/// `--level`, and what its word means; a usage error for another.
void define_level(CLI::App& app, std::string& level);
corpus::Level level_of(const std::string& word);

/// Threads: as many as asked for, else as the machine has processors.
std::size_t threads_for(std::size_t jobs);

/// `dork 0.1.0`.
std::string generator_name();

/// A folder for scratch files, below the one named or the system's, that goes when it is no longer needed. Throws `IoError`.
class ScratchFolder {
 public:
  ScratchFolder(const std::string& below, std::string_view purpose);
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Tells the session's progress bar.
corpus::Told teller(Session& session);

}  // namespace dork::cli
