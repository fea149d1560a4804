// Golden tests: every folder below tests/cases is a case with its script `in.dork` and, beside it, what the compiler makes
// of it, stage by stage.
//
//   dork_golden [CASE…]            compares; prints what differs, writes nothing
//   dork_golden --update [CASE…]   accepts: writes what the compiler makes now
#include "compiler/compile.hpp"
#include "compiler/decompile.hpp"
#include "tests/golden/annotate.hpp"
#include "tests/golden/diff.hpp"
#include "tests/golden/laws.hpp"
#include "tests/golden/print_tree.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>

namespace dork::golden {
namespace {

namespace fs = std::filesystem;

/// The files of a case besides `in.dork` and `options`; without a text: the file is not there.
using Stages = std::map<std::string, std::optional<std::string>>;

std::optional<std::string> read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void write(const fs::path& path, const std::optional<std::string>& text) {
  if (!text) fs::remove(path);
  else if (!(std::ofstream(path, std::ios::binary | std::ios::trunc) << *text))
    throw std::runtime_error(fmt::format("cannot write {}", path.string()));
}

CompileOptions options_of(const fs::path& folder) {
  CompileOptions options;
  std::istringstream words(read(folder / "options").value_or(""));
  for (std::string word; words >> word;) {
    if (word == "--envelope") options.envelope = true;
    else if (word == "--compact") options.compact = true;
    else throw std::runtime_error(fmt::format("unknown option {}", word));
  }
  return options;
}

struct Outcome {
  Stages stages;
  std::vector<std::string> faults;  ///< what no golden file can make good
};

Outcome run(const std::string& name, const std::string& source, const CompileOptions& options) {
  Outcome outcome;
  Stages& stages = outcome.stages;
  for (const char* stage : {"diagnostics.dork", "tree.txt", "fmt.dork", "out.json"}) stages[stage] = std::nullopt;

  const CompileResult compiled = compile(source, options);
  if (!compiled.diagnostics.empty()) stages["diagnostics.dork"] = annotate(source, compiled.diagnostics);
  const CompileResult checked = check(source, options);
  if (annotate(source, checked.diagnostics) != annotate(source, compiled.diagnostics))
    outcome.faults.push_back("check and compile report different things\n");

  const bool invalid = name.starts_with("invalid-");
  if (compiled.ok == invalid)
    outcome.faults.push_back((invalid ? "it compiles\n" : "it does not compile\n") + annotate(source, compiled.diagnostics));
  if (!compiled.ok) {
    for (std::string& law : broken_laws_of_invalid(source, options, compiled)) outcome.faults.push_back(std::move(law));
    return outcome;
  }
  if (name.starts_with("warning-") == compiled.diagnostics.empty())
    outcome.faults.push_back(compiled.diagnostics.empty() ? "it has no warning\n" : "it has warnings\n");

  Diagnostics diagnostics;
  stages["tree.txt"] = print_tree(analyze(source, builtin_catalog(), diagnostics));
  const CompileResult formatted = format(source, options);
  if (formatted.ok) stages["fmt.dork"] = formatted.output;
  stages["out.json"] = compiled.output;
  const DecompileResult back = decompile(compiled.output);
  // Where it is the formatted script again, one file says both.
  stages["back.dork"] = std::nullopt;
  if (back.scripts.size() != 1) outcome.faults.push_back("it does not come back from JSON: " + back.error + "\n");
  else if (back.scripts.front() != formatted.output) stages["back.dork"] = back.scripts.front();
  for (std::string& law : broken_laws(source, options, compiled, formatted)) outcome.faults.push_back(std::move(law));
  return outcome;
}

/// Runs a case; says whether all is well.
bool run_case(const fs::path& folder, bool update) {
  const std::string name = folder.filename().string();
  const auto source = read(folder / "in.dork");
  if (!source) {
    fmt::print("{}: in.dork is missing\n", name);
    return false;
  }
  const Outcome outcome = run(name, *source, options_of(folder));
  bool well = outcome.faults.empty();
  for (const std::string& fault : outcome.faults) fmt::print("{}: {}", name, fault);
  for (const auto& [stage, text] : outcome.stages) {
    const auto golden = read(folder / stage);
    if (golden == text) continue;
    if (update) {
      write(folder / stage, text);
      fmt::print("{}: {} {}\n", name, stage, text ? "written" : "removed");
      continue;
    }
    well = false;
    const std::string path = name + '/' + stage;
    fmt::print("{}", unified_diff(golden.value_or(""), text.value_or(""), golden ? path : "/dev/null", text ? path : "/dev/null"));
  }
  return well;
}

/// The codes of the diagnostics table that no case shows. What only a source of gigabytes meets has none.
std::vector<std::string> codes_without_case(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += read(fs::path(DORK_CASES_DIR) / name / "diagnostics.dork").value_or("");
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < diagnostic_rules().size(); ++i) {
    const auto code = static_cast<Code>(i);
    // Codes of 4000 and more are about workspaces, which no script can show.
    const bool of_scripts = code != Code::source_too_large && rule(code).number < 4000;
    if (of_scripts && all.find(code_name(code)) == std::string::npos) missing.push_back(code_name(code));
  }
  return missing;
}

int run_all(std::vector<std::string> names, bool update) {
  const bool every = names.empty();
  if (every)
    for (const fs::directory_entry& entry : fs::directory_iterator(DORK_CASES_DIR))
      if (entry.is_directory()) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  std::vector<std::string> failed;
  for (const std::string& name : names) {
    try {
      if (!run_case(fs::path(DORK_CASES_DIR) / name, update)) failed.push_back(name);
    } catch (const std::exception& error) {
      fmt::print("{}: {}\n", name, error.what());
      failed.push_back(name);
    }
  }
  if (every)
    for (const std::string& code : codes_without_case(names)) failed.push_back(code + ", which no case shows");
  for (const std::string& name : failed) fmt::print("failed: {}\n", name);
  fmt::print("{} cases, {} passed, {} failed\n", names.size(), names.size() - std::min(names.size(), failed.size()), failed.size());
  return failed.empty() && !names.empty() ? 0 : 1;
}

}  // namespace
}  // namespace dork::golden

int main(int argc, char** argv) {
  std::vector<std::string> names(argv + 1, argv + argc);
  const bool update = std::erase(names, "--update") > 0;
  return dork::golden::run_all(std::move(names), update);
}
