#include "server/phi/folding.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace custos::phi {

namespace {

const icu::Normalizer2& nfkd() {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKDInstance(status);
    if (U_FAILURE(status) || normalizer == nullptr)
        throw std::runtime_error("ICU has no NFKD data");
    return *normalizer;
}

icu::UnicodeString decomposed(const icu::UnicodeString& text) {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString result = nfkd().normalize(text, status);
    if (U_FAILURE(status))
        throw std::runtime_error("ICU could not normalize");
    return result;
}

struct Spelling {
    UChar32 letter;
    const char* ascii;
};
// Letters that are one piece to Unicode and two to whoever types them on another keyboard.
constexpr std::array spellings{
    Spelling{0x00E6, "ae"}, Spelling{0x0153, "oe"}, Spelling{0x00F8, "o"},  Spelling{0x0142, "l"},
    Spelling{0x0111, "d"},  Spelling{0x00F0, "d"},  Spelling{0x00FE, "th"}, Spelling{0x0131, "i"},
    Spelling{0x0127, "h"},  Spelling{0x0167, "t"},  Spelling{0x014B, "n"},
};

const char* spellingOf(UChar32 letter) {
    const auto* found = std::find_if(spellings.begin(), spellings.end(),
                                     [letter](const Spelling& s) { return s.letter == letter; });
    return found == spellings.end() ? nullptr : found->ascii;
}

bool isApostrophe(UChar32 c) {
    return c == U'\'' || c == 0x2019 || c == 0x2018 || c == 0x02BC || c == 0x02BB || c == U'`' || c == 0x00B4;
}

class PartCollector {
public:
    void take(UChar32 c) {
        if (isApostrophe(c) || u_charType(c) == U_NON_SPACING_MARK)
            return;
        if (const char* ascii = spellingOf(c))
            part_.append(icu::UnicodeString(ascii, -1, US_INV));
        else if (u_isalnum(c) || u_charType(c) == U_COMBINING_SPACING_MARK)
            part_.append(c);
        else
            endPart();
    }

    std::vector<std::string> finish() {
        endPart();
        return std::move(parts_);
    }

private:
    void endPart() {
        if (part_.isEmpty())
            return;
        std::string utf8;
        part_.toUTF8String(utf8);
        parts_.push_back(std::move(utf8));
        part_.remove();
    }

    icu::UnicodeString part_;
    std::vector<std::string> parts_;
};

// 0 for the letters that Soundex does not code, '-' for h and w, which do not even separate equal codes.
char soundexCode(char c) {
    constexpr std::string_view codes = "01230120022455012623010202";
    return c == 'h' || c == 'w' ? '-' : codes[std::size_t(c - 'a')];
}

} // namespace

std::vector<std::string> foldedParts(std::string_view utf8) {
    const auto text = icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), int32_t(utf8.size())));
    icu::UnicodeString folded = decomposed(text);
    folded.foldCase(U_FOLD_CASE_DEFAULT);
    folded = decomposed(folded);
    PartCollector collector;
    for (int32_t at = 0; at < folded.length(); at = folded.moveIndex32(at, 1))
        collector.take(folded.char32At(at));
    return collector.finish();
}

std::string soundex(std::string_view part) {
    if (part.empty() || !std::all_of(part.begin(), part.end(), [](char c) { return c >= 'a' && c <= 'z'; }))
        return {};
    std::string code(1, char(part[0] - 'a' + 'A'));
    char last = soundexCode(part[0]);
    for (const char c : part.substr(1)) {
        const char digit = soundexCode(c);
        if (digit == '-')
            continue;
        if (digit != '0' && digit != last)
            code.push_back(digit);
        last = digit;
    }
    code.resize(4, '0');
    return code;
}

} // namespace custos::phi
