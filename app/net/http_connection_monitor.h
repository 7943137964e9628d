#pragma once

#include "models/domain/problem.h"
#include "models/ports/clock.h"
#include "models/ports/connection_monitor.h"

#include <QTimer>

namespace custos::app {

class ApiClient;
class PinnedHttp;

/// What the calls tell about the connection; while none gets through it asks `GET /health` by itself, also
/// after a wrong server was met (a probe tells a wrong server nothing).
class HttpConnectionMonitor final : public ConnectionMonitor {
    Q_OBJECT
public:
    HttpConnectionMonitor(PinnedHttp& http, ApiClient& api, const Clock& clock,
                          std::chrono::milliseconds probeEvery = std::chrono::seconds(5),
                          QObject* parent = nullptr);

    [[nodiscard]] State state() const override { return state_; }
    [[nodiscard]] QString host() const override;
    [[nodiscard]] QString pinnedFingerprint() const override;
    [[nodiscard]] QDateTime lastAnswer() const override { return lastAnswer_; }

    void probeNow();

private:
    void onAnswered();
    void onFailed(Problem::Kind kind);
    void become(State state);

    PinnedHttp& http_;
    const Clock& clock_;
    State state_ = State::Connecting;
    QDateTime lastAnswer_;
    QTimer probe_;
};

} // namespace custos::app
