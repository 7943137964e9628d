#include "ui/theme/focus_ring.h"

#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QFocusEvent>
#include <QFocusFrame>
#include <QPainter>

namespace custos::ui {

namespace {

constexpr const char* radiusProperty = "custosCornerRadius";
constexpr int usualRadius = 6;

class Ring : public QFocusFrame {
protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::of(this);
        const QVariant own = widget() ? widget()->property(radiusProperty) : QVariant();
        const int radius = own.isValid() ? own.toInt() : usualRadius;
        QPainter painter(this);
        drawBox(painter, rect(), theme.pxF(radius + FocusRing::reach), QColor(), theme.colours().accent,
                theme.pxF(2));
    }
};

bool byKeyboard(Qt::FocusReason reason) {
    return reason != Qt::MouseFocusReason && reason != Qt::PopupFocusReason &&
           reason != Qt::ActiveWindowFocusReason;
}

} // namespace

FocusRing::FocusRing(QApplication& application)
    : QObject(&application) {
    application.installEventFilter(this);
}

FocusRing::~FocusRing() {
    delete frame_;
}

bool FocusRing::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusIn) {
        auto* button = qobject_cast<QAbstractButton*>(watched);
        const bool shown = button && byKeyboard(static_cast<QFocusEvent*>(event)->reason());
        moveTo(shown ? button : nullptr);
    } else if (event->type() == QEvent::FocusOut && frame_ && frame_->widget() == watched) {
        moveTo(nullptr);
    }
    return false;
}

void FocusRing::moveTo(QWidget* widget) {
    if (!frame_) {
        // The frame dies with the window that it was last drawn in.
        frame_ = new Ring;
    }
    frame_->setWidget(widget);
}

void setCornerRadius(QWidget& widget, int radius) {
    widget.setProperty(radiusProperty, radius);
}

} // namespace custos::ui
