#include "cli/io.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstdint>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <limits>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace dork::cli {
namespace {

/// Closes what it holds; the result of a close that matters is asked for with `close`.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  int get() const { return number_; }
  bool good() const { return number_ >= 0; }
  bool close() { return number_ < 0 || ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

std::string reason() { return std::generic_category().message(errno); }

std::string shown(const std::string& path) { return path == "-" ? "standard input" : fmt::format("'{}'", path); }

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool read_all(int descriptor, std::string& text) {
  std::array<char, 1 << 16> buffer;
  for (;;) {
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count == 0) return true;
    if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
    else if (errno != EINTR) return false;
    // Places in a source are 32 bits wide.
    if (text.size() > std::numeric_limits<std::uint32_t>::max()) return errno = EFBIG, false;
  }
}

/// Creates a file of a new name beside `target`; the name goes to `path`.
int create_beside(const std::filesystem::path& target, std::filesystem::path& path) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    path = target.parent_path() / fmt::format(".{}.{}-{}.tmp", target.filename().string(), ::getpid(), attempt);
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor >= 0 || errno != EEXIST) return descriptor;
  }
  return -1;
}

/// Writes without a temporary file, for what a rename would destroy: devices, pipes.
bool write_straight(const std::string& path, std::string_view text) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return file.good() && write_all(file.get(), text) && file.close();
}

bool replace_file(const std::filesystem::path& target, std::string_view text, std::optional<mode_t> permissions) {
  std::filesystem::path temporary;
  Descriptor file(create_beside(target, temporary));
  if (!file.good()) return false;
  if ((!permissions || ::fchmod(file.get(), *permissions) == 0) && write_all(file.get(), text) && file.close() &&
      ::rename(temporary.c_str(), target.c_str()) == 0)
    return true;
  const int cause = errno;
  ::unlink(temporary.c_str());
  errno = cause;
  return false;
}

}  // namespace

std::optional<std::string> read_input(const std::string& path, std::string& error) {
  Descriptor file(path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  if (file.good()) {
    struct stat status {};
    if (::fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode))
      text.reserve(static_cast<std::size_t>(status.st_size));
    if (read_all(file.get(), text)) return text;
  }
  error = fmt::format("cannot read {}: {}", shown(path), reason());
  return std::nullopt;
}

bool write_file(const std::string& path, std::string_view text, std::string& error) {
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  bool written = false;
  if (exists && !S_ISREG(status.st_mode)) {
    written = write_straight(path, text);
  } else {
    std::error_code none;
    const auto target = exists ? std::filesystem::canonical(path, none) : std::filesystem::path(path);
    written = replace_file(none ? std::filesystem::path(path) : target, text,
                           exists ? std::optional<mode_t>(status.st_mode & 07777) : std::nullopt);
  }
  if (!written) error = fmt::format("cannot write '{}': {}", path, reason());
  return written;
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

bool OutputFile::open(std::string& error) {
  struct stat status {};
  const bool exists = path_ != "-" && ::stat(path_.c_str(), &status) == 0;
  if (path_ == "-") {
    descriptor_ = ::dup(STDOUT_FILENO);
  } else if (exists && !S_ISREG(status.st_mode)) {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    std::error_code none;
    const auto canonical = exists ? std::filesystem::canonical(path_, none) : std::filesystem::path(path_);
    target_ = none ? path_ : canonical.string();
    std::filesystem::path made;
    descriptor_ = create_beside(target_, made);
    if (descriptor_ >= 0) temporary_ = made.string();
    if (descriptor_ >= 0 && exists) failed_ = ::fchmod(descriptor_, status.st_mode & 07777) != 0;
  }
  if (descriptor_ < 0) error = fmt::format("cannot write '{}': {}", path_, reason());
  return descriptor_ >= 0;
}

void OutputFile::flush() {
  // A reader of standard output that has gone away had what it wanted.
  if (!write_all(descriptor_, buffer_) && !(path_ == "-" && errno == EPIPE)) failed_ = true;
  buffer_.clear();
}

void OutputFile::add(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() > (1 << 16)) flush();
}

bool OutputFile::finish(std::string& error) {
  flush();
  failed_ |= ::close(std::exchange(descriptor_, -1)) != 0;
  if (!failed_ && !temporary_.empty() && ::rename(temporary_.c_str(), target_.c_str()) == 0) temporary_.clear();
  else failed_ |= !temporary_.empty();
  if (failed_) error = fmt::format("cannot write '{}': {}", path_, reason());
  return !failed_;
}

bool write_stdout(std::string_view text, std::string& error) {
  if (write_all(STDOUT_FILENO, text) || errno == EPIPE) return true;
  error = fmt::format("cannot write standard output: {}", reason());
  return false;
}

void write_stderr(std::string_view text) { write_all(STDERR_FILENO, text); }

bool is_terminal(int descriptor) {
  const char* kind = std::getenv("TERM");
  return ::isatty(descriptor) && !(kind && std::string_view(kind) == "dumb");
}

bool use_color(ColorChoice choice, int descriptor) {
  if (choice != ColorChoice::automatic) return choice == ColorChoice::always;
  const char* forbidden = std::getenv("NO_COLOR");
  return !(forbidden && *forbidden) && is_terminal(descriptor);
}

}  // namespace dork::cli
