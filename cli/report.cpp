#include "cli/report.hpp"

#include "cli/io.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace dork::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json, int indent) {
  // Paths are bytes: what is no UTF-8 in them must not stop the report.
  return json.dump(indent, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

bool Report::add(const std::string& path, std::string_view source, std::vector<Diagnostic> found, std::size_t dropped, std::uint32_t first_line) {
  if (settings_.warnings_as_errors)
    for (Diagnostic& diagnostic : found)
      if (diagnostic.severity == Severity::warning) diagnostic.severity = Severity::error;
  if (settings_.quiet) std::erase_if(found, [](const Diagnostic& it) { return it.severity != Severity::error; });
  if (found.empty()) return true;

  const auto count = [&](Severity severity) {
    return static_cast<std::size_t>(
        std::count_if(found.begin(), found.end(), [&](const Diagnostic& it) { return it.severity == severity; }));
  };
  const std::size_t errors = count(Severity::error);
  if (errors > 0) mark(ExitCode::input_errors);
  errors_ += errors;
  warnings_ += count(Severity::warning);
  dropped_ += dropped;
  ++files_;

  FileDiagnostics file{path, source, std::move(found), dropped, first_line};
  switch (settings_.format) {
    case DiagnosticFormat::text: print(render_text(file, settings_.color)); break;
    case DiagnosticFormat::json: print(render_json_lines(file)); break;
    case DiagnosticFormat::sarif:
      file.source = sources_.emplace_back(source);
      kept_.push_back(std::move(file));
  }
  return errors == 0;
}

void Report::fail(ExitCode code, const std::string& message) {
  mark(code);
  say("error", message);
}

void Report::warn(const std::string& message) {
  if (settings_.warnings_as_errors) return fail(ExitCode::input_errors, message);
  if (!settings_.quiet) say("warning", message);
}

void Report::say(std::string_view level, const std::string& message) {
  switch (settings_.format) {
    case DiagnosticFormat::text: return print(fmt::format("dork: {}{}\n", level == "error" ? "" : "warning: ", message));
    case DiagnosticFormat::json: return print(dump(Json{{"severity", level}, {"message", message}}, -1));
    case DiagnosticFormat::sarif: remarks_.push_back({level, message});
  }
}

ExitCode Report::finish() {
  if (settings_.format == DiagnosticFormat::sarif) print_sarif();
  if (settings_.format == DiagnosticFormat::text && !settings_.quiet) print_summary();
  progress_.clear();
  return exit_code_;
}

void Report::print(std::string_view text) {
  progress_.clear();
  write_stderr(text);
}

void Report::print_sarif() {
  std::string log = render_sarif(kept_, DORK_VERSION);
  if (!remarks_.empty()) {
    // They belong to the run, not to a place in a source.
    Json notifications = Json::array();
    for (const auto& [level, message] : remarks_)
      notifications.push_back({{"level", level}, {"message", {{"text", message}}}});
    Json json = Json::parse(log);
    json["runs"][0]["invocations"] = Json::array({{{"executionSuccessful", exit_code_ == ExitCode::done},
                                                   {"toolExecutionNotifications", std::move(notifications)}}});
    log = dump(json, 2);
  }
  if (!log.ends_with('\n')) log += '\n';
  print(log);
}

void Report::print_summary() {
  if (errors_ + warnings_ == 0) return;
  std::string text = fmt::format("{}, {}", counted(errors_, "error"), counted(warnings_, "warning"));
  if (dropped_ > 0) text += fmt::format(" and {} more", dropped_);
  if (files_ > 1) text += fmt::format(" in {}", counted(files_, "file"));
  print(text + '\n');
}

}  // namespace dork::cli
