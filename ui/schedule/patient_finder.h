#pragma once

#include "models/tables/day_board.h"
#include "models/tables/patient_search.h"

#include <QWidget>

class QListView;

namespace custos::ui {

class LineEdit;
class Text;

/// Type-to-search for a patient: the field, what was found, and why nothing was. Arrow keys walk the list
/// while typing goes on; Enter takes the marked one.
class PatientFinder final : public QWidget {
    Q_OBJECT
public:
    /// `board` says who is here today; both outlive the finder.
    PatientFinder(PatientGateway& patients, const DayBoard& board, QWidget* parent = nullptr);

    void start();
    [[nodiscard]] LineEdit& edit() { return *edit_; }

Q_SIGNALS:
    void chosen(const custos::PatientSummary& patient);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showState();
    void take(int row);
    void sayAlikes();

    const DayBoard& board_;
    PatientSearch* search_;
    LineEdit* edit_;
    Text* help_;
    QListView* list_;
    QWidget* notice_;
    Text* noticeText_;
};

/// "Born 1970, mobile ends 0142", with what is known.
[[nodiscard]] QString identityLine(const PatientSummary& patient);

} // namespace custos::ui
