#pragma once

#include <QObject>
#include <QTimer>

class QClipboard;

namespace custos::app {

/// Takes back what Custos has put on the clipboard: after 30 seconds, on lock and at the session's end. What
/// somebody copied in another program is left alone.
class ClipboardGuard : public QObject {
    Q_OBJECT
public:
    ClipboardGuard(QClipboard& clipboard, std::chrono::milliseconds after, QObject* parent = nullptr);
    explicit ClipboardGuard(QClipboard& clipboard, QObject* parent = nullptr);

    void clearNow();

private:
    void onFilled();

    QClipboard& clipboard_;
    QTimer timer_;
};

} // namespace custos::app
