// dork test DIR|FILE…
#include "cli/files.hpp"
#include "compiler/threads/in_order.hpp"
#include "compiler/compile.hpp"
#include "compiler/decompile.hpp"
#include "compiler/diagnostics/display.hpp"
#include "runtime/cases/case.hpp"
#include "runtime/cases/junit.hpp"
#include "runtime/tenant/filter.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <thread>

namespace dork::cli {
namespace {

using namespace runtime;
namespace fs = std::filesystem;

struct Arguments {
  std::vector<std::string> paths;
  std::string filter, junit;
  std::size_t jobs = 0;
};

/// What came of one case file.
struct Tested {
  std::string path;
  std::string script;  ///< the file of the script
  std::string description;
  std::string source;      ///< of the script, where it does not compile
  CompileResult compiled;  ///< with its diagnostics
  std::string error;       ///< why it was not run
  ExitCode code = ExitCode::done;
  bool left_out = false;  ///< by --filter
  CaseResult result;
};

bool is_script(const fs::path& path) {
  const std::string name = path.filename().string();
  return path.extension() == ".dork" || (path.extension() == ".json" && !name.ends_with(case_ending));
}

/// The case files beside a script: `NAME.case.json` and `NAME.WHAT.case.json`.
std::vector<std::string> cases_beside(const fs::path& script) {
  const std::string stem = script.stem().string() + ".";
  std::vector<std::string> cases;
  std::error_code error;
  const fs::path folder = script.parent_path();
  for (fs::directory_iterator entry(folder.empty() ? "." : folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    // `a.b.case.json` is a case of a.b.dork where that is there.
    if (!name.starts_with(stem) || !name.ends_with(case_ending)) continue;
    cases.push_back((folder / name).string());
  }
  std::sort(cases.begin(), cases.end());
  return cases;
}

/// The script that a case file belongs to by its name; empty where there is none.
std::string script_of(const std::string& case_path) {
  std::string stem = case_path.substr(0, case_path.size() - case_ending.size());
  for (int round = 0; round < 2; ++round) {
    for (const std::string_view extension : {".dork", ".json"}) {
      std::error_code error;
      std::string script = stem + std::string(extension);
      if (fs::is_regular_file(script, error)) return script;
    }
    const std::size_t dot = stem.rfind('.');
    const std::size_t slash = stem.rfind('/');
    if (dot == stem.npos || (slash != stem.npos && dot < slash)) break;
    stem.resize(dot);
  }
  return {};
}

/// All case files that the arguments mean, each once; scripts without one are told.
std::vector<std::string> case_files(const std::vector<std::string>& paths, Report& report) {
  std::vector<std::string> cases, alone;
  std::set<std::string> seen;
  const auto add = [&](const std::string& path) {
    if (seen.insert(path).second) cases.push_back(path);
  };
  for (const std::string& path : paths) {
    std::error_code error;
    if (fs::is_directory(path, error)) {
      std::vector<std::string> found;
      for (fs::recursive_directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
        const fs::path& file = entry->path();
        if (file.filename().string().ends_with(case_ending))
          found.push_back(file.string());
        else if (file.extension() == ".dork" && cases_beside(file).empty())
          alone.push_back(file.string());
      }
      if (error) report.fail(ExitCode::unreadable, fmt::format("cannot list '{}': {}", path, error.message()));
      std::sort(found.begin(), found.end());
      for (const std::string& each : found) add(each);
    } else if (path.ends_with(case_ending)) {
      add(path);
    } else if (!is_script(path)) {
      throw UsageError(
          fmt::format("'{}' is neither a script, a workspace, a case ('{}') nor a folder", path, case_ending));
    } else {
      const auto beside = cases_beside(path);
      if (beside.empty()) alone.push_back(path);
      for (const std::string& each : beside)
        if (script_of(each) == path) add(each);
    }
  }
  std::sort(alone.begin(), alone.end());
  if (!alone.empty()) report.warn(fmt::format("without a case: {}", fmt::join(alone, ", ")));
  return cases;
}

/// Reads, compiles, runs and compares one case.
Tested test(const std::string& path, const Arguments& arguments, const Catalog& catalog) {
  Tested tested;
  tested.path = path;
  const auto fail = [&](ExitCode code, std::string why) {
    tested.code = code;
    tested.error = std::move(why);
    return std::move(tested);
  };
  std::string error;
  const auto text = read_input(path, error);
  if (!text) return fail(ExitCode::unreadable, error);
  const fs::path folder = fs::path(path).parent_path();
  const ReadFile read = [&](const std::string& name, std::string& why) {
    return read_input((folder / name).string(), why);
  };
  const std::string named = script_named_by(*text);
  tested.script = named.empty() ? script_of(path) : (folder / named).string();
  if (tested.script.empty())
    return fail(ExitCode::input_errors,
                fmt::format("case '{}': there is no script of its name beside it; \"script\" can name another", path));
  auto source = read_input(tested.script, error);
  if (!source) return fail(ExitCode::unreadable, fmt::format("case '{}': {}", path, error));
  tested.source = std::move(*source);
  std::string json = tested.source;
  Catalog extended;
  const Catalog* known = &catalog;
  if (!is_json(tested.source)) {
    tested.compiled = compile(tested.source, {.catalog = &catalog, .compact = true});
    if (!tested.compiled.ok)
      return fail(ExitCode::input_errors, fmt::format("case '{}': its script does not compile", path));
    json = std::move(tested.compiled.output);
    if (!tested.compiled.declared.connectors.empty()) {
      extended = catalog_with(catalog, tested.compiled);
      known = &extended;
    }
  }
  const auto parsed = parse_case(*text, read, *known, error);
  if (!parsed) return fail(ExitCode::input_errors, fmt::format("case '{}': {}", path, error));
  tested.description = parsed->description;
  tested.left_out = !contains_without_case(path + " " + tested.description, arguments.filter);
  if (tested.left_out) return tested;
  const Prepared prepared = prepare_workspace(json, *known);
  if (!prepared.plan)
    return fail(ExitCode::input_errors,
                fmt::format("case '{}': '{}' cannot be run: {}", path, tested.script, prepared.error));
  tested.result = run_case(*parsed, *prepared.plan);
  return tested;
}

/// Several lines of text, indented.
std::string indented(std::string_view text, std::string_view margin) {
  std::string out;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    out += fmt::format("{}{}\n", margin, text.substr(start, end - start));
    start = end + 1;
  }
  return out;
}

/// What fell short, and what the run said.
std::string explain(const CaseResult& result) {
  std::string out;
  for (const Shortfall& each : result.shortfalls)
    out += fmt::format("{}\n  expected  {}\n  got       {}\n", each.path, each.expected, each.actual);
  for (const Remark& remark : result.remarks)
    out += fmt::format("the run said: {}{}{}{}\n", severity_name(remark.severity), remark.block.empty() ? "" : " at ",
                       remark.block, ": " + remark.message);
  for (const std::string& place : result.unused)
    if (!place.starts_with("$.fail")) out += fmt::format("nothing asked for {} of the fixture\n", place);
  if (!out.empty()) out.pop_back();
  return out;
}

class Summary {
 public:
  explicit Summary(Session& session) : session_(session) {}

  void add(const Tested& tested) {
    Report& report = session_.report();
    if (tested.left_out) {
      ++left_out_;
      return;
    }
    ++cases_;
    JunitCase junit{tested.path, tested.result.seconds, {}, tested.error, tested.error};
    if (!tested.error.empty()) {
      ++broken_;
      // Once for all cases of a script.
      if (!tested.compiled.ok && !tested.compiled.diagnostics.empty() && wrong_.insert(tested.script).second)
        report.add(tested.script, tested.source, tested.compiled.diagnostics, tested.compiled.dropped);
      report.fail(tested.code, tested.error);
    } else if (!tested.result.holds()) {
      ++short_;
      junit.failure = explain(tested.result);
      const Shortfall& first = tested.result.shortfalls.front();
      junit.message = fmt::format("{}: expected {}, got {}", first.path, first.expected, first.actual);
      report.mark(ExitCode::input_errors);
      session_.write_result(fmt::format("{}: {}\n{}", tested.path, tested.description, indented(junit.failure, "  ")));
    }
    if (!tested.description.empty()) junit.name = tested.description;
    const std::string& suite = tested.script.empty() ? tested.path : tested.script;
    scripts_.insert(suite);
    if (suites_.empty() || suites_.back().name != suite) suites_.push_back({suite, {}});
    suites_.back().cases.push_back(std::move(junit));
  }

  void finish(const Arguments& arguments) {
    const auto counted = [](std::size_t count, std::string_view noun) {
      return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
    };
    if (cases_ == 0)
      return session_.report().fail(
          ExitCode::input_errors,
          left_out_ > 0
              ? fmt::format("no case has '{}' in its name or description", arguments.filter)
              : fmt::format("there are no cases: those of NAME.dork are NAME{0} and NAME.WHAT{0}", case_ending));
    const std::string all = fmt::format("{} of {}", counted(cases_, "case"), counted(scripts_.size(), "script"));
    std::vector<std::string> bad;
    if (short_ > 0) bad.push_back(fmt::format("{} fall short", short_));
    if (broken_ > 0) bad.push_back(fmt::format("{} could not be run", broken_));
    std::string line =
        bad.empty() ? all + (cases_ == 1 ? " holds" : " hold") : fmt::format("{}: {}", all, fmt::join(bad, ", "));
    if (left_out_ > 0) line += fmt::format("; {} left out", left_out_);
    session_.write_result(line + "\n");
    if (!arguments.junit.empty()) session_.write_result(arguments.junit, junit_xml(suites_));
  }

 private:
  Session& session_;
  std::vector<JunitSuite> suites_;
  std::set<std::string> scripts_, wrong_;
  std::size_t cases_ = 0, short_ = 0, broken_ = 0, left_out_ = 0;
};

void run_tests(const Arguments& arguments, Session& session) {
  const Catalog* catalog = session.catalog();
  if (!catalog) return;
  const auto files = case_files(arguments.paths, session.report());
  Summary summary(session);
  const std::size_t jobs = arguments.jobs != 0 ? arguments.jobs : std::max(1u, std::thread::hardware_concurrency());
  in_order(
      files.size(), jobs, [&](std::size_t index) { return test(files[index], arguments, *catalog); },
      [&](std::size_t index, Tested tested) {
        summary.add(tested);
        session.report().progress().update(index + 1, files.size());
      });
  summary.finish(arguments);
}

}  // namespace

Run define_test(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  app.add_option("PATH", arguments->paths, "Scripts or workspaces with cases beside them, cases, or folders of them")
      ->type_name("DIR|FILE")
      ->required();
  app.add_option("--filter", arguments->filter, "Only cases with this in their file's name or their description")
      ->type_name("TEXT");
  app.add_option("--junit", arguments->junit, "Write the results as JUnit XML")->type_name("FILE");
  app.add_option("-j,--jobs", arguments->jobs, "Threads to work with; by default one for each processor")
      ->type_name("N")
      ->check(CLI::Range(1, 256).description(""));
  return [arguments](Session& session) { run_tests(*arguments, session); };
}

}  // namespace dork::cli
