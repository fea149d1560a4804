// dork corpus build | merge | preview | stats | check
#include "cli/command_corpus.hpp"

namespace dork::cli {
namespace {

constexpr Command commands[] = {
    {"build", "Make a data set of prompts and completions, each of them verified", define_corpus_build},
    {"merge", "Make the data set of a build whose parts were made apart", define_corpus_merge},
    {"preview", "Show what a template makes of a row, and how long it is", define_corpus_preview},
    {"stats", "Say what a data set holds: lengths, variety, splits, with pictures", define_corpus_stats},
    {"check", "Verify a data set that anybody made, row by row", define_corpus_check},
};

}  // namespace

Run define_corpus(CLI::App& app) { return define_commands(app, commands); }

}  // namespace dork::cli
