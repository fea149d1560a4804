// dork_generate COUNT SEED FOLDER: writes programs FOLDER/SEED.dork, FOLDER/SEED+1.dork, …
#include "tests/generate/generate.hpp"

#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: dork_generate COUNT SEED FOLDER\n");
    return 2;
  }
  const std::uint64_t count = std::strtoull(argv[1], nullptr, 10);
  const std::uint64_t seed = std::strtoull(argv[2], nullptr, 10);
  for (std::uint64_t i = 0; i < count; ++i)
    if (!(std::ofstream(fmt::format("{}/{}.dork", argv[3], seed + i), std::ios::binary) << dork::generate_program(seed + i))) return 3;
  return 0;
}
