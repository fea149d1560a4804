// Fixtures: what a world is made of, as JSON.
#pragma once

#include "runtime/tenant/world.hpp"

#include <string>

namespace dork::runtime {

/// The world of the built-in fixture. Made once, shared by threads.
const World& default_world();

/// Changes a world as a fixture says. What is wrong with that is reported with its path.
void apply_fixture(World& world, const Value& fixture, const Catalog& catalog, JsonFailure& failure);

/// A world in the form of a fixture that makes the same again.
Value fixture_of(const World& world);

}  // namespace dork::runtime
