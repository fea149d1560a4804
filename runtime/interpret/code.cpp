#include "runtime/interpret/code.hpp"

#include "runtime/value/json.hpp"

#include <fmt/format.h>

#ifdef __linux__
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <optional>
#include <poll.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>
#endif

namespace dork::runtime {

#ifdef __linux__

namespace {

namespace fs = std::filesystem;

/// A language: its program, and what makes it run code that comes as {code, inputs} on standard input.
struct Language {
  std::string_view name;      ///< in the workspace
  const char* program;
  std::array<const char*, 4> options;
  bool by_address_space;      ///< whether bounding that bounds its memory; Node.js reserves far more than it uses
};

constexpr Language languages[] = {
    {"python",
     "python3",
     {"-I", "-SB", "-c",
      "import sys, json\n"
      "given = json.load(sys.stdin)\n"
      "exec(compile(given['code'], 'code', 'exec'), {'inputs': given['inputs'], '__name__': '__main__'})\n"},
     true},
    {"nodejs",
     "node",
     {"--no-warnings", "--max-old-space-size=512", "-e",
      "const {code, inputs} = JSON.parse(require('fs').readFileSync(0, 'utf8'));\n"
      "const Async = Object.getPrototypeOf(async function () {}).constructor;\n"
      "new Async('inputs', 'require', code)(inputs, require).catch((error) => { console.error(String(error)); process.exit(1); });\n"},
     false},
};

/// System calls that code has no use for: each reaches other processes, the network or the system itself.
constexpr const char* forbidden[] = {
    "socket", "connect", "bind", "listen", "accept", "accept4", "sendto", "sendmsg", "sendmmsg", "kill", "tkill", "tgkill", "pidfd_open",
    "pidfd_send_signal", "pidfd_getfd", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "ptrace", "process_vm_readv", "process_vm_writev", "io_uring_setup",
    "io_uring_enter", "io_uring_register", "unshare", "setns", "mount", "umount2", "move_mount", "open_tree", "fsopen", "fsmount", "pivot_root",
    "chroot", "bpf", "perf_event_open", "keyctl", "add_key", "request_key", "userfaultfd", "shmget", "msgget", "semget", "mq_open", "setpriority",
    "sched_setaffinity", "setsid", "setpgid", "reboot", "kexec_load", "init_module", "finit_module", "delete_module", "swapon", "swapoff", "acct", "quotactl"};

/// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }
  int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

/// Whether a file is a program of its own; shims are scripts that need more than code may see.
bool is_program(const fs::path& path) {
  if (::access(path.c_str(), X_OK) != 0) return false;
  std::array<char, 2> begin{};
  return std::ifstream(path, std::ios::binary).read(begin.data(), begin.size()) && !(begin[0] == '#' && begin[1] == '!');
}

std::string program_path(const char* name) {
  const char* search = std::getenv("PATH");
  std::string_view rest = search ? search : "/usr/bin:/bin";
  while (!rest.empty()) {
    const std::size_t end = rest.find(':');
    const fs::path candidate = fs::path(rest.substr(0, end)) / name;
    std::error_code none;
    if (candidate.is_absolute() && is_program(candidate)) return fs::canonical(candidate, none).string();
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return {};
}

/// What the code may read: the program, what it needs to start, and the system's libraries. Nothing may be written.
Descriptor readable_files(const std::string& program) {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return Descriptor();
  constexpr std::uint64_t read = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
  std::uint64_t all = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
  if (version >= 2) all |= std::uint64_t{1} << 13;  // links to elsewhere
  if (version >= 3) all |= std::uint64_t{1} << 14;  // truncating
  struct {
    std::uint64_t handled_access_fs;
  } handled{all};
  Descriptor rules(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0)));
  const std::string library = (fs::path(program).parent_path().parent_path() / "lib").string();
  const std::string paths[] = {program, library, "/usr/lib", "/usr/lib64", "/usr/lib32", "/usr/share/zoneinfo", "/lib", "/lib64",
                               "/etc/ld.so.cache", "/etc/localtime", "/dev/null", "/dev/urandom"};
  for (const std::string& path : paths) {
    const Descriptor place(::open(path.c_str(), O_PATH | O_CLOEXEC));
    if (!place) continue;
    std::error_code none;
    landlock_path_beneath_attr rule{};
    rule.allowed_access = fs::is_directory(path, none) ? read : read & ~std::uint64_t{LANDLOCK_ACCESS_FS_READ_DIR};
    rule.parent_fd = place.number();
    if (rules) ::syscall(SYS_landlock_add_rule, rules.number(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  }
  return rules;
}

/// The filter that keeps code from the forbidden calls; empty where there can be none.
std::vector<sock_filter> call_filter() {
  const scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_ALLOW);
  if (!filter) return {};
  for (const char* name : forbidden)
    if (const int call = ::seccomp_syscall_resolve_name(name); call != __NR_SCMP_ERROR) ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0);
  std::vector<sock_filter> program;
  const Descriptor file(::memfd_create("filter", MFD_CLOEXEC));
  if (file && ::seccomp_export_bpf(filter, file.number()) == 0) {
    const off_t size = ::lseek(file.number(), 0, SEEK_END);
    program.resize(static_cast<std::size_t>(size) / sizeof(sock_filter));
    if (::pread(file.number(), program.data(), static_cast<std::size_t>(size), 0) != size) program.clear();
  }
  ::seccomp_release(filter);
  return program;
}

void bound(int resource, rlim_t most) {
  const rlimit limit{most, most};
  ::setrlimit(static_cast<__rlimit_resource>(resource), &limit);
}

/// Everything that the new process needs, made before it is: between fork and exec nothing may be allocated.
struct Launch {
  const Language& language;
  const CodeLimits& limits;
  const char* path;
  const char* const* arguments;
  const char* const* environment;
  int input, output, errors, rules;
  sock_fprog filter;
};

[[noreturn]] void launch(const Launch& launch) {
  ::setsid();
  ::dup2(launch.input, STDIN_FILENO);
  ::dup2(launch.output, STDOUT_FILENO);
  ::dup2(launch.errors, STDERR_FILENO);
  bound(RLIMIT_CPU, launch.limits.seconds);
  bound(launch.language.by_address_space ? RLIMIT_AS : RLIMIT_DATA, launch.limits.memory);
  bound(RLIMIT_FSIZE, 0);
  bound(RLIMIT_CORE, 0);
  bound(RLIMIT_NOFILE, 256);
  bound(RLIMIT_NPROC, 64);
  const bool kept = ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::chdir("/") == 0 && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                    ::syscall(SYS_landlock_restrict_self, launch.rules, 0) == 0 &&
                    ::syscall(SYS_close_range, 3, ~0U, 0) == 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &launch.filter) == 0;
  if (kept) ::execve(launch.path, const_cast<char* const*>(launch.arguments), const_cast<char* const*>(launch.environment));
  ::_exit(125);
}

/// What a process printed, read as it comes.
struct Stream {
  Descriptor from;
  std::string text;
  bool open = true;
};

/// Reads until both streams end. False where that takes too long or is too much.
bool drain(std::array<Stream, 2>& streams, const CodeLimits& limits) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(2 * limits.seconds);
  std::vector<char> buffer(1 << 16);
  while (streams[0].open || streams[1].open) {
    std::array<pollfd, 2> waiting{};
    for (std::size_t i = 0; i < 2; ++i) waiting[i] = {streams[i].open ? streams[i].from.number() : -1, POLLIN, 0};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) return false;
    if (::poll(waiting.data(), waiting.size(), static_cast<int>(left)) < 0 && errno != EINTR) return false;
    for (std::size_t i = 0; i < 2; ++i) {
      if (waiting[i].revents == 0) continue;
      const ssize_t got = ::read(waiting[i].fd, buffer.data(), buffer.size());
      if (got > 0) streams[i].text.append(buffer.data(), static_cast<std::size_t>(got));
      else if (got == 0 || errno != EINTR) streams[i].open = false;
      if (streams[i].text.size() > limits.output) return false;
    }
  }
  return true;
}

/// The last line that is not blank: where both languages say what went wrong.
std::string last_line(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
  const std::size_t at = text.rfind('\n');
  return std::string(text.substr(at == std::string_view::npos ? 0 : at + 1).substr(0, 500));
}

std::string verdict(int status, const Language& language, const std::string& errors, const CodeLimits& limits) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  if (WIFEXITED(status) && WEXITSTATUS(status) == 125 && errors.empty())
    return "this system cannot keep code from the network and from files, so it is not run";
  if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))
    return fmt::format("the code was stopped: it took more than {} seconds or {} MB", limits.seconds, limits.memory >> 20);
  const std::string said = last_line(errors);
  return said.empty() ? fmt::format("{} ended with status {}", language.program, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)) : said;
}

CodeResult failed(std::string error) { return {.output = {}, .error = std::move(error)}; }

}  // namespace

CodeResult run_code(std::string_view name, std::string_view code, const Value& inputs, const CodeLimits& limits) {
  const Language* language = nullptr;
  for (const Language& each : languages)
    if (each.name == name) language = &each;
  if (!language) return failed(fmt::format("code in {} is not run here: Python and Node.js are", name.empty() ? "no language" : name));
  const std::string path = program_path(language->program);
  if (path.empty()) return failed(fmt::format("{} is not installed", language->program));

  const std::string given = to_json_text(Object{{"code", Value(code)}, {"inputs", inputs}});
  const Descriptor input(::memfd_create("input", MFD_CLOEXEC));
  std::size_t written = 0;
  while (input && written < given.size()) {
    const ssize_t count = ::pwrite(input.number(), given.data() + written, given.size() - written, static_cast<off_t>(written));
    if (count <= 0) return failed(fmt::format("the inputs cannot be handed over: {}", std::strerror(errno)));
    written += static_cast<std::size_t>(count);
  }
  std::array<Stream, 2> streams;
  std::array<Descriptor, 2> ends;
  for (std::size_t i = 0; i < 2; ++i) {
    int pair[2];
    if (::pipe2(pair, O_CLOEXEC) != 0) return failed(fmt::format("no process can be started: {}", std::strerror(errno)));
    streams[i].from = Descriptor(pair[0]);
    ends[i] = Descriptor(pair[1]);
  }
  std::vector<sock_filter> filter = call_filter();
  const Descriptor rules = readable_files(path);
  if (filter.empty() || !rules || !input) return failed("this system cannot keep code from the network and from files, so it is not run");

  std::vector<const char*> arguments{path.c_str()};
  arguments.insert(arguments.end(), language->options.begin(), language->options.end());
  arguments.push_back(nullptr);
  // Nothing of the caller's: the same code gives the same result for everybody.
  const char* const environment[] = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME=/", "TZ=UTC", "PYTHONHASHSEED=0", "OPENSSL_CONF=/dev/null", nullptr};
  const Launch prepared{*language, limits, path.c_str(), arguments.data(), environment, input.number(), ends[0].number(), ends[1].number(), rules.number(),
                        {static_cast<unsigned short>(filter.size()), filter.data()}};
  const pid_t child = ::fork();
  if (child < 0) return failed(fmt::format("no process can be started: {}", std::strerror(errno)));
  if (child == 0) launch(prepared);
  for (Descriptor& end : ends) end.close();

  const bool whole = drain(streams, limits);
  if (!whole) ::kill(-child, SIGKILL), ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  // What it left running.
  ::kill(-child, SIGKILL);
  if (streams[0].text.size() > limits.output) return failed(fmt::format("the code printed more than {} MB", limits.output >> 20));
  if (!whole) status = SIGKILL;
  CodeResult result{.output = std::move(streams[0].text), .error = verdict(status, *language, streams[1].text, limits)};
  while (result.output.ends_with('\n') || result.output.ends_with('\r')) result.output.pop_back();
  return result;
}

#else

CodeResult run_code(std::string_view, std::string_view, const Value&, const CodeLimits&) {
  return {.output = {}, .error = "custom code is run on Linux only, where it can be kept from the network and from files"};
}

#endif

}  // namespace dork::runtime
