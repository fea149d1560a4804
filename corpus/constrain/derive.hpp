// Random texts of a grammar: bounded, seeded, and with names that are there where a table of names says so.
#pragma once

#include "corpus/constrain/grammar.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace dork::constrain {

struct DeriveOptions {
  std::size_t size = 600;  ///< how many rules are followed before the text is brought to its end on the shortest way
  bool names = true;       ///< names as `name_rules` says; otherwise any text that their rules allow
};

/// Derives from one grammar, which must live as long. Not for several threads at once: what it learns of the grammar it keeps.
class Deriver {
 public:
  explicit Deriver(const Grammar& grammar);
  Deriver(Deriver&&) noexcept;
  ~Deriver();

  /// A text of the grammar, the same for the same seed on any machine. Names are chosen as a sampler would that masks the
  /// names that are not there: each is still one that the grammar allows at its place.
  std::string derive(std::uint64_t seed, const DeriveOptions& options = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dork::constrain
