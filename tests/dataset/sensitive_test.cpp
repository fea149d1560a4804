// Secrets and personal data.
#include "compiler/compile.hpp"
#include "corpus/dataset/sensitive.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace dork::corpus {
namespace {

struct Case {
  const char* text;
  const char* secret;   ///< what must be gone; empty: nothing is found
  const char* what = "";
};

const Case cases[] = {
    {"Mail jane.doe@acme-corp.com at once", "jane.doe@acme-corp.com", "an e-mail address"},
    {"to = 'Jane.Doe+x@sub.acme.co.uk',", "Jane.Doe+x@sub.acme.co.uk", "an e-mail address"},
    {"\"Jane Doe\" <jd@acme.com>", "Jane Doe", "the name of a person before an address"},
    {"Jane Doe <jd@acme.com>, and Jane Doe again", "Jane Doe", ""},
    {"jane.doe@acme.com is Jane Doe", "Jane Doe", ""},
    {"call +46 70 123 45 67 now", "+46 70 123 45 67", "a telephone number"},
    {"call (212) 456-7890", "(212) 456-7890", "a telephone number"},
    {"host 10.20.30.40, please", "10.20.30.40", "an IP address"},
    {"at http://172.16.0.9:8080/x", "172.16.0.9", "an IP address"},
    {"v6 fe80::1ff:fe23:4567:890a here", "fe80::1ff:fe23:4567:890a", "an IP address"},
    {"https://acme-prod.eu.qlikcloud.com/api", "acme-prod", "the host of a tenant"},
    {"acme.qlikcloud.com", "acme.", "the host of a tenant"},
    {"https://jenkins.acme.internal/job", "jenkins.acme.internal", "an internal host"},
    {"C:\\Users\\jdoe\\file.txt", "jdoe", "the name of a user in a path"},
    {"/home/jdoe/file.txt", "jdoe", "the name of a user in a path"},
    {"token ghp_16C7e42F292c6912E7710c838347Ae178B4a", "16C7e42F292c6912E7710c838347Ae178B4a", "a GitHub token"},
    {"key AKIAIOSFODNN7EXAMPLA", "AKIAIOSFODNN7EXAMPLA", "an AWS access key"},
    {"password: \"hunter2hunter\"", "hunter2hunter", "a secret under a name that says so"},
    {"api_key=9f8e7d6c5b4a39281706", "9f8e7d6c5b4a39281706", ""},
    {"https://bob:s3cr3tpw@host.example.com/", "s3cr3tpw", "a password in an address"},
    {"Authorization: Bearer abc123def456ghi789", "abc123def456ghi789", "a bearer token"},
    {"-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE KEY-----", "MIIEow", "a private key"},
    {"https://hooks.slack.com/services/T00/B00/Xa1b2c3d4e5f6g7h8", "Xa1b2c3d4e5f6g7h8", "the address of a Slack webhook"},
    // What is no finding.
    {"Mail ops@example.com or it@mail.example.org or x@corp.test", ""},
    {"at 02:00:00 on 2026-01-05, version 1.2.3, 4.5.6", ""},
    {"tenant.eu.example.com and example-12ab.eu.qlikcloud.com and your-tenant.eu.qlikcloud.com", ""},
    {"192.0.2.7, 198.51.100.1, 203.0.113.250, 127.0.0.1, 2001:db8::1, ::1", ""},
    {"call +1 555 0100 123 or (555) 555-0123", ""},
    {"spaceId = '65096a85afb58f1ff572af75' and e50c9fd8-e8c3-4fa6-a9d1-84c92d896161", ""},
    {"FOR EACH apps IN qlik.listApps() LIMIT 500\n  OUTPUT '{count: {$.apps}} apps';\nNEXT", ""},
    {"password = config.password; token = Start.token", ""},
    {"password: 'changeme-please', secret = 'your-secret-here'", ""},
    {"/home/user/x C:\\Users\\Public\\y", ""},
    {"Foo::bar a::b x ? y : z, 1:2:3", ""},
};

TEST_CASE("What is sensitive is found, and nothing else", "[dataset]") {
  for (const Case& each : cases) {
    INFO(each.text);
    const auto found = find_sensitive(each.text, 7);
    if (!*each.secret) {
      for (const Sensitive& finding : found) UNSCOPED_INFO(finding.what << ": " << std::string_view(each.text).substr(finding.begin, finding.length));
      CHECK(found.empty());
      continue;
    }
    REQUIRE_FALSE(found.empty());
    if (*each.what) CHECK(found.front().what == each.what);
    std::string text = each.text;
    for (auto finding = found.rbegin(); finding != found.rend(); ++finding) text.replace(finding->begin, finding->length, finding->fake);
    UNSCOPED_INFO(text);
    CHECK(text.find(each.secret) == std::string::npos);
    // What stands there instead is no finding itself.
    const auto again = find_sensitive(text, 7);
    for (const Sensitive& finding : again) UNSCOPED_INFO(finding.what << ": " << std::string_view(text).substr(finding.begin, finding.length));
    CHECK(again.empty());
  }
}

TEST_CASE("Fakes are stable and keep apart what differs", "[dataset]") {
  const auto fake = [](const char* text, std::uint64_t salt) { return find_sensitive(text, salt).at(0).fake; };
  CHECK(fake("a@acme.com", 1) == fake("see a@acme.com.", 1));
  CHECK(fake("a@acme.com", 1) != fake("b@acme.com", 1));
  CHECK(fake("+4670123456789", 1).size() == std::string_view("+4670123456789").size());
  CHECK(fake_secret("ghp_16C7e42F292c6912E7710c838347Ae178B4a", 1).starts_with("ghp_example"));
  CHECK(fake_secret("ghp_16C7e42F292c6912E7710c838347Ae178B4a", 1).size() == 40);
  CHECK(fake_secret("aaaaaaaa1111", 1) != fake_secret("aaaaaaaa2222", 1));
}

TEST_CASE("A script without what was sensitive still compiles", "[dataset]") {
  const std::string script = R"(// Mails Jane Doe (jane.doe@acme.com) the token.
CONNECT TO 'Mail' AS mail;

answer: GET 'https://acme.eu.qlikcloud.com/api' HEADERS {Authorization: 'Bearer abc123def456ghi789jkl', "X-Api-Key": '9f8e7d6c5b4a3928'};
mail.SendMail(to = 'jane.doe@acme.com', subject = 'From Jane Doe at 10.1.2.3', type = 'text', body = 'It''s done');
)";
  std::string error;
  const auto clean = without_sensitive(script, builtin_catalog(), 3, error);
  INFO(error);
  REQUIRE(clean);
  INFO(*clean);
  for (const char* gone : {"Jane", "jane", "acme", "abc123", "9f8e7d6c", "10.1.2.3"}) CHECK(clean->find(gone) == std::string::npos);
  CHECK(compile(*clean).ok == compile(script).ok);
  for (const Diagnostic& each : check(*clean).diagnostics) CHECK(each.code != Code::credential);
  // The name in the comment and in the subject is the same one still.
  CHECK(without_sensitive(*clean, builtin_catalog(), 3, error) == clean);
}

TEST_CASE("Long and broken texts take no long time", "[dataset]") {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "a@a.";
  CHECK_NOTHROW(find_sensitive(text));
  CHECK_NOTHROW(find_sensitive(std::string(1 << 20, 'a') + "@"));
  CHECK_NOTHROW(find_sensitive(std::string(1 << 18, '1') + "." + std::string(1 << 18, ':')));
  CHECK_NOTHROW(find_sensitive("\xff\xfe@\xc3\x28.com +\xff"));
}

}  // namespace
}  // namespace dork::corpus
