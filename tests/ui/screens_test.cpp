#include "tests/ui/support/approved.h"
#include "tests/ui/support/components.h"
#include "tests/ui/support/screens.h"
#include "ui/shell/translations.h"
#include "ui/theme/custos_style.h"

#include <QApplication>
#include <QStyle>
#include <QTest>

using namespace custos;

namespace {

ui::CustosStyle& style() {
    return *qobject_cast<ui::CustosStyle*>(QApplication::style());
}

} // namespace

namespace {

std::vector<test::ScreenCase> pictures() {
    auto cases = test::screenCases();
    cases.push_back({"12-components", test::componentSheet});
    return cases;
}

} // namespace

class ScreensTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyScreenLooksAsApproved_data();
    void everyScreenLooksAsApproved();
};

void ScreensTest::everyScreenLooksAsApproved_data() {
    QTest::addColumn<int>("index");
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QSize>("size");
    const auto cases = pictures();
    for (std::size_t i = 0; i < cases.size(); ++i) {
        for (const bool dark : {false, true}) {
            for (const QSize size : {QSize(1440, 900), QSize(1280, 720)}) {
                const QByteArray row = QByteArray(cases.at(i).name) + (dark ? "-dark-" : "-light-") +
                                       QByteArray::number(size.height());
                QTest::newRow(row.constData()) << int(i) << dark << size;
            }
        }
    }
}

void ScreensTest::everyScreenLooksAsApproved() {
    QFETCH(int, index);
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    style().setTheme(ui::Theme(dark ? ui::Scheme::Dark : ui::Scheme::Light));
    const auto screen = pictures().at(std::size_t(index)).make();
    const QImage image = test::settledGrab(*screen, size);
    const QString why = test::differsFromApproved(image, QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY2(why.isEmpty(), qPrintable(why));
}

int main(int argc, char** argv) {
    qputenv("TZ", "America/New_York");
    QApplication application(argc, argv);
    QApplication::setCursorFlashTime(0);
    custos::test::keepRingsStill(application);
    ui::installTheme(application, ui::Theme());
    ui::installTranslation(application, QStringLiteral("en"));
    ScreensTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "screens_test.moc"
