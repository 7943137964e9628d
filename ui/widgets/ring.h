#pragma once

#include <QWidget>

namespace custos::ui {

/// The share of a span that is left, as an arc that steps once a second; the text beside it says it.
class CountdownRing : public QWidget {
    Q_OBJECT

public:
    explicit CountdownRing(QWidget* parent = nullptr);

    /// 0 to 1.
    void setShare(qreal left);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    qreal left_ = 1;
};

} // namespace custos::ui
