#pragma once

#include <QFuture>
#include <QObject>

namespace custos {

/// Calls `act` with the future's value from the event loop of `context`, never before this returns: in Qt 6.4
/// `then` runs at once for a future that is ready, in the middle of whoever asked. Dropped with its context.
template<class T, class Act>
void later(QFuture<T> future, QObject* context, Act act) {
    future.then(context, [context, act = std::move(act)](const T& value) mutable {
        QMetaObject::invokeMethod(
            context, [act = std::move(act), value]() mutable { act(value); }, Qt::QueuedConnection);
    });
}

} // namespace custos
