// Which block a place in a decompiled script stands for.
#pragma once

#include "compiler/model/automation.hpp"

#include <optional>
#include <vector>

namespace dork {

/// The blocks of a script that was printed from a lifted automation, and where each begins.
class Origins {
 public:
  /// `lifted` is what was printed, `parsed` what its script parses to.
  Origins(const Automation& lifted, const Automation& parsed);

  /// The index of the block whose statement a place in the script belongs to; nothing before the first.
  std::optional<std::size_t> block_at(Range place) const;

 private:
  std::vector<std::size_t> origins_;
  std::vector<std::uint32_t> begins_;
};

}  // namespace dork
