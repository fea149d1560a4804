// What programs do: run in the same simulated worlds, two programs behave the same where they ask the world for the same, in
// the same order, and give the same results. What a world is like afterwards follows from what it was asked.
#pragma once

#include "compiler/catalog/catalog.hpp"
#include "compiler/model/automation.hpp"
#include "corpus/score/edit.hpp"
#include "runtime/interpret/run.hpp"
#include "runtime/value/value.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dork::score {

/// The worlds that programs are run in. For any number of threads.
struct Theatre;

/// The built-in worlds: `company`, the small company of `dork run`; `empty`, in which every list is empty; `busy`, in which
/// the first call of every action that does not list fails; `flaky`, in which the second call of every action fails.
std::shared_ptr<const Theatre> builtin_theatre(const Catalog& catalog);

/// The world of a fixture (docs/testing.md) as JSON text.
struct Fixture {
  std::string name, json;
};

/// More worlds, made for a program: `answering`, where each action that it calls answers with what the program reads of it, each member a
/// text of its own, so that nobody can read another member unseen; and one for each turn that its conditions take, where what they
/// test, in answers and in what the program is given, is on one side of their border or on the other. Null where the theatre is one of
/// fixtures, and where nothing is called and nothing tested.
std::shared_ptr<const Theatre> answering_theatre(const Theatre& theatre, const Automation& program, const Catalog& catalog);
inline constexpr std::string_view answering_world = "answering";

/// The worlds of fixtures. On failure null, and `error` says which and why.
std::shared_ptr<const Theatre> theatre_of(const std::vector<Fixture>& fixtures, const Catalog& catalog, std::string& error);

/// The names of the worlds.
std::vector<std::string> worlds_of(const Theatre& theatre);

/// What a program is given from outside: an answer to each field of its forms, and whatever it reads of a payload or event,
/// each with a value of its own.
runtime::Value stimulus_of(const Automation& automation);

/// How a program behaves in each world.
struct Conduct {
  struct Run {
    Symbol calls = 0;            ///< a hash of all calls with their inputs, in order
    Symbol results = 0;          ///< of outputs, title, redirection, and how it ended
    std::uint64_t steps = 0;

    bool same(const Run& other) const { return calls == other.calls && results == other.results; }
  };
  std::vector<Run> runs;         ///< one a world
  runtime::Value stimulus;       ///< what it was given
  std::string error;             ///< why it cannot be run
};

/// Which worlds of a theatre.
struct Worlds {
  std::size_t first = 0;
  std::size_t most = SIZE_MAX;
};

/// Runs a program in some worlds: `runs` begins with the first of them. `most_steps` bounds each run: a program that needs far more
/// than its reference does something else. Custom code is never run. Where the conduct in all worlds that is `expected` is given, the
/// first run that differs from it is the last.
Conduct conduct_of(const runtime::Prepared& program, const Theatre& theatre, const runtime::Value& stimulus, std::uint64_t most_steps, Worlds worlds = {}, const Conduct* expected = nullptr);

/// What a program does in one world, a line each, for people. At most `most_lines`.
std::vector<std::string> play_of(std::string_view workspace, const Theatre& theatre, const Catalog& catalog, const runtime::Value& stimulus, std::size_t world, std::size_t most_lines);

}  // namespace dork::score
