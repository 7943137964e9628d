#pragma once

#include "models/tables/day_board.h"
#include "ui/widgets/surface.h"

namespace custos::ui {

class IconButton;
class PrivacyEye;
class ProviderPicker;
class StatusStrip;

/// The row above the grid: how many visits stand in each status or, in one column, whose day is shown;
/// privacy and what else can be done with the day.
class DayTools final : public Surface {
    Q_OBJECT
public:
    explicit DayTools(QWidget* parent = nullptr);

    /// Of a day that is not `known` it counts nothing: no visits is something else.
    void setBoard(const DayBoard& board, int shownColumn, bool known);
    void setPrivacy(bool on);
    /// Another eye, for where these tools are covered: it does the same and looks the same.
    [[nodiscard]] QWidget* newEye();
    /// `room` is how wide it is going to be; `wordy` whether the window has room for words at all.
    void fold(bool oneColumn, bool wordy, int room);

Q_SIGNALS:
    void columnChosen(int column);
    void privacyChosen(bool on);
    void dateRequested();
    void printRequested();

private:
    void offerMore();

    StatusStrip* strip_;
    ProviderPicker* picker_;
    QList<PrivacyEye*> eyes_;
    IconButton* more_;
    bool known_ = false;
};

} // namespace custos::ui
