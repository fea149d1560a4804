// The worlds that values come from: small tenants with people, spaces, apps and files that belong together, so that what a
// prompt names is there when its program runs.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dork::corpus {

/// How one field of a record is made: text with `<list>` for an entry of a list, `<field>` for an earlier field of the same
/// record, `<record.field>` for a field of a record made before, `|slug` and `|lower` to change it; `#guid`, `#hex24`,
/// `#number` are made up.
struct FieldRule {
  std::string name;
  std::vector<std::string> choices;  ///< one of them is taken
};

struct RecordRule {
  std::string name;
  std::uint32_t count = 1;
  std::vector<FieldRule> fields;
};

struct WorldRules {
  std::uint32_t count = 1;
  std::map<std::string, std::vector<std::string>, std::less<>> lists;
  std::vector<RecordRule> records;
};

/// A thing of the world: its fields in the order of its rule.
using Record = std::vector<std::string>;

/// One small world: by record rule, in their order.
struct World {
  std::vector<std::vector<Record>> records;
};

/// World number `index`; the same for the same rules. On a rule that names what is not there, `error` says so.
World make_world(const WorldRules& rules, std::uint32_t index, std::string& error);

/// The place of a field in a record rule; the number of fields where there is none.
std::size_t field_of(const RecordRule& rule, std::string_view name);

}  // namespace dork::corpus
