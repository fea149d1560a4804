// Requests by method and path, as the raw blocks and the web make them.
#pragma once

#include "runtime/tenant/world.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace dork::runtime {

/// A request of an API.
struct ApiRequest {
  Api api = Api::qlik;
  std::string method;
  std::string path;    ///< without the host and without `api/v1/`; perhaps with a query
  Value query, body;   ///< objects, lists of {key, value}, or null
  bool whole = false;  ///< whether lists come whole and bare, instead of by page
  std::optional<std::int64_t> limit;
};

/// Answers a request; `known` is false where no route has this path.
Reply request_api(World& world, const Path& home, const ApiRequest& request, Environment& environment);

/// The request of an API that an address of the web means, with the tenant it goes to; nothing for other addresses.
std::optional<ApiRequest> api_of_address(const World& world, std::string_view method, std::string_view url, Path& home);

}  // namespace dork::runtime
