#pragma once

#include "models/wire/reader.h"

#include <variant>

namespace custos::wire {

/// This column of this day changed.
struct ScheduleChanged {
    QDate date;
    ProviderId provider;
    friend bool operator==(const ScheduleChanged&, const ScheduleChanged&) = default;
};
/// The practice's log has been sealed up to this many entries.
struct LedgerGrew {
    quint64 size;
    friend bool operator==(const LedgerGrew&, const LedgerGrew&) = default;
};
struct SessionEnded {
    friend bool operator==(const SessionEnded&, const SessionEnded&) = default;
};

using Event = std::variant<ScheduleChanged, LedgerGrew, SessionEnded>;

/// One event of `GET /v1/events`. Kinds that this client does not know are refused; whoever listens passes
/// them over.
[[nodiscard]] Parsed<Event> event(QByteArrayView kind, const QByteArray& data);

} // namespace custos::wire
