#include "runtime/value/base64.hpp"

#include <string>
#include <utility>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

using namespace dork::runtime;

TEST_CASE("Base64 goes there and back", "[base64]") {
  // RFC 4648, 10
  const std::pair<std::string, std::string> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    CHECK(base64_encode(bytes) == text);
    CHECK(base64_decode(text) == bytes);
  }
  std::string all;
  for (int i = 0; i < 1000; ++i) {
    all += static_cast<char>(i * 7);
    REQUIRE(base64_decode(base64_encode(all)) == all);
  }
}

TEST_CASE("What is no Base64 is refused", "[base64]") {
  CHECK(base64_decode("Zm 9v\nYmFy\n") == "foobar");
  CHECK(base64_decode("Zg") == "f");
  for (const char* text : {"Z", "Zm9vY", "Zm9v!", "Zg=a", "Zg=", "Zm8==", "====", "a,b"})
    CHECK_FALSE(base64_decode(text));
}
