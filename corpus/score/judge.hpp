// What one answer is worth: how far it is right, how near it comes, and why it is wrong.
#pragma once

#include "corpus/score/behave.hpp"
#include "corpus/score/extract.hpp"
#include "corpus/score/shape.hpp"
#include "corpus/score/taxonomy.hpp"

#include <array>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dork::score {

/// The ladder, from below. Each rung is implied by the one above: an answer stands on the highest that it reaches by itself,
/// and on all below. Docs: docs/scoring.md.
enum class Rung : std::uint8_t { none, extracted, parses, checks, actions, blocks, shape, behaviour, program };
inline constexpr std::size_t rung_count = 9;

struct RungSpec {
  std::string_view id;       ///< kebab-case, stable
  std::string_view title;
  std::string_view meaning;
  bool needs_reference = false;
};
const RungSpec& rung_spec(Rung rung);

/// What running an answer and its reference in the same worlds has shown.
enum class Behaviour : std::uint8_t {
  untested,    ///< not asked for, the answer does not check, or one of the two cannot be run
  same,
  different
};

struct JudgeOptions {
  const Catalog* catalog = nullptr;       ///< null: the one built in
  const Theatre* theatre = nullptr;       ///< the worlds to run programs in; null: behaviour is not tested
  bool soundness = true;                  ///< whether to prove that answers compile to good workspaces, which come back from JSON
  std::function<void(std::function<void()>)> beside = {};   ///< runs a task on another thread while the judge goes on; may be empty
};

/// A reference made ready to be compared with any number of answers, from any number of threads. What an equal answer does not
/// need is made when the first other one comes.
struct Reference {
  std::string error;             ///< why nothing can be compared with it; empty where all is well
  Program program;
  Automation automation;
  std::vector<Block> blocks;
  Components components;

  struct Details {
    std::vector<Symbol> tokens, points, outline;   ///< of its canonical script: tokens, code points, blocks
    std::string shape;                             ///< without its literals
  };
  const Details& details() const;

  /// Whether its workspace keeps Qlik's rules, and whether it comes back as a script.
  struct Soundness {
    bool conforms = false;
    std::optional<bool> roundtrips;
  };
  const Soundness& soundness() const;

  /// How it behaves in the worlds of its options; null where it has none.
  const Conduct* conduct() const;

  /// The same in the first world alone, where most of what is wrong shows already.
  const Conduct* first_conduct() const;

  /// The world in which actions answer with what it reads of them, and how it behaves there; nulls where there is none.
  struct Answered {
    std::shared_ptr<const Theatre> theatre;
    Conduct conduct;
  };
  const Answered& answered() const;

  /// Lets go of what was made to run it; it is made again where it is wanted again.
  void forget_plan() const;

 private:
  friend std::shared_ptr<const Reference> prepare_reference(std::string_view text, const JudgeOptions& options);
  JudgeOptions options_;
  mutable std::once_flag details_made_, soundness_made_, conduct_made_, first_made_, answered_made_;
  mutable Details details_;
  mutable Soundness soundness_;
  mutable std::unique_ptr<Conduct> conduct_, first_;
  mutable std::mutex plan_mutex_;
  mutable std::shared_ptr<const runtime::Prepared> plan_;
  std::shared_ptr<const runtime::Prepared> prepared() const;
  mutable Answered answered_;
};

/// Makes a reference ready: a script or a workspace, in fences and the like as an answer may be.
std::shared_ptr<const Reference> prepare_reference(std::string_view text, const JudgeOptions& options);

struct Judgement {
  Extraction extraction;
  Program program;

  // By itself.
  bool extracted = false, parses = false, checks = false;
  std::optional<bool> conforms;           ///< what it compiles to is a workspace in which nothing is wrong; nothing where that was not asked
  std::optional<bool> roundtrips;         ///< it comes back from JSON; nothing where that was not asked
  Inventions inventions;

  // Against the reference; all false or nothing without one.
  bool compared = false;                  ///< there is a reference, and it is good
  bool equal_text = false, equal_program = false, equal_shape = false, same_blocks = false, same_actions = false;
  Behaviour behaviour = Behaviour::untested;
  std::optional<double> characters;       ///< 1 - Levenshtein / the longer, by code points, of canonical scripts where there are
  double tokens = 0;                      ///< the same by tokens
  double blocks = 0;                      ///< the same by blocks
  std::uint32_t token_edits = 0, block_edits = 0;
  std::array<Match, component_count> components{};

  Rung rung = Rung::none;                 ///< the highest
  std::vector<Error> errors;              ///< the primary class first; empty where nothing is wrong
  std::vector<Finding> findings;          ///< the differences from the reference
  std::string behaviour_note;             ///< where the two first behave otherwise, or why nobody knows

  /// Whether it does what the reference does.
  bool right() const { return equal_program || behaviour == Behaviour::same; }
};

/// Judges an answer, against a reference where there is one.
Judgement judge(std::string_view answer, const Reference* reference, const JudgeOptions& options = {});

/// The same where the reference may still be in the making: it is asked for when the answer has been read, and by tasks of
/// `beside`, so that what it gives must outlive them.
Judgement judge(std::string_view answer, const std::function<const Reference*()>& reference, const JudgeOptions& options);

/// The same for a reference that is used once.
Judgement judge(std::string_view answer, std::string_view reference, const JudgeOptions& options = {});

}  // namespace dork::score
