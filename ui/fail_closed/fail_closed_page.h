#pragma once

#include <QDateTime>
#include <QWidget>

#include <optional>

namespace custos::ui {

class Button;
class Text;

/// What stands in place of every record while access can't be logged: what still works, what is
/// closed, whom to call. There is no override, for no role; it goes by itself when entries can be
/// written again.
class FailClosedPage : public QWidget {
    Q_OBJECT

public:
    /// Times are in the practice's zone. `reference` is what support asks for; may be empty.
    FailClosedPage(const QDateTime& since, const QDateTime& sessionEnd, const QString& reference,
                   QWidget* parent = nullptr);

    /// Offers the copy of the schedule that this computer keeps, as of `savedAt`.
    void offerSavedSchedule(const QDateTime& savedAt);

Q_SIGNALS:
    void savedScheduleRequested();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QWidget* newHead(const QDateTime& since) const;
    [[nodiscard]] QWidget* newWorksCard(const QDateTime& sessionEnd);
    [[nodiscard]] QWidget* newClosedCard() const;
    [[nodiscard]] QWidget* newCallCard(const QString& reference);

    QWidget* savedRow_ = nullptr;
    Text* savedTitle_ = nullptr;
};

/// The title that goes with it: the day and a chip that says why.
[[nodiscard]] QWidget* newFailClosedTitle(const QDate& today);

} // namespace custos::ui
