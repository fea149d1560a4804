// What nobody asks for: the same thing twice, batches larger than what is in them, an app for its own owner.
#pragma once

#include "corpus/synthesis/tree.hpp"

#include <string_view>

namespace dork::corpus {

/// Whether a script, indented as `pretty` does it, does the same again where it has just been done: a statement that stands before it
/// in the same row, in a row around it, or in a branch or loop before it; or a condition that asks the same twice, or again. The branches of one
/// IF may say the same, and so may ways out, waits and jumps.
bool repeats_itself(std::string_view script);

/// Whether a script, written so, does nothing but say what was known before: texts that are put out, titles, waits.
bool says_only(std::string_view script);

/// Whether the last thing that a script does is to stop, which it would do anyway.
bool stops_at_end(std::string_view script);

/// Whether a condition ends in another one and goes on with "otherwise": in a sentence nobody could tell of which of the two.
bool leaves_open_otherwise(std::string_view script);

/// Whether a script, written so, takes the first few of a list and goes through these in batches that hold as many or more.
bool batches_few(std::string_view script);

/// Whether a loop stands in another over things of the same kind: nobody could tell which of the two "the app" is.
bool loops_alike(const Tree& tree);

/// Whether something was got that nothing uses, though it is got to be used: a form that asks for an app, of which nobody speaks again.
bool leaves_unused(const Tree& tree);

/// Whether a statement fills by the same thing what its rule wants `apart`, or by what the other was got from: an app given to its own
/// owner, a file moved to the space where it lies.
bool gives_to_itself(const Tree& tree);

}  // namespace dork::corpus
