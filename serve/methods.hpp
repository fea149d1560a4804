// What can be asked, and how it is answered: one table.
#pragma once

#include "compiler/threads/assistant.hpp"
#include "corpus/score/judge.hpp"
#include "corpus/synthesis/synthesis.hpp"
#include "runtime/tenant/tenant.hpp"
#include "serve/service.hpp"

#include <deque>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <unordered_map>

namespace dork::serve {

using Json = nlohmann::ordered_json;

/// A request that cannot be answered; it ends as an answer with an error.
struct RequestError : std::runtime_error {
  RequestError(std::string_view error_code, const std::string& message) : std::runtime_error(message), code(error_code) {}
  std::string_view code;   ///< stable: `bad-request`
};

/// References made ready, the latest ones kept: answers to one prompt come together.
class ReferenceCache {
 public:
  /// The reference that is known; null where it is not.
  std::shared_ptr<const score::Reference> find(const std::string& text, const score::JudgeOptions& options) const;

  /// Keeps one that was made ready with these options.
  void keep(const std::string& text, const score::JudgeOptions& options, std::shared_ptr<const score::Reference> reference);

 private:
  std::unordered_map<score::Symbol, std::shared_ptr<const score::Reference>> kept_;
  std::deque<score::Symbol> order_;
};

/// What lives as long as the service.
struct Context {
  ServiceOptions options;
  const Catalog* catalog = nullptr;
  std::shared_ptr<const score::Theatre> theatre;
  ReferenceCache references;
  std::optional<corpus::Rules> rules;              ///< made when first needed
  std::string fixture;                             ///< of `tenant`
  std::optional<runtime::Tenant> tenant;           ///< as the latest fixture says
  Assistant assistant;                             ///< goes first: its tasks need the rest
};

/// A request whose fields are known to be of their types.
struct Request {
  const Json& json;
  std::string text(std::string_view name) const;                  ///< empty where it is not there
  bool flag(std::string_view name, bool otherwise) const;
  std::uint64_t number(std::string_view name, std::uint64_t otherwise) const;
  const Json* value(std::string_view name) const;                 ///< null where it is not there
};

struct Method {
  MethodSpec spec;
  std::string (*answer)(const Request& request, Context& context);   ///< the JSON of `result`
};
std::span<const Method> method_table();

}  // namespace dork::serve
