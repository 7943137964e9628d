#pragma once

#include "ui/widgets/gate.h"

#include <QList>
#include <QPointer>

#include <chrono>
#include <optional>

class QTimer;

namespace custos {
class Clock;
struct Problem;
struct Session;
} // namespace custos

namespace custos::ui {

class Avatar;
class Button;
class Chip;
class Field;
class Notice;
class SpanBar;
class Text;

/// Covers its window at once, without motion: everything beneath is hidden and not only painted over,
/// popups are closed, and every other window of the program goes too, also those that appear while it
/// is up. What was hidden comes back as it was when the lock goes.
class LockScreen : public Gate {
    Q_OBJECT

public:
    /// `window` is covered; it owns the lock. `clock` is for showing time only: what ends a session is
    /// decided elsewhere.
    LockScreen(QWidget& window, const Clock& clock);
    ~LockScreen() override;

    /// `idle` is how long nothing was done before, when that is why.
    void cover(const Session& session, std::optional<std::chrono::seconds> idle);
    /// How many bookings wait, sealed, for the unlock. Who leaves instead is asked first.
    void setKept(int bookings);
    /// Takes the cover away, after an unlock, and shows again what it hid. A screen that was replaced
    /// meanwhile stays away.
    void uncover();
    /// Takes the cover away when the session is over: whatever it hid belongs to the past. Other
    /// windows are closed, and nothing of the old screen is shown again, not for one frame.
    void discard();
    [[nodiscard]] bool isCovering() const { return covering_; }
    void setBusy();
    void showProblem(const Problem& problem);

Q_SIGNALS:
    /// Whoever hears it is the only one left with the password.
    void unlockRequested(const QString& password);
    void switchUserRequested();
    void signOutRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] QWidget* newPerson();
    [[nodiscard]] QWidget* newOthers();
    [[nodiscard]] QWidget* newBelow();
    [[nodiscard]] QWidget* newClock();
    void hideEverythingElse();
    void hideWindow(QWidget& other);
    [[nodiscard]] bool isRingOfOwn(const QWidget& widget) const;
    void takeAway();
    void leave(void (LockScreen::*how)());
    void showTime();
    [[nodiscard]] QString sinceText(std::chrono::seconds ago) const;
    void submit();

    QWidget& window_;
    const Clock& clock_;
    Text* time_;
    Text* date_;
    Avatar* avatar_;
    Text* name_;
    Text* role_;
    Notice* notice_;
    QWidget* noticeBox_;
    Field* password_;
    Button* unlock_;
    Text* since_;
    Text* ends_;
    Text* left_;
    Text* kept_;
    SpanBar* bar_;
    QTimer* tick_;
    bool covering_ = false;
    int keptBookings_ = 0;
    QDateTime lockedAt_;
    QDateTime expiry_;
    std::optional<std::chrono::seconds> idle_;
    QList<QPointer<QWidget>> hiddenChildren_;
    QList<QPointer<QWidget>> hiddenWindows_;
    QPointer<QWidget> focusBefore_;
};

} // namespace custos::ui
