#include "tests/ui/support/approved.h"
#include "tests/ui/support/cut_text.h"
#include "tests/ui/support/screens.h"
#include "ui/shell/translations.h"
#include "ui/theme/custos_style.h"
#include "ui/widgets/button.h"

#include <QApplication>
#include <QDir>
#include <QStyle>
#include <QTest>
#include <QTranslator>

using namespace custos;

namespace {

/// Of our own sentences every one is bracketed by the pseudo-locale; data is not.
bool looksTranslated(const QString& text) {
    return text.startsWith(QLatin1Char('[')) || text.isEmpty();
}

} // namespace

class PseudoLocaleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void noTextIsCut_data();
    void noTextIsCut();
    void noTextIsCutAtTwiceTheSize_data() { noTextIsCut_data(); }
    void noTextIsCutAtTwiceTheSize();
    void everyButtonIsTranslatable();
    void pluralsAreEnglish();
};

void PseudoLocaleTest::noTextIsCut_data() {
    QTest::addColumn<int>("index");
    const auto cases = test::screenCases();
    for (std::size_t i = 0; i < cases.size(); ++i) {
        QTest::newRow(cases.at(i).name) << int(i);
    }
}

void PseudoLocaleTest::noTextIsCut() {
    QFETCH(int, index);
    const auto screen = test::screenCases().at(std::size_t(index)).make();
    // Looked at by people in the build folder; compared by numbers here.
    const QImage image = test::settledGrab(*screen, {1280, 720});
    QDir().mkpath(QStringLiteral(CUSTOS_PSEUDO_DIR));
    QVERIFY(image.save(
        QStringLiteral(CUSTOS_PSEUDO_DIR "/%1.png").arg(QString::fromLatin1(QTest::currentDataTag()))));
    const QStringList found = test::cutBelow(*screen);
    QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1String("; "))));
}

void PseudoLocaleTest::noTextIsCutAtTwiceTheSize() {
    QFETCH(int, index);
    auto* style = qobject_cast<ui::CustosStyle*>(QApplication::style());
    style->setTheme(ui::Theme(ui::Scheme::Light, ui::Theme::largestScale));
    const auto screen = test::screenCases().at(std::size_t(index)).make();
    const QImage image = test::settledGrab(*screen, {2560, 1440});
    QVERIFY(image.save(
        QStringLiteral(CUSTOS_PSEUDO_DIR "/%1-200.png").arg(QString::fromLatin1(QTest::currentDataTag()))));
    style->setTheme(ui::Theme());
    const QStringList found = test::cutBelow(*screen);
    QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1String("; "))));
}

void PseudoLocaleTest::everyButtonIsTranslatable() {
    // What the samples themselves put on buttons is data.
    const QStringList data{QStringLiteral("Undo"), QStringLiteral("Try now")};
    for (const test::ScreenCase& one : test::screenCases()) {
        const auto screen = one.make();
        for (const ui::Button* button : screen->findChildren<ui::Button*>()) {
            QVERIFY2(looksTranslated(button->text()) || data.contains(button->text()),
                     qPrintable(button->text()));
        }
    }
}

void PseudoLocaleTest::pluralsAreEnglish() {
    QTranslator english;
    QVERIFY(english.load(QStringLiteral(":/custos/translations/custos_en.qm")));
    const char* source = "%n attempts left. After that this account is locked for 15 min.";
    const QString one = english.translate("custos::ui::SignInScreen", source, nullptr, 1);
    const QString three = english.translate("custos::ui::SignInScreen", source, nullptr, 3);
    QVERIFY(one.contains(QStringLiteral("%n attempt left")));
    QVERIFY(three.contains(QStringLiteral("%n attempts left")));
}

int main(int argc, char** argv) {
    qputenv("TZ", "America/New_York");
    QApplication application(argc, argv);
    QApplication::setCursorFlashTime(0);
    ui::installTranslation(application, QStringLiteral("xx"));
    ui::installTheme(application, ui::Theme());
    PseudoLocaleTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "pseudo_locale_test.moc"
