#include "models/domain/password_strength.h"

#include "models/domain/secret_bytes.h"

#include <zxcvbn.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace custos {
namespace {

constexpr qsizetype longestPassword = 1024;

// As the server has them: what everybody guesses of a practice that uses this program.
constexpr std::array trade{"custos",   "dental", "dentist", "medical",
                           "practice", "clinic", "patient", "doctor"};

struct Spelling {
    char32_t letter;
    const char* ascii;
};
// Letters that are one piece to Unicode and two to whoever types them on another keyboard, and the one that
// Qt, which folds one letter to one, leaves where the server's full case folding has two.
constexpr std::array spellings{Spelling{0x00E6, "ae"}, Spelling{0x0153, "oe"}, Spelling{0x00F8, "o"},
                               Spelling{0x0142, "l"},  Spelling{0x0111, "d"},  Spelling{0x00F0, "d"},
                               Spelling{0x00FE, "th"}, Spelling{0x0131, "i"},  Spelling{0x0127, "h"},
                               Spelling{0x0167, "t"},  Spelling{0x014B, "n"},  Spelling{0x00DF, "ss"}};

QString spelledOut(char32_t letter) {
    const auto* found = std::find_if(spellings.begin(), spellings.end(),
                                     [letter](const Spelling& s) { return s.letter == letter; });
    return found == spellings.end() ? QString::fromUcs4(&letter, 1) : QString::fromLatin1(found->ascii);
}

bool isApostrophe(char32_t c) {
    return QStringView(u"'`\u2019\u2018\u02BC\u02BB\u00B4").contains(QChar::fromUcs4(c));
}

/// Whether it belongs to a part, as the server's folding has it; anything else ends one.
bool isInside(char32_t c) {
    return QChar::isLetter(c) || QChar::category(c) == QChar::Number_DecimalDigit ||
           QChar::category(c) == QChar::Mark_SpacingCombining;
}

/// "M. Mockridge-Ölund" as "m", "mockridge", "olund".
QStringList foldedParts(const QString& text) {
    const QString folded = text.normalized(QString::NormalizationForm_KD)
                               .toCaseFolded()
                               .normalized(QString::NormalizationForm_KD);
    QString parts;
    for (const char32_t c : folded.toUcs4()) {
        if (!isApostrophe(c) && QChar::category(c) != QChar::Mark_NonSpacing)
            parts += isInside(c) ? spelledOut(c) : QString(QChar(u' '));
    }
    return parts.split(u' ', Qt::SkipEmptyParts);
}

/// Whole and in parts: "m.mockridge" as "mockridge" and "mmockridge" and itself.
std::vector<QByteArray> wordsOf(const QStringList& known) {
    std::vector<QByteArray> words(trade.begin(), trade.end());
    for (const QString& text : known) {
        const QStringList parts = foldedParts(text);
        for (const QString& part : parts)
            if (part.toUtf8().size() >= 3)
                words.push_back(part.toUtf8());
        if (const QByteArray whole = parts.join(QString()).toUtf8(); whole.size() >= 3)
            words.push_back(whole);
        words.push_back(text.toUtf8());
    }
    return words;
}

/// The logarithm, to the base of two, of how many guesses it takes.
double entropyOf(const QString& password, const QStringList& known) {
    const std::vector<QByteArray> words = wordsOf(known);
    std::vector<const char*> pointers;
    pointers.reserve(words.size() + 1);
    for (const QByteArray& word : words)
        pointers.push_back(word.constData());
    pointers.push_back(nullptr);
    // As it is hashed: after NFKC. The zero that ends it is for the library.
    QByteArray utf8 = password.normalized(QString::NormalizationForm_KC).toUtf8();
    utf8.append('\0');
    const SecretBytes text = SecretBytes::take(std::move(utf8));
    return ZxcvbnMatch(text.view().data(), pointers.data(), nullptr);
}

} // namespace

bool isAcceptable(PasswordStrength strength) {
    return strength >= PasswordStrength::Fair;
}

PasswordStrength strengthOf(const QString& password, const QStringList& known) {
    if (password.toUtf8().size() > longestPassword)
        return PasswordStrength::TooLong;
    if (password.toUcs4().size() < shortestPassword)
        return PasswordStrength::TooShort;
    const double entropy = entropyOf(password, known);
    if (entropy < std::log2(1e6))
        return PasswordStrength::TooCommon;
    if (entropy < std::log2(1e8))
        return PasswordStrength::Fair;
    return entropy < std::log2(1e10) ? PasswordStrength::Good : PasswordStrength::Strong;
}

} // namespace custos
