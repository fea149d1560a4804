// Answers requests: one line of JSON in, one line of JSON out. docs/serve.md describes both.
#pragma once

#include "compiler/catalog/catalog.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dork::serve {

struct ServiceOptions {
  const Catalog* catalog = nullptr;        ///< null: the one built in
  std::vector<std::string> fixtures = {};  ///< JSON texts of the worlds that `score` runs in; none: the built-in ones
  std::uint64_t most_steps = 1'000'000;    ///< executions of blocks that a run may take
};

/// Knows the catalog, the worlds and the latest references. It may be used from one thread at a time.
class Service {
 public:
  /// Throws `std::runtime_error` where a fixture is none.
  explicit Service(ServiceOptions options);
  ~Service();

  /// The answer to a request, without a line's end. Whatever the line is, this is one line of valid JSON.
  std::string answer(std::string_view line);

  /// The answer to a line that was longer than `most` bytes.
  static std::string too_long(std::size_t most);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// What a request can hold beside `id` and `do`.
enum class FieldType : std::uint8_t { text, flag, number, json };

struct FieldSpec {
  std::string_view name;
  FieldType type;
  std::string_view meaning;
};

/// What can be asked: the table that requests are read by, and that `{"do": "methods"}` answers with.
struct MethodSpec {
  std::string_view name;
  std::string_view meaning;
  std::span<const FieldSpec> fields;
};
std::vector<MethodSpec> methods();

}  // namespace dork::serve
