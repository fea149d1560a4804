// What the tests of the tenant share.
#pragma once

#include "runtime/tenant/tenant.hpp"
#include "runtime/value/json.hpp"

#include <string>
#include <string_view>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

namespace dork::runtime {

inline Value json(std::string_view text) {
  std::string error;
  auto value = parse_json(text, error);
  INFO(error << " in " << text);
  REQUIRE(value);
  return *value;
}

inline Environment at_midnight() {
  Environment environment;
  environment.now = 1'767'225'600'000;  // 2026-01-01 00:00:00 UTC
  return environment;
}

inline Tenant tenant_of(std::string_view fixture) {
  std::string error;
  auto tenant = Tenant::from(json(fixture), error);
  INFO(error);
  REQUIRE(tenant);
  return *tenant;
}

/// Why a fixture is none.
inline std::string why_not(std::string_view fixture) {
  std::string error;
  CHECK_FALSE(Tenant::from(json(fixture), error));
  return error;
}

}  // namespace dork::runtime
