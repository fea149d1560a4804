// How many tokens a text is to a language model, roughly.
#pragma once

#include <cstddef>
#include <string_view>

namespace dork::corpus {

/// An estimate of the tokens of a text by GPT's cl100k_base, without its vocabulary: the text is cut as that tokenizer cuts it,
/// and what words longer than a token come to on average was measured. docs/corpus.md says how near it is.
std::size_t estimate_tokens(std::string_view text);

}  // namespace dork::corpus
