#pragma once

#include "ledger/result.h"
#include "models/domain/schedule.h"

#include <QFuture>
#include <QList>
#include <QPromise>
#include <QString>

#include <optional>

namespace custos {

/// Why an answer was refused or never came. Carries what code can branch on; the sentence for people is
/// made in `ui/`.
struct Problem {
    enum class Kind {
        Unreachable,     ///< No connection, or it broke: nothing is known about what the server did.
        WrongServer,     ///< TLS or the pin failed. Nothing was sent. There is no "continue anyway".
        Unauthenticated, ///< No live session (or, at sign-in, wrong credentials).
        Forbidden,
        NotFound, ///< Missing and not yours look the same.
        Conflict, ///< The time is taken; see `openings` and `conflict`.
        Outdated, ///< Somebody was faster (412).
        Invalid,  ///< The server did not accept the body; `pointer` says which part.
        Locked,   ///< Until `lockedUntil`.
        Throttled,
        AuditUnavailable, ///< Access can't be logged, so records can't be opened: screen 22.
        ServerFailed,
        Malformed, ///< An answer that is not what the description says. Discarded.
        Storage,   ///< This computer's own store or keychain failed.
        Cancelled  ///< The user has moved on.
    };

    Kind kind = Kind::ServerFailed;
    QString code = {};      ///< The server's stable code (RFC 9457 extension); empty where it never answered.
    QString reference = {}; ///< To quote to support.
    QString pointer = {};
    QString reason = {}; ///< Why the server did not accept that part: a code such as `too_common`.
    std::optional<int> attemptsLeft = {};
    std::optional<QDateTime> lockedUntil = {};
    std::optional<int> retryAfterSeconds = {};
    QList<Opening> openings = {};
    std::optional<TimeSpan> conflictTime = {};
    std::optional<PatientName> conflictPatient = {};
};

/// An answer that comes later, on the thread that asked. Continue with `.then(context, ...)`, so that a reply
/// for a screen already left is dropped with its context.
template<class T>
using Reply = QFuture<Result<T, Problem>>;

/// A finished step that has nothing to tell.
struct Done {};

/// A reply that is there already.
template<class T>
[[nodiscard]] Reply<T> readyReply(Result<T, Problem> result) {
    QPromise<Result<T, Problem>> promise;
    promise.start();
    promise.addResult(std::move(result));
    promise.finish();
    return promise.future();
}

} // namespace custos
