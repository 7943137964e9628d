#pragma once

#include "tests/support/fake_clients.h"
#include "ui/schedule/schedule_page.h"
#include "ui/schedule/schedule_view.h"
#include "ui/shell/workspace.h"

#include <functional>
#include <vector>

class QAbstractButton;

namespace custos::test {

/// The schedule in its shell on the sample day at 10:42 AM, as Mira Okonjo of the front desk sees it.
struct ScheduleWorld {
    FakeSchedule gateway;
    FakePatients patients;
    FakeCache cache;
    FakeConnection connection;
    FakeClock clock;
    ui::Workspace shell;
    ui::SchedulePage* page;

    explicit ScheduleWorld(const User& user = frontDesk());
    ScheduleWorld(const ScheduleWorld&) = delete;
    ScheduleWorld& operator=(const ScheduleWorld&) = delete;

    [[nodiscard]] static User frontDesk();
    [[nodiscard]] AppointmentId id(QStringView family) const { return gateway.sample.visit(family).id; }
    [[nodiscard]] const Appointment& visit(QStringView family) const { return gateway.sample.visit(family); }
    [[nodiscard]] ui::ScheduleView& view() const { return page->view(); }
    void select(QStringView family) const;
    /// A key in the grid.
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const;
    /// The page's only one of this kind.
    template<class Panel>
    [[nodiscard]] Panel* find() const {
        return page->findChild<Panel*>();
    }
    /// Shows the window offscreen, so that focus and shortcuts work.
    void open(const QSize& size = {1440, 900});
    [[nodiscard]] QPoint middleOf(QStringView family) const;
    /// The first that is on the screen and says this, or is called so.
    [[nodiscard]] QAbstractButton* button(const QString& words) const;
    /// By the menu at the person's name.
    void askToSignOut() const;

private:
    void tellShell();
};

[[nodiscard]] Session sessionOf(const User& user);

/// The page in one state of note.
struct ScheduleCase {
    const char* name;
    std::function<void(ScheduleWorld&)> arrange;
};
[[nodiscard]] std::vector<ScheduleCase> scheduleCases();

} // namespace custos::test
