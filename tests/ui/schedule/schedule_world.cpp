#include "tests/ui/schedule/schedule_world.h"

#include "ui/shell/opening_block_notice.h"
#include "ui/shell/status_line.h"
#include "ui/shell/top_bar.h"

#include <QAbstractButton>
#include <QApplication>
#include <QMenu>
#include <QMouseEvent>
#include <QTest>

namespace custos::test {

namespace {

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
    world.press(Qt::Key_B);
    QTest::keyClicks(QApplication::focusWidget(), query);
    QTest::qWait(2 * 150);
}

} // namespace

Session sessionOf(const User& user) {
    return {.user = user,
            .practice = {PracticeId::create(), QStringLiteral("harborlane"), QStringLiteral("Harbor Lane"),
                         sampleZone(), 600},
            .absoluteExpiry = sampleTime(u"19:54"),
            .idleSeconds = 1800};
}

User ScheduleWorld::frontDesk() {
    return {.id = UserId::create(),
            .username = QStringLiteral("mira.okonjo"),
            .displayName = QStringLiteral("Mira Okonjo"),
            .roles = {QStringLiteral("front_desk")},
            .permissions = {QStringLiteral("schedule.read"), QStringLiteral("schedule.write"),
                            QStringLiteral("patient.search")},
            .provider = std::nullopt};
}

ScheduleWorld::ScheduleWorld(const User& user)
    : page(new ui::SchedulePage({gateway, patients, cache, connection, clock}, sessionOf(user), shell)) {
    const auto person = [this](const char* name, int year, const char* phone) {
        PatientId patient = PatientId::create();
        for (const Appointment& visit : gateway.sample.day.appointments)
            if (visit.patient.displayName == QLatin1String(name))
                patient = visit.patient.id;
        patients.people.append({patient, QString::fromLatin1(name), year, QString::fromLatin1(phone)});
    };
    person("Mockridge, Bo", 1970, "0142");
    person("Mockridge, Beau", 1988, "7719");
    person("Mockturtle, Odessa", 2024, "3306");
    const auto opening = [this](int provider, int room, int day, QTime time) {
        const QDateTime start(sampleDate().addDays(day), time, sampleZone());
        gateway.freeTimes.append({gateway.sample.directory.providers[provider].id,
                                  gateway.sample.directory.rooms[room].id,
                                  *TimeSpan::make(start, start.addSecs(1800))});
    };
    opening(0, 1, 0, {15, 30});
    opening(0, 0, 1, {8, 30});
    opening(0, 1, 1, {10, 15});
    opening(0, 0, 2, {9, 0});
    shell.addPage(page->page());
    shell.setPerson(user.displayName, QStringLiteral("Front desk"));
    tellShell();
    QObject::connect(&connection, &ConnectionMonitor::stateChanged, &shell, [this] { tellShell(); });
    page->showDate(sampleDate());
}

void ScheduleWorld::tellShell() {
    shell.setConnection({connection.state(), connection.host(), connection.pinnedFingerprint(),
                         connection.lastAnswer().addSecs(-2)});
    shell.setNow(clock.now());
    shell.setSessionLeft(std::chrono::seconds(clock.now().secsTo(sampleTime(u"19:54"))));
}

QAbstractButton* ScheduleWorld::button(const QString& words) const {
    for (auto* button : shell.findChildren<QAbstractButton*>())
        if (button->isVisible() && (button->text() == words || button->accessibleName() == words))
            return button;
    return nullptr;
}

void ScheduleWorld::askToSignOut() const {
    // At the right end, whatever it is called in the language of the test.
    shell.findChild<ui::TopBar*>()->findChildren<QAbstractButton*>().constLast()->click();
    auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    QVERIFY(menu);
    QTest::keyClick(menu, Qt::Key_Up); // the last one is to sign out
    QTest::keyClick(menu, Qt::Key_Return);
}

void ScheduleWorld::select(QStringView family) const {
    view().select(id(family));
}

void ScheduleWorld::press(Qt::Key key, Qt::KeyboardModifiers modifiers) const {
    QTest::keyClick(&view(), key, modifiers);
}

void ScheduleWorld::open(const QSize& size) {
    shell.resize(size);
    shell.show();
    QVERIFY(QTest::qWaitForWindowActive(&shell));
    view().setFocus();
}

QPoint ScheduleWorld::middleOf(QStringView family) const {
    return view().rectOf(ui::Spot{0, {}, id(family)}).center();
}

std::vector<ScheduleCase> scheduleCases() {
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
             world.press(Qt::Key_X);
         }},
        {"03h-schedule-failed",
         [](ScheduleWorld& world) {
             world.gateway.refuseNext =
                 Problem{.kind = Problem::Kind::ServerFailed, .reference = QStringLiteral("4f1c")};
             world.page->showDate(sampleDate().addDays(1));
         }},
        {"03i-schedule-opening-block-near",
         [](ScheduleWorld& world) {
             world.select(u"Mockridge, Bo");
             (new ui::OpeningBlockNotice(world.shell))->warn();
         }},
        {"04a-booking-parked",
         [](ScheduleWorld& world) {
             book(world, QStringLiteral("mock"));
             QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
             QTest::keyClick(QApplication::focusWidget(), Qt::Key_1, Qt::AltModifier);
             QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
             world.view().clearSelection();
         }},
        {"04c-booking-sign-out",
         [](ScheduleWorld& world) {
             book(world, QStringLiteral("mock"));
             QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
             QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
             world.view().clearSelection();
             world.askToSignOut();
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

} // namespace custos::test
