// What does not fit into memory: sorting, components, streams.
#include "corpus/dataset/components.hpp"
#include "corpus/dataset/external_sort.hpp"
#include "corpus/dataset/stream.hpp"
#include "tests/dataset/temporary.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <numeric>
#include <random>

namespace dork::corpus {
namespace {

using test::TemporaryFolder;

TEST_CASE("Sorting gives the same with any amount of memory", "[dataset]") {
  const TemporaryFolder folder;
  std::mt19937_64 random(1);
  std::vector<std::uint64_t> wanted(20'000);
  for (auto& each : wanted) each = random() % 5'000;
  // 16 records at once make more runs than are merged at once.
  for (const std::size_t memory : {std::size_t{1}, std::size_t{4096}, std::size_t{64} << 20}) {
    ExternalSorter<std::uint64_t> sorter(folder.path(), memory);
    for (const auto each : wanted) sorter.add(each);
    sorter.sort();
    std::vector<std::uint64_t> got;
    for (std::uint64_t each; sorter.next(each);) got.push_back(each);
    std::vector<std::uint64_t> sorted = wanted;
    std::sort(sorted.begin(), sorted.end());
    CHECK(got == sorted);
  }
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("Records come back in the order they were added, as often as wanted", "[dataset]") {
  const TemporaryFolder folder;
  RecordFile<std::uint32_t> file(folder.path());
  for (std::uint32_t i = 0; i < 50'000; ++i) file.add(i * 7);
  for (int round = 0; round < 2; ++round) {
    file.rewind();
    std::uint32_t count = 0;
    bool equal = true;
    for (std::uint32_t each; file.next(each); ++count) equal = equal && each == count * 7;
    CHECK(count == 50'000);
    CHECK(equal);
  }
}

std::map<std::uint64_t, std::uint64_t> components_of(const std::vector<Edge>& edges) {
  std::map<std::uint64_t, std::uint64_t> root;
  const auto find = [&](std::uint64_t node) {
    if (!root.contains(node)) root[node] = node;
    while (root[node] != node) node = root[node] = root[root[node]];
    return node;
  };
  for (const Edge& edge : edges) {
    if (edge.from == edge.to) continue;
    const auto a = find(edge.from), b = find(edge.to);
    root[std::max(a, b)] = std::min(a, b);
  }
  std::map<std::uint64_t, std::uint64_t> result;
  for (const auto& [node, any] : root) result[node] = find(node);
  return result;
}

void check_components(const std::vector<Edge>& edges) {
  const TemporaryFolder folder;
  ExternalSorter<Edge> sorter(folder.path(), 1);
  for (const Edge& edge : edges) sorter.add(edge);
  ExternalSorter<Edge> found = connected_components(std::move(sorter), folder.path());
  std::map<std::uint64_t, std::uint64_t> got;
  std::uint64_t last = 0;
  for (Edge each; found.next(each); last = each.from) {
    CHECK((got.empty() || each.from > last));
    got[each.from] = each.to;
  }
  CHECK(got == components_of(edges));
}

TEST_CASE("Components are those of union-find", "[dataset]") {
  check_components({});
  check_components({{3, 3}});
  check_components({{1, 2}, {2, 1}, {1, 2}});
  std::vector<Edge> path, star, circle;
  for (std::uint64_t i = 0; i < 300; ++i) {
    path.push_back({i, i + 1});
    star.push_back({1000, i});
    circle.push_back({i * 7919 % 301, (i + 1) * 7919 % 301});
  }
  check_components(path);
  check_components(star);
  check_components(circle);
  std::mt19937_64 random(2);
  for (int graph = 0; graph < 60; ++graph) {
    std::vector<Edge> edges(random() % 200);
    const std::uint64_t nodes = random() % 300 + 1;
    for (Edge& edge : edges) edge = {random() % nodes, random() % nodes};
    check_components(edges);
  }
}

TEST_CASE("What is written is read, compressed or not", "[dataset]") {
  const TemporaryFolder folder;
  std::string text;
  for (int i = 0; i < 30'000; ++i) text += "line " + std::to_string(i) + (i % 97 == 0 ? std::string(5000, 'x') : "") + "\n";
  for (const Compression how : {Compression::none, Compression::gzip, Compression::zstd}) {
    const std::string path = folder / ("text" + std::string(suffix(how)));
    OutputStream out(path, how);
    for (std::size_t at = 0; at < text.size(); at += 10'007) out.write(std::string_view(text).substr(at, 10'007));
    out.close();
    CHECK(out.bytes() == text.size());
    LineReader lines(path);
    std::string got;
    for (std::string_view line; lines.next(line);) got.append(line).append("\n");
    CHECK(got == text);
    CHECK(lines.number() == 30'000);
    if (how == Compression::none) continue;
    // Cut short or damaged, it is an error and not an end.
    const std::string whole = test::read(path);
    test::write(path, whole.substr(0, whole.size() / 2));
    CHECK_THROWS_AS([&] { LineReader cut(path); for (std::string_view line; cut.next(line);) {} }(), IoError);
  }
  CHECK_THROWS_AS(InputStream(folder / "absent"), IoError);
  CHECK(expand(compress(text), "x") == text);
  std::string damaged = compress(text);
  damaged[damaged.size() / 2] ^= 1;
  CHECK_THROWS_AS(expand(damaged, "x"), IoError);
}

}  // namespace
}  // namespace dork::corpus
