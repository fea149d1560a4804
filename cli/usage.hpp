// What to tell about arguments that cannot be understood.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace dork::cli {

/// The command that the arguments chose, as far as they did.
const CLI::App& chosen(const CLI::App& app);

/// The words that lead to a command: `dork catalog show`.
std::string command_path(const CLI::App& app);

/// A parse error in one line, with the nearest command or option for one that does not exist.
std::string explain(const CLI::App& app, const CLI::ParseError& error);

}  // namespace dork::cli
