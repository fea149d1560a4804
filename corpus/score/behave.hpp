// What programs do: run in the same simulated worlds, two programs behave the same where they ask the world for the same, in
// the same order, and leave it the same.
#pragma once

#include "compiler/catalog/catalog.hpp"
#include "corpus/score/edit.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dork::score {

/// The worlds that programs are run in. For any number of threads.
struct Theatre;

/// The built-in worlds: the usual one; one in which every list is empty; one in which services fail now and then.
std::shared_ptr<const Theatre> builtin_theatre(const Catalog& catalog);

/// The worlds of fixtures (docs/runtime.md), each JSON text with a name. On failure null, and `error` says which and why.
struct Fixture {
  std::string name, json;
};
std::shared_ptr<const Theatre> theatre_of(const std::vector<Fixture>& fixtures, const Catalog& catalog, std::string& error);

/// How a program behaves in each world.
struct Conduct {
  struct Run {
    Symbol trace = 0;            ///< a hash of all calls with their inputs, in order
    Symbol effects = 0;          ///< of outputs, how it ended, errors and warnings, and the world afterwards
    std::uint64_t steps = 0;
  };
  std::vector<Run> runs;         ///< one a world
  std::string error;             ///< why it could not be run
};

/// Runs the program of a workspace JSON text in all worlds. `most_steps` bounds each run: a program that needs far more than
/// its reference does something else.
Conduct conduct_of(std::string_view workspace, const Theatre& theatre, std::uint64_t most_steps);

/// What a program does in one world, a line each, for people. At most `most_lines`.
std::vector<std::string> script_of_play(std::string_view workspace, const Theatre& theatre, std::size_t world, std::size_t most_lines);

/// The names of the worlds.
std::vector<std::string> worlds_of(const Theatre& theatre);

}  // namespace dork::score
