#pragma once

#include "models/tables/next_step.h"
#include "models/tables/schedule_day.h"
#include "ui/schedule/status_controls.h"
#include "ui/widgets/surface.h"

class QGridLayout;
class QScrollArea;
class QVBoxLayout;

namespace custos::ui {

class Chip;
class CloseButton;
class ConfirmStrip;
class Glyph;
class Text;
struct VisitQuestion;

/// What is known of the selected visit, and what can be done with it. Says what the user wants and changes
/// nothing itself.
class DetailPanel final : public Surface {
    Q_OBJECT
public:
    static constexpr int fullWidth = 344;
    static constexpr int narrowWidth = 320;

    /// `day` outlives the panel.
    explicit DetailPanel(const ScheduleDay& day, QWidget* parent = nullptr);

    void showVisit(std::optional<AppointmentId> visit);
    [[nodiscard]] std::optional<AppointmentId> visit() const { return visit_; }
    void setPrivacy(bool on);
    void setEditable(bool editable);
    /// Over the page, whose way back stands above it, it needs none of its own.
    void setOver(bool over);
    /// Reads the visit again: the day or the minute has changed.
    void refresh();
    /// Asks in place, about the visit that is shown. Until it is answered it stands alone where the acts
    /// were, and is wholly to be seen.
    void ask(const VisitQuestion& question);
    /// On the next likely act, or the first that there is.
    void focusFirst();

Q_SIGNALS:
    void statusRequested(custos::VisitStatus status);
    void roomRequested(const custos::Room& room);
    void closed();
    /// What was asked is answered, or asked no more.
    void questionSettled();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeHeader();
    QWidget* makeFacts();
    QWidget* makeStatus();
    QWidget* makeNote();
    Text* addFact(const QString& label);
    void showHeader(const PlacedVisit& placed, const DayColumn& column);
    void showFacts(const PlacedVisit& placed, const DayColumn& column);
    void showStatus(const Appointment& visit);
    void showNextStep();
    void placeStatusButtons(const Appointment& visit);
    void showNote(const Appointment& visit);
    void revealQuestion();
    void offerRooms();
    [[nodiscard]] QString shown(const PatientName& patient) const;
    [[nodiscard]] QString roomName(const std::optional<RoomId>& room) const;

    const ScheduleDay& day_;
    std::optional<AppointmentId> visit_;
    bool privacy_ = false;
    bool editable_ = false;
    Text* name_;
    CloseButton* close_;
    Glyph* alertGlyph_;
    Chip* chip_;
    Text* waiting_;
    Text* alert_;
    QGridLayout* facts_;
    Text* reason_;
    Text* when_;
    Text* provider_;
    Text* needs_;
    Text* needsLabel_;
    Text* statusHint_;
    NextStepButton* next_;
    std::optional<NextStep> step_;
    QList<StatusButton*> buttons_;
    QGridLayout* statusGrid_;
    ConfirmStrip* confirm_;
    QWidget* noteSection_;
    QScrollArea* scroll_;
    Text* note_;
};

} // namespace custos::ui
