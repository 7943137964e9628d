#pragma once

#include "models/ports/connection_monitor.h"
#include "ui/widgets/surface.h"

namespace custos::ui {

class Glyph;
class Text;

/// What is known about the connection, for the quiet line at the window's foot.
struct ConnectionFacts {
    ConnectionMonitor::State state = ConnectionMonitor::State::Connecting;
    QString host;
    QString fingerprint; ///< first two groups of the pin
    QDateTime lastAnswer;
};

/// The 26 px line at the window's foot: connection, host, pin, age of the data; a hint at the right.
class StatusLine : public Surface {
    Q_OBJECT

public:
    explicit StatusLine(QWidget* parent = nullptr);

    void setConnection(const ConnectionFacts& facts);
    /// The age is counted from the last answer to `now`.
    void setNow(const QDateTime& now);
    void setHint(const QString& hint);
    /// Without the names of server and certificate.
    void setNarrow(bool narrow);
    /// Says that nothing of the schedule is kept on this computer, and why.
    void setOnlineOnly(bool onlineOnly);

private:
    void showPin();
    void showAge();

    ConnectionFacts facts_;
    QDateTime now_;
    Glyph* stateGlyph_;
    Text* state_;
    QWidget* hostPart_;
    Text* host_;
    QWidget* trouble_;
    QWidget* onlineOnly_;
    Text* pinned_;
    Text* fingerprint_;
    Text* age_;
    Text* hint_;
    bool narrow_ = false;
};

} // namespace custos::ui
