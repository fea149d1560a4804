// From what does not parse to what does, by as few tokens as can be: a shortest path through the states of the grammar, where
// reading a token costs nothing and leaving one out, putting one in or taking another for it costs one.
#include "compiler/syntax/parse.hpp"
#include "compiler/syntax/recognize.hpp"
#include "corpus/score/mend.hpp"

#include <algorithm>
#include <queue>
#include <unordered_map>
#include <unordered_set>

namespace dork::score {
namespace {

constexpr std::size_t window = 40;            // an edit stands at most so many tokens before the place where reading on fails
constexpr std::size_t most_nodes = 30'000;
constexpr std::size_t most_scripts = 40;
constexpr std::size_t deepest = 4;            // more edits than so many are looked for at the end of the script only
constexpr std::size_t slack = 1;              // scripts one edit longer than the shortest are of use too: more may check

/// What is written for a kind of token that its kind alone does not say.
std::string placeholder(TokenKind kind) {
  const TokenKinds& kinds = token_kinds();
  if (const std::string_view word = token_spelling(kind); !word.empty()) return std::string(word);
  if (kind == kinds.quoted_text || kind == kinds.triple_text) return "'x'";
  if (kind == kinds.numeral) return "1";
  return "x";
}

struct Node {
  std::uint32_t cost;
  std::uint32_t at;         // how many tokens of the input are read
  Recognizer::State state;
  std::uint32_t parent;     // index of the node it came from
  EditKind step;            // what led here
  TokenKind kind;           // that came, for insert and replace
};

class Search {
 public:
  Search(const TokenText& tokens, std::size_t most_edits) : tokens_(tokens), size_(static_cast<std::uint32_t>(tokens.kinds.size())), most_edits_(static_cast<std::uint32_t>(most_edits)) {}

  SyntaxMends run() {
    begin();
    if (dead_of(first_, machine_.start()) == size_) cut_off();
    push({0, first_, machine_.start(), none, EditKind::keep, 0});
    std::uint32_t best = none;
    bool bounded = false;
    while (!queue_.empty() && nodes_.size() < most_nodes && result_.scripts.size() < most_scripts) {
      const Entry entry = queue_.top();
      queue_.pop();
      const Node node = nodes_[entry.index];
      if (best != none && entry.priority > best + slack) break;
      if (node.at == goal_) {
        if (best == none) best = entry.priority, result_.edits = entry.priority, result_.complete = !bounded;
        add(script_of(entry.index));
        continue;
      }
      // Reading on goes as far as it goes; edits stand somewhere on this way.
      const std::uint32_t end = dead_of(node.at, node.state);
      if (end == size_) {
        const std::uint32_t missing = machine_.missing(state_at(node.at, node.state, size_));
        if (node.cost + missing <= most_edits_) push({node.cost + missing, goal_, 0, entry.index, EditKind::keep, 0});
        if (missing == 0) continue;
      }
      if (node.cost >= deepest) {
        bounded = true;
        continue;
      }
      const std::uint32_t first = end > node.at + window ? end - static_cast<std::uint32_t>(window) : node.at;
      bounded |= first > node.at || first_ > 0;
      Recognizer::State state = state_at(node.at, node.state, first);
      for (std::uint32_t at = first;; ++at) {
        edits_at(node, entry.index, at, state);
        if (at == end) break;
        state = machine_.next(state, tokens_.kinds[at]);
      }
    }
    return std::move(result_);
  }

 private:
  static constexpr std::uint32_t none = 0xffffffff;
  static constexpr std::uint32_t goal_ = 0xfffffffe;

  /// A way through the tokens from some place in some state, up to where another way is met or reading fails.
  struct Way {
    std::uint32_t from;
    std::vector<Recognizer::State> states;   // from there on
    std::uint32_t next;                      // the way that goes on; none
    std::uint32_t dead;                      // so many tokens can be read
  };

  struct Entry {
    std::uint32_t priority;
    std::uint64_t order;    // among equals: what has read most, then what came first
    std::uint32_t index;
    bool operator<(const Entry& other) const { return priority != other.priority ? priority > other.priority : order > other.order; }
  };

  static std::uint64_t place(std::uint32_t at, Recognizer::State state) { return (std::uint64_t{at} << 32) | state; }

  /// Starts at the last place before the first mistake where a script could begin as well: all before is good.
  void begin() {
    Recognizer::State state = machine_.start();
    for (std::uint32_t at = 0; at < size_; ++at) {
      state = machine_.next(state, tokens_.kinds[at]);
      if (state == Recognizer::dead) break;
      if (state == machine_.start()) first_ = at + 1;
    }
  }

  std::uint32_t way_of(std::uint32_t at, Recognizer::State state) {
    if (const auto known = way_ids_.find(place(at, state)); known != way_ids_.end()) return known->second;
    const auto id = static_cast<std::uint32_t>(ways_.size());
    Way way{at, {}, none, at};
    for (;;) {
      way_ids_.emplace(place(at, state), id);
      way.states.push_back(state);
      way.dead = at;
      if (at == size_) break;
      const Recognizer::State to = machine_.next(state, tokens_.kinds[at]);
      if (to == Recognizer::dead) break;
      ++at;
      state = to;
      if (const auto known = way_ids_.find(place(at, state)); known != way_ids_.end()) {
        way.next = known->second;
        way.dead = ways_[known->second].dead;
        break;
      }
    }
    ways_.push_back(std::move(way));
    return id;
  }

  std::uint32_t dead_of(std::uint32_t at, Recognizer::State state) { return ways_[way_of(at, state)].dead; }

  /// The state after reading on from one place to another.
  Recognizer::State state_at(std::uint32_t at, Recognizer::State state, std::uint32_t wanted) {
    for (std::uint32_t id = way_of(at, state); id != none; id = ways_[id].next)
      if (wanted < ways_[id].from + ways_[id].states.size()) return ways_[id].states[wanted - ways_[id].from];
    return Recognizer::dead;
  }

  /// A script that ends too early: what is missing is added, or the last tokens go before that.
  void cut_off() {
    struct End {
      std::uint32_t cost, tokens;
    };
    std::vector<End> ends;
    for (std::uint32_t gone = 0; gone <= std::min(most_edits_, size_ - first_); ++gone) {
      const std::uint32_t missing = machine_.missing(state_at(first_, machine_.start(), size_ - gone));
      // Replacing is cheaper than both taking away and adding.
      const std::uint32_t cost = std::max(gone, missing);
      if (cost <= most_edits_) ends.push_back({cost, size_ - gone});
    }
    std::stable_sort(ends.begin(), ends.end(), [](const End& a, const End& b) { return a.cost < b.cost; });
    for (std::size_t i = 0; i < std::min<std::size_t>(ends.size(), 8); ++i) {
      TokenText made;
      made.words.assign(tokens_.words.begin(), tokens_.words.begin() + ends[i].tokens);
      for (const TokenKind kind : machine_.completion(state_at(first_, machine_.start(), ends[i].tokens))) made.words.push_back(placeholder(kind));
      // What was begun is closed rather than begun anew.
      if (ends[i].tokens == size_ && !made.words.empty()) close(made.words[size_ - 1]);
      add(join(made));
    }
    if (!ends.empty()) result_.edits = ends.front().cost;
  }

  static void close(std::string& word) {
    if (word.size() > 1 && word.front() == '\'' && word.back() != '\'') word += '\'';
  }

  void add(std::string script) {
    if (std::find(result_.scripts.begin(), result_.scripts.end(), script) == result_.scripts.end()) result_.scripts.push_back(std::move(script));
  }

  void push(Node node) {
    if (node.at != goal_ && !seen_.insert((std::uint64_t{node.at} << 40) | (std::uint64_t{node.state} << 8) | std::min<std::uint32_t>(node.cost, 255)).second) return;
    nodes_.push_back(node);
    const std::uint64_t unread = node.at == goal_ ? 0 : size_ - node.at;
    queue_.push({node.cost, (unread << 32) | nodes_.size(), static_cast<std::uint32_t>(nodes_.size() - 1)});
  }

  void edits_at(const Node& from, std::uint32_t index, std::uint32_t at, Recognizer::State state) {
    const bool more = at < size_;
    if (more) push({from.cost + 1, at + 1, state, index, EditKind::remove, 0});
    // Kinds that lead to the same state are the same here: one of them stands for all, a name before keywords that are names.
    std::unordered_map<Recognizer::State, TokenKind> kinds;
    const std::vector<TokenKind> expected(machine_.expected(state).begin(), machine_.expected(state).end());
    for (const TokenKind kind : expected) {
      const auto [found, fresh] = kinds.try_emplace(machine_.next(state, kind), kind);
      if (!fresh && preferred(kind)) found->second = kind;
    }
    std::vector<std::pair<TokenKind, Recognizer::State>> ways;
    for (const auto& [to, kind] : kinds) ways.emplace_back(kind, to);
    std::sort(ways.begin(), ways.end());
    for (const auto& [kind, to] : ways) {
      if (more && tokens_.kinds[at] != kind) push({from.cost + 1, at + 1, to, index, EditKind::replace, kind});
      push({from.cost + 1, at, to, index, EditKind::insert, kind});
    }
  }

  static bool preferred(TokenKind kind) { return kind == token_kinds().identifier || kind == token_kinds().quoted_text; }

  std::string script_of(std::uint32_t index) {
    std::vector<Node> way;
    for (std::uint32_t at = index; at != none; at = nodes_[at].parent) way.push_back(nodes_[at]);
    std::reverse(way.begin(), way.end());
    TokenText made;
    std::uint32_t at = 0;
    Recognizer::State state = machine_.start();
    for (std::size_t i = 1; i < way.size(); ++i) {
      const Node& node = way[i];
      if (node.at == goal_) {
        for (; at < size_; ++at) made.words.push_back(tokens_.words[at]), state = machine_.next(state, tokens_.kinds[at]);
        for (const TokenKind kind : machine_.completion(state)) made.words.push_back(placeholder(kind));
        break;
      }
      const std::uint32_t edit_at = node.step == EditKind::insert ? node.at : node.at - 1;
      for (; at < edit_at; ++at) made.words.push_back(tokens_.words[at]), state = machine_.next(state, tokens_.kinds[at]);
      if (node.step != EditKind::remove) {
        made.words.push_back(node.step == EditKind::replace ? replaced(tokens_.words[edit_at], node.kind) : placeholder(node.kind));
        state = node.state;
      }
      at = node.at;
    }
    return join(made);
  }

  /// A token of another kind in the place of one; what the one says is kept where it can be.
  static std::string replaced(const std::string& word, TokenKind kind) {
    const TokenKinds& kinds = token_kinds();
    if (kind == kinds.quoted_text && word.size() > 1) {
      // A text that is never closed, or a name where a text belongs.
      if (word.front() == '\'' && word.back() != '\'') return word + "'";
      if (word.front() == '"' && word.back() == '"' && word.find('\'') == std::string::npos) return "'" + word.substr(1, word.size() - 2) + "'";
    }
    if (kind == kinds.identifier && word.size() > 2 && (word.front() == '\'' || word.front() == '"')) return "\"" + word.substr(1, word.size() - 2) + "\"";
    return placeholder(kind);
  }

  const TokenText& tokens_;
  std::uint32_t size_;
  std::uint32_t most_edits_;
  std::uint32_t first_ = 0;
  Recognizer& machine_ = recognizer();
  std::vector<Way> ways_;
  std::unordered_map<std::uint64_t, std::uint32_t> way_ids_;
  std::vector<Node> nodes_;
  std::priority_queue<Entry> queue_;
  std::unordered_set<std::uint64_t> seen_;
  SyntaxMends result_;
};

}  // namespace

SyntaxMends mend_syntax(const TokenText& tokens, std::size_t most_edits) { return Search(tokens, most_edits).run(); }

}  // namespace dork::score
