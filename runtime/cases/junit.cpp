#include "runtime/cases/junit.hpp"

#include "runtime/value/utf8.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace dork::runtime {
namespace {

/// Text as XML 1.0 may hold it: what it forbids becomes U+FFFD.
std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t code = next_code(text, at);
    switch (code) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\n': out += "&#10;"; break;
      case '\t': out += "&#9;"; break;
      default: append_utf8(out, code < 0x20 || code == 0xFFFE || code == 0xFFFF ? replacement_character : code);
    }
  }
  return out;
}

std::size_t count(const JunitSuite& suite, std::string JunitCase::*what) {
  return static_cast<std::size_t>(std::count_if(suite.cases.begin(), suite.cases.end(),
                                                [&](const JunitCase& each) { return !(each.*what).empty(); }));
}

void append_problem(std::string& out, std::string_view element, const JunitCase& problem, const std::string& text) {
  if (text.empty()) return;
  out += fmt::format("      <{0} message=\"{1}\" type=\"{0}\">{2}</{0}>\n", element, escaped(problem.message),
                     escaped(text));
}

}  // namespace

std::string junit_xml(const std::vector<JunitSuite>& suites) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  std::size_t id = 0;
  for (const JunitSuite& suite : suites) {
    double seconds = 0;
    for (const JunitCase& each : suite.cases) seconds += each.seconds;
    const std::string name = escaped(suite.name);
    out += fmt::format(
        "  <testsuite id=\"{}\" name=\"{}\" package=\"dork\" timestamp=\"1970-01-01T00:00:00\" hostname=\"localhost\" "
        "tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\">\n    <properties/>\n",
        id++, name, suite.cases.size(), count(suite, &JunitCase::failure), count(suite, &JunitCase::error), seconds);
    for (const JunitCase& each : suite.cases) {
      const bool bare = each.failure.empty() && each.error.empty();
      out += fmt::format("    <testcase name=\"{}\" classname=\"{}\" time=\"{:.3f}\"{}>\n", escaped(each.name), name,
                         each.seconds, bare ? "/" : "");
      if (bare) continue;
      append_problem(out, "error", each, each.error);
      if (each.error.empty()) append_problem(out, "failure", each, each.failure);
      out += "    </testcase>\n";
    }
    out += "    <system-out/>\n    <system-err/>\n  </testsuite>\n";
  }
  return out + "</testsuites>\n";
}

}  // namespace dork::runtime
