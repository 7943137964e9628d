#pragma once

#include "app/net/http.h"
#include "app/net/sse_parser.h"
#include "models/domain/id.h"

#include <QDate>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <memory>

namespace custos::app {

class ApiClient;

/// What changed at the practice, as it happens: `GET /v1/events`. Reconnects by itself with growing pauses
/// until it is stopped or its session has ended; whoever shows something re-reads it on `reconnected`, since
/// events were missed. A stream that has been silent for longer than the server's heartbeat allows is dead
/// and made again.
class EventStream : public QObject {
    Q_OBJECT
public:
    struct Pace {
        std::chrono::milliseconds firstPause = std::chrono::milliseconds(250);
        std::chrono::milliseconds longestPause = std::chrono::seconds(20);
        std::chrono::milliseconds silence = std::chrono::seconds(40); ///< the server speaks every 15 s
    };

    EventStream(ApiClient& api, Pace pace, QObject* parent = nullptr);
    explicit EventStream(ApiClient& api, QObject* parent = nullptr);
    ~EventStream() override;

    void start();
    void stop();
    /// Goes on under the session's new token; what was missed meanwhile is `reconnected`'s to say.
    void renew();

Q_SIGNALS:
    void scheduleChanged(QDate date, custos::ProviderId provider);
    void ledgerGrew(quint64 size);
    /// Heard, or found each time that the server knows no such session: whoever is told asks, for it may have
    /// been renewed meanwhile.
    void sessionEnded();
    /// Open again after it was not; not said the first time.
    void reconnected();

private:
    void connectNow();
    void onOpened();
    void onReceived(const QByteArray& bytes);
    void onClosed(int status);
    void comeBack();
    void announce(const ServerEvent& event);

    ApiClient& api_;
    const Pace pace_;
    std::unique_ptr<HttpStream> stream_;
    std::unique_ptr<SseParser> parser_;
    QTimer retry_;
    QTimer silence_;
    std::chrono::milliseconds pause_;
    bool wasOpen_ = false;
};

} // namespace custos::app
