#pragma once

#include <QElapsedTimer>
#include <QFuture>
#include <QTest>

#include <chrono>
#include <utility>

namespace custos::test {

/// What a call came to; the event loop runs meanwhile. One that never ends would have nothing to compare, so
/// it ends the test program.
template<class T>
T settled(QFuture<T> future) {
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 20000))
        qFatal("the call never ended");
    return future.result();
}

/// Runs the event loop until a number has stayed the same for so long; which is it.
template<class Number>
auto stillAfter(std::chrono::milliseconds quiet, const Number& number) {
    auto last = number();
    QElapsedTimer since;
    since.start();
    while (since.elapsed() < quiet.count()) {
        QTest::qWait(10);
        const auto now = number();
        if (now != std::exchange(last, now))
            since.restart();
    }
    return last;
}

} // namespace custos::test
