#pragma once

#include <QAbstractButton>

namespace custos::ui {

/// The small x of a panel, toast or dialog.
class CloseButton : public QAbstractButton {
    Q_OBJECT

public:
    explicit CloseButton(QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace custos::ui
