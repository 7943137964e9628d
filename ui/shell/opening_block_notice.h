#pragma once

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>

namespace custos::ui {

class Banner;
class Workspace;

/// Says across the window that this person has opened many patients, or days of the schedule, before opening
/// stops for them. Says it once: until a whole window of time has passed without another warning, more of
/// them change nothing, also where the person has put the banner away. Names nobody. Lives and dies with its
/// workspace.
class OpeningBlockNotice final : public QObject {
    Q_OBJECT
public:
    /// In which opened patients are counted (docs/encryption.md), unless the practice has changed it.
    static constexpr std::chrono::minutes countedIn{10};

    explicit OpeningBlockNotice(Workspace& shell, std::chrono::milliseconds window = countedIn);

    /// An answer that came now says that the block is near.
    void warn();
    /// What was warned of has happened: the next warning is about another count.
    void withdraw();
    /// Whether the time of the last warning still runs.
    [[nodiscard]] bool isWarned() const { return over_.isActive(); }

private:
    void hide();

    Workspace& shell_;
    QPointer<Banner> banner_;
    QTimer over_; ///< Runs from the last warning on.
};

} // namespace custos::ui
