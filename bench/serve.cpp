// How long a request to `dork serve --stdio` takes, pipes included: dork_bench_serve PROGRAM [REQUESTS].
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

extern char** environ;

namespace {

using Json = nlohmann::json;

/// The service as a child process.
class Child {
 public:
  explicit Child(const char* program) {
    int to[2], from[2];
    if (::pipe(to) != 0 || ::pipe(from) != 0) throw std::runtime_error("no pipes");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, to[0], 0);
    posix_spawn_file_actions_adddup2(&actions, from[1], 1);
    for (const int each : {to[0], to[1], from[0], from[1]}) posix_spawn_file_actions_addclose(&actions, each);
    std::string serve = "serve", stdio = "--stdio", name = program;
    char* arguments[] = {name.data(), serve.data(), stdio.data(), nullptr};
    if (posix_spawn(&process_, program, &actions, nullptr, arguments, environ) != 0) throw std::runtime_error("cannot start the program");
    posix_spawn_file_actions_destroy(&actions);
    ::close(to[0]), ::close(from[1]);
    in_ = to[1], out_ = from[0];
  }
  ~Child() {
    ::close(in_), ::close(out_);
    ::waitpid(process_, nullptr, 0);
  }
  Child(const Child&) = delete;

  std::string ask(const std::string& line) {
    for (std::size_t at = 0; at < line.size();) {
      const ssize_t written = ::write(in_, line.data() + at, line.size() - at);
      if (written <= 0) throw std::runtime_error("the program has gone");
      at += static_cast<std::size_t>(written);
    }
    std::string answer;
    char buffer[1 << 16];
    while (!answer.ends_with('\n')) {
      const ssize_t count = ::read(out_, buffer, sizeof buffer);
      if (count <= 0) throw std::runtime_error("the program has gone");
      answer.append(buffer, static_cast<std::size_t>(count));
    }
    return answer;
  }

 private:
  pid_t process_ = 0;
  int in_ = -1, out_ = -1;
};

/// A script of about 1 kB, another one for each number.
std::string script_of(std::size_t number) {
  return fmt::format(
      "AUTOMATION 'Report {0}' DESCRIPTION 'Tells what is left of the apps.';\n\nLET total AS NUMBER = 0;\nLET names AS LIST = [];\n\n"
      "FOR EACH apps IN qlik.listApps(spaceId = 'space-{0}') LIMIT 100\n  IF apps.item.name CONTAINS 'Sales' AND total < 500 THEN\n"
      "    LET total += 1;\n    LET names += apps.item.name;\n    OUTPUT 'App {{$.apps.item.name}} of {{count: {{$.apps}}}}';\n  ELSE\n"
      "    mail: mail.SendMail(\n      to = 'ops@example.com',\n      subject = uppercase(apps.item.name),\n      body = 'Left out') ON ERROR WARN;\n"
      "  END IF\nNEXT\n\nuser: qlik.getUser(userId = 'user-{0}');\n\nIF total > 0 THEN\n  export: qlik.exportAppToBase64EncodedFile(appId = names[0]) ON ERROR IGNORE;\n"
      "  TITLE 'Found {{$.total}} for {{$.user.name}}';\nELSE\n  WARNING 'Nothing was found in space-{0}, though {{$.user.name}} owns it';\nEND IF\n\n"
      "FILTER names WHERE name CONTAINS 'x{0}';\nSLEEP 5;\nOUTPUT 'Done: {{implode: {{$.names}}}}' REPLACE;\n",
      number);
}

void replace(std::string& text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at != text.npos) text.replace(at, from.size(), to);
}

/// The request of a kind with this number.
Json request_of(const std::string& kind, std::size_t number) {
  const std::string right = script_of(number);
  if (kind == "check" || kind == "compile" || kind == "format") return {{"id", number}, {"do", kind}, {"text", right}};
  Json request = {{"id", number}, {"do", "score"}, {"answer", right}, {"reference", right}};
  std::string answer = "Here is it:\n```dork\n" + right + "```\n";
  if (kind == "score: another literal") replace(answer, "SLEEP 5", "SLEEP 6");
  if (kind == "score: another action") replace(answer, "qlik.getUser(userId", "qlik.getSpace(spaceId");
  if (kind == "score: does not parse") replace(answer, "NEXT\n", "");
  if (kind == "score: eight answers to a prompt") {
    request["reference"] = script_of(number / 8);
    answer = script_of(number / 8);
    replace(answer, "SLEEP 5", fmt::format("SLEEP {}", number));
  }
  if (kind == "score: a reference that is known") {
    request["reference"] = script_of(0);
    answer = script_of(0);
    replace(answer, "SLEEP 5", fmt::format("SLEEP {}", number));
  }
  request["answer"] = answer;
  return request;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return std::fputs("usage: dork_bench_serve PROGRAM [REQUESTS]\n", stderr), 2;
  const std::size_t count = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 20'000;
  Child child(argv[1]);
  fmt::print("{} requests of each kind, scripts of {} bytes; microseconds\n{:34} {:>7} {:>7} {:>7} {:>7}\n", count, script_of(1000).size(), "", "median", "p99", "p99.9", "most");
  for (const std::string kind : {"check", "compile", "format", "score: equal", "score: another literal", "score: another action", "score: does not parse", "score: eight answers to a prompt", "score: a reference that is known"}) {
    std::vector<double> times;
    for (std::size_t i = 0; i < count; ++i) {
      const std::string line = request_of(kind, i + 1000).dump() + "\n";
      const auto begin = std::chrono::steady_clock::now();
      const std::string answer = child.ask(line);
      times.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count());
      if (answer.find("\"ok\":true") == answer.npos) return fmt::print("{}", answer), 1;
    }
    std::sort(times.begin(), times.end());
    const auto at = [&](double share) { return times[std::min(times.size() - 1, static_cast<std::size_t>(share * static_cast<double>(times.size())))]; };
    fmt::print("{:34} {:7.0f} {:7.0f} {:7.0f} {:7.0f}\n", kind, at(0.5), at(0.99), at(0.999), times.back());
    std::fflush(stdout);
  }
}
