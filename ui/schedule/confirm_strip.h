#pragma once

#include "models/domain/schedule.h"
#include "ui/widgets/surface.h"

#include <QElapsedTimer>
#include <QPointer>

namespace custos::ui {

class Button;
class Text;

/// Asks once, in place, before a step back or the end of a visit. It takes focus itself, so that Space and
/// the key that asked do nothing; Enter does it, Esc keeps, auto-repeat and the first 300 ms do not count.
/// Focus goes back to where it was.
class ConfirmStrip final : public Surface {
    Q_OBJECT
public:
    static constexpr int deafMs = 300;

    explicit ConfirmStrip(QWidget* parent = nullptr);

    void ask(VisitStatus from, VisitStatus to);
    [[nodiscard]] bool isAsking() const { return isVisibleTo(parentWidget()); }
    void dismiss();

Q_SIGNALS:
    void confirmed(custos::VisitStatus status);
    void kept();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    void confirm();

    VisitStatus status_ = VisitStatus::Cancelled;
    Text* question_;
    Text* remark_;
    Button* keep_;
    Button* act_;
    QElapsedTimer shown_;
    QPointer<QWidget> before_;
};

} // namespace custos::ui
