// What must hold of a value, as a case writes it: JSON that matches in part, with operators for the rest.
#pragma once

#include "compiler/catalog/json_place.hpp"
#include "runtime/value/value.hpp"

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dork::runtime {

/// An operator: an object with one or more of them says what must hold instead of what the value is.
struct MatchOperator {
  std::string_view name;  ///< `$count`
  std::string_view text;  ///< what it says, for the docs
};
std::span<const MatchOperator> match_operators();

/// Reports what is no expectation: unknown operators, operands of the wrong kind, broken regular expressions.
void check_expectation(const Value& expected, const JsonPlace& place, JsonFailure& failure);

/// One thing that falls short.
struct Shortfall {
  std::string path;      ///< `outbox[0].subject`
  std::string expected;  ///< in a line or a few
  std::string actual;
};

/// Compares a value with what is expected of it; null for one that is not there. What falls short is added, up to a
/// limit. Objects match in part: members that are not mentioned may be anything. Lists match item by item.
void match(const Value& expected, const Value* actual, const std::string& path, std::vector<Shortfall>& shortfalls);

/// What lies at a path of a value: `apps[name=Sales].spaceId`, `outbox[-1].to`, `files.SFTP.'hr/new.csv'`.
/// `[?type=data]` is the list of all items that have it. Null where nothing does; `made` keeps what is put together on
/// the way.
const Value* at_path(const Value& root, std::string_view path, std::deque<Value>& made);

/// Reports a path that cannot be read.
void check_path(std::string_view path, const JsonPlace& place, JsonFailure& failure);

}  // namespace dork::runtime
