#include "runtime/interpret/remarks.hpp"

#include "compiler/decompile.hpp"
#include "compiler/emit/places.hpp"
#include "compiler/lift/places.hpp"

#include <fmt/format.h>

namespace dork::runtime {

std::vector<Diagnostic> diagnostics_of(const RunResult& result, const Plan& plan, std::string_view source, const Catalog& catalog) {
  std::vector<Diagnostic> all;
  if (result.remarks.empty()) return all;
  const std::vector<BlockInfo> blocks = blocks_of(plan);
  const bool json = is_json(source);
  const auto ranges = json ? std::unordered_map<std::string, Range>() : block_ranges(source, catalog);
  const auto lists = json ? block_places(source) : std::vector<std::vector<Range>>();
  for (const Remark& remark : result.remarks) {
    Diagnostic made{remark.code, remark.severity, {}, remark.message, remark.help, {}, {}};
    const bool of_block = !remark.block.empty() && remark.origin < blocks.size();
    if (of_block && json) {
      // The brace that opens it is enough to find it by.
      if (!lists.empty() && remark.origin < lists.front().size()) made.range = {lists.front()[remark.origin].begin, lists.front()[remark.origin].begin + 1};
      made.message = fmt::format("{} (blocks[{}]): {}", remark.block, remark.origin, remark.message);
    } else if (of_block) {
      if (const auto range = ranges.find(std::string(blocks[remark.origin].id)); range != ranges.end()) made.range = range->second;
      made.message = fmt::format("{}: {}", remark.block, remark.message);
    }
    if (remark.times > 1) made.notes.push_back({fmt::format("{} times in this run", remark.times)});
    all.push_back(std::move(made));
  }
  return all;
}

}  // namespace dork::runtime
