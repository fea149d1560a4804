// Arguments that stand for values: JSON files, NAME=VALUE pairs, times.
#pragma once

#include "cli/command.hpp"
#include "runtime/value/value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dork::cli {

/// The value of a JSON file. Nothing, with the failure reported, where it cannot be read or is no JSON.
std::optional<runtime::Value> read_json(const std::string& path, Session& session);

/// What several `--input` say: files of JSON, and NAME=VALUE. Objects are merged, the later ones win; a file alone may
/// hold anything. False, with the failure reported, where a file cannot be read.
bool read_inputs(const std::vector<std::string>& arguments, runtime::Value& inputs, Session& session);

/// A time in UTC: `2026-01-01`, `2026-01-01 12:30:00`, `2026-01-01T12:30:00Z`, or seconds since 1970; in milliseconds since
/// 1970. Anything else is wrong usage.
std::int64_t time_argument(const std::string& option, const std::string& text);

}  // namespace dork::cli
