// The inputs of a command that works file by file.
#pragma once

#include "cli/command.hpp"
#include "compiler/compile.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace dork::cli {

/// The arguments `FILE…` and `-j N`.
struct FileArguments {
  std::vector<std::string> paths;
  std::size_t jobs = 0;  ///< 0: as many as the machine has processors

  /// `what` the files are, in the help; a folder stands for the files below it that end in `extension`.
  void define(CLI::App& app, std::string_view extension = ".dork", std::string_view what = "Scripts");
};

/// What the name of a case ends in: `NAME.case.json` says what `NAME.dork` must do, and is no workspace.
inline constexpr std::string_view case_ending = ".case.json";

/// The files that paths stand for, in the order given: a folder for the files below it that end in
/// `extension` (`.dork`, or several joined by `|`), sorted; cases are none of them.
std::vector<std::string> expand(const std::vector<std::string>& paths, Report& report,
                                std::string_view extension = ".dork");

/// One input after its work.
struct Processed {
  std::string path;
  std::string source;
  CompileResult result;
};

/// Reads every file, does `work` on its text on several threads, reports what was found, and gives those whose
/// result is good to `use`, in order.
void process(Session& session, const std::vector<std::string>& files, std::size_t jobs,
             const std::function<CompileResult(std::string_view)>& work, const std::function<void(Processed&)>& use);

}  // namespace dork::cli
