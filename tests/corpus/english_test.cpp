#include "corpus/synthesis/english.hpp"

#include <catch2/catch.hpp>

namespace dork::corpus {

TEST_CASE("verbs are inflected") {
  CHECK(inflect("export", Mood::base) == "export");
  CHECK(inflect("export", Mood::third) == "exports");
  CHECK(inflect("copy", Mood::third) == "copies");
  CHECK(inflect("play", Mood::third) == "plays");
  CHECK(inflect("fetch", Mood::third) == "fetches");
  CHECK(inflect("go", Mood::third) == "goes");
  CHECK(inflect("look up", Mood::third) == "looks up");
  CHECK(inflect("take", Mood::gerund) == "taking");
  CHECK(inflect("run", Mood::gerund) == "running");
  CHECK(inflect("see", Mood::gerund) == "seeing");
}

TEST_CASE("nouns have plurals") {
  CHECK(plural("app") == "apps");
  CHECK(plural("data file") == "data files");
  CHECK(plural("entry") == "entries");
  CHECK(plural("person") == "people");
  CHECK(plural("branch") == "branches");
}

TEST_CASE("articles fit the word after them") {
  CHECK(fix_articles("a app and an user") == "an app and a user");
  CHECK(fix_articles("a HTML page, a RRULE, an URL") == "an HTML page, an RRULE, a URL");
  CHECK(fix_articles("a \"export\" of an mail") == "an \"export\" of a mail");
  CHECK(fix_articles("a hour, an one") == "an hour, a one");
  // What stands between the marks of a value is nobody's to change.
  const std::string value = std::string(1, value_begin) + "a app" + value_end;
  CHECK(fix_articles(value) == value);
}

TEST_CASE("the lint finds what is no English") {
  CHECK(lint("Export the app \"a  b\" and mail it.").empty());
  CHECK(lint("Send a mail to anna@example.com, then wait.").empty());
  CHECK(!lint("Export the the app.").empty());
  CHECK(!lint("Export  the app.").empty());
  CHECK(!lint("Export a app.").empty());
  CHECK(!lint("Export an user.").empty());
  CHECK(!lint("Export the app .").empty());
  CHECK(!lint("Export \"the app.").empty());
  CHECK(!lint("Export <appId>.").empty());
  CHECK(!lint("Export (the app.").empty());
  CHECK(!lint("Export it,, then stop.").empty());
}

}  // namespace dork::corpus
