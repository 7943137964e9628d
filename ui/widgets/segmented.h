#pragma once

#include <QWidget>

class QButtonGroup;

namespace custos::ui {

/// A few exclusive choices in one track, as wide as they need unless its size policy says Expanding. The
/// arrow keys move between them, Tab enters and leaves.
class Segmented : public QWidget {
    Q_OBJECT

public:
    /// `name` is what the choice is about, for assistive technology.
    Segmented(const QString& name, const QStringList& choices, QWidget* parent = nullptr);

    [[nodiscard]] int current() const;
    void setCurrent(int index);
    /// 32 px unless told otherwise.
    void setHeight(int atHundredPercent);

Q_SIGNALS:
    /// By the person; `setCurrent` is silent.
    void chosen(int index);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QButtonGroup* group_;
};

} // namespace custos::ui
