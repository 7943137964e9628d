#include "ui/shell/translations.h"

#include <QCoreApplication>
#include <QHash>
#include <QTranslator>

namespace custos::ui {

namespace {

QChar accented(QChar letter) {
    static const QHash<QChar, QChar> accents{
        {u'a', u'à'}, {u'e', u'é'}, {u'i', u'î'}, {u'o', u'ö'}, {u'u', u'ü'}, {u'c', u'ç'}, {u'n', u'ñ'},
        {u'A', u'Å'}, {u'E', u'Ê'}, {u'I', u'Ï'}, {u'O', u'Ø'}, {u'U', u'Û'}, {u'C', u'Ç'}, {u'N', u'Ñ'},
    };
    return accents.value(letter, letter);
}

/// Formats are data of QLocale and not words: "h:mm AP".
bool isFormat(const char* comment) {
    return comment && QByteArrayView(comment).contains("format of QLocale");
}

QString pseudo(const QString& text) {
    QString result;
    bool placeholder = false;
    for (const QChar letter : text) {
        // A placeholder keeps its letters: "%n", "%L1".
        placeholder =
            letter == u'%' || (placeholder && (letter == u'L' || letter == u'n' || letter.isDigit()));
        result += placeholder ? letter : accented(letter);
    }
    const auto extra = (text.size() + 2) / 3;
    return u'[' + result + QString(extra, u'·') + u']';
}

class PseudoTranslator : public QTranslator {
public:
    using QTranslator::QTranslator;

    [[nodiscard]] bool isEmpty() const override { return false; }
    [[nodiscard]] QString translate(const char* context, const char* source, const char* comment,
                                    int) const override {
        // Qt's own texts stay: their formats and keys are not ours to lengthen.
        const bool ours = QByteArrayView(context).startsWith("custos");
        return ours && !isFormat(comment) ? pseudo(QString::fromUtf8(source)) : QString();
    }
};

} // namespace

void installTranslation(QCoreApplication& application, const QString& language) {
    if (language == QLatin1String("xx")) {
        QCoreApplication::installTranslator(new PseudoTranslator(&application));
        return;
    }
    auto* translator = new QTranslator(&application);
    if (translator->load(QStringLiteral(":/custos/translations/custos_%1.qm").arg(language))) {
        QCoreApplication::installTranslator(translator);
    }
}

} // namespace custos::ui
