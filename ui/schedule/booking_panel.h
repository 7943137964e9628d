#pragma once

#include "models/actions/booking_draft.h"
#include "models/tables/schedule_day.h"
#include "ui/schedule/opening_words.h"
#include "ui/widgets/surface.h"

#include <QPointer>

class QCheckBox;
class QComboBox;
class QStackedWidget;
class QVBoxLayout;

namespace custos {
class PatientGateway;
}

namespace custos::ui {

class Avatar;
class Button;
class Glyph;
class Notice;
class OpeningRow;
class PatientFinder;
class Text;

/// Puts a booking together beside the grid, which stays usable. Works on one draft at a time; drafts are
/// owned by the page, so that they can be parked.
class BookingPanel final : public Surface {
    Q_OBJECT
public:
    static constexpr int fullWidth = 400;

    /// Both outlive the panel.
    BookingPanel(PatientGateway& patients, const ScheduleDay& day, QWidget* parent = nullptr);

    void show(BookingDraft& draft);
    [[nodiscard]] BookingDraft* draft() const { return draft_; }
    void setPrivacy(bool on);
    /// The server has refused what was asked to be booked.
    void showRefusal(const Problem& problem);
    void setBusy(bool busy);

Q_SIGNALS:
    void bookRequested(const custos::BookingRequest& request);
    void parkRequested();
    void closeRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makeHeader();
    QWidget* makePatient();
    QWidget* makeVisit();
    QWidget* makeOpenings();
    QWidget* makeFooter();
    void fillChoices();
    void showDraft();
    void showPatient();
    void showOpenings();
    void showHold();
    void showHoldRow();
    void nameBookButton();
    void announceCountdown(std::chrono::seconds left);
    void chooseOpening(int number);
    void book();
    [[nodiscard]] OpeningWords words() const;

    PatientGateway& patients_;
    const ScheduleDay& day_;
    QPointer<BookingDraft> draft_;
    bool privacy_ = false;
    PatientFinder* finder_;
    QWidget* patientCard_;
    Avatar* avatar_;
    Text* patientName_;
    Glyph* alertGlyph_;
    Text* identity_;
    Text* alert_;
    QWidget* rest_;
    QComboBox* type_;
    QComboBox* length_;
    QComboBox* provider_;
    QList<ProviderId> bookable_; ///< Behind the choices of `provider_`, after "any".
    QList<OpeningRow*> rows_;
    Text* openingsState_;
    Button* more_;
    Notice* refusal_;
    QWidget* holdRow_;
    Glyph* holdGlyph_;
    Text* holdText_;
    Button* letGo_;
    Button* park_;
    Button* book_;
    int spoken_ = -1; ///< The second at which the countdown was last announced.
};

} // namespace custos::ui
