// What looks like a credential: by the formats that services give their keys, by the name it stands under, by its
// randomness.
#include "compiler/formula/formula.hpp"
#include "compiler/sema/sema.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>

namespace dork::sema {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_small(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_letter(char c) {
  return is_upper(c) || is_small(c);
}
bool is_word(char c) {
  return is_digit(c) || is_letter(c);
}
bool is_token(char c) {
  return is_word(c) || c == '_' || c == '-';
}
/// Of a value without quotes, in an address or in lines of settings.
bool is_bare_value(char c) {
  return static_cast<unsigned char>(c) > ' ' && std::string_view("&;,\"'{}<>`$").find(c) == std::string_view::npos;
}
bool is_base64(char c) {
  return is_word(c) || c == '+' || c == '/' || c == '=' || c == '_' || c == '-';
}
char lower(char c) {
  return is_upper(c) ? static_cast<char>(c + 32) : c;
}

std::string lowered(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

template <typename Belongs>
std::string_view run_at(std::string_view text, std::size_t at, Belongs&& belongs) {
  std::size_t end = at;
  while (end < text.size() && belongs(text[end])) ++end;
  return text.substr(at, end - at);
}

// --- Formats --------------------------------------------------------------------------------------------------------

/// A key that begins with letters of its own.
struct Prefix {
  std::string_view begins;
  std::size_t at_least;  ///< how many characters follow
  bool capitals;         ///< only capitals and digits, and no more of them
  std::string_view what;
};

constexpr Prefix prefixes[] = {
    {"ghp_", 20, false, "a GitHub token"},   {"gho_", 20, false, "a GitHub token"},
    {"ghu_", 20, false, "a GitHub token"},   {"ghs_", 20, false, "a GitHub token"},
    {"ghr_", 20, false, "a GitHub token"},   {"github_pat_", 20, false, "a GitHub token"},
    {"glpat-", 16, false, "a GitLab token"}, {"xoxa-", 10, false, "a Slack token"},
    {"xoxb-", 10, false, "a Slack token"},   {"xoxp-", 10, false, "a Slack token"},
    {"xoxr-", 10, false, "a Slack token"},   {"xoxs-", 10, false, "a Slack token"},
    {"AKIA", 16, true, "an AWS access key"}, {"ASIA", 16, true, "an AWS access key"},
    {"AIza", 35, false, "a Google API key"}, {"sk_live_", 16, false, "a Stripe key"},
    {"rk_live_", 16, false, "a Stripe key"}, {"sk-ant-", 20, false, "an Anthropic API key"},
    {"sk-", 20, false, "an API key"},
};

/// An address that lets in whoever knows it.
struct Address {
  std::string_view holds;
  std::size_t at_least;
  std::string_view what;
};

constexpr Address addresses[] = {
    {"hooks.slack.com/services/", 10, "the address of a Slack webhook"},
    {"outlook.office.com/webhook/", 10, "the address of a Teams webhook"},
    {"webhook.office.com/webhook", 10, "the address of a Teams webhook"},
    {"discord.com/api/webhooks/", 10, "the address of a Discord webhook"},
    {"?sig=", 16, "a signed address"},
    {"&sig=", 16, "a signed address"},
    {"X-Amz-Signature=", 16, "a signed address"},
};

bool starts_word(std::string_view text, std::size_t at) {
  return at == 0 || !(is_word(text[at - 1]) || text[at - 1] == '_');
}

std::string_view by_prefix(std::string_view text) {
  for (const Prefix& prefix : prefixes) {
    std::size_t next = 0;
    for (std::size_t at = text.find(prefix.begins); at != std::string_view::npos; at = text.find(prefix.begins, next)) {
      const std::size_t body = at + prefix.begins.size();
      next = body;
      if (!starts_word(text, at)) continue;
      const std::string_view tail = prefix.capitals ? run_at(text, body, is_word) : run_at(text, body, is_token);
      // What begins within the tail is shorter still.
      next += tail.size();
      if (prefix.capitals) {
        if (tail.size() == prefix.at_least && std::none_of(tail.begin(), tail.end(), is_small)) return prefix.what;
      } else if (tail.size() >= prefix.at_least && std::any_of(tail.begin(), tail.end(), is_digit)) {
        return prefix.what;
      }
    }
  }
  return {};
}

std::string_view by_address(std::string_view text) {
  for (const Address& address : addresses) {
    const std::size_t at = text.find(address.holds);
    if (at == std::string_view::npos) continue;
    const auto belongs = [](char c) { return is_base64(c) || c == '%' || c == '@'; };
    if (run_at(text, at + address.holds.size(), belongs).size() >= address.at_least) return address.what;
  }
  return {};
}

/// Three stretches of base64 joined by dots, the first two of them JSON objects; or the three of SendGrid.
std::string_view by_parts(std::string_view text) {
  const auto parts_from = [&](std::size_t at) {
    std::array<std::string_view, 3> parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      parts[i] = run_at(text, at, is_token);
      at += parts[i].size();
      if (i + 1 < parts.size() && (at >= text.size() || text[at++] != '.')) break;
    }
    return parts;
  };
  for (std::size_t at = text.find("eyJ"); at != std::string_view::npos; at = text.find("eyJ", at + 1)) {
    if (!starts_word(text, at)) continue;
    const auto parts = parts_from(at);
    if (parts[1].starts_with("eyJ") && parts[0].size() > 10 && parts[1].size() > 10 && parts[2].size() > 10)
      return "a signed token (JWT)";
  }
  for (std::size_t at = text.find("SG."); at != std::string_view::npos; at = text.find("SG.", at + 1)) {
    const auto parts = parts_from(at);
    if (starts_word(text, at) && parts[1].size() >= 16 && parts[2].size() >= 16) return "a SendGrid API key";
  }
  return {};
}

std::string decoded(std::string_view base64) {
  std::string result;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : base64) {
    const int value = is_upper(c)            ? c - 'A'
                      : is_letter(c)         ? c - 'a' + 26
                      : is_digit(c)          ? c - '0' + 52
                      : c == '+' || c == '-' ? 62
                      : c == '/' || c == '_' ? 63
                                             : -1;
    if (value < 0) break;
    bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0xFFFFFF;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    result += static_cast<char>(bits >> count & 0xFF);
  }
  return result;
}

// --- Placeholders ---------------------------------------------------------------------------------------------------

/// A value that stands for one to be filled in.
bool is_placeholder(std::string_view text) {
  constexpr std::string_view words[] = {"changeme", "change-me", "change_me", "todo",     "example", "placeholder",
                                        "replace",  "dummy",     "insert",    "redacted", "...",     "…"};
  const std::string word = lowered(text);
  const std::string_view view = word;
  if (view.empty()) return true;
  if ((view.front() == '<' && view.back() == '>') || (view.front() == '[' && view.back() == ']') ||
      view.find("${") != std::string_view::npos || view.find("{{") != std::string_view::npos)
    return true;
  if (view.starts_with("your") || view.starts_with("my-") || view.starts_with("my_")) return true;
  if (view.find("xxx") != std::string_view::npos || view.find("***") != std::string_view::npos) return true;
  if (std::all_of(view.begin(), view.end(), [&](char c) { return c == view.front(); })) return true;
  return std::any_of(std::begin(words), std::end(words),
                     [&](std::string_view each) { return view.find(each) != std::string_view::npos; });
}

// --- Schemes of HTTP and addresses with a password ------------------------------------------------------------------

std::string_view by_scheme(std::string_view text) {
  const std::string small = lowered(text);
  for (std::size_t at = small.find("basic "); at != std::string::npos; at = small.find("basic ", at + 1)) {
    const std::string_view tail = run_at(text, at + 6, is_base64);
    if (starts_word(text, at) && tail.size() >= 8 && decoded(tail).find(':') != std::string::npos)
      return "a user name and password (Basic)";
  }
  for (std::size_t at = small.find("bearer "); at != std::string::npos; at = small.find("bearer ", at + 1)) {
    const std::string_view tail = run_at(text, at + 7, [](char c) { return is_base64(c) || c == '.' || c == '~'; });
    if (starts_word(text, at) && tail.size() >= 12 && std::any_of(tail.begin(), tail.end(), is_digit) &&
        !is_placeholder(tail))
      return "a bearer token";
  }
  return {};
}

std::string_view by_user_info(std::string_view text) {
  for (std::size_t at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 3)) {
    const std::string_view host = run_at(text, at + 3, [](char c) {
      return static_cast<unsigned char>(c) > ' ' && c != '/' && c != '?' && c != '#' && c != '\'' && c != '"' &&
             c != '<';
    });
    const std::size_t sign = host.rfind('@');
    const std::size_t colon = host.find(':');
    if (sign == std::string_view::npos || colon == std::string_view::npos || colon == 0 || colon + 1 >= sign) continue;
    if (!is_placeholder(host.substr(colon + 1, sign - colon - 1))) return "a password in an address";
  }
  return {};
}

// --- Names ----------------------------------------------------------------------------------------------------------

/// Whether what stands under this name is meant to be secret.
bool is_secret_name(std::string_view key) {
  std::string name;
  for (const char c : key)
    if (is_word(c)) name += lower(c);
  constexpr std::string_view whole[] = {"authorization", "token", "secret", "password", "passwd", "pwd", "apitoken"};
  constexpr std::string_view ends[] = {"apikey",       "clientsecret", "accesstoken", "authtoken",
                                       "refreshtoken", "password",     "secretkey",   "privatekey",
                                       "apisecret",    "bearertoken",  "accesskey",   "subscriptionkey"};
  return std::find(std::begin(whole), std::end(whole), name) != std::end(whole) ||
         std::any_of(std::begin(ends), std::end(ends),
                     [&](std::string_view end) { return std::string_view(name).ends_with(end); });
}

// --- Labels inside of texts ------------------------------------------------------------------------------------------

struct Stretch {
  std::size_t begin = 0, length = 0;
};

/// The value behind the colon or the equals sign at `at`, where a name before it says that it is secret: `"password": "…"` in a body,
/// `password=…` in an address. Nothing where there is none, or one to be filled in.
std::optional<Stretch> labelled_value(std::string_view text, std::size_t at) {
  constexpr std::size_t longest_name = 40, shortest_quoted = 6, shortest_bare = 8;
  const auto is_quote = [](char c) { return c == '"' || c == '\''; };
  std::size_t end = at;
  while (end > 0 && text[end - 1] == ' ') --end;
  if (end > 0 && is_quote(text[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && end - begin <= longest_name && is_token(text[begin - 1])) --begin;
  const std::string_view name = text.substr(begin, end - begin);
  if (name.empty() || !is_secret_name(name)) return std::nullopt;
  std::size_t from = at + 1;
  while (from < text.size() && text[from] == ' ') ++from;
  if (from >= text.size()) return std::nullopt;
  const bool quoted = is_quote(text[from]);
  const std::size_t start = from + quoted;
  std::size_t stop = start;
  while (stop < text.size() && (quoted ? text[stop] != text[from] && text[stop] != '\n' : is_bare_value(text[stop]))) ++stop;
  const std::string_view value = text.substr(start, stop - start);
  const bool digit = std::any_of(value.begin(), value.end(), is_digit);
  // What is called or read in code is no literal; a word in prose is none either.
  if (!quoted && (!digit || value.find_first_of(".([") != std::string_view::npos)) return std::nullopt;
  if (value.size() < (quoted ? shortest_quoted : shortest_bare) || is_placeholder(value)) return std::nullopt;
  if (lowered(name) == "token" && !digit) return std::nullopt;
  return Stretch{start, stop - start};
}

/// Calls `visit(stretch)` for each secret value that stands behind its name, until it returns false.
template <typename Visit>
void for_each_labelled(std::string_view text, Visit&& visit) {
  for (std::size_t at = text.find_first_of(":="); at != std::string_view::npos; at = text.find_first_of(":=", at + 1))
    if (const auto found = labelled_value(text, at))
      if (!visit(*found)) return;
}

std::string_view by_label(std::string_view text) {
  std::string_view what;
  for_each_labelled(text, [&](const Stretch&) {
    what = "a secret under a name that says so";
    return false;
  });
  return what;
}

/// Whether a name says that its value is an id, which may well be random and still no secret.
bool is_id_name(std::string_view key) {
  const std::string name = lowered(key);
  const std::string_view view = name;
  return view.ends_with("id") || view.ends_with("ids") || view.ends_with("guid") || view.ends_with("hash");
}

// --- Randomness -----------------------------------------------------------------------------------------------------

double bits_per_character(std::string_view token) {
  std::array<unsigned, 256> counts{};
  for (const char c : token) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (const unsigned count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(token.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

bool is_hex(char c) {
  return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}

/// Words run together, as `importAppFromBase64EncodedFile2`: each begins with a capital, and has no other.
bool is_camel_case(std::string_view token) {
  const auto is_upper = [](char c) { return lower(c) != c; };
  for (std::size_t i = 1; i < token.size(); ++i) {
    const char before = token[i - 1], c = token[i];
    if (!is_letter(c) && !is_digit(c)) return false;
    if (is_letter(c) && (is_upper(c) ? is_upper(before) : is_digit(before))) return false;
  }
  return std::any_of(token.begin(), token.end(), is_upper);
}

/// Letters and digits in no order that a person would give them.
bool is_random(std::string_view token) {
  constexpr std::size_t shortest = 24, longest = 256;
  constexpr std::size_t qlik_id = 24, uuid = 36;
  constexpr double random_bits = 4.0;
  if (token.size() < shortest || token.size() > longest) return false;
  if (token.size() <= qlik_id && std::all_of(token.begin(), token.end(), is_hex)) return false;
  // A UUID is an id, also with a word before or after it.
  const auto is_uuid = [](std::string_view part) {
    return std::all_of(part.begin(), part.end(), [](char c) { return is_hex(c) || c == '-'; }) && std::count(part.begin(), part.end(), '-') == 4;
  };
  if (token.size() >= uuid && (is_uuid(token.substr(0, uuid)) || is_uuid(token.substr(token.size() - uuid)))) return false;
  // In names digits stand together and words between dashes are of one kind.
  std::size_t digits = 0, digit_runs = 0, letters = 0;
  bool mixed_part = false, part_digit = false, part_letter = false;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const char c = token[i];
    if (is_digit(c)) {
      ++digits;
      part_digit = true;
      if (i == 0 || !is_digit(token[i - 1])) ++digit_runs;
    } else if (is_letter(c)) {
      ++letters;
      part_letter = true;
    } else {
      part_digit = part_letter = false;
    }
    mixed_part = mixed_part || (part_digit && part_letter);
  }
  if (!mixed_part || digits < 3 || digit_runs < 2 || letters < 3 || is_camel_case(token)) return false;
  return bits_per_character(token) >= random_bits;
}

std::string_view by_randomness(std::string_view text) {
  const auto belongs = [](char c) { return is_token(c) || c == '+'; };
  for (std::size_t at = 0; at < text.size();) {
    // Equals signs fill base64 up; elsewhere they part a name from its value.
    std::string_view token = run_at(text, at, belongs);
    if (const std::size_t filled = run_at(text, at + token.size(), [](char c) { return c == '='; }).size();
        filled > 0 && (at + token.size() + filled == text.size() || !belongs(text[at + token.size() + filled])))
      token = text.substr(at, token.size() + filled);
    // A word with a scheme before or a slash around it is part of an address or a path.
    const bool in_path =
        (at > 0 && (text[at - 1] == '/' || text[at - 1] == '.')) ||
        (at + token.size() < text.size() && (text[at + token.size()] == '/' || text[at + token.size()] == '.'));
    if (!in_path && is_random(token)) return "a random key";
    at += std::max<std::size_t>(token.size(), 1);
  }
  return {};
}

std::string_view by_format(std::string_view text) {
  if (const std::size_t at = text.find("-----BEGIN "); at != std::string_view::npos)
    if (text.substr(at, 80).find("PRIVATE KEY") != std::string_view::npos) return "a private key";
  for (const auto look : {by_prefix, by_parts, by_scheme, by_user_info, by_address, by_label})
    if (const std::string_view what = look(text); !what.empty()) return what;
  return {};
}

}  // namespace

std::string_view credential_in(std::string_view key, std::string_view text) {
  constexpr std::size_t shortest_secret = 8;
  if (text.size() < shortest_secret) return {};
  // No format of a key is letters of one kind alone; most words are.
  if (key.empty() && std::all_of(text.begin() + 1, text.end(), [](char c) { return is_small(c) || c == '.' || c == ','; })) return {};
  const bool random_counts = !is_id_name(key);
  if (has_formula(text)) {
    // What comes from elsewhere is no literal; what stands around it may be.
    for (const Piece& piece : parse_template(text).pieces) {
      if (piece.formula) continue;
      const std::string_view literal = text.substr(piece.begin, piece.end - piece.begin);
      if (const std::string_view what = by_format(literal); !what.empty()) return what;
    }
    return {};
  }
  if (const std::string_view what = by_format(text); !what.empty()) return what;
  if (is_secret_name(key) && !is_placeholder(text)) {
    // After the name of a scheme it is the rest that counts.
    std::string_view secret = text;
    if (const std::size_t space = text.find(' '); space != std::string_view::npos && space < shortest_secret)
      secret.remove_prefix(space + 1);
    if (secret.size() >= shortest_secret && !is_placeholder(secret)) return "a secret under a name that says so";
  }
  return random_counts && !is_placeholder(text) ? by_randomness(text) : std::string_view();
}

std::string without_labelled(std::string_view text, std::string_view instead) {
  std::string made;
  std::size_t done = 0;
  for_each_labelled(text, [&](const Stretch& found) {
    if (found.begin < done) return true;
    made += text.substr(done, found.begin - done);
    made += instead;
    done = found.begin + found.length;
    return true;
  });
  made += text.substr(done);
  return made;
}

}  // namespace dork::sema
