#include "app/first_paint.h"

#include <QEvent>
#include <QTimer>
#include <QWidget>

namespace custos::app {

FirstPaint::FirstPaint(QWidget& window)
    : QObject(&window) {
    window.installEventFilter(this);
}

bool FirstPaint::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::Paint)
        return QObject::eventFilter(watched, event);
    watched->removeEventFilter(this);
    // The event comes before the painting; the event loop comes after it.
    QTimer::singleShot(0, this, [this] {
        Q_EMIT painted();
        deleteLater();
    });
    return false;
}

} // namespace custos::app
