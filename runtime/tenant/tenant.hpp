// The world a run acts on: a small Qlik Cloud in memory, a GitHub, a mail sink, files, addresses of the web. No part of
// it reaches the machine or the network.
#pragma once

#include "compiler/catalog/catalog.hpp"
#include "runtime/formula/scope.hpp"
#include "runtime/value/value.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dork::runtime {

struct World;

/// The adapter whose files are the tenant's data files.
inline constexpr std::string_view qlik_adapter = "Qlik Cloud Services";

/// A connector block's request.
struct Call {
  std::string_view connector;   ///< its name in the catalog: `Qlik Cloud Services`; its GUID where that has none
  std::string_view action;      ///< its name in the catalog: `listApps`; its GUID where that has none
  std::string_view role;        ///< `list`, `get`, …; empty for snippets
  std::string_view block;       ///< the name of the block that asks
  std::string_view connection;  ///< the id of the connection, empty for the connector's own
  Object inputs;                ///< by the parameters' catalog names, evaluated; those left null are not there; choices
                                ///< by their label where the workspace has one (`displayValue`), else as they are
  std::optional<std::int64_t> limit;  ///< of a list: the most items wanted
};

/// A web request of a Call URL block.
struct WebRequest {
  std::string_view block;
  std::string method, url;
  Value params, headers;  ///< objects, or null
  std::string encoding;
  double timeout = 0;  ///< seconds; 0 for none given
};

/// What the world answers.
struct Reply {
  Value output;
  int status = 200;     ///< of HTTP; from 400 on the request has failed
  std::string message;  ///< of a failure, in the words of the service
  Value body;           ///< of a failure
  Object headers;       ///< of a web answer
  double seconds = 0;   ///< of simulated time that it took
  bool known = true;    ///< whether the world knows how to answer; else the output is empty

  bool failed() const { return status >= 400; }
};

/// What faults of operations on files are named by.
inline constexpr std::string_view file_actions[] = {"file.open",   "file.create", "file.copy",   "file.read",
                                                    "file.write",  "file.close",  "file.delete", "file.move",
                                                    "file.exists", "file.list"};

/// One world, for one run. Copying it copies all its state, which costs next to nothing until one of them changes.
class Tenant {
 public:
  /// The world of the built-in fixture.
  Tenant();

  /// A world from a fixture (docs/runtime.md says how it looks): what it does not mention is as in the built-in one.
  /// On failure nothing, and `error` says what is wrong, with the JSON path. Names of actions are looked up in
  /// `catalog`.
  static std::optional<Tenant> from(const Value& fixture, std::string& error,
                                    const Catalog& catalog = builtin_catalog());

  Tenant(const Tenant&);
  Tenant(Tenant&&) noexcept;
  Tenant& operator=(Tenant) noexcept;
  ~Tenant();

  Reply call(const Call& call, Environment& environment);
  Reply web(const WebRequest& request, Environment& environment);

  /// Runs another automation by its id: what the fixture says it gives.
  Reply run_automation(std::string_view block, std::string_view id, const Value& inputs, Environment& environment);

  /// What the fixture says a form's user answers, by label without blanks; null where it says nothing.
  Value answers() const;

  /// Files of the cloud storage blocks, by adapter and path; what an adapter has in front of the path (bucket,
  /// container, drive) stands in front of it: `bucket/path`. A slash at the beginning and doubled ones mean nothing.
  /// The files of `Qlik Cloud Services` are the tenant's data files. Items of lists hold name, path, size and
  /// modifiedAt.
  std::optional<std::string> read_file(std::string_view adapter, std::string_view path) const;
  bool write_file(std::string_view adapter, std::string_view path, std::string content, Environment& environment);
  bool delete_file(std::string_view adapter, std::string_view path);
  List list_files(std::string_view adapter, std::string_view folder) const;

  /// What a list's pointer was when the automation ended last, by the name of its block: {last_retrieved_at,
  /// highest_record_retrieved}; null where none is remembered, and to forget it.
  Value pointer(std::string_view block) const;
  void set_pointer(std::string_view block, Value pointer);

  /// A fault that the fixture injects (`fail`) for an operation on files, if one is due: `action` is one of
  /// `file_actions`. `call`, `web` and `run_automation` see to theirs.
  std::optional<Reply> fault(std::string_view action, std::string_view block);

  /// Everything as it is now, in the form of a fixture.
  Value state() const;

  /// The mails sent, in order.
  Value outbox() const;

  /// What calls have cost since this was last asked, in steps of a run: going through long lists takes its time, and a
  /// run that does nothing else must come to its limit.
  std::uint64_t take_work();

  /// What is equal in another tenant is kept once from here on, so that many tenants that differ in little take little memory.
  void share_with(const Tenant& other);

  /// What of the fixture's `fail`, `responses` and `web` was never meant: `$.fail[0]`, …
  std::vector<std::string> unused() const;

 private:
  std::unique_ptr<World> world_;
};

}  // namespace dork::runtime
