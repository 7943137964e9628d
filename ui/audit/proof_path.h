#pragma once

#include <QWidget>

namespace custos::ui {

/// The way from an entry up to the signed tree head, drawn small; says the same in words to whoever cannot
/// see it.
class ProofPath final : public QWidget {
    Q_OBJECT
public:
    explicit ProofPath(QWidget* parent = nullptr);

    /// Hashes between the entry and the head.
    void setSteps(int steps);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int steps_ = 0;
};

} // namespace custos::ui
