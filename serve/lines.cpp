#include "serve/lines.hpp"

#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace dork::serve {
namespace {

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == line.npos; }

/// Whether the answer was written; where not, `gone` says whether it is that nobody reads any more.
bool write_answer(int output, std::string answer, bool& gone) {
  answer += '\n';
  for (std::string_view rest = answer; !rest.empty();) {
    const ssize_t written = ::write(output, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return gone = errno == EPIPE, false;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

bool serve_lines(Service& service, int input, int output, std::size_t longest, std::string& error) {
  std::vector<char> buffer(1 << 16);
  std::string line;
  bool skips = false;   // the rest of a line that is too long
  const auto fail = [&](std::string_view what) {
    error = std::string(what) + ": " + std::generic_category().message(errno);
    return false;
  };
  for (;;) {
    const ssize_t count = ::read(input, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail("cannot read requests");
    bool gone = false;
    const auto end_line = [&] {
      const bool answered = skips ? write_answer(output, Service::too_long(longest), gone) : is_blank(line) || write_answer(output, service.answer(line), gone);
      line.clear();
      skips = false;
      return answered;
    };
    if (count == 0) return line.empty() && !skips ? true : end_line() || gone || fail("cannot write answers");
    for (std::string_view rest(buffer.data(), static_cast<std::size_t>(count)); !rest.empty();) {
      const std::size_t end = rest.find('\n');
      const std::string_view part = rest.substr(0, end);
      if (!skips && line.size() + part.size() > longest) skips = true, line = std::string();
      if (!skips) line += part;
      if (end == rest.npos) break;
      rest.remove_prefix(end + 1);
      if (!end_line()) return gone || fail("cannot write answers");
    }
  }
}

}  // namespace dork::serve
