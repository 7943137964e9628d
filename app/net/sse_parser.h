#pragma once

#include <QByteArray>
#include <QList>

namespace custos::app {

struct ServerEvent {
    QByteArray kind; ///< `event:`, "message" where none was given
    QByteArray data;

    friend bool operator==(const ServerEvent&, const ServerEvent&) = default;
};

/// `text/event-stream` as bytes arrive (HTML Standard, section 9.2.6). Lines may end in LF, CR or both, and
/// may be cut anywhere. An event that outgrows the limit makes the stream unusable: `overflowed`.
class SseParser {
public:
    explicit SseParser(qsizetype largestEvent = 64 * 1024)
        : largestEvent_(largestEvent) {}

    [[nodiscard]] QList<ServerEvent> feed(const QByteArray& bytes);
    [[nodiscard]] bool overflowed() const { return overflowed_; }

private:
    void takeLine(QList<ServerEvent>& events);
    void dispatch(QList<ServerEvent>& events);

    const qsizetype largestEvent_;
    QByteArray line_;
    QByteArray kind_;
    QByteArray data_;
    bool hasData_ = false;
    bool afterReturn_ = false;
    bool overflowed_ = false;
};

} // namespace custos::app
