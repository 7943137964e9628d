#include "server/auth/password_rules.h"

#include "ledger/bytes.h"
#include "server/phi/folding.h"

#include <cmath>
#include <new>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>
#include <unicode/ustring.h>
#include <zxcvbn.h>

namespace custos::auth {

namespace {

constexpr std::size_t longestPassword = 1024;
constexpr int shortestPassword = 8;
constexpr double guessesTooFew = 1e6;

// What everybody guesses of a practice that uses this program.
constexpr const char* trade[] = {"custos",   "dental", "dentist", "medical",
                                 "practice", "clinic", "patient", "doctor"};

std::optional<int> codePoints(std::string_view utf8) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t units = 0;
    u_strFromUTF8(nullptr, 0, &units, utf8.data(), int32_t(utf8.size()), &status);
    if (status != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(status))
        return std::nullopt;
    return icu::UnicodeString::fromUTF8({utf8.data(), int32_t(utf8.size())}).countChar32();
}

// Whole and in parts: "harborlane", "m.mockridge" as "mmockridge" and "mockridge".
std::vector<std::string> wordsOf(const PasswordContext& context) {
    std::vector<std::string> words(std::begin(trade), std::end(trade));
    for (const std::string& text : context) {
        std::string whole;
        for (const std::string& part : phi::foldedParts(text)) {
            whole += part;
            if (part.size() >= 3)
                words.push_back(part);
        }
        if (whole.size() >= 3)
            words.push_back(whole);
        words.push_back(text);
    }
    return words;
}

bool isCommon(const std::string& password, const PasswordContext& context) {
    const std::vector<std::string> words = wordsOf(context);
    std::vector<const char*> pointers;
    pointers.reserve(words.size() + 1);
    for (const std::string& word : words)
        pointers.push_back(word.c_str());
    pointers.push_back(nullptr);
    // A zero byte ends the text for the library: what stands before it is judged, which errs towards
    // refusing.
    return ZxcvbnMatch(password.c_str(), pointers.data(), nullptr) < std::log2(guessesTooFew);
}

} // namespace

std::string_view name(PasswordError error) {
    switch (error) {
    case PasswordError::TooShort:
        return "too_short";
    case PasswordError::TooLong:
        return "too_long";
    case PasswordError::NotUtf8:
        return "not_utf8";
    case PasswordError::TooCommon:
        break;
    }
    return "too_common";
}

Result<void, PasswordError> acceptable(std::string_view password, const PasswordContext& context) {
    if (password.size() > longestPassword)
        return unexpected(PasswordError::TooLong);
    const auto length = codePoints(password);
    if (!length)
        return unexpected(PasswordError::NotUtf8);
    if (*length < shortestPassword)
        return unexpected(PasswordError::TooShort);
    std::string text = normalizedPassword(password);
    const bool common = isCommon(text, context);
    ledger::wipe(text);
    if (common)
        return unexpected(PasswordError::TooCommon);
    return {};
}

std::string normalizedPassword(std::string_view password) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(status);
    std::string result;
    if (U_SUCCESS(status))
        nfkc->normalize(icu::UnicodeString::fromUTF8({password.data(), int32_t(password.size())}), status)
            .toUTF8String(result);
    if (U_FAILURE(status))
        throw std::bad_alloc();
    return result;
}

} // namespace custos::auth
