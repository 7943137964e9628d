#pragma once

#include <QAbstractButton>

namespace custos::ui {

/// A heading that shows or hides what stands below it: Space and Enter turn it, a screen reader hears whether
/// it is expanded. Checked is open.
class FoldButton : public QAbstractButton {
    Q_OBJECT

public:
    explicit FoldButton(const QString& text, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace custos::ui
