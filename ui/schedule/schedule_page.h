#pragma once

#include "models/actions/action_history.h"
#include "models/domain/parked_work.h"
#include "models/domain/session.h"
#include "models/ports/patient_gateway.h"
#include "models/tables/schedule_day.h"
#include "ui/shell/page.h"

#include <QWidget>

class QStackedWidget;

namespace custos::ui {

class BookingDesk;
class BookingPanel;
class DayTools;
class DetailPanel;
class EmptyState;
class NextOpening;
class OldDayNotice;
class ParkedBar;
class ScheduleActs;
class ScheduleBar;
class ScheduleView;
class SidePanel;
class Workspace;

/// The schedule: the day's grid, the selected visit beside it, or a booking. Everything it is built from
/// outlives it.
class SchedulePage final : public QWidget {
    Q_OBJECT
public:
    struct Sources {
        ScheduleGateway& gateway;
        PatientGateway& patients;
        ScheduleCache& cache;
        const ConnectionMonitor& connection;
        const Clock& clock;
    };

    /// Shows today, by the practice's clock.
    SchedulePage(const Sources& sources, const Session& session, Workspace& shell, QWidget* parent = nullptr);
    ~SchedulePage() override;

    /// What the shell shows of it. Call once.
    [[nodiscard]] Page page();
    void showDate(QDate date);
    void setPrivacy(bool on);
    [[nodiscard]] bool privacy() const { return privacy_; }

    /// Bookings that are not booked yet.
    [[nodiscard]] int unfinished() const;
    /// For lock: the bookings that are not booked yet. They are not here any more; the page goes next.
    [[nodiscard]] ParkedWork putAway();
    /// After unlock: takes them up again as soon as the day is there.
    void resume(ParkedWork work);

    [[nodiscard]] ScheduleView& view() { return *view_; }
    [[nodiscard]] ScheduleDay& day() { return *day_; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void connectView();
    void connectPanels();
    void connectTools();
    void connectDay();
    void bindKeys();
    void bind(const QKeySequence& keys, void (SchedulePage::*act)());

    void takeDay();
    void takeUpWork();
    void anchorToday();
    void showState();
    void showFailure();
    void showPanel();
    void closePanel();
    void showColumn();
    void fold();
    void sayHint();

    void startBooking();
    void startBookingAt(ProviderId provider, MinuteRange minutes);
    void offerSlot(ProviderId provider, MinuteRange minutes);
    void parkBooking();
    void refuseToPark();
    void showOwnHold();
    void findNextOpening();
    void goTo(const Opening& opening);
    void goToday();
    void pickDate();
    void printSheet();
    void togglePrivacy();
    void undo();
    void showVisitMenu(AppointmentId visit, const QPoint& at);
    [[nodiscard]] bool mayWrite() const;
    [[nodiscard]] QDateTime localNow() const;

    Sources sources_;
    User user_;
    QTimeZone zone_; ///< The practice's.
    Workspace& shell_;
    ScheduleDay* day_;
    ActionHistory* history_;
    BookingDesk* desk_;
    NextOpening* opening_;
    ScheduleView* view_;
    ScheduleActs* acts_;
    ScheduleBar* bar_;
    DayTools* tools_;
    QWidget* left_;
    QStackedWidget* panels_;
    SidePanel* side_;
    DetailPanel* detail_;
    BookingPanel* booking_;
    EmptyState* nothing_;
    QWidget* failed_;
    QStackedWidget* main_;
    ParkedBar* parked_;
    OldDayNotice* old_;
    std::optional<ParkedWork> putAway_; ///< Waits for the day.
    std::optional<Opening> wanted_;     ///< To be selected once its day is shown.
    bool anchored_ = false;             ///< The practice's own today is known.
    bool privacy_ = false;
    bool panelClosed_ = false;
    bool oneColumn_ = false;
    bool openedToAsk_ = false; ///< The panel is over the page for a question alone.
};

} // namespace custos::ui
