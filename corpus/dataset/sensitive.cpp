#include "corpus/dataset/sensitive.hpp"

#include "compiler/compile.hpp"
#include "compiler/sema/sema.hpp"
#include "corpus/dataset/hash.hpp"
#include "corpus/letters.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <fmt/format.h>
#include <memory>
#include <span>

namespace dork::corpus {
namespace {

// --- Patterns ---------------------------------------------------------------------------------------------------------

struct FreeCode {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct FreeMatch {
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};

class Regex {
 public:
  explicit Regex(std::string_view text) {
    int error = 0;
    PCRE2_SIZE offset = 0;
    code_.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), PCRE2_CASELESS, &error, &offset, nullptr));
    if (!code_) throw std::logic_error(fmt::format("pattern `{}` is wrong at {}", text, offset));
    pcre2_jit_compile(code_.get(), PCRE2_JIT_COMPLETE);
  }

  /// Calls `found(begin, length)` with the last group that took part, or the whole match.
  template <typename Found>
  void for_each(std::string_view text, Found&& found) const {
    const std::unique_ptr<pcre2_match_data, FreeMatch> data(pcre2_match_data_create_from_pattern(code_.get(), nullptr));
    for (std::size_t at = 0; at <= text.size();) {
      const int groups = pcre2_match(code_.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), at, 0, data.get(), nullptr);
      if (groups < 1) return;
      const PCRE2_SIZE* bounds = pcre2_get_ovector_pointer(data.get());
      const int group = groups - 1;
      found(bounds[2 * group], bounds[2 * group + 1] - bounds[2 * group]);
      at = std::max<std::size_t>(bounds[1], at + 1);
    }
  }

 private:
  std::unique_ptr<pcre2_code, FreeCode> code_;
};

// --- Fakes ------------------------------------------------------------------------------------------------------------

constexpr std::string_view first_names[] = {"alex", "robin", "kim",   "sam",    "jordan", "casey",  "taylor", "morgan", "riley",  "jamie",
                                            "noa",  "sasha", "andrea", "dominique", "eden", "florin", "gale",   "harper", "jules",  "kiran"};
constexpr std::string_view last_names[] = {"hale",  "brook", "stone", "field", "marsh", "wood",  "lane",  "hill",  "frost", "reed",
                                           "vale",  "ford",  "moss",  "birch", "heath", "glen",  "thorn", "cliff", "banks", "shore"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_letter(c) || is_digit(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

/// The letters of a name as one key: an address and the name before it get the same fake.
std::uint64_t person_key(std::string_view name, std::uint64_t salt) {
  std::string letters;
  for (const char c : lowered(name))
    if (!is_digit(c) && is_word(c) && c != '_') letters += c;
  return hash64(letters, salt);
}

struct Person {
  std::string_view first, last;
};
Person person(std::uint64_t key) { return {first_names[key % std::size(first_names)], last_names[key / 64 % std::size(last_names)]}; }

std::string capitalised(std::string_view word) {
  std::string result(word);
  result[0] = static_cast<char>(result[0] - 32);
  return result;
}

std::string fake_mail(std::string_view mail, std::uint64_t salt) {
  const std::size_t at = mail.rfind('@');
  const std::uint64_t key = person_key(mail.substr(0, at), salt);
  constexpr std::string_view domains[] = {"example.com", "example.org", "example.net"};
  const std::string_view domain = domains[hash64(lowered(mail.substr(at + 1)), salt) % 3];
  const auto [first, last] = person(key);
  // Two people may share a name; not an address.
  return fmt::format("{}.{}{}@{}", first, last, key % 89 + 10, domain);
}

std::string fake_name(std::string_view name, std::uint64_t salt) {
  const auto [first, last] = person(person_key(name, salt));
  return capitalised(first) + ' ' + capitalised(last);
}

std::string fake_phone(std::string_view phone, std::uint64_t salt) {
  // 555-0100 to 555-0199 are kept for fiction.
  std::string digits = "155501";
  std::uint64_t rest = hash64(phone, salt);
  std::string result;
  std::size_t next = 0;
  for (const char c : phone) {
    if (!is_digit(c)) {
      result += c;
      continue;
    }
    if (next == digits.size()) digits += static_cast<char>('0' + rest % 10), rest /= 10;
    result += digits[next++];
  }
  return result;
}

std::string fake_ipv4(std::string_view address, std::uint64_t salt) {
  const std::uint64_t hash = hash64(address, salt);
  constexpr std::string_view nets[] = {"192.0.2", "198.51.100", "203.0.113"};  // RFC 5737
  return fmt::format("{}.{}", nets[hash % 3], hash / 3 % 254 + 1);
}

std::string fake_ipv6(std::string_view address, std::uint64_t salt) { return fmt::format("2001:db8::{:x}", hash64(address, salt) % 0xffff + 1); }  // RFC 3849

std::string fake_host(std::string_view host, std::uint64_t salt) {
  const std::size_t dot = host.find('.');
  return fmt::format("example-{:04x}{}", hash64(lowered(host.substr(0, dot)), salt) & 0xffff, host.substr(dot));
}

std::string fake_internal(std::string_view host, std::uint64_t salt) { return fmt::format("host-{:04x}.example", hash64(lowered(host), salt) & 0xffff); }

std::string fake_user(std::string_view user, std::uint64_t salt) {
  const auto [first, last] = person(person_key(user, salt));
  return fmt::format("{}{}", first, last);
}

// --- What is no finding -----------------------------------------------------------------------------------------------

bool reserved_domain(std::string_view domain) {
  const std::string small = lowered(domain);
  const std::string_view view = small;
  for (const std::string_view each : {"example.com", "example.org", "example.net"})
    if (view == each || (view.ends_with(each) && view[view.size() - each.size() - 1] == '.')) return true;
  for (const std::string_view each : {".example", ".test", ".invalid", ".localhost"})
    if (view.ends_with(each)) return true;
  return false;
}

bool real_mail(std::string_view mail) { return !reserved_domain(mail.substr(mail.rfind('@') + 1)); }

bool real_phone(std::string_view phone) {
  std::string digits;
  for (const char c : phone)
    if (is_digit(c)) digits += c;
  return digits.size() >= 8 && digits.size() <= 15 && digits.find("55501") == std::string::npos;
}

bool real_ipv4(std::string_view text) {
  in_addr address{};
  if (inet_pton(AF_INET, std::string(text).c_str(), &address) != 1) return false;
  const std::uint32_t value = ntohl(address.s_addr);
  const auto in = [&](std::uint32_t net, unsigned bits) { return (value >> (32 - bits)) == (net >> (32 - bits)); };
  return !(in(0xC0000200, 24) || in(0xC6336400, 24) || in(0xCB007100, 24) || in(0x7F000000, 8) || in(0, 8) || value == 0xffffffff);
}

bool real_ipv6(std::string_view text) {
  // Letters around two colons are more often a name in a program.
  if (std::none_of(text.begin(), text.end(), is_digit)) return false;
  in6_addr address{};
  if (inet_pton(AF_INET6, std::string(text).c_str(), &address) != 1) return false;
  const bool documentation = address.s6_addr[0] == 0x20 && address.s6_addr[1] == 0x01 && address.s6_addr[2] == 0x0d && address.s6_addr[3] == 0xb8;
  const bool local = std::all_of(address.s6_addr, address.s6_addr + 15, [](unsigned char byte) { return byte == 0; });
  return !documentation && !local;
}

bool real_tenant(std::string_view host) {
  const std::string name = lowered(host.substr(0, host.find('.')));
  constexpr std::string_view known[] = {"example", "tenant", "your-tenant", "yourtenant", "mytenant", "my-tenant", "status", "help", "community", "www"};
  return !std::string_view(name).starts_with("example") && std::find(std::begin(known), std::end(known), name) == std::end(known);
}

bool real_internal(std::string_view) { return true; }

bool real_user(std::string_view user) {
  const std::string name = lowered(user);
  constexpr std::string_view known[] = {"public", "default", "user", "username", "me", "admin", "root", "runner", "node", "app", "www-data"};
  if (std::find(std::begin(known), std::end(known), name) != std::end(known)) return false;
  return std::none_of(std::begin(first_names), std::end(first_names), [&](std::string_view each) {
    return std::string_view(name).starts_with(each) && std::find(std::begin(last_names), std::end(last_names), std::string_view(name).substr(each.size())) != std::end(last_names);
  });
}

bool real_name(std::string_view name) {
  const std::string small = lowered(name);
  const std::size_t space = small.find(' ');
  if (space == std::string::npos) return true;
  return !(std::find(std::begin(first_names), std::end(first_names), std::string_view(small).substr(0, space)) != std::end(first_names) &&
           std::find(std::begin(last_names), std::end(last_names), std::string_view(small).substr(space + 1)) != std::end(last_names));
}

// --- The table --------------------------------------------------------------------------------------------------------

struct Kind {
  std::string_view what;
  std::string_view needs;    ///< a text without this sign, or word in any case, has none
  std::string_view pattern;  ///< without regard to case; the last group is the finding
  bool (*real)(std::string_view);
  std::string (*fake)(std::string_view, std::uint64_t salt);
};

constexpr Kind kinds[] = {
    {"the name of a person before an address", "@", R"((?-i:\b(\p{Lu}[\w'-]+(?: \p{Lu}[\w'-]+){1,2}))(?=["']{0,2} ?<[^<>\s@]+@))", real_name, fake_name},
    {"an e-mail address", "@", R"([a-z0-9][a-z0-9._%+-]*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})", real_mail, fake_mail},
    {"a telephone number", "+", R"((?<![\w.+])\+[1-9][\d ().\/-]{6,20}\d(?!\w))", real_phone, fake_phone},
    {"a telephone number", "(", R"((?<![\w.+])\(\d{3}\) ?\d{3}[-. ]\d{4}(?!\w))", real_phone, fake_phone},
    {"an IP address", ".", R"((?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]|\.\d))", real_ipv4, fake_ipv4},
    {"an IP address", ":", R"((?<![\w:.])(?=[0-9a-f]*:[0-9a-f]*:)[0-9a-f:]{3,39}(?![\w:]))", real_ipv6, fake_ipv6},
    {"the host of a tenant", "qlikcloud", R"((?<![\w.-])[a-z0-9][a-z0-9-]*(?:\.[a-z]{2,4})?\.qlikcloud(?:gov)?\.com(?![\w-]))", real_tenant, fake_host},
    {"an internal host", "://", R"((?<=://)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:internal|intranet|corp|lan|local)(?![\w-]))", real_internal, fake_internal},
    {"the name of a user in a path", "users", R"([\\/]users[\\/]([a-z0-9][\w.-]*)(?=[\\/]))", real_user, fake_user},
    {"the name of a user in a path", "/home/", R"((?<!\w)/home/([a-z0-9][\w.-]*)(?=/))", real_user, fake_user},
};

std::span<const Regex> patterns() {
  static const std::vector<Regex> all = [] {
    std::vector<Regex> result;
    for (const Kind& kind : kinds) result.emplace_back(kind.pattern);
    return result;
  }();
  return all;
}

// --- Credentials ------------------------------------------------------------------------------------------------------

constexpr auto word_ends = [] {
  std::array<bool, 256> ends{};
  for (const char c : std::string_view(" \n\t\r'\",;()<>`{}")) ends[static_cast<unsigned char>(c)] = true;
  return ends;
}();
bool parts_words(char c) { return word_ends[static_cast<unsigned char>(c)]; }

/// Words that have the form of a credential. After the name of a scheme the two are looked at together.
template <typename Found>
void for_each_credential(std::string_view text, Found&& found) {
  constexpr std::size_t shortest = 8;
  std::string_view before;
  for (std::size_t at = 0; at < text.size();) {
    if (parts_words(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && !parts_words(text[end])) ++end;
    const std::string_view word = text.substr(at, end - at);
    if (word.size() >= shortest) {
      std::string_view what = sema::credential_in({}, word);
      const std::string scheme = lowered(before);
      if (what.empty() && (scheme == "bearer" || scheme == "basic")) what = sema::credential_in({}, fmt::format("{} {}", before, word));
      if (!what.empty()) found(at, word.size(), what);
    }
    before = word;
    at = end;
  }
}

/// `password: "…"`, `api_key=…` in any text.
const Regex& labelled() {
  static const Regex pattern(
      R"(\b(?:pass(?:word|wd)|pwd|secret|token|api[_-]?key|client[_-]?secret|access[_-]?(?:key|token)|private[_-]?key)["']?\s*(?:=>|[:=])\s*(?:["']([^"'\n]{8,200})["']|(?=[^\s"',;]*\d)([^\s"',;(){}$]{8,200})(?![\w(.\[])))");
  return pattern;
}

const Regex& private_key() {
  static const Regex pattern(R"(-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?)");
  return pattern;
}

}  // namespace

std::string fake_secret(std::string_view secret, std::uint64_t salt) {
  constexpr std::string_view word = "example";
  const std::size_t prefix = std::min(secret.find_last_of("_-", std::min<std::size_t>(secret.size(), 12)), secret.size());
  const bool keeps = prefix != secret.size() && prefix < secret.size() / 2 && secret.substr(0, prefix).find_first_of("0123456789") == std::string_view::npos;
  std::uint64_t hash = hash64(secret, salt);
  std::string fake;
  std::size_t letters = 0;
  for (std::size_t i = 0; i < secret.size(); ++i) {
    const char c = secret[i];
    if ((keeps && i <= prefix) || !(is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80)) {
      fake += c;
      continue;
    }
    // What it says first makes it known as no secret; what follows tells one from another.
    const char letter = letters < word.size() ? word[letters] : static_cast<char>('a' + hash % 16);
    if (letters >= word.size()) hash = hash % 16 + hash / 16 + (hash << 60);
    ++letters;
    fake += letter;
  }
  if (sema::credential_in({}, fake).empty()) return fake;
  return "redacted-example-" + hex(hash64(secret, salt)).substr(0, 6);
}

std::vector<Sensitive> find_sensitive(std::string_view text, std::uint64_t salt) {
  std::vector<Sensitive> all;
  const auto add = [&](std::size_t begin, std::size_t length, std::string_view what, std::string fake) { all.push_back({begin, length, what, std::move(fake)}); };
  if (text.find("-----BEGIN") != std::string_view::npos)
    private_key().for_each(text, [&](std::size_t begin, std::size_t length) { add(begin, length, "a private key", "redacted-example-key"); });
  for_each_credential(text, [&](std::size_t begin, std::size_t length, std::string_view what) { add(begin, length, what, fake_secret(text.substr(begin, length), salt)); });
  labelled().for_each(text, [&](std::size_t begin, std::size_t length) {
    const std::string_view value = text.substr(begin, length);
    if (!sema::credential_in("password", value).empty()) add(begin, length, "a secret under a name that says so", fake_secret(value, salt));
  });
  std::vector<std::pair<std::string, std::string>> names;
  const std::string small = lowered(text);
  for (std::size_t i = 0; i < std::size(kinds); ++i) {
    const Kind& kind = kinds[i];
    if (small.find(kind.needs) == std::string::npos) continue;
    patterns()[i].for_each(text, [&](std::size_t begin, std::size_t length) {
      const std::string_view value = text.substr(begin, length);
      if (!kind.real(value)) return;
      add(begin, length, kind.what, kind.fake(value, salt));
      // The same person may be named elsewhere.
      if (kind.fake == fake_name) names.emplace_back(value, fake_name(value, salt));
      if (kind.fake == fake_mail) {
        const std::string_view local = value.substr(0, value.find('@'));
        const std::size_t dot = local.find('.');
        if (dot != std::string_view::npos && dot > 1 && dot + 2 < local.size() && local.find('.', dot + 1) == std::string_view::npos && is_letter(local[0]) && is_letter(local[dot + 1])) {
          const auto written = [](std::string_view part) {
            std::string result = lowered(part);
            result[0] = static_cast<char>(result[0] - 32);
            return result;
          };
          const std::string name = written(local.substr(0, dot)) + ' ' + written(local.substr(dot + 1));
          names.emplace_back(name, fake_name(name, salt));
        }
      }
    });
  }
  for (const auto& [name, fake] : names)
    for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + name.size()))
      if (real_name(name)) add(at, name.size(), "the name of a person", fake);

  // Of those that overlap the longest stays: a whole address rather than its host.
  std::stable_sort(all.begin(), all.end(), [](const Sensitive& a, const Sensitive& b) { return a.begin != b.begin ? a.begin < b.begin : a.length > b.length; });
  std::vector<Sensitive> result;
  for (Sensitive& each : all) {
    if (!result.empty() && each.begin < result.back().begin + result.back().length) {
      if (each.length > result.back().length) result.back() = std::move(each);
      continue;
    }
    result.push_back(std::move(each));
  }
  return result;
}

std::optional<std::string> without_sensitive(std::string_view script, const Catalog& catalog, std::uint64_t salt, std::string& error) {
  constexpr int rounds = 3;
  std::string text(script);
  for (int round = 0; round < rounds; ++round) {
    const std::vector<Sensitive> found = find_sensitive(text, salt);
    for (auto each = found.rbegin(); each != found.rend(); ++each) text.replace(each->begin, each->length, each->fake);
    // What only the name that it stands under gives away: the compiler knows the names.
    const CompileResult checked = check(text, {.catalog = &catalog});
    std::vector<Range> literals;
    for (const Diagnostic& diagnostic : checked.diagnostics)
      if (diagnostic.code == Code::credential) literals.push_back(diagnostic.range);
    for (auto range = literals.rbegin(); range != literals.rend(); ++range) {
      const std::string literal = text.substr(range->begin, range->end - range->begin);
      const std::size_t quotes = literal.starts_with("'''") ? 3 : literal.starts_with("'") ? 1 : 0;
      if (quotes == 0 || literal.size() < 2 * quotes) return error = "a credential stands where nothing can be put in its place", std::nullopt;
      const std::string fake = fake_secret(std::string_view(literal).substr(quotes, literal.size() - 2 * quotes), salt);
      text.replace(range->begin + quotes, literal.size() - 2 * quotes, fake);
    }
    if (found.empty() && literals.empty()) return text;
  }
  const std::vector<Sensitive> left = find_sensitive(text, salt);
  error = left.empty() ? "a credential stays whatever is put in its place" : fmt::format("{} stays whatever is put in its place", left.front().what);
  return std::nullopt;
}

}  // namespace dork::corpus
