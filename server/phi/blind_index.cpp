#include "server/phi/blind_index.h"

#include "server/phi/folding.h"
#include "server/phi/key_material.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <sstream>

namespace custos::phi {

namespace {

constexpr std::size_t shortestPrefix = 3;
constexpr std::size_t longestPrefix = 16;
constexpr std::array allKinds{TokenKind::NamePart,  TokenKind::WholeName, TokenKind::PhoneLast4,
                              TokenKind::BirthDate, TokenKind::Phonetic,  TokenKind::Identity};

bool isContinuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// Where the character ends that begins at `at`.
std::size_t nextCharacter(std::string_view utf8, std::size_t at) {
    ++at;
    while (at < utf8.size() && isContinuation(utf8[at]))
        ++at;
    return at;
}

// The part itself when it is short, else its beginnings of 3 to 16 characters. A longer name is found by its
// first 16; what more was typed is compared after decryption.
std::vector<std::string_view> beginnings(std::string_view part) {
    std::vector<std::string_view> found;
    std::size_t count = 0;
    for (std::size_t end = 0; end < part.size() && count < longestPrefix;) {
        end = nextCharacter(part, end);
        if (++count >= shortestPrefix || end == part.size())
            found.push_back(part.substr(0, end));
    }
    return found;
}

std::string_view longestBeginning(std::string_view part) {
    return beginnings(part).back();
}

std::string digitsOf(std::string_view text) {
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
                 [](char c) { return c >= '0' && c <= '9'; });
    return digits;
}

std::string lastFour(const std::string& digits) {
    return digits.substr(digits.size() - 4);
}

bool isPhoneNumber(std::string_view text) {
    return text.find_first_not_of("0123456789+-.() ") == std::string_view::npos && digitsOf(text).size() >= 7;
}

std::optional<std::string> isoDate(int year, unsigned month, unsigned day) {
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                           std::chrono::day{day}};
    if (!date.ok() || year < 1800 || year > 9999)
        return std::nullopt;
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", year, month, day);
    return text;
}

std::optional<std::string> dateIn(const std::string& word) {
    int first = 0;
    int second = 0;
    int third = 0;
    int length = 0;
    if (std::sscanf(word.c_str(), "%4d-%2d-%2d%n", &first, &second, &third, &length) == 3 &&
        std::size_t(length) == word.size() && second > 0 && third > 0)
        return isoDate(first, unsigned(second), unsigned(third));
    if (std::sscanf(word.c_str(), "%2d/%2d/%4d%n", &first, &second, &third, &length) == 3 &&
        std::size_t(length) == word.size() && first > 0 && second > 0)
        return isoDate(third, unsigned(first), unsigned(second));
    return std::nullopt;
}

void append(std::vector<std::string>& parts, std::vector<std::string> more) {
    parts.insert(parts.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::vector<std::string> nameParts(const Searchable& patient) {
    std::vector<std::string> parts = foldedParts(patient.familyName);
    append(parts, foldedParts(patient.givenName));
    append(parts, foldedParts(patient.preferredName));
    return parts;
}

std::string joined(std::string_view name) {
    std::string whole;
    for (const std::string& part : foldedParts(name))
        whole.append(part).append(" ");
    return whole;
}

std::string wholeName(const Searchable& patient) {
    return joined(patient.familyName + "\n" + patient.givenName);
}

std::vector<std::string> words(std::string_view query) {
    std::istringstream stream{std::string(query)};
    std::vector<std::string> found;
    for (std::string word; stream >> word;)
        found.push_back(word);
    return found;
}

std::vector<IndexToken> eachOnce(std::vector<IndexToken> tokens) {
    std::sort(tokens.begin(), tokens.end());
    tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());
    return tokens;
}

/// A token of a query, and how few patients are likely to have it: the longer a beginning, the fewer.
struct Asked {
    std::size_t rarity;
    IndexToken token;
};
constexpr std::size_t rarestOfAll = 1000; // one birthday in some 25,000, then four digits of 10,000

std::vector<IndexToken> rarestFirst(std::vector<Asked> asked) {
    std::stable_sort(asked.begin(), asked.end(),
                     [](const Asked& a, const Asked& b) { return a.rarity > b.rarity; });
    std::vector<IndexToken> tokens;
    for (const Asked& one : asked)
        if (std::find(tokens.begin(), tokens.end(), one.token) == tokens.end())
            tokens.push_back(one.token);
    return tokens;
}

} // namespace

BlindIndex::BlindIndex(const ledger::SecretKey<32>& tenantKey) {
    for (const TokenKind kind : allKinds)
        keys_.push_back(deriveKey(tenantKey.view(), "custos blind index " +
                                                        std::to_string(static_cast<int>(kind)) + " folding " +
                                                        std::to_string(foldingVersion)));
}

IndexToken BlindIndex::token(TokenKind kind, std::string_view folded) const {
    const auto& key = keys_.at(static_cast<std::size_t>(kind) - 1);
    const ledger::Hash mac = hmacSha256(key.view(), ledger::asBytes(folded));
    IndexToken made{kind, {}};
    std::copy_n(mac.begin(), made.value.size(), made.value.begin());
    return made;
}

std::vector<IndexToken> BlindIndex::tokensOf(const Searchable& patient) const {
    std::vector<IndexToken> tokens;
    for (const std::string& part : nameParts(patient)) {
        for (const std::string_view beginning : beginnings(part))
            tokens.push_back(token(TokenKind::NamePart, beginning));
        if (const std::string code = soundex(part); !code.empty())
            tokens.push_back(token(TokenKind::Phonetic, code));
    }
    if (const std::string whole = wholeName(patient); !whole.empty())
        tokens.push_back(token(TokenKind::WholeName, whole));
    if (const std::string digits = digitsOf(patient.phone); digits.size() >= 4)
        tokens.push_back(token(TokenKind::PhoneLast4, lastFour(digits)));
    if (const auto date = dateIn(patient.birthDate))
        tokens.push_back(token(TokenKind::BirthDate, *date));
    for (const std::string& given : {std::string(), patient.givenName})
        if (const auto identity = tokenOfIdentity(patient.familyName, given, patient.birthDate))
            tokens.push_back(*identity);
    return eachOnce(std::move(tokens));
}

std::vector<IndexToken> BlindIndex::tokensOfQuery(std::string_view query) const {
    const std::vector<std::string> typed = words(query);
    if (isPhoneNumber(query) && !dateIn(typed.front()))
        return {token(TokenKind::PhoneLast4, lastFour(digitsOf(query)))};
    std::vector<Asked> asked;
    for (const std::string& word : typed) {
        if (const auto date = dateIn(word))
            asked.push_back({rarestOfAll, token(TokenKind::BirthDate, *date)});
        else if (word.size() == 4 && digitsOf(word).size() == 4)
            asked.push_back({rarestOfAll - 1, token(TokenKind::PhoneLast4, word)});
        else
            for (const std::string& part : foldedParts(word)) {
                const auto beginning = longestBeginning(part);
                asked.push_back({beginning.size(), token(TokenKind::NamePart, beginning)});
            }
    }
    return rarestFirst(std::move(asked));
}

// What separates the names is in no folded part, so that nobody's family name reads like another's two names.
std::optional<IndexToken> BlindIndex::tokenOfIdentity(std::string_view familyName, std::string_view givenName,
                                                      std::string_view birthDate) const {
    const std::string family = joined(familyName);
    const auto date = dateIn(std::string(birthDate));
    if (family.empty() || !date)
        return std::nullopt;
    return token(TokenKind::Identity, *date + "\n" + family + "\n" + joined(givenName));
}

std::vector<IndexToken> BlindIndex::phoneticTokensOfQuery(std::string_view query) const {
    std::vector<IndexToken> tokens;
    for (const std::string& part : foldedParts(query))
        if (const std::string code = soundex(part); !code.empty())
            tokens.push_back(token(TokenKind::Phonetic, code));
    return eachOnce(std::move(tokens));
}

} // namespace custos::phi
