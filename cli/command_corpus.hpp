// The commands below `dork corpus`.
#pragma once

#include "cli/command.hpp"

namespace dork::cli {

Run define_corpus_build(CLI::App& app);
Run define_corpus_merge(CLI::App& app);
Run define_corpus_preview(CLI::App& app);
Run define_corpus_stats(CLI::App& app);
Run define_corpus_stats(CLI::App& app);
Run define_corpus_check(CLI::App& app);

}  // namespace dork::cli
