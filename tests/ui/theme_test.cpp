#include "tests/ui/support/approved.h"
#include "tests/ui/support/screens.h"
#include "ui/theme/custos_style.h"
#include "ui/theme/icons.h"
#include "ui/widgets/button.h"
#include "ui/widgets/text.h"

#include <QApplication>
#include <QCheckBox>
#include <QLineEdit>
#include <QPainter>
#include <QStyle>
#include <QTest>
#include <QtMath>

using namespace custos;
using ui::Tokens;

namespace {

ui::CustosStyle& style() {
    return *qobject_cast<ui::CustosStyle*>(QApplication::style());
}

double channel(int value) {
    const double share = value / 255.0;
    return share <= 0.04045 ? share / 12.92 : qPow((share + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& colour) {
    return 0.2126 * channel(colour.red()) + 0.7152 * channel(colour.green()) +
           0.0722 * channel(colour.blue());
}

/// WCAG 2.2, "contrast ratio".
double contrast(const QColor& a, const QColor& b) {
    const double one = luminance(a) + 0.05;
    const double other = luminance(b) + 0.05;
    return qMax(one, other) / qMin(one, other);
}

QByteArray poor(const char* what, const QColor& ink, const QColor& ground, double least) {
    const double ratio = contrast(ink, ground);
    return ratio >= least ? QByteArray()
                          : QByteArray(what) + ": " + QByteArray::number(ratio, 'f', 2) + " on " +
                                ground.name().toLatin1();
}

const Tokens& tokens(bool dark) {
    return dark ? ui::darkTokens() : ui::lightTokens();
}

} // namespace

class ThemeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void comparingSeesThatAnIconIsGone_data();
    void comparingSeesThatAnIconIsGone();
    void textIsReadableOnEveryGround_data();
    void textIsReadableOnEveryGround();
    void statusColoursAreReadable_data() { textIsReadableOnEveryGround_data(); }
    void statusColoursAreReadable();
    void everyTokenHasAColourInBothSchemes();
    void paintsTokensExactly_data() { textIsReadableOnEveryGround_data(); }
    void paintsTokensExactly();
    void everyIconIsDrawnInItsColour();
    void whiteInAnIconIsAHole();
    void schemeChangesUnderOpenWidgets();
    void scaleMultipliesTypeAndMeasures();
    void scaleStaysWithinItsBounds();
    void packagedFontsAreTheOnesInUse();
};

void ThemeTest::comparingSeesThatAnIconIsGone_data() {
    QTest::addColumn<int>("side");
    QTest::newRow("24 px") << 24;
    QTest::newRow("14 px") << 14;
}

/// Across the corner of four tiles, where each sees the least of it.
void ThemeTest::comparingSeesThatAnIconIsGone() {
    QFETCH(int, side);
    QImage without(QSize(1440, 900), QImage::Format_RGB32);
    without.fill(tokens(false).surface);
    QImage with = without;
    QPainter painter(&with);
    ui::drawIcon(painter, QRectF(64 - side / 2, 64 - side / 2, side, side), ui::Icon::Calendar,
                 tokens(false).text);
    painter.end();
    QVERIFY(!test::differenceOf(without, with).why.isEmpty());
    QVERIFY(test::differenceOf(with, with).why.isEmpty());
}

void ThemeTest::textIsReadableOnEveryGround_data() {
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void ThemeTest::textIsReadableOnEveryGround() {
    QFETCH(bool, dark);
    const Tokens& c = tokens(dark);
    QList<QByteArray> wrong;
    for (const QColor& ground : {c.surface, c.surface2, c.canvas, c.sunken, c.soft}) {
        wrong << poor("text", c.text, ground, 4.5) << poor("text2", c.text2, ground, 4.5);
    }
    for (const QColor& ground : {c.surface, c.surface2, c.canvas, c.sunken}) {
        wrong << poor("text3", c.text3, ground, 4.5);
    }
    for (const QColor& ground : {c.surface, c.surface2, c.canvas, c.soft}) {
        wrong << poor("accent", c.accent, ground, 4.5);
    }
    for (const QColor& ground : {c.accent, c.accentHover, c.accentPressed}) {
        wrong << poor("onAccent", c.onAccent, ground, 4.5);
    }
    for (const auto& [ink, soft] : {std::pair(c.ok, c.okSoft), std::pair(c.warn, c.warnSoft),
                                    std::pair(c.bad, c.badSoft), std::pair(c.info, c.infoSoft)}) {
        wrong << poor("tone", ink, soft, 4.5) << poor("tone", ink, c.surface, 4.5)
              << poor("text", c.text, soft, 4.5);
    }
    wrong << poor("danger button", c.surface, c.bad, 4.5) << poor("rail", c.text2, c.rail, 4.5)
          << poor("key cap", c.text2, c.key, 4.5) << poor("control", c.control, c.surface, 3)
          << poor("control", c.control, c.canvas, 3) << poor("focus", c.accent, c.canvas, 3);
    wrong.removeAll(QByteArray());
    QVERIFY2(wrong.isEmpty(), wrong.join("; ").constData());
}

void ThemeTest::statusColoursAreReadable() {
    QFETCH(bool, dark);
    const Tokens& c = tokens(dark);
    QList<QByteArray> wrong;
    for (const ui::StatusColours& status :
         {c.scheduled, c.confirmed, c.arrived, c.roomed, c.inProgress, c.done, c.noShow, c.cancelled}) {
        wrong << poor("ink", status.ink, status.fill, 4.5) << poor("text", c.text, status.fill, 4.5)
              << poor("text2", c.text2, status.fill, 4.5);
    }
    // The bars of done and cancelled visits are decoration: glyph and text carry those states.
    for (const ui::StatusColours& status :
         {c.scheduled, c.confirmed, c.arrived, c.roomed, c.inProgress, c.noShow}) {
        wrong << poor("bar", status.bar, status.fill, 3);
    }
    wrong.removeAll(QByteArray());
    QVERIFY2(wrong.isEmpty(), wrong.join("; ").constData());
}

void ThemeTest::everyTokenHasAColourInBothSchemes() {
    static_assert(sizeof(Tokens) % sizeof(QColor) == 0);
    for (const bool dark : {false, true}) {
        const auto* first = reinterpret_cast<const QColor*>(&tokens(dark));
        for (std::size_t i = 0; i < sizeof(Tokens) / sizeof(QColor); ++i) {
            QVERIFY(first[i].isValid());
        }
    }
}

void ThemeTest::paintsTokensExactly() {
    QFETCH(bool, dark);
    style().setTheme(ui::Theme(dark ? ui::Scheme::Dark : ui::Scheme::Light));
    const Tokens& c = tokens(dark);
    const auto cases = test::screenCases();
    const auto shell = std::find_if(cases.begin(), cases.end(), [](const auto& one) {
        return QByteArray(one.name) == "11-offline-shell";
    });
    const auto widget = shell->make();
    const QImage image = test::settledGrab(*widget, {1440, 900});
    const auto at = [&image](int x, int y) { return QColor(image.pixel(x, y)).name(); };
    QCOMPARE(at(38, 500), c.rail.name());
    QCOMPARE(at(75, 500), c.line.name()); // the rail is 76 wide with its line
    QCOMPARE(at(76, 20), c.surface.name());
    QCOMPARE(at(600, 54), c.surface.name());
    QCOMPARE(at(600, 55), c.line.name());     // the top bar is 56
    QCOMPARE(at(800, 56), c.warnSoft.name()); // the banner is 40
    QCOMPARE(at(800, 95), c.warnLine.name());
    QCOMPARE(at(300, 96), c.canvas.name());
    QCOMPARE(at(600, 873), c.canvas.name());
    QCOMPARE(at(700, 874), c.line.name()); // the status line is 26
    QCOMPARE(at(700, 876), c.surface2.name());
    QCOMPARE(at(1, 88), c.accent.name()); // the bar beside the open place
}

void ThemeTest::everyIconIsDrawnInItsColour() {
    const QColor ink(Qt::red);
    for (int i = 0; i <= static_cast<int>(ui::Icon::Close); ++i) {
        const QImage image = ui::iconPixmap(static_cast<ui::Icon>(i), 20, ink, 1).toImage();
        int drawn = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QColor pixel = image.pixelColor(x, y);
                drawn += pixel.alpha() > 128;
                QVERIFY(pixel.alpha() < 8 || (pixel.red() > 200 && pixel.green() < 40));
            }
        }
        QVERIFY2(drawn > 3, qPrintable(QStringLiteral("icon %1 is empty").arg(i)));
    }
}

void ThemeTest::whiteInAnIconIsAHole() {
    const QImage done = ui::iconPixmap(ui::Icon::StatusDone, 28, Qt::blue, 1).toImage();
    QVERIFY(done.pixelColor(12, 18).alpha() < 80); // within the check
    QVERIFY(done.pixelColor(14, 5).alpha() > 200); // on the disc
}

void ThemeTest::schemeChangesUnderOpenWidgets() {
    style().setTheme(ui::Theme(ui::Scheme::Light));
    ui::Text text(QStringLiteral("Sample"), ui::TypeRole::Body);
    QLineEdit field;
    const auto ground = [&field] {
        return QColor(test::settledGrab(field, {200, 32}).pixel(150, 16)).name();
    };
    QCOMPARE(ground(), ui::lightTokens().surface.name());
    style().setTheme(ui::Theme(ui::Scheme::Dark));
    QCOMPARE(ground(), ui::darkTokens().surface.name());
    QCOMPARE(text.palette().color(QPalette::WindowText), ui::darkTokens().text);
}

void ThemeTest::scaleMultipliesTypeAndMeasures() {
    const ui::Theme large(ui::Scheme::Light, 150);
    QCOMPARE(large.px(40), 60);
    QCOMPARE(large.font(ui::TypeRole::H1).pixelSize(), 36);
    style().setTheme(large);
    QCOMPARE(ui::Button(QStringLiteral("Book"), ui::Button::Kind::Primary).sizeHint().height(), 48);
    style().setTheme(ui::Theme());
}

void ThemeTest::scaleStaysWithinItsBounds() {
    QCOMPARE(ui::Theme(ui::Scheme::Light, 10).scalePercent(), 100);
    QCOMPARE(ui::Theme(ui::Scheme::Light, 900).scalePercent(), 200);
}

void ThemeTest::packagedFontsAreTheOnesInUse() {
    const ui::Theme theme;
    QCOMPARE(QFontInfo(theme.font(ui::TypeRole::Body)).family(), QStringLiteral("Inter"));
    QCOMPARE(QFontInfo(theme.font(ui::TypeRole::Mono)).family(), QStringLiteral("JetBrains Mono"));
    QCOMPARE(QFontInfo(theme.font(ui::TypeRole::Clock)).family(), QStringLiteral("Inter Display"));
}

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    ui::installTheme(application, ui::Theme());
    ThemeTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "theme_test.moc"
