#pragma once

#include "models/actions/booking_draft.h"
#include "models/tables/schedule_day.h"
#include "ui/schedule/opening_words.h"
#include "ui/widgets/surface.h"

#include <QPointer>

#include <utility>

class QComboBox;

namespace custos {
class PatientGateway;
}

namespace custos::ui {

class Button;
class HoldRow;
class Notice;
class OpeningRow;
class PatientCard;
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

    /// nullptr: none, as while the one that was here is parked.
    void show(BookingDraft* draft);
    [[nodiscard]] BookingDraft* draft() const { return draft_; }
    void setPrivacy(bool on);

Q_SIGNALS:
    void bookRequested(const custos::KeyedBooking& booking);
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
    void noteDirectory();
    void showDraft();
    void showPatient();
    void showOpenings();
    void showHold();
    void showOutcome();
    void showRefusal();
    /// Title and sentence; empty where there is nothing to say.
    [[nodiscard]] std::pair<QString, QString> refusalWords() const;
    [[nodiscard]] std::pair<QString, QString> conflictWords() const;
    [[nodiscard]] std::pair<QString, QString> openOutcomeWords() const;
    void nameBookButton();
    void chooseOpening(int number);
    void book();
    [[nodiscard]] OpeningWords words() const;

    PatientGateway& patients_;
    const ScheduleDay& day_;
    QPointer<BookingDraft> draft_;
    bool privacy_ = false;
    PatientFinder* finder_;
    PatientCard* patientCard_;
    QWidget* rest_;
    QComboBox* type_;
    QComboBox* length_;
    QComboBox* provider_;
    QList<VisitType> types_;     ///< Behind the choices of `type_`, after "choose".
    QList<ProviderId> bookable_; ///< Behind the choices of `provider_`, after "any".
    QList<OpeningRow*> rows_;
    Text* openingsState_;
    Button* more_;
    Notice* refusal_;
    HoldRow* holdRow_;
    Button* park_;
    Button* book_;
};

} // namespace custos::ui
