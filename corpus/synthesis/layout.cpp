#include "corpus/synthesis/layout.hpp"

#include "corpus/synthesis/english.hpp"

#include <algorithm>

namespace dork::corpus {
namespace {

/// Verbs in their mood; values are left alone.
std::string with_verbs(std::string_view text, Mood mood) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == value_begin) {
      const std::size_t end = std::min(text.find(value_end, i), text.size() - 1);
      out += text.substr(i, end + 1 - i);
      i = end + 1;
    } else if (const std::size_t end = text[i] == '[' ? text.find(']', i) : std::string_view::npos; end != std::string_view::npos) {
      out += inflect(text.substr(i + 1, end - i - 1), mood);
      i = end + 1;
    } else {
      out += text[i++];
    }
  }
  return out;
}

/// A sentence's first word, whatever marks stand before it.
std::string as_sentence(std::string_view text) {
  std::string out = capitalized(text);
  const char last = out.empty() ? '.' : out.back();
  if (last != '.' && last != '?' && last != '!' && last != ':') out += '.';
  return out;
}

/// Misspells a word as hurried people do: two letters swapped, or one left out.
std::string misspelled(std::string word, Random& random) {
  const std::size_t at = 1 + random.below(word.size() - 2);
  if (random.chance(60)) std::swap(word[at], word[at - (at > 1 ? 1 : 0)]);
  else word.erase(at, 1);
  return word;
}

std::string uncapitalized(std::string text) {
  if (text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'a') text[0] = static_cast<char>(text[0] + 32);
  return text;
}

/// "look up it" is said as "look it up".
std::string fix_particles(std::string_view text) {
  std::string out(text);
  for (const std::string_view particle : {" up ", " off ", " back "})
    for (const std::string_view pronoun : {"it", "them"}) {
      const std::string wrong = std::string(particle) + std::string(pronoun);
      for (std::size_t at = out.find(wrong); at != std::string::npos; at = out.find(wrong, at + 1)) {
        const std::size_t end = at + wrong.size();
        if (end < out.size() && ((out[end] >= 'a' && out[end] <= 'z') || out[end] == '\'')) continue;
        out.replace(at, wrong.size(), ' ' + std::string(pronoun) + std::string(particle.substr(0, particle.size() - 1)));
      }
    }
  return out;
}

class Layout {
 public:
  Layout(const Outline& outline, const Persona& persona, Random& random) : outline_(outline), persona_(persona), random_(random) {}

  std::string text() {
    if (persona_.layout == "line") return line();
    if (persona_.layout == "list") return list();
    if (persona_.layout == "chat") return chat();
    return paragraph();
  }

  std::string in_a_row(const std::vector<Clause>& clauses) { return finished(inline_steps(clauses, Mood::base)); }

 private:
  /// A phrase of the persona, with up to two values in it; empty where it has none for this.
  std::string phrase(std::string_view key, std::string_view x = {}, std::string_view y = {}) {
    for (const Saying& saying : persona_.sayings)
      if (saying.attribute == key && !saying.phrases.empty()) return filled(random_.pick(saying.phrases), x, y);
    return {};
  }

  /// A phrase that a clause goes on from: "it should" wants a verb, "first," does not mind. Empty where none fits.
  std::string lead(std::string_view key, bool to_verb) {
    for (const Saying& saying : persona_.sayings) {
      if (saying.attribute != key) continue;
      std::vector<std::string> fitting;
      for (const Pieces& pieces : saying.phrases) {
        std::string text = filled(pieces, {}, {});
        if (to_verb || text.empty() || text.ends_with(',') || text.ends_with(':')) fitting.push_back(std::move(text));
      }
      return fitting.empty() ? std::string() : random_.pick(fitting);
    }
    return {};
  }

  /// Whether it begins with a verb that a lead can govern.
  static bool is_verbal(const std::vector<Clause>& clauses) { return clauses.empty() || clauses.front().text.starts_with('['); }

  std::string filled(const Pieces& pieces, std::string_view x, std::string_view y) {
    std::string out;
    for (const Piece& piece : pieces) {
      switch (piece.form) {
        case Piece::Form::hole: out += piece.hole == 0 ? x : y; break;
        case Piece::Form::verb: out += '[' + piece.text + ']'; break;
        case Piece::Form::choice: out += filled(random_.pick(piece.choices), x, y); break;
        default: out += piece.text;
      }
    }
    return out;
  }

  static bool simple(const std::vector<Clause>& clauses) {
    return std::all_of(clauses.begin(), clauses.end(), [](const Clause& it) { return it.branches.empty(); });
  }

  static bool is_long(std::string_view text) {
    return text.find(", ") != std::string_view::npos || text.find(" and ") != std::string_view::npos || text.size() > 90;
  }

  /// Clauses in a row: "A and B", "A, B and C", "A; if …, B; then C".
  std::string inline_steps(const std::vector<Clause>& clauses, Mood mood) {
    std::vector<std::string> parts;
    bool long_ones = false;
    for (std::size_t i = 0; i < clauses.size(); ++i) {
      std::string part = inline_clause(clauses[i], mood);
      long_ones |= is_long(part);
      if (i > 0 && !clauses[i - 1].branches.empty()) part = uncapitalized(with_verbs(phrase(clauses[i - 1].loop ? "after_loop" : "after_if"), mood)) + ' ' + part;
      parts.push_back(std::move(part));
    }
    if (parts.size() == 1) return parts[0];
    if (!simple(clauses)) {
      std::string out = parts[0];
      for (std::size_t i = 1; i < parts.size(); ++i) out += "; " + parts[i];
      return out;
    }
    if (!long_ones) {
      if (parts.size() == 2 && random_.chance(40)) return parts[0] + (random_.chance(50) ? ", then " : " and then ") + parts[1];
      return enumeration(parts);
    }
    std::string out = parts[0];
    for (std::size_t i = 1; i < parts.size(); ++i) out += (i + 1 == parts.size() ? ", and then " : ", then ") + parts[i];
    return out;
  }

  std::string inline_clause(const Clause& clause, Mood mood) {
    std::string out = with_verbs(clause.text, mood);
    bool first = true;
    for (const Branch& branch : clause.branches) {
      const std::string steps = inline_steps(branch.clauses, mood);
      if (branch.lead.empty()) out += (simple(branch.clauses) ? ", " : ": ") + steps;
      else out += (first && clause.branches.size() > 1 ? ": " : "; ") + with_verbs(branch.lead, mood) + ", " + steps;
      first = false;
    }
    return out;
  }

  /// The clauses as sentences with words between them that say what comes when.
  std::vector<std::string> sentences(std::string first_lead) {
    std::vector<std::string> out;
    const auto& all = outline_.clauses;
    for (std::size_t i = 0; i < all.size(); ++i) {
      std::string lead;
      if (i == 0) lead = std::move(first_lead);
      else if (!all[i - 1].branches.empty()) lead = phrase(all[i - 1].loop ? "after_loop" : "after_if");
      else if (i + 1 == all.size() && random_.chance(70)) lead = phrase("last");
      else lead = phrase("then");
      std::string text;
      const Clause& clause = all[i];
      // Two small things go into one sentence.
      if (clause.branches.empty() && i + 1 < all.size() && all[i + 1].branches.empty() && !is_long(clause.text) && !is_long(all[i + 1].text) &&
          random_.chance(45)) {
        text = inline_steps({clause, all[i + 1]}, Mood::base);
        ++i;
      } else {
        text = inline_clause(clause, Mood::base);
      }
      if (!lead.empty()) text = lead + ' ' + text;
      out.push_back(as_sentence(text));
    }
    return out;
  }

  /// Name, description and connections, each in a sentence of its own.
  void add_rest(std::vector<std::string>& out, bool named) {
    if (!outline_.name.empty() && !named) out.push_back(as_sentence(phrase("name_after", outline_.name)));
    if (!outline_.description.empty()) out.push_back(as_sentence(phrase("describe", outline_.description)));
    for (const auto& [connector, id] : outline_.connections) out.push_back(as_sentence(phrase("connect", connector, id)));
  }

  static std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string out;
    for (const std::string& part : parts) {
      if (part.empty()) continue;
      if (!out.empty()) out += between;
      out += part;
    }
    return out;
  }

  std::string paragraph() {
    std::vector<std::string> out;
    const bool named = !outline_.name.empty() && random_.chance(70);
    const std::string name = named ? phrase("named", outline_.name) : std::string();
    const bool short_ones = simple(outline_.clauses) && outline_.clauses.size() <= 3;
    if (short_ones && is_verbal(outline_.clauses) && random_.chance(40)) {
      // "I need an automation that exports the app …"
      std::string text = phrase("open") + name + " that ";
      const bool timed_last = !outline_.when.empty() && !outline_.brings && outline_.clauses.size() == 1 && random_.chance(60);
      if (!outline_.starts.empty() && !timed_last) text += with_verbs(outline_.starts, Mood::third) + " and ";
      text += inline_steps(outline_.clauses, Mood::third);
      if (timed_last) text += ' ' + outline_.when;
      out.push_back(as_sentence(text));
    } else if (!outline_.when.empty() && !named && random_.chance(45)) {
      const std::vector<std::string> all = sentences(outline_.when + ',');
      out.insert(out.end(), all.begin(), all.end());
    } else if (outline_.starts.empty() && !named && random_.chance(60)) {
      std::string lead = this->lead("please", is_verbal(outline_.clauses));
      const std::vector<std::string> all = sentences(std::move(lead));
      out.insert(out.end(), all.begin(), all.end());
    } else {
      std::string text = phrase("open") + name;
      if (!outline_.starts.empty()) text += " that " + with_verbs(outline_.starts, Mood::third);
      else text += phrase("for_this");
      out.push_back(as_sentence(text));
      const std::vector<std::string> all = sentences(lead(outline_.clauses.size() > 1 ? "first" : "only", is_verbal(outline_.clauses)));
      out.insert(out.end(), all.begin(), all.end());
    }
    add_rest(out, named);
    out.push_back(phrase("close"));
    return finished(joined(out, " "));
  }

  std::string line() {
    std::string text = inline_steps(outline_.clauses, Mood::base);
    if (!outline_.when.empty()) {
      const bool ahead = outline_.brings || !simple(outline_.clauses) || outline_.clauses.size() > 1 || is_long(text) || random_.chance(60);
      text = ahead ? outline_.when + ", " + text : text + ' ' + outline_.when;
    } else if (const std::string lead = this->lead("please", is_verbal(outline_.clauses)); !lead.empty()) {
      text = lead + ' ' + text;
    }
    std::vector<std::string> out = {as_sentence(text)};
    add_rest(out, false);
    return finished(joined(out, " "));
  }

  void add_items(std::vector<std::string>& out, const std::vector<Clause>& clauses, std::size_t depth) {
    std::size_t number = 0;
    for (const Clause& clause : clauses) {
      const std::string bullet = depth == 0 ? std::to_string(++number) + ". " : std::string(depth * 3 - (depth > 0 ? 0 : 0), ' ') + "- ";
      const std::string head = capitalized(with_verbs(clause.text, Mood::base));
      const bool leads = !clause.branches.empty();
      out.push_back(bullet + head + (leads ? ":" : ""));
      for (const Branch& branch : clause.branches) {
        if (branch.lead.empty()) {
          add_items(out, branch.clauses, depth + 1);
          continue;
        }
        const bool below = &branch == &clause.branches.front();
        const std::size_t deep = depth + (below || clause.branches.front().lead.empty() == false ? 1 : 0);
        const std::string indent = deep == 0 ? "   " : std::string(deep * 3, ' ') + "- ";
        out.push_back((deep == depth && depth > 0 ? std::string(depth * 3, ' ') + "- " : indent) + capitalized(with_verbs(branch.lead, Mood::base)) + ':');
        add_items(out, branch.clauses, deep + 1 > depth + 1 ? depth + 2 : depth + 1);
      }
    }
  }

  std::string list() {
    std::vector<std::string> out;
    out.push_back(phrase("open"));
    if (!outline_.name.empty()) out.push_back(phrase("named", outline_.name));
    if (!outline_.description.empty()) out.push_back(phrase("describe", outline_.description));
    if (!outline_.when.empty()) out.push_back(phrase("trigger", outline_.when));
    for (const auto& [connector, id] : outline_.connections) out.push_back(phrase("connect", connector, id));
    const std::string steps = phrase("steps");
    if (!steps.empty()) out.push_back(steps);
    add_items(out, outline_.clauses, 0);
    return finished(joined(out, "\n"));
  }

  std::string chat() {
    std::vector<std::string> out;
    std::string text = phrase("open");
    if (!outline_.starts.empty() && random_.chance(60)) {
      out.push_back(text + with_verbs(outline_.starts, Mood::third) + lead("first", is_verbal(outline_.clauses)));
      text.clear();
    } else if (!outline_.when.empty()) {
      out.push_back(lead("ask", false) + ' ' + outline_.when + ",");
      text.clear();
    } else {
      text = lead("ask", is_verbal(outline_.clauses));
    }
    const auto& all = outline_.clauses;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i > 0) text = !all[i - 1].branches.empty() ? phrase(all[i - 1].loop ? "after_loop" : "after_if") : phrase("then");
      out.push_back((text.empty() ? std::string() : text + ' ') + inline_clause(all[i], Mood::base) + (i + 1 < all.size() ? "," : ""));
    }
    std::string said = joined(out, " ");
    if (said.ends_with(',')) said.pop_back();
    std::vector<std::string> rest = {said};
    if (!outline_.name.empty()) rest.push_back(phrase("name_after", outline_.name));
    if (!outline_.description.empty()) rest.push_back(phrase("describe", outline_.description));
    for (const auto& [connector, id] : outline_.connections) rest.push_back(phrase("connect", connector, id));
    rest.push_back(phrase("close"));
    return finished(hurried(fix_articles(joined(rest, random_.chance(70) ? ". " : " - "))));
  }

  /// As somebody types who has no time: few articles, a slip or two. Values stay as they are, and so does what is quoted.
  std::string hurried(std::string_view text) {
    const bool drops = random_.chance(55);
    std::size_t slips = random_.chance(45) ? 1 + random_.below(2) : 0;
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
      if (text[i] == value_begin || text[i] == '"') {
        const std::size_t end = std::min(text.find(text[i] == '"' ? '"' : value_end, i + 1), text.size() - 1);
        out += text.substr(i, end + 1 - i);
        i = end + 1;
        continue;
      }
      const auto letter = [&](std::size_t at) { return at < text.size() && ((text[at] >= 'a' && text[at] <= 'z') || text[at] == '\''); };
      if (!letter(i) || (i > 0 && letter(i - 1))) {
        out += text[i++];
        continue;
      }
      std::size_t end = i;
      while (letter(end)) ++end;
      std::string word(text.substr(i, end - i));
      const bool article = word == "the" || word == "a" || word == "an";
      if (article && drops && end < text.size() && text[end] == ' ' && random_.chance(70)) {
        i = end + 1;
        continue;
      }
      if (slips > 0 && word.size() >= 6 && word.find('\'') == std::string::npos && random_.chance(12)) {
        word = misspelled(word, random_);
        --slips;
      }
      out += word;
      i = end;
    }
    return out;
  }

  const Outline& outline_;
  const Persona& persona_;
  Random& random_;
};

}  // namespace

std::string finished(std::string_view text) { return without_marks(fix_articles(fix_particles(text))); }

std::string lay_out_inline(const std::vector<Clause>& clauses, const Persona& persona, Random& random) {
  const Outline nothing_else;
  return Layout(nothing_else, persona, random).in_a_row(clauses);
}

std::string lay_out(const Outline& outline, const Persona& persona, Random& random) { return Layout(outline, persona, random).text(); }

}  // namespace dork::corpus
