#include "tests/ui/schedule/schedule_world.h"
#include "tests/ui/support/approved.h"
#include "ui/theme/custos_style.h"

#include <QApplication>
#include <QMouseEvent>
#include <QTest>

#include <functional>

using namespace custos;
using namespace custos::test;

namespace {

struct Case {
    const char* name;
    std::function<void(ScheduleWorld&)> arrange;
};

void drag(ScheduleWorld& world, QStringView family, QPoint to) {
    QWidget* port = world.view().viewport();
    const QPoint from = world.middleOf(family);
    QTest::mousePress(port, Qt::LeftButton, {}, from);
    QMouseEvent move(QEvent::MouseMove, to, port->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(port, &move);
    QApplication::sendEvent(port, &move);
}

void book(ScheduleWorld& world, const QString& query) {
    world.view().setFocus();
    QTest::keyClick(&world.view(), Qt::Key_B);
    QTest::keyClicks(QApplication::focusWidget(), query);
    QTest::qWait(2 * 150);
}

std::vector<Case> cases() {
    return {
        {"03-schedule", [](ScheduleWorld& world) { world.select(u"Mockridge, Bo"); }},
        {"03b-schedule-drag",
         [](ScheduleWorld& world) {
             world.select(u"Mockridge, Bo");
             drag(world, u"Mockridge, Bo", QPoint(880, 380));
         }},
        {"03f-schedule-privacy",
         [](ScheduleWorld& world) {
             world.select(u"Mockridge, Bo");
             world.page->setPrivacy(true);
         }},
        {"03g-schedule-confirm",
         [](ScheduleWorld& world) {
             world.select(u"Mockridge, Bo");
             QTest::keyClick(&world.view(), Qt::Key_X);
         }},
        {"04-booking",
         [](ScheduleWorld& world) {
             world.select(u"Mockridge, Bo");
             book(world, QStringLiteral("mock"));
             QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
             QTest::keyClick(QApplication::focusWidget(), Qt::Key_1, Qt::AltModifier);
         }},
        {"04b-booking-search",
         [](ScheduleWorld& world) {
             world.select(u"Mockridge, Bo");
             book(world, QStringLiteral("moc"));
         }},
        {"11-offline",
         [](ScheduleWorld& world) {
             world.select(u"Stubley");
             world.gateway.refuseNext = Problem{.kind = Problem::Kind::Unreachable};
             world.clock.at = sampleTime(u"11:12");
             world.connection.become(ConnectionMonitor::State::Offline);
         }},
    };
}

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
        const auto all = cases();
        for (size_t i = 0; i < all.size(); ++i)
            for (const bool dark : {false, true})
                for (const QSize size : {QSize(1440, 900), QSize(1280, 720)}) {
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
        cases().at(size_t(index)).arrange(world);
        const QImage image = settledGrab(world.shell, size);
        const QString why = differsFromApproved(image, QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY2(why.isEmpty(), qPrintable(why));
    }
};

int main(int argc, char** argv) {
    qputenv("TZ", "America/New_York");
    QApplication application(argc, argv);
    QApplication::setCursorFlashTime(0);
    ui::installTheme(application, ui::Theme());
    SchedulePicturesTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "schedule_pictures_test.moc"
