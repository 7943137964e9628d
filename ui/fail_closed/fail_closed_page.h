#pragma once

#include <QDateTime>
#include <QWidget>

namespace custos::ui {

/// What stands in place of every record while access can't be logged: what still works, what is
/// closed, whom to call. There is no override, for no role; it goes by itself when entries can be
/// written again.
class FailClosedPage : public QWidget {
    Q_OBJECT

public:
    /// Times are in the practice's zone.
    FailClosedPage(const QDateTime& since, const QDateTime& sessionEnd, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QWidget* newHead(const QDateTime& since) const;
    [[nodiscard]] QWidget* newWorksCard(const QDateTime& sessionEnd) const;
    [[nodiscard]] QWidget* newClosedCard() const;
    [[nodiscard]] QWidget* newCallCard() const;
};

/// The title that goes with it: the day and a chip that says why.
[[nodiscard]] QWidget* newFailClosedTitle(const QDate& today);

} // namespace custos::ui
