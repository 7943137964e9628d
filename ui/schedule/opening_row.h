#pragma once

#include <QAbstractButton>

namespace custos::ui {

/// One opening to choose: its key, day, time, with whom; once it is held, what is left of the hold.
class OpeningRow final : public QAbstractButton {
    Q_OBJECT
public:
    /// `number` counts from 1 and is the digit of its key, with Alt.
    explicit OpeningRow(int number, QWidget* parent = nullptr);

    void setOpening(const QString& day, const QString& time, const QString& place);
    /// What stands at the right; `warn` when it is about to end or has ended.
    void setRemark(const QString& remark, bool held, bool warn);
    void setChosen(bool chosen);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void describe();

    int number_;
    QString day_;
    QString time_;
    QString place_;
    QString remark_;
    bool held_ = false;
    bool warn_ = false;
    bool chosen_ = false;
};

} // namespace custos::ui
