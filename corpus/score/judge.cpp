#include "corpus/score/judge.hpp"

#include "compiler/decompile.hpp"
#include "compiler/emit/emit.hpp"
#include "compiler/lift/lift.hpp"
#include "compiler/syntax/parse.hpp"
#include "compiler/syntax/recognize.hpp"
#include "compiler/unparse/unparse.hpp"
#include "corpus/score/behave.hpp"
#include "corpus/verify/conform.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace dork::score {
namespace {

constexpr RungSpec rungs[rung_count] = {
    {"none", "nothing", "there is no program in the answer", false},
    {"extracted", "extracted", "a script or the JSON of a workspace was found in the answer", false},
    {"parses", "parses", "it is a script by the grammar, or JSON that holds a workspace", false},
    {"checks", "checks", "and nothing in it is an error: it compiles, and would import", false},
    {"same-actions", "same set of actions", "and it uses the actions and statements that the reference uses, whatever their number and order", true},
    {"same-blocks", "same blocks in order", "and they stand in the order of the reference", true},
    {"same-shape", "equal but for literals", "and it differs from the reference in texts and numbers only", true},
    {"same-behaviour", "same behaviour", "and in every simulated world it makes the same calls and leaves the same effects", true},
    {"same-program", "equal program", "and it is the program of the reference", true},
};

const Catalog& catalog_of(const JudgeOptions& options) { return options.catalog ? *options.catalog : builtin_catalog(); }


std::vector<Symbol> outline_of(const std::vector<Block>& blocks) {
  std::vector<Symbol> outline;
  for (const Block& block : blocks) outline.push_back(block.own * 31 + block.depth);
  return outline;
}

std::vector<std::string_view> keys_of(const std::vector<Block>& blocks) {
  std::vector<std::string_view> keys;
  for (const Block& block : blocks) keys.push_back(block.key);
  return keys;
}

bool same_set(std::vector<std::string_view> a, std::vector<std::string_view> b) {
  for (auto* all : {&a, &b}) {
    std::sort(all->begin(), all->end());
    all->erase(std::unique(all->begin(), all->end()), all->end());
  }
  return a == b;
}

/// What a program compiles to; nothing where JSON holds several workspaces.
std::optional<Workspace> workspace_of(const Program& program, const Automation& automation) {
  Workspaces workspaces = program.form == Form::json ? read_workspaces(program.text) : workspaces_of(emit_tree(automation, true));
  if (workspaces.found.size() != 1) return std::nullopt;
  return std::move(workspaces.found.front());
}

/// Whether a script ends in the middle: all its tokens could be the beginning of a script, and are not all of it.
bool ends_early(std::string_view script) {
  Recognizer& machine = recognizer();
  Recognizer::State state = machine.start();
  const std::vector<Token> tokens = tokenize(script);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::uint16_t kind = tokens[i].number;
    const bool last = i + 1 == tokens.size();
    if (last && (kind == token_kinds().unclosed_text || kind == token_kinds().unclosed_name || kind == token_kinds().unclosed_comment)) return true;
    if (is_comment(tokens[i])) continue;
    state = machine.next(state, kind);
    if (state == Recognizer::dead) return false;
  }
  return !machine.accepts(state);
}

using Soundness = Reference::Soundness;

/// What no check of names and types asks: whether the workspace keeps Qlik's rules, and whether it comes back as a script.
Soundness soundness_of(const Program& program, const Automation& automation, const std::optional<Workspace>& workspace, const Catalog& catalog) {
  Soundness sound;
  const bool script = program.form == Form::script;
  if (!workspace) return sound;
  // A fragment has no start, which is no fault of it.
  sound.conforms = automation.fragment || corpus::conformity_fault(workspace->json).empty();
  if (!script) {
    sound.roundtrips = roundtrip_fault(program.text, catalog, false).empty();
    return sound;
  }
  const std::string back = unparse(lift(*workspace, catalog, {}));
  sound.roundtrips = back == program.canonical || compile(back, {.catalog = &catalog, .envelope = true, .compact = true}).output == emit(automation, {.envelope = true, .compact = true}) ||
                     roundtrip_fault(program.text, catalog, false).empty();
  return sound;
}

class Judge {
 public:
  Judge(std::string_view answer, const JudgeOptions& options) : answer_(answer), options_(options), catalog_(catalog_of(options)) {}

  Judgement run(const Reference* reference) {
    made_.extraction = extract(answer_);
    compare_with(reference);
    const Extraction& found = made_.extraction;
    if (reference_ && found.form == reference_->program.form && found.text == reference_->program.text) made_.program = reference_->program;
    else read();
    return weigh();
  }

  Judgement run(const std::function<const Reference*()>& reference) {
    made_.extraction = extract(answer_);
    read();
    if (options_.theatre && made_.program.checks && automation_) {
      // Hardly any answer is another text and the same program: both will be run.
      if (options_.beside)
        options_.beside([reference] {
          if (const Reference* made = reference(); made && made->error.empty()) made->answered();
        });
      prepare();
    }
    compare_with(reference());
    return weigh();
  }

 private:
  void compare_with(const Reference* reference) { reference_ = reference && reference->error.empty() ? reference : nullptr; }

  void read() {
    if (made_.extraction.form != Form::none) made_.program = read_program(made_.extraction.text, made_.extraction.form, catalog_, &automation_);
  }

  Judgement weigh() {
    Judgement& made = made_;
    made.extracted = made.extraction.form != Form::none;
    made.compared = reference_ != nullptr;
    if (made.extracted) {
      if (reference_ && made.program.nameless != reference_->program.nameless) share_header(made.program, reference_->program, catalog_), automation_.reset();
      made.parses = made.program.parses;
      made.checks = made.program.checks;
    }
    if (made.parses) made.equal_program = reference_ && same_program(made.program, reference_->program, catalog_);
    // An equal program is equal in all that follows.
    if (made.equal_program && made.program.canonical == reference_->program.canonical) automation_.reset(), as_reference();
    else if (made.parses) parsed();
    else unparsed();
    by_itself();
    classify();
    climb();
    return std::move(made_);
  }

  void as_reference() {
    made_.equal_text = without_end(made_.program.text) == without_end(reference_->program.text);
    made_.equal_shape = made_.same_blocks = made_.same_actions = true;
    made_.behaviour = options_.theatre && made_.checks ? Behaviour::same : Behaviour::untested;
    made_.characters = made_.tokens = made_.blocks = 1;
    made_.inventions = inventions_of(reference_->automation);
    for (std::size_t i = 0; i < component_count; ++i) {
      const std::uint64_t size = reference_->components[i].size();
      made_.components[i] = {size, size, size};
    }
  }

  void parsed() {
    if (!automation_) automation_ = canonical_automation(made_.program, catalog_);
    made_.inventions = inventions_of(*automation_);
    if (!reference_) return;
    const std::vector<Block> blocks = blocks_of(*automation_, catalog_);
    const Components components = components_of(*automation_, blocks);
    made_.equal_text = without_end(made_.program.text) == without_end(reference_->program.text);
    made_.same_actions = same_set(keys_of(blocks), keys_of(reference_->blocks));
    made_.same_blocks = keys_of(blocks) == keys_of(reference_->blocks);
    const std::vector<Token> tokens = tokenize(made_.program.canonical);
    made_.equal_shape = made_.same_blocks && without_literals(made_.program.canonical, tokens) == reference_->details().shape;
    for (std::size_t i = 0; i < component_count; ++i) made_.components[i] = match(components[i], reference_->components[i]);
    near(made_.program.canonical, tokens, outline_of(blocks));
    made_.findings = find_differences(blocks, reference_->blocks, automation_->variables, reference_->automation.variables);
    if (made_.equal_program) made_.behaviour = options_.theatre && made_.checks ? Behaviour::same : Behaviour::untested;
    else if (made_.checks) behave(blocks);
  }

  /// When and by what a program starts is part of what it does, though a run here does not show it.
  static Symbol start_of(const std::vector<Block>& blocks) { return !blocks.empty() && blocks.front().start ? blocks.front().own : 0; }

  void unparsed() {
    if (!reference_) return;
    for (std::size_t i = 0; i < component_count; ++i) made_.components[i] = {0, 0, reference_->components[i].size()};
    const std::string_view text = made_.extracted ? made_.program.text : std::string_view();
    // Of JSON that does not parse there are no tokens of scripts.
    near(text, made_.program.form == Form::json ? std::vector<Token>() : tokenize(text), {});
  }

  /// How near a text comes to the reference.
  void near(std::string_view text, std::span<const Token> script_tokens, const std::vector<Symbol>& outline) {
    const std::vector<Symbol> points = code_points(without_end(text));
    const auto& reference_points = reference_->details().points;
    if (const auto distance = bounded_edit_distance(points, reference_points)) made_.characters = similarity(*distance, points.size(), reference_points.size());
    const std::vector<Symbol> tokens = token_symbols(text, script_tokens);
    const std::size_t token_edits = bounded_edit_distance(tokens, reference_->details().tokens).value_or(std::max(tokens.size(), reference_->details().tokens.size()));
    made_.token_edits = static_cast<std::uint32_t>(token_edits);
    made_.tokens = similarity(token_edits, tokens.size(), reference_->details().tokens.size());
    const std::size_t block_edits = bounded_edit_distance(outline, reference_->details().outline).value_or(std::max(outline.size(), reference_->details().outline.size()));
    made_.block_edits = static_cast<std::uint32_t>(block_edits);
    made_.blocks = similarity(block_edits, outline.size(), reference_->details().outline.size());
  }

  void behave(const std::vector<Block>& blocks) {
    if (!options_.theatre || !reference_->first_conduct()) return;
    if (start_of(blocks) != start_of(reference_->blocks)) {
      made_.behaviour = Behaviour::different;
      made_.behaviour_note = "it starts otherwise";
      return;
    }
    const Conduct& first = *reference_->first_conduct();
    if (!first.error.empty()) {
      made_.behaviour_note = "the reference cannot be run: " + first.error;
      return;
    }
    if (!prepared_) prepare();
    if (!workspace()) return;
    behave_as(first);
    // What it takes to run the reference is large, and wanted for the next answer at most.
    reference_->forget_plan();
  }

  void prepare() {
    if (workspace()) prepared_ = runtime::prepare_workspace(*workspace(), catalog_);
  }

  void behave_as(const Conduct& first) {
    if (differs(first, *options_.theatre, {0, 1})) return;
    if (differs(*reference_->conduct(), *options_.theatre, {1})) return;
    const Reference::Answered& answered = reference_->answered();
    if (answered.theatre && differs(answered.conduct, *answered.theatre, {})) return;
    made_.behaviour = Behaviour::same;
  }

  /// Runs the answer and says whether it does anything else than is expected, or cannot be run.
  bool differs(const Conduct& expected, const Theatre& theatre, Worlds worlds) {
    std::uint64_t steps = 0;
    for (const Conduct::Run& run : expected.runs) steps = std::max(steps, run.steps);
    const Conduct conduct = conduct_of(*prepared_, theatre, expected.stimulus, steps * 4 + 1000, worlds, &expected);
    if (!conduct.error.empty()) {
      made_.behaviour_note = conduct.error;
      return true;
    }
    for (std::size_t world = worlds.first; world < std::min(expected.runs.size(), worlds.first + conduct.runs.size()); ++world) {
      const Conduct::Run& is = conduct.runs[world - worlds.first];
      const Conduct::Run& should = expected.runs[world];
      if (is.same(should)) continue;
      made_.behaviour = Behaviour::different;
      made_.behaviour_note = fmt::format("in the world '{}' it {}", worlds_of(theatre)[world],
                                         is.calls != should.calls ? "makes other calls" : "makes the same calls, but gives other results");
      return true;
    }
    return false;
  }

  void by_itself() {
    if (!options_.soundness) return;
    made_.conforms = false;
    if (!made_.checks) return;
    if (!automation_) {
      made_.conforms = reference_->soundness().conforms;
      made_.roundtrips = reference_->soundness().roundtrips;
      return;
    }
    const Soundness sound = soundness_of(made_.program, *automation_, workspace(), catalog_);
    made_.conforms = sound.conforms;
    made_.roundtrips = sound.roundtrips;
  }

  const std::optional<Workspace>& workspace() {
    if (!workspace_) workspace_ = workspace_of(made_.program, *automation_);
    return *workspace_;
  }

  void add(Error error) {
    if (std::find(made_.errors.begin(), made_.errors.end(), error) == made_.errors.end()) made_.errors.push_back(error);
  }

  void classify() {
    if (!made_.extracted) {
      // A fence or an answer that was opened and holds nothing was cut off.
      if (made_.extraction.absence == Absence::empty && made_.extraction.cut_off) return add(Error::truncated);
      return add(class_of(made_.extraction.absence));
    }
    if (made_.equal_program) return;
    const bool circles = runs_in_circles(made_.extraction.text);
    if (circles && (!made_.checks || (reference_ && !made_.right()))) add(Error::repetition);
    if (!made_.parses) {
      const bool script = made_.program.form == Form::script;
      if (script ? ends_early(made_.program.text) : made_.extraction.cut_off) add(Error::truncated);
      if (!script) add(Error::broken_json);
    }
    if (made_.behaviour == Behaviour::same) add(Error::written_otherwise);
    std::vector<Error> found;
    for (const Finding& finding : made_.findings) found.push_back(finding.error);
    if (!made_.checks) {
      std::vector<Error> diagnosed;
      for (const Code code : made_.program.errors) diagnosed.push_back(class_of(code));
      std::sort(diagnosed.begin(), diagnosed.end());
      // What a name refers to may be missing or elsewhere: then that is what is wrong.
      const auto structural = [](Error error) { return error == Error::missing_block || error == Error::wrong_nesting || error == Error::wrong_order; };
      const bool moved = std::any_of(found.begin(), found.end(), structural);
      if (moved && !diagnosed.empty() && (diagnosed.front() == Error::unknown_name || diagnosed.front() == Error::out_of_scope) && explains_names())
        for (const Error error : sorted(found)) {
          if (structural(error)) add(error);
        }
      for (const Error error : diagnosed) add(error);
    }
    for (const Error error : sorted(found)) add(error);
    if (reference_ && made_.parses && made_.errors.empty()) add(Error::written_otherwise);
  }

  static std::vector<Error> sorted(std::vector<Error> errors) {
    std::sort(errors.begin(), errors.end());
    return errors;
  }

  /// Whether the names that are not there, or not there yet, are those of blocks that are missing or have moved.
  bool explains_names() const {
    for (const Diagnostic& diagnostic : made_.program.diagnostics) {
      if (diagnostic.severity != Severity::error) continue;
      const Error error = class_of(diagnostic.code);
      if (error != Error::unknown_name && error != Error::out_of_scope) continue;
      const std::string name = quoted_name_in(diagnostic.message);
      const bool named = std::any_of(made_.findings.begin(), made_.findings.end(), [&](const Finding& finding) {
        return finding.error != Error::wrong_literal && (finding.block.ends_with(" " + name));
      });
      // A name that the reference has no block for was made up.
      const bool moved_around = error == Error::out_of_scope;
      if (!named && !moved_around) return false;
    }
    return true;
  }

  /// What stands between the first backticks, up to the first dot.
  static std::string quoted_name_in(std::string_view message) {
    const std::size_t begin = message.find('`');
    if (begin == std::string_view::npos) return {};
    return std::string(message.substr(begin + 1, message.find_first_of("`.", begin + 1) - begin - 1));
  }

  void climb() {
    const std::array<bool, rung_count> reached = {true, made_.extracted, made_.parses, made_.checks, made_.checks && made_.same_actions, made_.checks && made_.same_blocks,
                                                  made_.checks && made_.equal_shape, made_.checks && made_.behaviour == Behaviour::same, made_.checks && made_.equal_program};
    for (std::size_t i = 0; i < rung_count; ++i)
      if (reached[i]) made_.rung = static_cast<Rung>(i);
  }

  std::string_view answer_;
  const Reference* reference_ = nullptr;
  const JudgeOptions& options_;
  const Catalog& catalog_;
  std::optional<Automation> automation_;
  std::optional<std::optional<Workspace>> workspace_;   // once it was asked for
  std::optional<runtime::Prepared> prepared_;           // where it is run
  Judgement made_;
};

}  // namespace

const RungSpec& rung_spec(Rung rung) { return rungs[static_cast<std::size_t>(rung)]; }

std::shared_ptr<const Reference> prepare_reference(std::string_view text, const JudgeOptions& options) {
  const Catalog& catalog = catalog_of(options);
  auto reference = std::make_shared<Reference>();
  reference->options_ = options;
  Extraction extraction = extract(text);
  if (extraction.form == Form::none) {
    reference->error = "the reference holds no program";
    return reference;
  }
  std::optional<Automation> automation;
  reference->program = read_program(std::move(extraction.text), extraction.form, catalog, &automation);
  if (!reference->program.checks) {
    reference->error = "the reference does not check";
    for (const Diagnostic& diagnostic : reference->program.diagnostics)
      if (diagnostic.severity == Severity::error) {
        reference->error += fmt::format(": {} ({})", diagnostic.message, code_name(diagnostic.code));
        break;
      }
    return reference;
  }
  reference->automation = automation ? std::move(*automation) : canonical_automation(reference->program, catalog);
  reference->blocks = blocks_of(reference->automation, catalog);
  reference->components = components_of(reference->automation, reference->blocks);
  return reference;
}

const Reference::Details& Reference::details() const {
  std::call_once(details_made_, [&] {
    const std::vector<Token> tokens = tokenize(program.canonical);
    details_.tokens = token_symbols(program.canonical, tokens);
    details_.points = code_points(without_end(program.canonical));
    details_.outline = outline_of(blocks);
    details_.shape = without_literals(program.canonical, tokens);
  });
  return details_;
}

const Reference::Soundness& Reference::soundness() const {
  std::call_once(soundness_made_, [&] { soundness_ = soundness_of(program, automation, workspace_of(program, automation), catalog_of(options_)); });
  return soundness_;
}

namespace {
constexpr std::uint64_t most_reference_steps = 200'000;
}

std::shared_ptr<const runtime::Prepared> Reference::prepared() const {
  const std::lock_guard lock(plan_mutex_);
  if (!plan_) {
    const auto workspace = workspace_of(program, automation);
    plan_ = std::make_shared<const runtime::Prepared>(workspace ? runtime::prepare_workspace(*workspace, catalog_of(options_)) : runtime::Prepared{nullptr, {}, "it holds several workspaces", {}});
  }
  return plan_;
}

void Reference::forget_plan() const {
  const std::lock_guard lock(plan_mutex_);
  plan_.reset();
}

const Conduct* Reference::first_conduct() const {
  if (!options_.theatre) return nullptr;
  std::call_once(first_made_, [&] { first_ = std::make_unique<Conduct>(conduct_of(*prepared(), *options_.theatre, stimulus_of(automation), most_reference_steps, {0, 1})); });
  return first_.get();
}

const Conduct* Reference::conduct() const {
  if (!options_.theatre) return nullptr;
  std::call_once(conduct_made_, [&] {
    conduct_ = std::make_unique<Conduct>(*first_conduct());
    if (!conduct_->error.empty()) return;
    const Conduct rest = conduct_of(*prepared(), *options_.theatre, conduct_->stimulus, most_reference_steps, {1});
    conduct_->runs.insert(conduct_->runs.end(), rest.runs.begin(), rest.runs.end());
  });
  return conduct_.get();
}

const Reference::Answered& Reference::answered() const {
  std::call_once(answered_made_, [&] {
    if (!options_.theatre || !conduct()->error.empty()) return;
    if (auto theatre = answering_theatre(*options_.theatre, automation, catalog_of(options_)))
      answered_ = {theatre, conduct_of(*prepared(), *theatre, conduct()->stimulus, most_reference_steps)};
  });
  return answered_;
}

Judgement judge(std::string_view answer, const Reference* reference, const JudgeOptions& options) { return Judge(answer, options).run(reference); }
Judgement judge(std::string_view answer, const std::function<const Reference*()>& reference, const JudgeOptions& options) { return Judge(answer, options).run(reference); }

Judgement judge(std::string_view answer, std::string_view reference, const JudgeOptions& options) {
  const auto prepared = prepare_reference(reference, options);
  return judge(answer, prepared.get(), options);
}

}  // namespace dork::score
