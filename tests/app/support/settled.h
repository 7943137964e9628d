#pragma once

#include <QFuture>
#include <QTest>

namespace custos::test {

/// What a call came to; the event loop runs meanwhile. One that never ends would have nothing to compare, so
/// it ends the test program.
template<class T>
T settled(QFuture<T> future) {
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 20000))
        qFatal("the call never ended");
    return future.result();
}

} // namespace custos::test
