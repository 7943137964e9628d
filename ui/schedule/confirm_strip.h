#pragma once

#include "ui/schedule/visit_question.h"
#include "ui/widgets/surface.h"

#include <QElapsedTimer>
#include <QPointer>

#include <array>

namespace custos::ui {

class Button;
class LineEdit;
class Text;

/// Asks once, in place, before a step back, the end of a visit or an overbooking. It takes focus itself, so
/// that Space and the key that asked do nothing; Esc keeps, auto-repeat and the first 300 ms do not count.
/// Enter does it, or, where a reason is wanted, the number of a reason does: nothing is said for anybody.
/// Focus goes back to where it was.
class ConfirmStrip final : public Surface {
    Q_OBJECT
public:
    static constexpr int deafMs = 300;

    explicit ConfirmStrip(QWidget* parent = nullptr);

    void ask(const VisitQuestion& question);
    [[nodiscard]] bool isAsking() const { return isVisibleTo(parentWidget()); }
    void dismiss();

Q_SIGNALS:
    /// It was answered, or nobody asks any more; what it stood in place of can come back.
    void settled();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    void makeReasons();
    void showReasons();
    void openOwnWords();
    void confirmTyped();
    void confirm(const QString& reason);
    void answer(int key);
    [[nodiscard]] bool wantsReason() const { return !question_.reasons.isEmpty(); }
    [[nodiscard]] QString spoken() const;

    VisitQuestion question_;
    Text* words_;
    Text* remark_;
    Button* keep_;
    std::array<Button*, VisitQuestion::mostReasons> reasons_{};
    Button* other_;
    LineEdit* ownWords_;
    Button* act_;
    QElapsedTimer shown_;
    QPointer<QWidget> before_;
};

} // namespace custos::ui
