// Golden runs: every folder below tests/runs is a case: an automation (`in.dork` or `in.json`), what it runs with, and what
// comes of it.
//
//   in.dork, in.json   the automation
//   fixture.json       the tenant; without it the built-in one
//   inputs.json        answers, payload or event
//   options            words: --from BLOCK, --until BLOCK, --max-steps N, --seed N, --full
//
//   log.txt            what `dork run` prints: the log, then warnings and errors
//   trace.jsonl        the trace
//   outbox.json        the mails, where there are any
//
//   dork_run_golden [CASE…]            compares; prints what differs, writes nothing
//   dork_run_golden --update [CASE…]   accepts: writes what comes of it now
#include "compiler/compile.hpp"
#include "compiler/decompile.hpp"
#include "compiler/diagnostics/render.hpp"
#include "runtime/interpret/log.hpp"
#include "runtime/interpret/remarks.hpp"
#include "runtime/interpret/run.hpp"
#include "runtime/interpret/trace.hpp"
#include "runtime/value/json.hpp"
#include "tests/golden/diff.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>

namespace dork::runtime {
namespace {

namespace fs = std::filesystem;

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

Value read_json(const fs::path& path) {
  const auto text = read(path);
  if (!text) return {};
  std::string error;
  auto value = parse_json(*text, error);
  if (!value) throw std::runtime_error(fmt::format("{}: {}", path.string(), error));
  return *value;
}

struct Case {
  RunOptions options;
  Value fixture;
  bool full = false;
};

Case case_of(const fs::path& folder) {
  Case made;
  made.fixture = read_json(folder / "fixture.json");
  made.options.inputs = read_json(folder / "inputs.json");
  std::istringstream words(read(folder / "options").value_or(""));
  for (std::string word; words >> word;) {
    std::string value;
    if (word == "--full") made.full = true;
    else if (!(words >> value)) throw std::runtime_error(fmt::format("{} takes a value", word));
    else if (word == "--from") made.options.from = value;
    else if (word == "--until") made.options.until = value;
    else if (word == "--max-steps") made.options.limits.steps = std::stoull(value);
    else if (word == "--seed") made.options.seed = std::stoull(value);
    else throw std::runtime_error(fmt::format("unknown option {}", word));
  }
  return made;
}

struct Outcome {
  std::map<std::string, std::optional<std::string>> files;
  std::string trace;
};

Outcome outcome_of(const std::string& name, const std::string& source, const Prepared& prepared, const Case& it) {
  Outcome outcome;
  std::string log;
  if (!prepared.plan) {
    log = render_text({name, source, {{prepared.code, Severity::error, {}, prepared.error, prepared.help, {}, {}}}, 0}, false);
  } else {
    std::string error;
    auto tenant = it.fixture.is_null() ? Tenant() : Tenant::from(it.fixture, error);
    if (!tenant) throw std::runtime_error(fmt::format("fixture.json: {}", error));
    Log writer({.full = it.full}, [&](std::string_view text) { log += text; });
    RunOptions options = it.options;
    options.observe = [&](const Event& event) {
      writer.add(event);
      outcome.trace += trace_line(event);
    };
    const RunResult result = run(*prepared.plan, *tenant, options);
    writer.finish(result);
    if (auto found = diagnostics_of(result, *prepared.plan, source, builtin_catalog()); !found.empty())
      log += '\n' + render_text({name, source, std::move(found), 0}, false);
    const Value outbox = tenant->outbox();
    outcome.files["outbox.json"] = outbox.is_list() && outbox.list().empty() ? std::nullopt : std::optional(to_json_text(outbox, 2) + '\n');
    outcome.files["trace.jsonl"] = outcome.trace;
  }
  outcome.files["log.txt"] = std::move(log);
  return outcome;
}

/// Why the case does not run the same in its other forms.
std::vector<std::string> broken_laws(const std::string& source, bool json, const Outcome& outcome, const Case& it) {
  std::vector<std::string> faults;
  const auto same = [&](const std::string& what, const Prepared& prepared) {
    if (outcome_of("in", source, prepared, it).trace != outcome.trace) faults.push_back(fmt::format("{} runs otherwise\n", what));
  };
  const Catalog& catalog = builtin_catalog();
  const std::string workspace = json ? source : compile(source, {.envelope = true}).output;
  if (!json) same("its JSON", prepare_workspace(workspace, catalog));
  const DecompileResult back = decompile(workspace, {.exact = true});
  if (!back.scripts.empty()) same("the decompiled script", prepare_script(back.scripts.front(), catalog));
  return faults;
}

bool run_case(const fs::path& folder, bool update) {
  const std::string name = folder.filename().string();
  auto source = read(folder / "in.dork");
  const bool json = !source;
  if (json) source = read(folder / "in.json");
  if (!source) {
    fmt::print("{}: there is no in.dork and no in.json\n", name);
    return false;
  }
  const Case it = case_of(folder);
  const Prepared prepared = json ? prepare_workspace(*source, builtin_catalog()) : prepare_script(*source, builtin_catalog());
  Outcome outcome = outcome_of(json ? "in.json" : "in.dork", *source, prepared, it);
  bool well = true;
  if (prepared.plan)
    for (const std::string& fault : broken_laws(*source, json, outcome, it)) fmt::print("{}: {}", name, fault), well = false;
  for (const char* file : {"log.txt", "trace.jsonl", "outbox.json"}) {
    const auto& text = outcome.files[file];
    const auto golden = read(folder / file);
    if (golden == text) continue;
    if (update) {
      write(folder / file, text);
      fmt::print("{}: {} {}\n", name, file, text ? "written" : "removed");
      continue;
    }
    well = false;
    const std::string path = name + '/' + file;
    fmt::print("{}", golden::unified_diff(golden.value_or(""), text.value_or(""), golden ? path : "/dev/null", text ? path : "/dev/null"));
  }
  return well;
}

/// The codes of runs that no case shows.
std::vector<std::string> codes_without_case(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += read(fs::path(DORK_CASES_DIR) / name / "log.txt").value_or("");
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < diagnostic_rules().size(); ++i)
    if (const auto code = static_cast<Code>(i); rule(code).number >= 5000 && rule(code).number < 6000 && all.find(code_name(code)) == std::string::npos)
      missing.push_back(code_name(code));
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
  fmt::print("{} runs, {} failed\n", names.size(), failed.size());
  return failed.empty() && !names.empty() ? 0 : 1;
}

}  // namespace
}  // namespace dork::runtime

int main(int argc, char** argv) {
  std::vector<std::string> names(argv + 1, argv + argc);
  const bool update = std::erase(names, "--update") > 0;
  return dork::runtime::run_all(std::move(names), update);
}
