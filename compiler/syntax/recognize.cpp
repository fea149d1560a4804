#include "compiler/syntax/recognize.hpp"

#include "compiler/syntax/tokens.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <limits>
#include <unordered_map>

namespace dork {
namespace {

using syntax::DorkLexer;
using syntax::DorkParser;

constexpr std::size_t most_kinds = 256;
constexpr std::uint32_t infinite = 1'000'000;

using Kinds = std::bitset<most_kinds>;

/// The parser's tables in the form that this machine wants.
struct Tables {
  struct Call { std::uint32_t rule_start, follow; };
  struct Edge { Kinds kinds; std::uint32_t target; };
  struct Place {
    std::vector<std::uint32_t> free;   ///< reached without a token
    std::vector<Call> calls;
    std::vector<Edge> edges;
    bool end_of_rule = false;
    bool end_of_input = false;         ///< an edge takes the end of the input
    std::uint32_t missing = infinite;  ///< the fewest tokens to the end of its rule
  };
  std::vector<Place> places;
  std::uint32_t start = 0;
  std::size_t kinds = 0;
};

Tables read_tables() {
  std::vector<syntax::SlimToken> none;
  none.emplace_back(antlr4::Token::EOF, Range{}, 0, 0);
  syntax::TokenListStream stream(none);
  DorkParser parser(&stream);
  const antlr4::atn::ATN& atn = parser.getATN();
  Tables tables;
  tables.kinds = atn.maxTokenType + 1;
  tables.places.resize(atn.states.size());
  for (const antlr4::atn::ATNState* state : atn.states) {
    if (!state) continue;
    Tables::Place& place = tables.places[state->stateNumber];
    place.end_of_rule = state == atn.ruleToStopState[state->ruleIndex];
    // A rule's end leads back to all its callers; the stack knows which it was.
    if (place.end_of_rule) continue;
    for (const auto& held : state->transitions) {
      const antlr4::atn::Transition* transition = &*held;
      const auto target = static_cast<std::uint32_t>(transition->target->stateNumber);
      if (const auto* call = dynamic_cast<const antlr4::atn::RuleTransition*>(transition)) {
        place.calls.push_back({target, static_cast<std::uint32_t>(call->followState->stateNumber)});
      } else if (transition->isEpsilon()) {
        place.free.push_back(target);
      } else {
        Tables::Edge edge{{}, target};
        for (const ssize_t kind : transition->label().toList()) {
          if (kind <= 0) place.end_of_input = true;
          else edge.kinds.set(static_cast<std::size_t>(kind));
        }
        if (edge.kinds.any()) place.edges.push_back(edge);
      }
    }
  }
  tables.start = static_cast<std::uint32_t>(atn.ruleToStartState[DorkParser::RuleScript]->stateNumber);
  // The fewest tokens to the end of a rule, from below until nothing changes.
  for (bool changed = true; changed;) {
    changed = false;
    for (Tables::Place& place : tables.places) {
      std::uint32_t least = place.end_of_rule || place.end_of_input ? 0 : infinite;
      for (const std::uint32_t target : place.free) least = std::min(least, tables.places[target].missing);
      for (const Tables::Call& call : place.calls)
        least = std::min(least, tables.places[call.rule_start].missing + tables.places[call.follow].missing);
      for (const Tables::Edge& edge : place.edges) least = std::min(least, 1 + tables.places[edge.target].missing);
      if (least < place.missing) place.missing = least, changed = true;
    }
  }
  return tables;
}

const Tables& tables() {
  static const Tables all = read_tables();
  return all;
}

struct Spellings {
  std::array<std::string, most_kinds> words;
};

Spellings read_spellings() {
  syntax::ByteStream empty("");
  DorkLexer lexer(&empty);
  const auto& vocabulary = lexer.getVocabulary();
  Spellings all;
  for (std::size_t kind = 1; kind <= vocabulary.getMaxTokenType() && kind < most_kinds; ++kind) {
    const std::string literal(vocabulary.getLiteralName(kind));
    if (literal.size() > 2) all.words[kind] = literal.substr(1, literal.size() - 2);
    else if (kind <= DorkLexer::WRITE) all.words[kind] = vocabulary.getSymbolicName(kind);
    if (kind == DorkLexer::NULL_) all.words[kind] = "NULL";
    if (kind == DorkLexer::NOT_EQUAL) all.words[kind] = "!=";
  }
  return all;
}

}  // namespace

const TokenKinds& token_kinds() {
  static const TokenKinds kinds{DorkLexer::IDENTIFIER,    DorkLexer::QUOTED_NAME,   DorkLexer::QUOTED_TEXT,      DorkLexer::TRIPLE_TEXT, DorkLexer::NUMERAL,
                                DorkLexer::SEMICOLON,     DorkLexer::UNCLOSED_TEXT, DorkLexer::UNCLOSED_NAME,    DorkLexer::UNCLOSED_COMMENT,
                                DorkLexer::STRAY};
  return kinds;
}

std::string_view token_spelling(TokenKind kind) {
  static const Spellings all = read_spellings();
  return kind < most_kinds ? std::string_view(all.words[kind]) : std::string_view();
}

struct Recognizer::Machine {
  /// Where the rules that are open go on, innermost first. Frame 0 is the bottom.
  struct Frame { std::uint32_t place, below, missing; };
  struct Config { std::uint32_t place, stack; };
  struct Known {
    std::vector<std::uint64_t> configs;
    std::vector<TokenKind> expected;
    std::uint32_t missing = unreachable;
    bool accepts = false, asked = false;
  };
  struct Hash {
    std::size_t operator()(const std::vector<std::uint64_t>& configs) const {
      std::uint64_t hash = 0x9e3779b97f4a7c15;
      for (const std::uint64_t config : configs) hash = (hash ^ config) * 0xff51afd7ed558ccd, hash ^= hash >> 32;
      return static_cast<std::size_t>(hash);
    }
  };

  const Tables& grammar = tables();
  std::vector<Frame> frames{{0, 0, 0}};
  std::unordered_map<std::uint64_t, std::uint32_t> frame_ids;
  std::vector<Known> states{Known{}};
  std::unordered_map<std::vector<std::uint64_t>, State, Hash> ids;
  std::unordered_map<std::uint64_t, State> edges;
  std::vector<std::uint64_t> made, pending;
  State start = dead;

  Machine() {
    pending = {pack({grammar.start, 0})};
    start = close();
  }

  static std::uint64_t pack(Config config) { return (std::uint64_t{config.stack} << 32) | config.place; }
  static Config unpack(std::uint64_t packed) { return {static_cast<std::uint32_t>(packed), static_cast<std::uint32_t>(packed >> 32)}; }

  std::uint32_t push(std::uint32_t place, std::uint32_t below) {
    const std::uint64_t key = (std::uint64_t{below} << 32) | place;
    const auto [found, fresh] = frame_ids.try_emplace(key, static_cast<std::uint32_t>(frames.size()));
    if (fresh) frames.push_back({place, below, std::min(infinite, grammar.places[place].missing + frames[below].missing)});
    return found->second;
  }

  /// The state of all that `pending` leads to without a token.
  State close() {
    made.clear();
    std::vector<std::uint64_t> seen;
    bool accepts = false;
    while (!pending.empty()) {
      const std::uint64_t packed = pending.back();
      pending.pop_back();
      if (std::find(seen.begin(), seen.end(), packed) != seen.end()) continue;
      seen.push_back(packed);
      const auto [at, stack] = unpack(packed);
      const Tables::Place& place = grammar.places[at];
      if (place.end_of_rule && stack != 0) pending.push_back(pack({frames[stack].place, frames[stack].below}));
      accepts |= place.end_of_input || (place.end_of_rule && stack == 0);
      for (const std::uint32_t target : place.free) pending.push_back(pack({target, stack}));
      for (const Tables::Call& call : place.calls) pending.push_back(pack({call.rule_start, push(call.follow, stack)}));
      if (!place.edges.empty()) made.push_back(packed);
    }
    if (made.empty() && !accepts) return dead;
    std::sort(made.begin(), made.end());
    if (accepts) made.push_back(std::numeric_limits<std::uint64_t>::max());
    const auto [found, fresh] = ids.try_emplace(made, static_cast<State>(states.size()));
    if (!fresh) return found->second;
    if (accepts) made.pop_back();
    Known known;
    known.configs = made;
    known.accepts = accepts;
    known.missing = accepts ? 0 : infinite;
    for (const std::uint64_t packed : made) {
      const auto [at, stack] = unpack(packed);
      known.missing = std::min(known.missing, grammar.places[at].missing + frames[stack].missing);
    }
    states.push_back(std::move(known));
    return found->second;
  }

  State next(State from, TokenKind kind) {
    if (from == dead || kind == 0 || kind >= grammar.kinds) return dead;
    const std::uint64_t key = (std::uint64_t{from} << 16) | kind;
    if (const auto found = edges.find(key); found != edges.end()) return found->second;
    pending.clear();
    for (const std::uint64_t packed : states[from].configs) {
      const auto [at, stack] = unpack(packed);
      for (const Tables::Edge& edge : grammar.places[at].edges)
        if (edge.kinds[kind]) pending.push_back(pack({edge.target, stack}));
    }
    const State to = pending.empty() ? dead : close();
    edges.emplace(key, to);
    return to;
  }

  const Known& ask(State state) {
    Known& known = states[state];
    if (known.asked) return known;
    known.asked = true;
    Kinds all;
    for (const std::uint64_t packed : known.configs)
      for (const Tables::Edge& edge : grammar.places[unpack(packed).place].edges) all |= edge.kinds;
    for (std::size_t kind = 0; kind < most_kinds; ++kind)
      if (all[kind]) known.expected.push_back(static_cast<TokenKind>(kind));
    return known;
  }
};

Recognizer::Recognizer() : machine_(std::make_unique<Machine>()) {}
Recognizer::~Recognizer() = default;

Recognizer::State Recognizer::start() const { return machine_->start; }
Recognizer::State Recognizer::next(State state, TokenKind kind) { return machine_->next(state, kind); }
bool Recognizer::accepts(State state) const { return machine_->states[state].accepts; }
std::span<const TokenKind> Recognizer::expected(State state) { return machine_->ask(state).expected; }
std::uint32_t Recognizer::missing(State state) const { return machine_->states[state].missing; }
std::size_t Recognizer::size() const { return machine_->states.size(); }

Recognizer& recognizer() {
  constexpr std::size_t most_states = 200'000;
  thread_local std::unique_ptr<Recognizer> kept;
  if (!kept || kept->size() > most_states) kept = std::make_unique<Recognizer>();
  return *kept;
}

std::vector<TokenKind> Recognizer::completion(State state) {
  std::vector<TokenKind> tokens;
  while (missing(state) != 0 && missing(state) < infinite) {
    TokenKind best = 0;
    State reached = dead;
    for (const TokenKind kind : std::vector<TokenKind>(expected(state).begin(), expected(state).end()))
      if (const State to = next(state, kind); to != dead && missing(to) + 1 == missing(state)) {
        // Of several, one that says nothing but itself, in the order of the grammar; names last of all.
        const bool plain = !token_spelling(kind).empty();
        if (best == 0 || (plain && token_spelling(best).empty())) best = kind, reached = to;
      }
    if (best == 0) break;
    tokens.push_back(best);
    state = reached;
  }
  return tokens;
}

}  // namespace dork
