#pragma once

#include <QLineEdit>

namespace custos::ui {

/// Six digits in six painted cells. It is one line edit: pasting, an input method, undo and a screen
/// reader meet one field, and what is not a digit is dropped ("481 209" pastes as 481209).
class CodeEntry : public QLineEdit {
    Q_OBJECT

public:
    static constexpr int digits = 6;

    explicit CodeEntry(QWidget* parent = nullptr);

    [[nodiscard]] bool isComplete() const { return text().size() == digits; }
    void setInvalid(bool invalid);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// The sixth digit is in.
    void completed(const QString& code);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    [[nodiscard]] QRect cell(int index) const;
    [[nodiscard]] int indexAt(const QPoint& position) const;
    void paintCell(QPainter& painter, int index) const;
};

} // namespace custos::ui
