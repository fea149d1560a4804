// What a fixture says that actions, addresses of the web and other automations answer, and where they fail.
#pragma once

#include "compiler/catalog/catalog.hpp"
#include "runtime/tenant/shape.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dork::runtime {

struct Reply;
struct World;

/// What an entry is about.
enum class CannedKind : std::uint8_t { fault, response, web };

/// One answer. From status 400 on it is a failure.
struct CannedReply {
  Shape output;
  Shape body;  ///< of a failure
  int status = 200;
  std::string message;
  Object headers;
  double seconds = 0;
};

/// One entry of `fail`, `responses` or `web`.
struct CannedEntry {
  CannedKind kind = CannedKind::response;
  std::string place;  ///< `$.fail[0]`
  Value source;       ///< as the fixture has it
  std::string block;  ///< each empty where the entry does not ask
  std::string connector, action;
  std::string automation;
  std::string method, url;
  Object where;                      ///< inputs that must be so
  std::vector<CannedReply> replies;  ///< one after the other; the last stays
  std::uint64_t after = 0;
  std::uint64_t times = std::numeric_limits<std::uint64_t>::max();
};

struct Canned {
  std::vector<CannedEntry> entries;
};

/// What is asked, for the entries to compare with.
struct Question {
  CannedKind kind;
  std::string_view block;
  std::string_view connector, action;  ///< of a block of a connector or of files
  std::string_view automation;
  std::string_view method, url;
  const Value& input;
};

/// Reads `fail`, `responses` and `web` of a fixture.
void read_canned(const Value& fixture, const Catalog& catalog, const JsonPlace& place, JsonFailure& failure,
                 Canned& canned);

/// The answer of the first entry that is meant, if one is.
std::optional<Reply> canned_reply(World& world, const Question& question, Slots& slots, Environment& environment);

/// The entries of a kind as they go on from here, in the form of a fixture.
Value canned_state(const World& world, CannedKind kind);

/// Whether an address is one that a pattern means: `*` is anything, `{name}` one word of the path, which goes to
/// `captured`. A pattern without a question mark says nothing about the query.
bool matches_address(std::string_view pattern, std::string_view address, Object& captured);

}  // namespace dork::runtime
