// Custom code runs, and cannot get out.
#include "runtime/interpret/code.hpp"
#include "runtime/value/json.hpp"
#include "tests/run/support.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace dork::runtime {
namespace {

/// Whether a language's program is here; its tests are left out where it is not.
bool has(const char* program) {
  const bool found = std::system((std::string("command -v ") + program + " >/dev/null 2>&1").c_str()) == 0;
  if (!found) WARN(program << " is not installed: its tests are left out");
  return found;
}

constexpr CodeLimits quick{.seconds = 2, .memory = 256u << 20, .output = 1u << 20};

}  // namespace

TEST_CASE("code is not run unless it is allowed") {
  const Ran ran = run_text("x: PYTHON (a = 1) 'print(1)';\nOUTPUT x;");
  CHECK(ran.result.status == Status::failed);
  CHECK(ran.result.remarks.front().code == Code::code_not_allowed);
}

TEST_CASE("python") {
  if (!has("python3")) return;
  RunOptions options;
  options.allow_code = true;
  const Ran ran = run_text("x: PYTHON (a = 2, b = '[1, 2]') 'import json; print(json.dumps({\"sum\": int(inputs[\"a\"]) + 1, \"b\": inputs[\"b\"]}))';\nOUTPUT x;\n"
                           "y: PYTHON (a = 2) 'print(\"plain text\")';\nOUTPUT y;\nz: PYTHON (a = 2) 'raise ValueError(\"no good\")' ON ERROR IGNORE;\nOUTPUT state.z.error.message;",
                           options);
  INFO(remarks(ran));
  CHECK(outputs(ran) == R"([{"sum":3,"b":"[1, 2]"},"plain text","ValueError: no good"])");

  const Value none = Object{};
  CHECK(run_code("python", "while True: pass", none, quick).error == "the code was stopped: it took more than 2 seconds or 256 MB");
  CHECK(run_code("python", "x = 'a' * (1 << 30)", none, quick).error == "MemoryError");
  CHECK(run_code("python", "while True: print('x' * 10000)", none, quick).error == "the code printed more than 1 MB");
  CHECK(run_code("python", "import socket\nsocket.socket()", none, quick).error == "PermissionError: [Errno 1] Operation not permitted");
  CHECK(contains(run_code("python", "open('/etc/passwd')", none, quick).error, "Permission denied"));
  const std::string written = (std::filesystem::temp_directory_path() / "dork-code-test").string();
  CHECK(contains(run_code("python", "open('" + written + "', 'w')", none, quick).error, "Permission denied"));
  CHECK(contains(run_code("python", "import os\nos.listdir('/')", none, quick).error, "Permission denied"));
  CHECK(contains(run_code("python", "import os\nos.kill(1, 9)", none, quick).error, "not permitted"));
  CHECK(run_code("python", "import os\nprint(sorted(os.environ))", none, quick).output == "['HOME', 'LANG', 'OPENSSL_CONF', 'PATH', 'PYTHONHASHSEED', 'TZ']");
  CHECK_FALSE(std::ifstream(written));
  // What it leaves running ends with it.
  CHECK(run_code("python", "import os, time\nif os.fork() == 0: time.sleep(60)\nprint('done')", none, quick).error != "");
}

TEST_CASE("node") {
  if (!has("node")) return;
  const Value given = json(R"({"First Name": "John", "Last Name": "Doe"})");
  const CodeResult greeting = run_code("nodejs", "const fullName = inputs['First Name'] + ' ' + inputs['Last Name']\nconsole.log(JSON.stringify(fullName))", given);
  CHECK(greeting.error == "");
  CHECK(greeting.output == "\"John Doe\"");
  CHECK(contains(run_code("nodejs", "throw new Error('no good')", given).error, "no good"));
  CHECK(contains(run_code("nodejs", "require('fs').readFileSync('/etc/passwd')", given).error, "EACCES"));
  const CodeResult socket = run_code("nodejs", "await new Promise((_, no) => require('net').connect(80, '127.0.0.1').on('error', no))", given);
  CHECK(socket.error != "");
}

TEST_CASE("other languages") {
  CHECK(run_code("php", "echo 1;", Object{}).error == "code in php is not run here: Python and Node.js are");
}

}  // namespace dork::runtime
