#include "corpus/dataset/stream.hpp"

#include "corpus/dataset/hash.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <system_error>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

namespace dork::corpus {
namespace {

constexpr std::size_t block = 256 << 10;

[[noreturn]] void fail(std::string_view verb, const std::string& path, const std::string& why = {}) {
  throw IoError(fmt::format("cannot {} '{}': {}", verb, path, why.empty() ? std::generic_category().message(errno) : why));
}

/// A file descriptor that is closed when it goes.
struct File {
  int descriptor = -1;
  explicit File(int number) : descriptor(number) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

struct FreeInflate {
  void operator()(z_stream* stream) const {
    inflateEnd(stream);
    delete stream;
  }
};
struct FreeDeflate {
  void operator()(z_stream* stream) const {
    deflateEnd(stream);
    delete stream;
  }
};
struct FreeExpand {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};
struct FreeCompress {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

constexpr int with_gzip_header = 15 + 16;
constexpr int zstd_level = 6;

}  // namespace

std::string_view suffix(Compression compression) {
  return compression == Compression::gzip ? ".gz" : compression == Compression::zstd ? ".zst" : "";
}

// --- Reading ----------------------------------------------------------------------------------------------------------

struct InputStream::State {
  std::string path;
  File file;
  std::string raw;            ///< read and not yet used
  std::size_t begin = 0;
  bool ended = false;
  Compression compression = Compression::none;
  std::unique_ptr<z_stream, FreeInflate> inflate;
  std::unique_ptr<ZSTD_DStream, FreeExpand> expand;
  bool frame_open = false;    ///< a compressed stream has begun and not ended

  explicit State(const std::string& name) : path(name), file(name == "-" ? ::dup(STDIN_FILENO) : ::open(name.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (file.descriptor < 0) fail("read", path);
    fill();
    const std::string_view start = std::string_view(raw).substr(begin);
    if (start.starts_with("\x1f\x8b")) {
      compression = Compression::gzip;
      inflate.reset(new z_stream{});
      if (inflateInit2(inflate.get(), with_gzip_header) != Z_OK) fail("read", path, "zlib does not start");
    } else if (start.starts_with("\x28\xb5\x2f\xfd")) {
      compression = Compression::zstd;
      expand.reset(ZSTD_createDStream());
      if (!expand) fail("read", path, "zstd does not start");
    }
  }

  void fill() {
    if (ended || begin < raw.size()) return;
    raw.resize(block);
    begin = 0;
    for (;;) {
      const ssize_t count = ::read(file.descriptor, raw.data(), raw.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail("read", path);
      raw.resize(static_cast<std::size_t>(count));
      ended = count == 0;
      return;
    }
  }

  std::size_t read_plain(char* data, std::size_t size) {
    fill();
    const std::size_t count = std::min(size, raw.size() - begin);
    std::memcpy(data, raw.data() + begin, count);
    begin += count;
    return count;
  }

  std::size_t read_gzip(char* data, std::size_t size) {
    inflate->next_out = reinterpret_cast<Bytef*>(data);
    inflate->avail_out = static_cast<uInt>(size);
    while (inflate->avail_out == size) {
      fill();
      if (begin == raw.size()) {
        if (frame_open) fail("read", path, "the gzip data ends too early");
        break;
      }
      frame_open = true;
      inflate->next_in = reinterpret_cast<Bytef*>(raw.data() + begin);
      inflate->avail_in = static_cast<uInt>(raw.size() - begin);
      const int result = ::inflate(inflate.get(), Z_NO_FLUSH);
      begin = raw.size() - inflate->avail_in;
      if (result == Z_STREAM_END) {
        // Several streams may follow each other in one file.
        frame_open = false;
        inflateReset(inflate.get());
      } else if (result != Z_OK && result != Z_BUF_ERROR) {
        fail("read", path, "the gzip data is damaged");
      }
    }
    return size - inflate->avail_out;
  }

  std::size_t read_zstd(char* data, std::size_t size) {
    ZSTD_outBuffer out{data, size, 0};
    while (out.pos == 0) {
      fill();
      if (begin == raw.size()) {
        if (frame_open) fail("read", path, "the zstd data ends too early");
        break;
      }
      ZSTD_inBuffer in{raw.data() + begin, raw.size() - begin, 0};
      const std::size_t result = ZSTD_decompressStream(expand.get(), &out, &in);
      if (ZSTD_isError(result)) fail("read", path, fmt::format("the zstd data is damaged: {}", ZSTD_getErrorName(result)));
      frame_open = result != 0;
      begin += in.pos;
    }
    return out.pos;
  }
};

InputStream::InputStream(const std::string& path) : state_(std::make_unique<State>(path)) {}
InputStream::InputStream(InputStream&&) noexcept = default;
InputStream::~InputStream() = default;

std::size_t InputStream::read(char* data, std::size_t size) {
  switch (state_->compression) {
    case Compression::none: return state_->read_plain(data, size);
    case Compression::gzip: return state_->read_gzip(data, size);
    case Compression::zstd: return state_->read_zstd(data, size);
  }
  return 0;
}

bool LineReader::fill() {
  if (done_) return false;
  buffer_.erase(0, begin_);
  begin_ = 0;
  if (buffer_.size() > longest) throw IoError(fmt::format("'{}': line {} has more than {} bytes", path_, number_ + 1, longest));
  const std::size_t before = buffer_.size();
  buffer_.resize(before + block);
  const std::size_t count = stream_.read(buffer_.data() + before, block);
  buffer_.resize(before + count);
  done_ = count == 0;
  return !done_;
}

bool LineReader::next(std::string_view& line) {
  std::size_t searched = begin_;
  for (;;) {
    const std::size_t end = buffer_.find('\n', searched);
    if (end != std::string::npos) {
      line = std::string_view(buffer_).substr(begin_, end - begin_);
      begin_ = end + 1;
      complete_ = true;
      ++number_;
      return true;
    }
    const std::size_t pending = buffer_.size() - begin_;
    if (!fill()) {
      if (begin_ == buffer_.size()) return false;
      line = std::string_view(buffer_).substr(begin_);
      begin_ = buffer_.size();
      complete_ = false;
      ++number_;
      return true;
    }
    searched = begin_ + pending;
  }
}

// --- Writing ----------------------------------------------------------------------------------------------------------

struct OutputStream::State {
  std::string path;
  File file;
  Compression compression;
  std::string buffer;
  std::string packed;
  std::unique_ptr<z_stream, FreeDeflate> deflate;
  std::unique_ptr<ZSTD_CCtx, FreeCompress> context;
  std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> hash{XXH3_createState(), XXH3_freeState};
  std::uint64_t bytes = 0;

  State(const std::string& name, Compression how)
      : path(name), file(::open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)), compression(how) {
    if (file.descriptor < 0) fail("write", path);
    XXH3_64bits_reset(hash.get());
    buffer.reserve(block);
    if (compression == Compression::gzip) {
      deflate.reset(new z_stream{});
      // No name and no time in the header: the same rows give the same bytes.
      if (deflateInit2(deflate.get(), Z_DEFAULT_COMPRESSION, Z_DEFLATED, with_gzip_header, 8, Z_DEFAULT_STRATEGY) != Z_OK) fail("write", path, "zlib does not start");
    } else if (compression == Compression::zstd) {
      context.reset(ZSTD_createCCtx());
      if (!context) fail("write", path, "zstd does not start");
      ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, zstd_level);
      ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
    }
    packed.resize(block);
  }

  void put(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(file.descriptor, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail("write", path);
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  void flush(bool end) {
    if (compression == Compression::none) {
      put(buffer);
    } else if (compression == Compression::gzip) {
      deflate->next_in = reinterpret_cast<Bytef*>(buffer.data());
      deflate->avail_in = static_cast<uInt>(buffer.size());
      int result = Z_OK;
      do {
        deflate->next_out = reinterpret_cast<Bytef*>(packed.data());
        deflate->avail_out = static_cast<uInt>(packed.size());
        result = ::deflate(deflate.get(), end ? Z_FINISH : Z_NO_FLUSH);
        put(std::string_view(packed).substr(0, packed.size() - deflate->avail_out));
      } while (deflate->avail_out == 0 || (end && result != Z_STREAM_END));
    } else {
      ZSTD_inBuffer in{buffer.data(), buffer.size(), 0};
      std::size_t left = 0;
      do {
        ZSTD_outBuffer out{packed.data(), packed.size(), 0};
        left = ZSTD_compressStream2(context.get(), &out, &in, end ? ZSTD_e_end : ZSTD_e_continue);
        if (ZSTD_isError(left)) fail("write", path, ZSTD_getErrorName(left));
        put(std::string_view(packed).substr(0, out.pos));
      } while (in.pos < in.size || (end && left > 0));
    }
    buffer.clear();
  }
};

OutputStream::OutputStream(const std::string& path, Compression compression) : state_(std::make_unique<State>(path, compression)) {}
OutputStream::OutputStream(OutputStream&&) noexcept = default;
OutputStream::~OutputStream() = default;

void OutputStream::write(std::string_view text) {
  state_->bytes += text.size();
  XXH3_64bits_update(state_->hash.get(), text.data(), text.size());
  state_->buffer += text;
  if (state_->buffer.size() >= block) state_->flush(false);
}

void OutputStream::close() {
  state_->flush(true);
  const int descriptor = std::exchange(state_->file.descriptor, -1);
  if (::close(descriptor) != 0) fail("write", state_->path);
}

std::uint64_t OutputStream::bytes() const { return state_->bytes; }
std::uint64_t OutputStream::hash() const { return XXH3_64bits_digest(state_->hash.get()); }

// --- Texts ------------------------------------------------------------------------------------------------------------

std::string compress(std::string_view text) {
  std::unique_ptr<ZSTD_CCtx, FreeCompress> context(ZSTD_createCCtx());
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, 3);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  const std::size_t size = ZSTD_compress2(context.get(), packed.data(), packed.size(), text.data(), text.size());
  if (ZSTD_isError(size)) throw IoError(fmt::format("zstd: {}", ZSTD_getErrorName(size)));
  packed.resize(size);
  return packed;
}

std::string expand(std::string_view bytes, const std::string& path) {
  constexpr unsigned long long largest = 1ULL << 32;
  const unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (size >= largest) fail("read", path, "it is damaged");
  std::string text(size, '\0');
  const std::size_t count = ZSTD_decompress(text.data(), text.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(count) || count != size) fail("read", path, "it is damaged");
  return text;
}

}  // namespace dork::corpus
