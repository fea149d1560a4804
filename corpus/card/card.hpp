// The language and a part of the catalog on one page, to stand in a model's prompt. All of it follows from what the compiler
// reads: the grammar, the tables of operations, operators and functions, the catalog, the seed scripts.
#pragma once

#include "compiler/catalog/catalog.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dork::card {

inline constexpr std::size_t default_tokens = 1500;

struct CardOptions {
  const Catalog* catalog = nullptr;       ///< null: the one built in
  /// The actions and events to show, `qlik.listApps`, in the order of the catalog whatever theirs; empty: as many of the
  /// catalog's as there is room for, those first that most seed scripts use.
  std::span<const std::string> actions = {};
  std::size_t tokens = default_tokens;    ///< at most so many, as `estimate_tokens` counts
  bool example = true;                    ///< whether a whole script stands at the end
};

struct Card {
  struct Omission {
    std::string_view what;                ///< `functions`
    std::size_t count = 0;
  };
  std::string text;
  std::size_t tokens = 0;
  std::vector<Omission> omissions;        ///< what there was no room for, in the order of the page
  std::string example;                    ///< the script at its end; empty where there is none
};

/// Writes a card. What does not fit is left out, the least needed first: the same options give the same card.
Card write_card(const CardOptions& options);

/// A value that the card shows, and what it is.
struct ValueExample {
  std::string_view code;                  ///< several are parted by two blanks
  std::string_view meaning;
};

/// The values that the card shows; `user`, `users` and `n` stand for blocks or variables.
std::span<const ValueExample> value_examples();

}  // namespace dork::card
