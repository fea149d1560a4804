#include "corpus/dataset/scratch.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <system_error>
#include <unistd.h>

namespace dork::corpus {
namespace {

[[noreturn]] void fail(std::string_view what, const std::string& folder) {
  throw IoError(fmt::format("cannot {} a scratch file in '{}': {}", what, folder, std::generic_category().message(errno)));
}

}  // namespace

ScratchFile::ScratchFile(const std::string& folder) : folder_(folder) {
  std::string name = folder + "/.scratch-XXXXXX";
  const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) fail("create", folder);
  ::unlink(name.c_str());
  file_.reset(::fdopen(descriptor, "w+b"));
  if (!file_) fail("open", folder);
}

void ScratchFile::write(const void* data, std::size_t bytes) {
  if (bytes > 0 && std::fwrite(data, 1, bytes, file_.get()) != bytes) fail("write", folder_);
}

void ScratchFile::rewind() {
  if (std::fflush(file_.get()) != 0) fail("write", folder_);
  std::rewind(file_.get());
}

std::size_t ScratchFile::read(void* data, std::size_t bytes) {
  const std::size_t count = std::fread(data, 1, bytes, file_.get());
  if (count < bytes && std::ferror(file_.get())) fail("read", folder_);
  return count;
}

}  // namespace dork::corpus
