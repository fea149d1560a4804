// JUnit XML: what CI services read of test runs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dork::runtime {

/// One case for the report.
struct JunitCase {
  std::string name;
  double seconds = 0;
  std::string failure;  ///< what fell short; empty where it holds
  std::string error;    ///< why it could not be run at all
  std::string message;  ///< the same in one line
};

/// The cases of one script.
struct JunitSuite {
  std::string name;
  std::vector<JunitCase> cases;
};

/// The report. Valid against the schema of the JUnit task of Ant and against that of Jenkins. The same each time: it
/// holds no clock, and the seconds are those of simulated time.
std::string junit_xml(const std::vector<JunitSuite>& suites);

}  // namespace dork::runtime
