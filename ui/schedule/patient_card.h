#pragma once

#include "models/domain/patient.h"
#include "models/tables/day_board.h"

#include <QWidget>

namespace custos::ui {

class Avatar;
class Glyph;
class Text;

/// Who a booking is for, with an alert where somebody of a similar name is booked on the day that is shown.
class PatientCard final : public QWidget {
    Q_OBJECT
public:
    explicit PatientCard(QWidget* parent = nullptr);

    /// With `privacy` as initials; a screen reader still gets the name.
    void show(const PatientSummary& patient, const DayBoard& board, bool privacy);

Q_SIGNALS:
    void changeRequested();

private:
    Avatar* avatar_;
    Text* name_;
    Glyph* alertGlyph_;
    Text* identity_;
    Text* alert_;
};

} // namespace custos::ui
