#pragma once

#include "models/actions/booking_draft.h"

#include <QWidget>

namespace custos::ui {

class Button;
class Glyph;
class Text;

[[nodiscard]] QString countdown(std::chrono::seconds left); ///< "2:59"
[[nodiscard]] bool endsSoon(std::chrono::seconds left);

/// The time that a booking holds: for how long still, or that it ended. Announces both: the time that is left
/// at fixed points only, because a countdown that is read out each second drowns everything else, and the end
/// once.
class HoldRow final : public QWidget {
    Q_OBJECT
public:
    explicit HoldRow(QWidget* parent = nullptr);

    /// Of a draft with a chosen opening that nobody has taken; `time` is the opening's in words.
    void show(const BookingDraft& draft, const QString& time);
    /// Another draft follows: whatever it has, is announced anew.
    void startAnew();

Q_SIGNALS:
    void letGoRequested();

private:
    void showHeld(std::chrono::seconds left, const QString& time);

    Glyph* glyph_;
    Text* text_;
    Button* letGo_;
    int shown_ = -1; ///< The seconds that the countdown showed last; -1: none of this hold
    BookingDraft::HoldState state_ = BookingDraft::HoldState::None;
};

} // namespace custos::ui
