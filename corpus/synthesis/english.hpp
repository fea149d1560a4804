// The little English that rules need: inflected verbs, plurals, articles, sentences.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dork::corpus {

/// Values stand between these marks until a text is finished: what changes words must leave them alone.
inline constexpr char value_begin = '\x0e';
inline constexpr char value_end = '\x0f';

enum class Mood : unsigned char {
  base,    ///< export: "please export", "it should export"
  third,   ///< exports: "the automation exports"
  gerund,  ///< exporting: "by exporting"
};

/// A verb in a mood: `copy` is copies, copying; of several words the first is the verb.
std::string inflect(std::string_view verb, Mood mood);

/// The regular plural, and those irregular ones that rules use: app, apps; company, companies; data file, data files.
std::string plural(std::string_view noun);

/// Whether a word is said with "an" before it: app, hour, RRULE; not user, one.
bool takes_an(std::string_view word);

/// Sets every article "a" to "an" where the next word wants it, and the other way round. Values are left alone.
std::string fix_articles(std::string_view text);

/// With a capital at its beginning, unless a value stands there.
std::string capitalized(std::string_view text);

/// "a", "a and b", "a, b and c".
std::string enumeration(const std::vector<std::string>& parts, std::string_view last = "and");

/// Removes the marks around values.
std::string without_marks(std::string_view text);

/// What is wrong with a finished text as English, each in words: doubled words and blanks, a wrong article, blanks before
/// punctuation, unbalanced quotes and brackets, what was left unfilled. Texts in quotes are not looked into.
std::vector<std::string> lint(std::string_view text);

}  // namespace dork::corpus
