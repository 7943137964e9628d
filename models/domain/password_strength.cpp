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
    char16_t letter;
    QLatin1String ascii;
};
// Letters that are one piece to Unicode and two to whoever types them on another keyboard.
constexpr std::array spellings{
    Spelling{u'\u00E6', QLatin1String("ae")}, Spelling{u'\u0153', QLatin1String("oe")},
    Spelling{u'\u00F8', QLatin1String("o")},  Spelling{u'\u0142', QLatin1String("l")},
    Spelling{u'\u0111', QLatin1String("d")},  Spelling{u'\u00F0', QLatin1String("d")},
    Spelling{u'\u00FE', QLatin1String("th")}, Spelling{u'\u0131', QLatin1String("i")},
    Spelling{u'\u0127', QLatin1String("h")},  Spelling{u'\u0167', QLatin1String("t")},
    Spelling{u'\u014B', QLatin1String("n")}};

QString spelledOut(QChar letter) {
    const auto* found = std::find_if(spellings.begin(), spellings.end(),
                                     [letter](const Spelling& s) { return letter == QChar(s.letter); });
    return found == spellings.end() ? QString(letter) : QString(found->ascii);
}

bool isApostrophe(QChar c) {
    return QStringView(u"'`\u2019\u2018\u02BC\u02BB\u00B4").contains(c);
}

/// "M. Mockridge-Ölund" as "m", "mockridge", "olund".
QStringList foldedParts(const QString& text) {
    const QString folded = text.normalized(QString::NormalizationForm_KD)
                               .toCaseFolded()
                               .normalized(QString::NormalizationForm_KD);
    QString parts;
    for (const QChar c : folded) {
        if (isApostrophe(c) || c.category() == QChar::Mark_NonSpacing)
            continue;
        const bool inside =
            c.isLetterOrNumber() || c.isSurrogate() || c.category() == QChar::Mark_SpacingCombining;
        parts += inside ? spelledOut(c) : QString(QChar(u' '));
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
