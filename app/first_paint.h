#pragma once

#include <QObject>

class QWidget;

namespace custos::app {

/// Says once that a window has been painted for the first time: whatever may wait until then waits for it.
class FirstPaint : public QObject {
    Q_OBJECT
public:
    /// Deletes itself afterwards.
    explicit FirstPaint(QWidget& window);

Q_SIGNALS:
    void painted();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace custos::app
