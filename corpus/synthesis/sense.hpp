// What nobody asks for: the same thing twice, batches larger than what is in them.
#pragma once

#include <string_view>

namespace dork::corpus {

/// Whether a script, indented as `pretty` does it, does the same again where it has just been done: a statement that stands before it
/// in the same row, in a row around it, or in a branch or loop before it; or a condition that asks the same twice. The branches of one
/// IF may say the same, and so may ways out, waits and jumps.
bool repeats_itself(std::string_view script);

/// Whether a script, written so, takes the first few of a list and goes through these in batches that hold as many or more.
bool batches_few(std::string_view script);

}  // namespace dork::corpus
