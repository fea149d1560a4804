# The Debian and Ubuntu packages that the project needs, and how they get installed. Sourced by `dork` and `test`.
# shellcheck shell=bash disable=SC2034

BUILD_PACKAGES=(
  g++ cmake ninja-build pkg-config
  antlr4 libantlr4-runtime-dev uuid-dev
  nlohmann-json3-dev libfmt-dev libcli11-dev libxxhash-dev libutfcpp-dev libtomlplusplus-dev
  libabsl-dev libpcre2-dev libutf8proc-dev libcsv-dev libseccomp-dev zlib1g-dev libzstd-dev libjemalloc-dev
)
TEST_PACKAGES=(catch2 python3-lark slurm-wlm)

# The programs that may come from elsewhere than their package: program:package.
TEST_PROGRAMS=(node:nodejs npm:npm)

# Prints those of the given packages that are not installed, one a line.
missing_packages() {
  local package
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
  done
}

# Prints the packages of those of the given program:package pairs whose program is not there.
missing_programs() {
  local pair
  for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null || echo "${pair##*:}"
  done
}

# Installs the given packages. Everything is printed to standard error; fails with a message when it cannot be done.
install_packages() {
  [ $# -gt 0 ] || return 0
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "These packages are missing, and installing them needs root: $*" >&2
      return 1
    fi
    sudo=(sudo)
  fi
  echo "Installing $*" >&2
  local apt=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300)
  # The lists of a fresh system are empty or old: without them the first try fails and costs nothing.
  if ! "${apt[@]}" install -y --no-install-recommends "$@" </dev/null >/dev/null 2>&1; then
    "${apt[@]}" update </dev/null >&2 || true
    "${apt[@]}" install -y --no-install-recommends "$@" </dev/null >&2 || {
      echo "apt-get could not install: $*" >&2
      return 1
    }
  fi
}

# Installs what is missing of the given packages. Systems without dpkg are left to their owner and to CMake's messages.
ensure_packages() {
  command -v dpkg-query >/dev/null || return 0
  local missing
  mapfile -t missing < <(missing_packages "$@")
  install_packages "${missing[@]}"
}

# The same for program:package pairs.
ensure_programs() {
  command -v dpkg-query >/dev/null || return 0
  local missing
  mapfile -t missing < <(missing_programs "$@")
  install_packages "${missing[@]}"
}
