#pragma once

#include "models/tables/schedule_day.h"
#include "ui/schedule/schedule_scene.h"

#include <QAbstractScrollArea>

class QScrollBar;
class QTimer;

namespace custos::ui {

/// A day, painted by hand: a column for each provider, visits as cards where their time is. Selects, picks up
/// and moves by mouse and by keyboard; says what the user wants and changes nothing itself.
///
/// Text is shaped once per change of the day or the minute, and only what changed is repainted. Each visit,
/// block and free slot is an object to assistive technology (see schedule_accessible.h).
class ScheduleView final : public QAbstractScrollArea {
    Q_OBJECT
public:
    /// `day` outlives the view.
    explicit ScheduleView(const ScheduleDay& day, QWidget* parent = nullptr);
    ~ScheduleView() override;

    /// Initials and no reasons, on the screen alone.
    void setPrivacy(bool on);
    /// Whether visits can be picked up.
    void setEditable(bool editable);
    void setOwnHold(std::optional<OwnHold> hold);
    /// One provider at a time, as wide as the view; what is selected, or carried by the keys, turns to its
    /// own.
    void setOneColumn(bool one);
    [[nodiscard]] int shownColumn() const { return shownColumn_; }
    /// Turns to a column, and lets go of what was selected in another.
    void showColumn(int column);

    [[nodiscard]] std::optional<AppointmentId> selectedVisit() const;
    void select(AppointmentId visit);
    void clearSelection();
    [[nodiscard]] const std::optional<Spot>& spot() const { return scene_.spot; }
    void setSpot(std::optional<Spot> spot);
    /// Now a third from the upper edge, on whole hours; on another day, its beginning.
    void scrollToNow();
    void reveal(const Spot& spot);

    [[nodiscard]] bool isCarrying() const { return scene_.carried.has_value(); }
    void putBack();

    [[nodiscard]] const ScheduleScene& scene() const { return scene_; }
    [[nodiscard]] const ScheduleDay& day() const { return day_; }
    [[nodiscard]] QRect rectOf(const Spot& spot) const;
    [[nodiscard]] QString roomNameOf(const Appointment& visit) const;

    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void visitSelected(const std::optional<custos::AppointmentId>& visit);
    void visitActivated(custos::AppointmentId visit);
    void visitMenuRequested(custos::AppointmentId visit, const QPoint& globalPos);
    void slotClicked(custos::ProviderId provider, custos::MinuteRange minutes);
    void bookingRequested(custos::ProviderId provider, custos::MinuteRange minutes);
    void moveRequested(const custos::Appointment& visit, custos::ProviderId provider,
                       custos::MinuteRange minutes, bool overbook);
    void statusRequested(custos::VisitStatus status);
    /// A drop that the preview has shown to fail; nothing was asked of the server.
    void dropRefused();
    void carryingChanged(bool carrying);
    /// In one column: another provider is shown.
    void columnShown(int column);
    void todayRequested();
    void nextOpeningRequested();
    void bookHereRequested();
    void goToDateRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void changeEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Press {
        QPoint at;
        AppointmentId visit;
        Carried::Kind kind;
    };

    void takeDay();
    void takeMinute();
    void scheduleMinute();
    void placeGeometry();
    void moveCards();
    void turnTo(int column);
    void turnToSameProvider();
    void layOutCards();
    [[nodiscard]] CardFacts factsFor(const PlacedVisit& placed, int column) const;
    void updateOverlay(const QRect& before);

    [[nodiscard]] const VisitCard* cardAt(QPoint pos) const;
    [[nodiscard]] bool isOnLowerEdge(const VisitCard& card, QPoint pos) const;
    [[nodiscard]] std::optional<Spot> freeSlotAt(QPoint pos) const;
    void hover(QPoint pos);
    void startCarrying(AppointmentId visit, Carried::Kind kind, std::optional<QPoint> pointer);
    void carryTo(int column, MinuteRange target, std::optional<QPoint> pointer);
    void carryByPointer(QPoint pos);
    void drop(bool overbook);
    void scrollAtEdges(QPoint pos);

    [[nodiscard]] bool handleCarryKey(const QKeyEvent& event);
    [[nodiscard]] bool handleMoveKey(const QKeyEvent& event);
    [[nodiscard]] bool handleActKey(const QKeyEvent& event);
    void stepInColumn(int step);
    void stepColumn(int step);
    void stepMinutes(int minutes);
    [[nodiscard]] int anchorMinute() const;
    [[nodiscard]] int currentColumn() const;

    const ScheduleDay& day_;
    ScheduleScene scene_;
    bool editable_ = false;
    std::optional<Press> press_;
    QTimer* minute_;
    QScrollBar* edge_; ///< There while the pointer is at the right edge, over the cards' inset.
    QDate shownDate_;
    bool oneColumn_ = false;
    int shownColumn_ = 0;
    std::optional<ProviderId> shownProvider_;
};

} // namespace custos::ui
