#include "app/net/sse_parser.h"

namespace custos::app {

QList<ServerEvent> SseParser::feed(const QByteArray& bytes) {
    QList<ServerEvent> events;
    for (const char c : bytes) {
        const bool secondHalf = std::exchange(afterReturn_, c == '\r') && c == '\n';
        if (secondHalf)
            continue;
        if (c == '\r' || c == '\n')
            takeLine(events);
        else
            line_.append(c);
        if (line_.size() + data_.size() > largestEvent_)
            overflowed_ = true;
        if (overflowed_)
            return {};
    }
    return events;
}

void SseParser::takeLine(QList<ServerEvent>& events) {
    const QByteArray line = std::exchange(line_, {});
    if (line.isEmpty())
        return dispatch(events);
    const qsizetype colon = line.indexOf(':');
    const QByteArray field = colon < 0 ? line : line.left(colon);
    QByteArray value = colon < 0 ? QByteArray() : line.mid(colon + 1);
    if (value.startsWith(' '))
        value.remove(0, 1);
    if (field == "event")
        kind_ = value;
    if (field == "data") {
        data_ += (hasData_ ? "\n" : "") + value;
        hasData_ = true;
    }
}

void SseParser::dispatch(QList<ServerEvent>& events) {
    if (hasData_)
        events.append({kind_.isEmpty() ? QByteArrayLiteral("message") : kind_, data_});
    kind_.clear();
    data_.clear();
    hasData_ = false;
}

} // namespace custos::app
