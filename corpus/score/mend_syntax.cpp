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

constexpr std::size_t window = 48;            // an edit stands at most so many tokens before the place where reading on fails
constexpr std::size_t most_nodes = 60'000;
constexpr std::size_t most_scripts = 48;
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
  Search(const TokenText& tokens, std::size_t most_edits) : tokens_(tokens), most_edits_(static_cast<std::uint32_t>(most_edits)) {}

  SyntaxMends run() {
    const auto size = static_cast<std::uint32_t>(tokens_.kinds.size());
    push({0, 0, machine_.start(), none, EditKind::keep, 0});
    std::uint32_t best = none;
    bool windowed = false;
    while (!queue_.empty() && nodes_.size() < most_nodes && result_.scripts.size() < most_scripts) {
      const auto [priority, order, index] = queue_.top();
      queue_.pop();
      const Node node = nodes_[index];
      if (best != none && priority > best + slack) break;
      if (node.at == goal_) {
        if (best == none) best = priority, result_.edits = priority, result_.complete = !windowed;
        result_.scripts.push_back(script_of(index));
        continue;
      }
      // Read on as far as it goes; edits stand somewhere on this way.
      std::vector<std::pair<std::uint32_t, Recognizer::State>> way{{node.at, node.state}};
      std::vector<std::uint32_t> at_node{index};
      Recognizer::State state = node.state;
      std::uint32_t at = node.at;
      for (; at < size; ++at) {
        const Recognizer::State to = machine_.next(state, tokens_.kinds[at]);
        if (to == Recognizer::dead) break;
        state = to;
        way.emplace_back(at + 1, state);
      }
      if (at == size && machine_.missing(state) != Recognizer::unreachable) {
        const std::uint32_t missing = machine_.missing(state);
        if (node.cost + missing <= most_edits_) push({node.cost + missing, goal_, 0, index, EditKind::keep, 0});
        if (missing == 0) continue;
      }
      if (node.cost >= most_edits_) continue;
      const std::size_t first = way.size() > window ? way.size() - window : 0;
      windowed |= first > 0;
      for (std::size_t i = first; i < way.size(); ++i) edits_at(node, index, way[i].first, way[i].second);
    }
    return std::move(result_);
  }

 private:
  static constexpr std::uint32_t none = 0xffffffff;
  static constexpr std::uint32_t goal_ = 0xfffffffe;

  struct Entry {
    std::uint32_t priority;
    std::uint64_t order;    // among equals: what has read most, then what came first
    std::uint32_t index;
    bool operator<(const Entry& other) const { return priority != other.priority ? priority > other.priority : order > other.order; }
  };

  void push(Node node) {
    if (node.at != goal_ && !seen_.insert((std::uint64_t{node.at} << 40) | (std::uint64_t{node.state} << 8) | std::min<std::uint32_t>(node.cost, 255)).second) return;
    nodes_.push_back(node);
    const std::uint64_t unread = node.at == goal_ ? 0 : tokens_.kinds.size() - node.at;
    queue_.push({node.cost, (unread << 32) | nodes_.size(), static_cast<std::uint32_t>(nodes_.size() - 1)});
  }

  void edits_at(const Node& from, std::uint32_t index, std::uint32_t at, Recognizer::State state) {
    const bool more = at < tokens_.kinds.size();
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
        for (; at < tokens_.kinds.size(); ++at) made.words.push_back(tokens_.words[at]), state = machine_.next(state, tokens_.kinds[at]);
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
  std::uint32_t most_edits_;
  Recognizer machine_;
  std::vector<Node> nodes_;
  std::priority_queue<Entry> queue_;
  std::unordered_set<std::uint64_t> seen_;
  SyntaxMends result_;
};

}  // namespace

SyntaxMends mend_syntax(const TokenText& tokens, std::size_t most_edits) { return Search(tokens, most_edits).run(); }

}  // namespace dork::score
