#include "corpus/dataset/chunk.hpp"

#include "corpus/dataset/bytes.hpp"
#include "corpus/dataset/hash.hpp"
#include "corpus/dataset/stream.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace dork::corpus {
namespace {

constexpr std::uint64_t magic = 0x31574f524b524f44;  // DORKROW1

/// How a chunk's file begins. The sections follow in this order.
struct Header {
  std::uint64_t magic_number = magic;
  std::uint64_t recipe = 0;
  std::uint64_t rows = 0;
  std::uint64_t bands = 0;     ///< of all rows
  std::uint64_t shingles = 0;  ///< of all rows
  std::uint64_t row_bytes = 0;    ///< compressed
  std::uint64_t reject_bytes = 0; ///< compressed
  std::uint64_t hash = 0;      ///< of keys, bands, offsets and shingles

  std::size_t keys_at() const { return sizeof(Header); }
  std::size_t bands_at() const { return keys_at() + rows * sizeof(RowKeys); }
  std::size_t offsets_at() const { return bands_at() + bands * sizeof(std::uint64_t); }
  std::size_t shingles_at() const { return offsets_at() + (rows + 1) * sizeof(std::uint32_t); }
  std::size_t rows_at() const { return shingles_at() + shingles * sizeof(std::uint32_t); }
  std::size_t rejects_at() const { return rows_at() + row_bytes; }
  std::size_t size() const { return rejects_at() + reject_bytes; }
};

[[noreturn]] void fail(std::string_view verb, const std::string& path, std::string_view why = {}) {
  throw IoError(fmt::format("cannot {} '{}': {}", verb, path, why.empty() ? std::generic_category().message(errno) : std::string(why)));
}

/// A file that is read at places.
class PlacedFile {
 public:
  explicit PlacedFile(std::string path) : path_(std::move(path)), descriptor_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0) fail("read", path_);
    read(0, &header_, sizeof header_);
    const off_t size = ::lseek(descriptor_, 0, SEEK_END);
    if (header_.magic_number != magic || static_cast<std::uint64_t>(size) != header_.size()) fail("read", path_, "it is no chunk of this version");
  }
  PlacedFile(PlacedFile&& other) noexcept : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)), header_(other.header_) {}
  PlacedFile& operator=(PlacedFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(descriptor_, other.descriptor_);
    std::swap(header_, other.header_);
    return *this;
  }
  ~PlacedFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  const Header& header() const { return header_; }
  const std::string& path() const { return path_; }

  void read(std::size_t at, void* data, std::size_t size) const {
    for (auto* to = static_cast<char*>(data); size > 0;) {
      const ssize_t count = ::pread(descriptor_, to, size, static_cast<off_t>(at));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail("read", path_);
      if (count == 0) fail("read", path_, "it ends too early");
      to += count;
      at += static_cast<std::size_t>(count);
      size -= static_cast<std::size_t>(count);
    }
  }

  std::string section(std::size_t at, std::size_t size) const {
    std::string bytes(size, '\0');
    read(at, bytes.data(), size);
    return bytes;
  }

 private:
  std::string path_;
  int descriptor_;
  Header header_;
};

// One list of a row's fields, for both directions.
template <typename Bytes, typename AnyRow>
void transfer_row(Bytes&& each, AnyRow& row) {
  each(row.task), each(row.instruction), each(row.input), each(row.completion), each(row.rejected), each(row.reason);
  each(row.persona), each(row.skeleton), each(row.rules), each(row.actions), each(row.effects), each(row.verified);
  each(row.source), each(row.index);
}

template <typename Bytes, typename AnyReject>
void transfer_reject(Bytes&& each, AnyReject& reject) {
  each(reject.candidate), each(reject.rule), each(reject.reason), each(reject.text), each(reject.own);
}

std::string pack(const std::vector<BuiltRow>& rows) {
  ByteWriter out;
  for (const BuiltRow& entry : rows) {
    transfer_row([&](const auto& value) { out.put(value); }, entry.row);
    out.put(static_cast<std::uint64_t>(entry.slots.size()));
    for (const Slot& slot : entry.slots) out.put(slot.said), out.put(slot.written);
  }
  return compress(out.bytes());
}

std::string pack(const std::vector<Reject>& rejects) {
  ByteWriter out;
  for (const Reject& reject : rejects) transfer_reject([&](const auto& value) { out.put(value); }, reject);
  return compress(out.bytes());
}

}  // namespace

void Chunk::add(BuiltRow entry, RowKeys row_keys, Banding banding) {
  const Shingles own = shingles_of(entry.row);
  const auto own_bands = bands_of(own, banding);
  keys.push_back(row_keys);
  bands.insert(bands.end(), own_bands.begin(), own_bands.end());
  shingles.insert(shingles.end(), own.begin(), own.end());
  offsets.push_back(static_cast<std::uint32_t>(shingles.size()));
  rows.push_back(std::move(entry));
}

std::string chunk_path(const std::string& folder, std::uint64_t number) {
  return fmt::format("{}/chunks/{:06}/{:09}.rows", folder, number / 1000, number);
}

bool chunk_exists(const std::string& folder, std::uint64_t number) { return ::access(chunk_path(folder, number).c_str(), R_OK) == 0; }

void write_chunk(const std::string& folder, std::uint64_t number, std::uint64_t recipe, const Chunk& chunk) {
  const std::string path = chunk_path(folder, number);
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
  if (error) throw IoError(fmt::format("cannot create the folder of '{}': {}", path, error.message()));

  const std::string rows = pack(chunk.rows), rejects = pack(chunk.rejects);
  ByteWriter open;
  open.put_all(chunk.keys), open.put_all(chunk.bands), open.put_all(chunk.offsets), open.put_all(chunk.shingles);
  ByteWriter head;
  head.put(Header{magic, recipe, chunk.keys.size(), chunk.bands.size(), chunk.shingles.size(), rows.size(), rejects.size(), hash64(open.bytes())});
  // Two processes that make the same chunk make the same bytes: whichever is last to rename wins nothing.
  const std::string temporary = fmt::format("{}.{}.tmp", path, ::getpid());
  OutputStream file(temporary, Compression::none);
  for (const std::string* part : {&head.bytes(), &open.bytes(), &rows, &rejects}) file.write(*part);
  file.close();
  if (::rename(temporary.c_str(), path.c_str()) != 0) fail("write", path);
}

ChunkKeys read_keys(const std::string& folder, std::uint64_t number, std::uint64_t recipe) {
  const PlacedFile file(chunk_path(folder, number));
  const Header& header = file.header();
  if (header.recipe != recipe) fail("use", file.path(), "it was made with other options");
  const std::string bytes = file.section(header.keys_at(), header.rows_at() - header.keys_at());
  if (hash64(bytes) != header.hash) fail("read", file.path(), "it is damaged");
  ChunkKeys result;
  result.keys.resize(header.rows);
  result.bands.resize(header.bands);
  std::memcpy(result.keys.data(), bytes.data(), header.rows * sizeof(RowKeys));
  std::memcpy(result.bands.data(), bytes.data() + header.rows * sizeof(RowKeys), header.bands * sizeof(std::uint64_t));
  return result;
}

std::vector<BuiltRow> read_rows(const std::string& folder, std::uint64_t number) {
  const PlacedFile file(chunk_path(folder, number));
  const std::string bytes = expand(file.section(file.header().rows_at(), file.header().row_bytes), file.path());
  ByteReader in(bytes);
  std::vector<BuiltRow> rows(file.header().rows);
  for (BuiltRow& entry : rows) {
    transfer_row([&](auto& value) { in.get(value); }, entry.row);
    std::uint64_t count = 0;
    in.get(count);
    for (std::uint64_t i = 0; i < count; ++i) {
      Slot& slot = entry.slots.emplace_back();
      in.get(slot.said), in.get(slot.written);
    }
  }
  return rows;
}

std::vector<Reject> read_rejects(const std::string& folder, std::uint64_t number) {
  const PlacedFile file(chunk_path(folder, number));
  const std::string bytes = expand(file.section(file.header().rejects_at(), file.header().reject_bytes), file.path());
  ByteReader in(bytes);
  std::vector<Reject> rejects;
  while (!in.done()) transfer_reject([&](auto& value) { in.get(value); }, rejects.emplace_back());
  return rejects;
}

struct ShingleReader::Open {
  std::uint64_t chunk;
  PlacedFile file;
  std::uint64_t used;
};

ShingleReader::ShingleReader(std::string folder) : folder_(std::move(folder)) {}
ShingleReader::~ShingleReader() = default;

ShingleReader::Open& ShingleReader::open(std::uint64_t chunk) {
  constexpr std::size_t most = 128;
  ++clock_;
  for (Open& each : opened_)
    if (each.chunk == chunk) return each.used = clock_, each;
  Open fresh{chunk, PlacedFile(chunk_path(folder_, chunk)), clock_};
  if (opened_.size() < most) return opened_.emplace_back(std::move(fresh));
  Open& oldest = *std::min_element(opened_.begin(), opened_.end(), [](const Open& a, const Open& b) { return a.used < b.used; });
  oldest = std::move(fresh);
  return oldest;
}

Shingles ShingleReader::read(std::uint64_t chunk, std::uint32_t position) {
  const Open& opened = open(chunk);
  const Header& header = opened.file.header();
  std::uint32_t range[2];
  opened.file.read(header.offsets_at() + position * sizeof(std::uint32_t), range, sizeof range);
  Shingles shingles(range[1] - range[0]);
  opened.file.read(header.shingles_at() + range[0] * sizeof(std::uint32_t), shingles.data(), shingles.size() * sizeof(std::uint32_t));
  return shingles;
}

}  // namespace dork::corpus
