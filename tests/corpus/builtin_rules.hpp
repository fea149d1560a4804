// The built-in rules, loaded once for all tests of a program.
#pragma once

#include "corpus/synthesis/synthesis.hpp"

#include <catch2/catch.hpp>

namespace dork::corpus {

inline const Rules& rules() {
  static const Rules all = [] {
    std::string error;
    auto loaded = load_rules(builtin_catalog(), "", error);
    INFO(error);
    REQUIRE(loaded);
    return *loaded;
  }();
  return all;
}

}  // namespace dork::corpus
