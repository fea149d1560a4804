// What a theatre holds.
#pragma once

#include "runtime/tenant/tenant.hpp"
#include "runtime/value/value.hpp"

#include <optional>
#include <string>
#include <vector>

namespace dork::score {

/// The tenants of the worlds; a copy costs next to nothing until it is changed.
struct Theatre {
  struct World {
    std::string name;
    runtime::Tenant tenant;
    std::optional<runtime::Value> stimulus;   ///< what programs are given here, where it is not what they are given everywhere
  };
  std::vector<World> worlds;
  bool answering = false;   ///< whether a program is run in the worlds of `answering_theatre` as well
};

}  // namespace dork::score
