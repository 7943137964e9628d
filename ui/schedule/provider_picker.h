#pragma once

#include "models/tables/day_board.h"

#include <QWidget>

namespace custos::ui {

class IconButton;
class Text;

/// Which provider's column is shown where there is room for one, and what the day holds for them.
class ProviderPicker final : public QWidget {
    Q_OBJECT
public:
    explicit ProviderPicker(QWidget* parent = nullptr);

    void setBoard(const DayBoard& board, int shown);
    /// Whether it says what the day holds.
    void setCounted(bool counted);

Q_SIGNALS:
    void columnChosen(int column);

private:
    class Box;

    void step(int by);

    IconButton* before_;
    Box* box_;
    IconButton* after_;
    Text* summary_;
};

} // namespace custos::ui
