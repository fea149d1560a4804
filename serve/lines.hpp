// The loop of a service on two file descriptors.
#pragma once

#include "serve/service.hpp"

#include <string>

namespace dork::serve {

/// Reads lines until the input ends and writes an answer to each, in order, at once. Lines of white space are passed over; one that is longer
/// than `longest` is read away and answered with an error. On failure to read or write false, and `error` says why; a reader of
/// the answers that has gone away is no failure.
bool serve_lines(Service& service, int input, int output, std::size_t longest, std::string& error);

}  // namespace dork::serve
