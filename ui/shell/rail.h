#pragma once

#include "ui/theme/icons.h"
#include "ui/widgets/surface.h"

class QButtonGroup;
class QVBoxLayout;

namespace custos::ui {

/// The navigation at the window's left edge. Alt+1 to Alt+9 and Alt+0 open items by position; the
/// arrow keys move between them.
class Rail : public Surface {
    Q_OBJECT

public:
    explicit Rail(QWidget* parent = nullptr);

    /// Appends an item and gives its index.
    int addItem(const QString& label, Icon icon);
    void setCurrent(int index);
    [[nodiscard]] int current() const;
    /// Lower items and smaller gaps, for a window under 720 px high.
    void setCompact(bool compact);

Q_SIGNALS:
    /// Once for each act, also where the item was the current one.
    void chosen(int index);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QVBoxLayout* column_;
    QButtonGroup* group_;
    bool compact_ = false;
    bool pressedCurrent_ = false; ///< By the press that a click ends.
};

} // namespace custos::ui
