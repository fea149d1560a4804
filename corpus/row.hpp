// A training example with all that is known of it: what synthesis makes, verification fills in, formats write.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dork::corpus {

/// One example. Texts are UTF-8; scripts are canonical, so that what is equal is equal byte for byte.
struct Row {
  std::string task;         ///< `text-to-script`, `text-to-json`, `explain`, `json-to-script`, `edit`, `repair`, `fill`, `continue`
  std::string instruction;  ///< what the user says
  std::string input;        ///< what is given beside it (a script, JSON, diagnostics), empty where nothing is
  std::string completion;   ///< the right answer
  std::string rejected;     ///< a near miss of `completion` for preference training; empty where there is none
  std::string reason;       ///< why `rejected` is wrong: a diagnostic code, or the difference in behaviour

  std::string persona;      ///< the register of the instruction: `executive`, `analyst`, `developer`, `chat`
  std::string skeleton;     ///< the completion's program with values and names replaced; equal for programs of one shape
  std::vector<std::string> rules;     ///< the rules it was made by, from outside in
  std::vector<std::string> actions;   ///< `qlik.listApps`, sorted, each once
  std::vector<std::string> effects;   ///< what running it is promised to do, in words of the rules' data
  std::vector<std::string> verified;  ///< the checks it passed, in their order: `parses`, `checks`, `conforms`, `roundtrips`, `behaves`
  std::string source;       ///< `synthesis`, or the file it was made from
  std::uint64_t index = 0;  ///< of the candidate; with the build's seed it makes the same row again
};

}  // namespace dork::corpus
