#include "tests/ui/schedule/schedule_world.h"
#include "tests/ui/support/approved.h"
#include "ui/shell/translations.h"
#include "ui/theme/custos_style.h"

#include <QApplication>
#include <QTest>

using namespace custos;
using namespace custos::test;

namespace {

ui::CustosStyle& style() {
    return *qobject_cast<ui::CustosStyle*>(QApplication::style());
}

} // namespace

class SchedulePicturesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void looksAsApproved_data() {
        QTest::addColumn<int>("index");
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QSize>("size");
        const auto all = scheduleCases();
        for (size_t i = 0; i < all.size(); ++i)
            for (const bool dark : {false, true})
                for (const QSize size : {QSize(1440, 900), QSize(1280, 720), QSize(1024, 700)}) {
                    const QByteArray row = QByteArray(all[i].name) + (dark ? "-dark-" : "-light-") +
                                           QByteArray::number(size.height());
                    QTest::newRow(row.constData()) << int(i) << dark << size;
                }
    }
    void looksAsApproved() {
        QFETCH(int, index);
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        style().setTheme(ui::Theme(dark ? ui::Scheme::Dark : ui::Scheme::Light));
        ScheduleWorld world;
        world.open(size);
        scheduleCases().at(size_t(index)).arrange(world);
        const QImage image = settledGrab(world.shell, size);
        const QString why = differsFromApproved(image, QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY2(why.isEmpty(), qPrintable(why));
    }
};

int main(int argc, char** argv) {
    qputenv("TZ", "America/New_York");
    QApplication application(argc, argv);
    QApplication::setCursorFlashTime(0);
    custos::test::keepRingsStill(application);
    ui::installTheme(application, ui::Theme());
    ui::installTranslation(application, QStringLiteral("en"));
    SchedulePicturesTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "schedule_pictures_test.moc"
