// dork check FILE…
#include "cli/files.hpp"

#include <memory>

namespace dork::cli {

Run define_check(CLI::App& app) {
  const auto arguments = std::make_shared<FileArguments>();
  arguments->define(app);
  return [arguments](Session& session) {
    const Catalog* catalog = session.catalog();
    if (!catalog) return;
    const CompileOptions options{.catalog = catalog};
    process(
        session, expand(arguments->paths, session.report()), arguments->jobs,
        [&](std::string_view source) { return check(source, options); }, [](Processed&) {});
  };
}

}  // namespace dork::cli
